-- What was done last, and websites by the bureau's ids of their accesses.
create index bureau_tasks_done on bureau_tasks (done_at desc, id) where done_at is not null;
create index bureau_known_accesses on bureau_known using gin ((parts -> 'accesses') jsonb_path_ops);
-- Nobody reads it: the entry as it came stands with the work it makes.
alter table barred drop column name_sealed;
