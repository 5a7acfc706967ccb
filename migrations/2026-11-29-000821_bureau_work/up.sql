-- Work that the bureau gives: what it asks us to verify, to look at or to mend, each piece of a download once.
create table bureau_tasks (
    id uuid primary key,
    download_id uuid not null references bureau_downloads (id),
    place integer not null,
    sort text not null check (sort in ('verification', 'notice', 'unfiled', 'illegal', 'entity', 'access', 'shell', 'life', 'listed')),
    -- What it is about, as the public may know it: a number or a domain.
    subject text not null,
    -- The piece as it came; none once it is over.
    content_sealed bytea,
    received_at timestamptz not null default now(),
    -- The last day, where it has one.
    due_on date,
    claimed_by uuid references staff (id),
    -- What was done, as a code, and the words that go with it.
    outcome text,
    words_sealed bytea,
    answered_by uuid references staff (id),
    answered_at timestamptz,
    -- When the bureau had the answer; of one that needs none, when it was seen.
    done_at timestamptz,
    unique (download_id, place),
    constraint bureau_tasks_answered check ((outcome is null) = (answered_at is null) and (done_at is null or answered_at is not null))
);
create index bureau_tasks_open on bureau_tasks (due_on, received_at) where done_at is null;
create index bureau_tasks_kept on bureau_tasks (done_at) where content_sealed is not null or words_sealed is not null;

-- An answer goes up as a case does: an upload is about one or the other.
alter table bureau_uploads
    alter column filing_id drop not null,
    alter column round drop not null,
    add column task_id uuid references bureau_tasks (id),
    add constraint bureau_uploads_about check ((filing_id is null) = (task_id is not null) and (filing_id is null) = (round is null)),
    drop constraint bureau_uploads_method_check,
    add constraint bureau_uploads_method_check
        check (method in ('XZBA', 'XZWZ', 'XZJR', 'BGBA', 'ZXBA', 'XZHYD', 'HSJG', 'WBACLJG'));
create unique index bureau_uploads_open_task on bureau_uploads (task_id) where state in ('fixed', 'sending', 'held');
create index bureau_uploads_task on bureau_uploads (task_id) where task_id is not null;

-- The bureau's code tables, as it told them: which code meant what, from when until when.
create table bureau_codes (
    table_name text not null,
    code bigint not null,
    since date not null,
    -- The last day; none while it is told still.
    until date,
    name text not null,
    cells jsonb not null,
    primary key (table_name, code, since)
);
create unique index bureau_codes_current on bureau_codes (table_name, code) where until is null;

-- What the bureau's blacklists bar: a document by its keyed hash, or a domain.
create table barred (
    id uuid primary key,
    document_hash bytea,
    domain text,
    -- Which list, by the name of the interface.
    source text not null,
    -- As the list names it.
    name_sealed bytea,
    listed_at timestamptz not null default now(),
    removed_at timestamptz,
    constraint barred_what check ((document_hash is null) <> (domain is null))
);
create unique index barred_document on barred (document_hash, source) where document_hash is not null and removed_at is null;
create unique index barred_domain on barred (domain, source) where domain is not null and removed_at is null;

-- What the bureau's system told when it was asked for a document or a domain: good for some hours.
create table bureau_statuses (
    sort text not null check (sort in ('document', 'domain')),
    -- The keyed hash of the entity, or the domain.
    key bytea not null,
    is_filed boolean not null,
    entity_number text,
    told_at timestamptz not null default now(),
    primary key (sort, key)
);
create index bureau_statuses_told on bureau_statuses (told_at);
