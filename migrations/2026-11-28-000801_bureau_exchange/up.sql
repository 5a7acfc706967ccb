-- What goes to the bureau's system and what comes back, as it was sent and received. Numbers of uploads have no gap, as the
-- bureau counts with us.
create table bureau_line (
    id boolean primary key default true check (id),
    next_number bigint not null default 1 check (next_number > 0),
    -- Our ids of records go up in blocks of a thousand, one block an upload.
    next_ids bigint not null default 1000 check (next_ids % 1000 = 0),
    -- The bureau is known to count as we do.
    is_in_step boolean not null default false,
    -- When it was first asked how it counts.
    synced_at timestamptz,
    -- Nothing is sent until somebody has looked.
    stopped_at timestamptz,
    last_contact_at timestamptz,
    last_failure_at timestamptz,
    -- Failures in a row.
    failures integer not null default 0
);
insert into bureau_line default values;

create table bureau_uploads (
    id uuid primary key,
    number bigint constraint bureau_uploads_number unique deferrable initially deferred,
    ids bigint not null unique check (ids % 1000 = 0),
    filing_id uuid not null references filings (id),
    round integer not null,
    method text not null check (method in ('XZBA')),
    -- The exact file; none once it is over.
    content_sealed bytea,
    state text not null check (state in ('fixed', 'sending', 'held', 'accepted', 'dropped')),
    answer_code bigint,
    fixed_at timestamptz not null default now(),
    sent_at timestamptz,
    answered_at timestamptz,
    constraint bureau_uploads_numbered check ((number is null) = (state = 'dropped'))
);
create index bureau_uploads_filing on bureau_uploads (filing_id, ids);
-- One at a time of a filing is on its way.
create unique index bureau_uploads_open on bureau_uploads (filing_id) where state in ('fixed', 'sending', 'held');

create table bureau_downloads (
    id uuid primary key,
    name text not null unique,
    content_sealed bytea,
    received_at timestamptz not null default now(),
    acknowledged_at timestamptz,
    applied_at timestamptz,
    -- Why it cannot be read.
    trouble text
);
create index bureau_downloads_received on bureau_downloads (received_at, id);

-- What stands in a download, each piece once, and what became of it.
create table bureau_items (
    download_id uuid not null references bureau_downloads (id),
    place integer not null,
    sort text not null,
    filing_id uuid references filings (id),
    -- Applied to the case, of no consequence, or left for somebody to look at.
    outcome text not null check (outcome in ('applied', 'noted', 'left')),
    reason text,
    decided_at timestamptz not null default now(),
    primary key (download_id, place)
);
create index bureau_items_left on bureau_items (decided_at) where outcome = 'left';
create index bureau_items_filing on bureau_items (filing_id) where filing_id is not null;
