alter table barred add column name_sealed bytea;
drop index bureau_known_accesses;
drop index bureau_tasks_done;
