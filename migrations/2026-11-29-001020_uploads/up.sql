-- Files that come in pieces and go on after a cut: one row an upload, one a sealed piece. Once a form names it, or its time is
-- over, both go.
create table uploads (
    id uuid primary key,
    -- What takes it when it is whole, and where within that: of papers the slot.
    purpose text not null,
    target text not null,
    filing_id uuid not null references filings (id),
    -- Whoever sends it: the owner of the filing, or one phone with a one-task link.
    account_id uuid references accounts (id),
    relay_task_id uuid,
    phone_hash bytea,
    -- People name files after people.
    file_name_sealed bytea not null,
    length bigint not null check (length >= 0),
    received bigint not null default 0,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    constraint uploads_received check (received between 0 and length),
    constraint uploads_holder check (num_nonnulls(account_id, relay_task_id) = 1),
    constraint uploads_phone check ((relay_task_id is null) = (phone_hash is null))
);
create index uploads_filing on uploads (filing_id);
create index uploads_expired on uploads (expires_at);

create table upload_parts (
    upload_id uuid not null references uploads (id) on delete cascade,
    -- The byte of the file it begins with.
    start bigint not null check (start >= 0),
    object_name text not null,
    key_wrapped bytea not null,
    primary key (upload_id, start)
);
create index upload_parts_object on upload_parts (object_name);
