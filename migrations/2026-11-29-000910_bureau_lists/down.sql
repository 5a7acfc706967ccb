drop index barred_listed;
drop index bureau_tasks_open;
create index bureau_tasks_open on bureau_tasks (due_on, received_at) where done_at is null;
