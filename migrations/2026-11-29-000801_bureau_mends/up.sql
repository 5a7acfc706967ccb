-- How often a file led nowhere: what is fetched meanwhile says nothing of it.
alter table bureau_uploads add column tries integer not null default 0;
-- The first number from which on the bureau lacks what it had taken. The operator looks before the cases go back to the desk.
alter table bureau_line add column lacks_from bigint;
-- A file is known by its name and what it holds: the bureau may use a name again after years.
alter table bureau_downloads add column content_hash bytea,
    drop constraint bureau_downloads_name_key;
create unique index bureau_downloads_known on bureau_downloads (name, content_hash);
-- What is left is ticked off by somebody; until then its file is kept.
alter table bureau_items add column settled_at timestamptz,
    add column settled_by uuid references staff (id),
    add constraint bureau_items_settled check (settled_at is null or outcome = 'left');
drop index bureau_items_left;
create index bureau_items_left on bureau_items (decided_at) where outcome = 'left' and settled_at is null;
