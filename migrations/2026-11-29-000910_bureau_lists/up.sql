-- The lists as they are read, page by page: what waits by what is most urgent, and what is barred by its day.
drop index bureau_tasks_open;
create index bureau_tasks_open on bureau_tasks ((answered_at is not null), (coalesce(due_on, 'infinity'::date)), id)
    where done_at is null;
create index barred_listed on barred (listed_at desc, id) where removed_at is null;
