drop index bureau_items_left;
create index bureau_items_left on bureau_items (decided_at) where outcome = 'left';
alter table bureau_items drop constraint bureau_items_settled, drop column settled_by, drop column settled_at;
drop index bureau_downloads_known;
alter table bureau_downloads drop column content_hash, add constraint bureau_downloads_name_key unique (name);
alter table bureau_line drop column lacks_from;
alter table bureau_uploads drop column tries;
