-- A file that the bureau had taken and lost, since when it goes again.
alter table bureau_uploads add column again_at timestamptz;

-- Where a piece of work belongs, as far as it tells.
alter table bureau_tasks add column province text;

-- The bureau's system answers a question, too.
alter table lookups drop constraint lookups_check2,
    add constraint lookups_check2 check (staff_id is null or answered_at is not null);
