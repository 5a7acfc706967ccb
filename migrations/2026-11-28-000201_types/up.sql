-- The kinds of filing.
alter table filings drop constraint filings_kind_check;
alter table filings add constraint filings_kind_check check (kind in (
    'INITIAL', 'ACCESS', 'NEW_ELSEWHERE', 'NEW_HERE', 'NEW_MIIT', 'CHG_ENTITY', 'CHG_WEBSITE', 'CHG_FILING', 'CHG_ACCESS',
    'CXL_ENTITY', 'CXL_WEBSITE', 'CXL_ACCESS', 'CLAIM', 'TRANSFER_ACCT', 'MIGRATE_SITE'));

-- What a filing is about that is on record already: its entity, its website.
alter table filings add column entity_id uuid references entities (id);
alter table filings add column website_id uuid references websites (id);
create index filings_entity on filings (entity_id) where entity_id is not null;

-- A number or certificate may come back after a cancellation; while it is on record it is there once. One account, one entity.
alter table entities drop constraint entities_entity_number_key;
alter table entities drop constraint entities_entity_hash_key;
create unique index entities_one_number on entities (entity_number) where cancelled_on is null;
create unique index entities_one_certificate on entities (entity_hash) where cancelled_on is null;
create unique index entities_one_per_account on entities (account_id) where account_id is not null and cancelled_on is null;
create index entities_name on entities (name) where name is not null and cancelled_on is null;
drop index entities_account;

-- A website whose access here ended stays on record, through another provider or none.
alter table websites add column access_ended_on date;
alter table websites drop constraint websites_website_number_key;
create unique index websites_one_number on websites (website_number) where cancelled_on is null;

-- A code by which an account receives a record from another: whoever has it was given it.
create table receiving_codes (
    code_hash bytea primary key,
    account_id uuid not null references accounts (id),
    expires_at timestamptz not null,
    created_at timestamptz not null default now()
);
create unique index receiving_codes_account on receiving_codes (account_id);

-- Questions to a specialist: what is on record of an entity and a domain that nobody could look up at once.
create table lookups (
    id uuid primary key,
    account_id uuid not null references accounts (id),
    province text not null,
    entity_hash bytea not null,
    domain text not null,
    asked_sealed bytea not null,
    hint text not null,
    -- Whether the applicant waits for the answer; otherwise the filing went on meanwhile.
    waits boolean not null,
    asked_at timestamptz not null default now(),
    entity_status text check (entity_status in ('E0', 'E1', 'E2', 'E3', 'E4', 'E5')),
    domain_status text check (domain_status in ('D0', 'D1', 'D2', 'D3', 'D4')),
    troubles text[] not null default '{}',
    note_sealed bytea,
    staff_id uuid references staff (id),
    answered_at timestamptz,
    check ((answered_at is null) = (entity_status is null)),
    check ((answered_at is null) = (domain_status is null)),
    check ((answered_at is null) = (staff_id is null))
);
create unique index lookups_one_waiting on lookups (account_id, entity_hash, domain) where answered_at is null;
create index lookups_waiting on lookups (asked_at) where answered_at is null;
create index lookups_answered on lookups (entity_hash, domain, answered_at desc) where answered_at is not null;
