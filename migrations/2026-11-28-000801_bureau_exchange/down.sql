drop table bureau_items;
drop table bureau_downloads;
drop table bureau_uploads;
drop table bureau_line;
