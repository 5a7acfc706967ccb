-- Every operation goes up, not only new filings. Results come by our ids, or by what was sent of the record.
alter table bureau_uploads drop constraint bureau_uploads_method_check,
    add constraint bureau_uploads_method_check
        check (method in ('XZBA', 'XZWZ', 'XZJR', 'BGBA', 'ZXBA', 'XZHYD', 'HSJG', 'WBACLJG')),
    add column operation integer not null default 1,
    add column keys text[] not null default '{}';
create index bureau_uploads_keys on bureau_uploads using gin (keys);
-- What the bureau calls the entities and websites on record: its ids, by filing number. All of it is public there.
create table bureau_known (
    number text primary key,
    bureau_id bigint not null,
    parts jsonb not null,
    noted_at timestamptz not null default now()
);
create index bureau_known_id on bureau_known (bureau_id);
