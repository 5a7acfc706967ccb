alter table bureau_line drop column paused_by;
