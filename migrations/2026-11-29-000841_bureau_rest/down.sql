delete from lookups where answered_at is not null and staff_id is null;
alter table lookups drop constraint lookups_check2,
    add constraint lookups_check2 check ((answered_at is null) = (staff_id is null));
alter table bureau_tasks drop column province;
alter table bureau_uploads drop column again_at;
