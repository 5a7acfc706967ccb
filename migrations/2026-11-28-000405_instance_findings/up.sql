-- An instance that ended under a running filing is a finding on the case: until it runs again, the filing rests on another one,
-- or the filing ends. What is over stays, so that the case tells it.
create table instance_findings (
    filing_id uuid not null references filings (id),
    website integer not null,
    instance_id uuid not null references instances (id),
    -- Given back before the last day of its term.
    is_released boolean not null,
    found_at timestamptz not null,
    gone_at timestamptz check (gone_at >= found_at),
    primary key (filing_id, website, found_at)
);
create unique index instance_findings_open on instance_findings (filing_id, website) where gone_at is null;
create index instance_findings_instance on instance_findings (instance_id) where gone_at is null;

-- What ended before there was such a table.
insert into instance_findings (filing_id, website, instance_id, is_released, found_at)
select filing_id, website, instance_id, released_at is not null, ended_at
from instance_uses join instances on instances.id = instance_id
where state = 'held' and ended_at is not null;
