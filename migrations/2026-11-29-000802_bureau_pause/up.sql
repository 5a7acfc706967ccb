-- Who stopped the line by hand; none where it stopped by itself.
alter table bureau_line add column paused_by uuid references staff (id);
