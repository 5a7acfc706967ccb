drop table bureau_statuses;
drop table barred;
drop table bureau_codes;
delete from bureau_uploads where task_id is not null;
alter table bureau_uploads
    drop constraint bureau_uploads_about,
    drop column task_id,
    alter column round set not null,
    alter column filing_id set not null;
drop table bureau_tasks;
