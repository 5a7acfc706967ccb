alter table consents drop column relay_task_id;
drop table relay_tasks;
