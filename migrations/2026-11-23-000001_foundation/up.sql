-- The tables of the portal. Personal data stand in *_sealed columns (ciphertext bound to its row) beside *_hash columns
-- (keyed hash, for equality search). Ids are UUIDs of version 7, made by the program: they order by time and seal a row
-- before it is inserted. Grants of the serving role stand in src/db/grants.rs, applied after every migration.

-- ---------------------------------------------------------------- people
create table accounts (
    id uuid primary key,
    email_sealed bytea not null,
    email_hash bytea not null unique,
    mobile_sealed bytea,
    mobile_hash bytea,
    password_hash text not null,
    language text not null default 'zh-CN' check (language in ('zh-CN', 'en')),
    large_text boolean not null default false,
    email_confirmed_at timestamptz,
    mobile_confirmed_at timestamptz,
    email_refused_at timestamptz,
    mobile_refused_at timestamptz,
    -- One account files for one entity: set by the first submission, keyed hash of certificate kind and number.
    entity_hash bytea,
    version integer not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    closed_at timestamptz
);
create index accounts_mobile_hash on accounts (mobile_hash) where mobile_hash is not null;

create table staff (
    id uuid primary key,
    login text not null unique check (login = lower(login)),
    display_name text not null,
    role text not null check (role in ('specialist', 'lead', 'administrator', 'auditor')),
    password_hash text not null,
    password_is_temporary boolean not null default true,
    totp_sealed bytea,
    totp_confirmed_at timestamptz,
    totp_last_step bigint,
    language text not null default 'zh-CN' check (language in ('zh-CN', 'en')),
    dark boolean not null default false,
    -- Provinces this person reviews; empty means all.
    provinces text[] not null default '{}',
    queue_filter jsonb not null default '{}',
    version integer not null default 1,
    created_at timestamptz not null default now(),
    disabled_at timestamptz
);

create table sessions (
    id uuid primary key,
    token_hash bytea not null unique,
    site text not null check (site in ('portal', 'office')),
    account_id uuid references accounts (id),
    staff_id uuid references staff (id),
    -- 'code': password was right, the second factor is still to come. Only staff.
    stage text not null default 'full' check (stage in ('code', 'full')),
    device text not null default '',
    created_at timestamptz not null default now(),
    seen_at timestamptz not null default now(),
    idle_until timestamptz not null,
    ends_at timestamptz not null,
    ended_at timestamptz,
    ended_by text check (ended_by in ('sign_out', 'revoked', 'password', 'role', 'renewed', 'expired')),
    check ((site = 'portal') = (account_id is not null)),
    check ((site = 'office') = (staff_id is not null)),
    check (stage = 'full' or site = 'office'),
    check ((ended_at is null) = (ended_by is null))
);
create index sessions_account on sessions (account_id, created_at desc) where account_id is not null;
create index sessions_staff on sessions (staff_id, created_at desc) where staff_id is not null;
create index sessions_ends_at on sessions (ends_at);

-- A form that was posted with a cookie whose session had ended: given back to that account alone, for an hour.
create table held_posts (
    id uuid primary key,
    account_id uuid not null references accounts (id),
    path text not null,
    body_sealed bytea not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    taken_at timestamptz
);
create index held_posts_account on held_posts (account_id, created_at desc) where taken_at is null;

create table account_tokens (
    id uuid primary key,
    account_id uuid not null references accounts (id),
    purpose text not null check (purpose in ('confirm_email', 'confirm_mobile', 'reset_password', 'change_email', 'change_mobile', 'undo_email', 'undo_mobile')),
    token_hash bytea not null,
    -- The new (or, for an undo, the old) address or number.
    detail_sealed bytea,
    attempts integer not null default 0,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    used_at timestamptz
);
create unique index account_tokens_hash on account_tokens (purpose, token_hash) where purpose not in ('confirm_mobile', 'change_mobile');
create index account_tokens_account on account_tokens (account_id, purpose, created_at desc);

-- Failures per scope ('sign-in:account', 'code:account' ...) and keyed hash of what is limited.
create table throttles (
    scope text not null,
    key_hash bytea not null,
    failures integer not null,
    blocked_until timestamptz,
    updated_at timestamptz not null default now(),
    primary key (scope, key_hash)
);

-- ---------------------------------------------------------------- hosting
create table instances (
    id uuid primary key,
    -- The provider's own name of the instance, as its customers know it.
    code text not null unique,
    account_id uuid references accounts (id),
    -- Keyed hash of the owner's mail address, for instances imported before the account exists.
    owner_email_hash bytea,
    product text not null,
    region text not null,
    addresses text[] not null default '{}',
    billing text not null check (billing in ('subscription', 'pay_as_you_go')),
    starts_on date not null,
    ends_on date not null,
    quota integer not null check (quota >= 0),
    released_at timestamptz,
    imported_at timestamptz not null default now(),
    check (ends_on >= starts_on)
);
create index instances_account on instances (account_id) where account_id is not null;
create index instances_owner_email on instances (owner_email_hash) where account_id is null;

-- ---------------------------------------------------------------- filings
create table filings (
    id uuid primary key,
    ref text not null unique check (ref ~ '^BA-[0-9A-HJKMNP-TV-Z]{8}$'),
    account_id uuid not null references accounts (id),
    kind text not null check (kind in ('INITIAL')),
    province text not null check (province ~ '^\d{6}$'),
    entity_kind integer not null,
    -- Names of organisations are public; the name of an individual is sealed in the draft and the submission.
    entity_name text,
    -- Keyed hash of certificate kind and number, from the type check on.
    entity_hash bytea not null,
    state text not null check (state in ('draft', 'submitted', 'in_review', 'changes_requested', 'rejected', 'awaiting_mail',
        'ready_to_send', 'verifying', 'bureau_review', 'approved', 'withdrawn', 'expired')),
    reviewer_id uuid references staff (id),
    decision_id uuid,
    until timestamptz,
    upload_begun_at timestamptz,
    round integer not null default 0 check (round >= 0),
    version integer not null default 1,
    warned_at timestamptz,
    first_submitted_at timestamptz,
    submitted_at timestamptz,
    state_since timestamptz not null default now(),
    touched_at timestamptz not null default now(),
    created_at timestamptz not null default now(),
    -- Open: occupies its entity and its domains. A draft occupies nothing.
    is_open boolean not null generated always as (first_submitted_at is not null and state not in ('approved', 'withdrawn', 'expired')) stored,
    check ((state = 'in_review') = (reviewer_id is not null)),
    check ((state in ('changes_requested', 'rejected')) = (decision_id is not null)),
    check (state not in ('awaiting_mail', 'verifying') or until is not null),
    check (state = 'draft' or first_submitted_at is not null or state in ('withdrawn', 'expired')),
    check ((round = 0) = (first_submitted_at is null))
);
create unique index filings_one_open_per_entity on filings (entity_hash) where is_open;
create index filings_account on filings (account_id, id desc);
create index filings_queue on filings (state, state_since, id);
create index filings_reviewer on filings (reviewer_id, state_since) where reviewer_id is not null;
create index filings_touched on filings (state, touched_at);

-- The domains of a filing, written at submission; is_open follows the filing's.
create table filing_domains (
    filing_id uuid not null references filings (id),
    domain text not null,
    website integer not null,
    is_open boolean not null,
    primary key (filing_id, domain)
);
create unique index filing_domains_one_open on filing_domains (domain) where is_open;
create index filing_domains_domain on filing_domains (domain);

-- Two-character pieces of an organisation's name, for fragment search (pg_trgm has nothing for two Chinese characters).
create table filing_names (
    filing_id uuid primary key references filings (id),
    bigrams text[] not null
);
create index filing_names_bigrams on filing_names using gin (bigrams);

-- Keyed hashes of numbers, phones and names of persons in a filing, for the desk's search by the whole value.
create table filing_marks (
    filing_id uuid not null references filings (id),
    value_hash bytea not null,
    primary key (filing_id, value_hash)
);
create index filing_marks_value on filing_marks (value_hash);

create table service_numbers (
    number uuid primary key,
    instance_id uuid not null references instances (id),
    account_id uuid references accounts (id),
    state text not null default 'unused' check (state in ('unused', 'in_use', 'used', 'expired', 'revoked')),
    created_at timestamptz not null default now()
);
create index service_numbers_instance on service_numbers (instance_id);
create index service_numbers_account on service_numbers (account_id) where account_id is not null;

-- Which website of which filing takes one unit of an instance, with or without a service number.
create table instance_uses (
    filing_id uuid not null references filings (id),
    website integer not null,
    instance_id uuid not null references instances (id),
    service_number uuid references service_numbers (number),
    state text not null check (state in ('held', 'used', 'freed')),
    held_at timestamptz not null default now(),
    primary key (filing_id, website)
);
create index instance_uses_instance on instance_uses (instance_id) where state <> 'freed';
create unique index instance_uses_number on instance_uses (service_number) where state <> 'freed' and service_number is not null;

create table drafts (
    filing_id uuid not null references filings (id),
    section text not null,
    ordinal integer not null default 0,
    content_sealed bytea not null,
    problems integer not null default 0,
    is_complete boolean not null default false,
    version integer not null default 1,
    saved_at timestamptz not null default now(),
    primary key (filing_id, section, ordinal)
);

create table consents (
    id uuid primary key,
    account_id uuid not null references accounts (id),
    filing_id uuid references filings (id),
    kind text not null check (kind in ('terms', 'identity_papers', 'declaration')),
    text_version text not null,
    given_at timestamptz not null default now()
);
create index consents_filing on consents (filing_id, kind);

create table materials (
    id uuid primary key,
    filing_id uuid not null references filings (id),
    -- Where the paper belongs: 'entity/certificate', 'entity-person/id-front', 'websites/1/person/id-back' ...
    slot text not null,
    kind text not null,
    -- Equality without content: the same picture twice is two files with one keyed hash.
    content_hash bytea not null,
    file_name_sealed bytea,
    bytes bigint not null check (bytes > 0),
    warnings text[] not null default '{}',
    replaces uuid references materials (id),
    created_at timestamptz not null default now(),
    removed_at timestamptz
);
create index materials_filing on materials (filing_id, slot, created_at);
create index materials_content on materials (content_hash);

-- The pictures of a material: one for a photograph, one a page for a PDF. A file is named by the hash of its sealed bytes.
create table material_pages (
    material_id uuid not null references materials (id),
    page integer not null,
    object_name text not null unique,
    key_wrapped bytea not null,
    thumb_name text not null unique,
    thumb_key_wrapped bytea not null,
    width integer not null,
    height integer not null,
    primary key (material_id, page)
);

create table submissions (
    id uuid primary key,
    filing_id uuid not null references filings (id),
    round integer not null check (round > 0),
    content_sealed bytea not null,
    findings jsonb not null default '[]',
    declaration_version text not null,
    submitted_at timestamptz not null default now(),
    unique (filing_id, round)
);

create table submission_materials (
    submission_id uuid not null references submissions (id),
    material_id uuid not null references materials (id),
    primary key (submission_id, material_id)
);

-- ---------------------------------------------------------------- review
create table reviews (
    filing_id uuid not null references filings (id),
    round integer not null,
    reviewer_id uuid not null references staff (id),
    -- Item of R01..R19 -> 'yes' | 'not_needed'.
    checklist jsonb not null default '{}',
    version integer not null default 1,
    started_at timestamptz not null default now(),
    finished_at timestamptz,
    primary key (filing_id, round)
);

-- What a specialist said of one field or paper in one round.
create table marks (
    filing_id uuid not null references filings (id),
    round integer not null,
    -- 'entity.cert_address', 'websites/1.site_name', 'paper:entity/certificate'
    target text not null,
    verdict text not null check (verdict in ('accepted', 'marked')),
    reason_code text,
    words_sealed bytea,
    staff_id uuid not null references staff (id),
    version integer not null default 1,
    marked_at timestamptz not null default now(),
    primary key (filing_id, round, target),
    check ((verdict = 'marked') = (reason_code is not null))
);

create table decisions (
    id uuid primary key,
    filing_id uuid not null references filings (id),
    round integer not null,
    kind text not null check (kind in ('accepted', 'changes_requested', 'rejected', 'not_verified', 'refused', 'faulty')),
    -- Who decided: a specialist of the provider, or the bureau (recorded by a specialist or its gateway).
    side text not null check (side in ('provider', 'bureau')),
    staff_id uuid references staff (id),
    opinion_sealed bytea,
    decided_at timestamptz not null default now()
);
create index decisions_filing on decisions (filing_id, decided_at);
alter table filings add foreign key (decision_id) references decisions (id);

create table findings (
    id uuid primary key,
    decision_id uuid not null references decisions (id),
    target text,
    reason_code text not null,
    words_sealed bytea
);
create index findings_decision on findings (decision_id);

create table case_notes (
    id uuid primary key,
    filing_id uuid not null references filings (id),
    staff_id uuid not null references staff (id),
    words_sealed bytea not null,
    created_at timestamptz not null default now()
);
create index case_notes_filing on case_notes (filing_id, created_at);

create table calls (
    id uuid primary key,
    filing_id uuid not null references filings (id),
    round integer not null,
    person text not null,
    result text not null check (result in ('confirmed', 'no_answer', 'wrong_number', 'refused', 'call_back')),
    words_sealed bytea,
    staff_id uuid not null references staff (id),
    called_at timestamptz not null default now()
);
create index calls_filing on calls (filing_id, called_at);

-- What the bureau did, recorded by hand with its date and evidence (or by the gateway, then without staff).
create table bureau_records (
    id uuid primary key,
    filing_id uuid not null references filings (id),
    round integer not null,
    event text not null check (event in ('received', 'verified', 'not_verified', 'approved', 'refused', 'faulty')),
    happened_on date not null,
    detail_sealed bytea,
    evidence_id uuid references materials (id),
    staff_id uuid references staff (id),
    recorded_at timestamptz not null default now()
);
create index bureau_records_filing on bureau_records (filing_id, recorded_at);

-- The timeline the applicant and the desk see: one row a change of state.
create table filing_events (
    id uuid primary key,
    filing_id uuid not null references filings (id),
    event text not null,
    from_state text not null,
    to_state text not null,
    round integer not null,
    actor_kind text not null,
    staff_id uuid references staff (id),
    decision_id uuid references decisions (id),
    happened_at timestamptz not null default now()
);
create index filing_events_filing on filing_events (filing_id, happened_at);

-- ---------------------------------------------------------------- registry: what is on record
create table entities (
    id uuid primary key,
    account_id uuid references accounts (id),
    entity_number text not null unique,
    province text not null,
    kind integer not null,
    name text,
    name_sealed bytea,
    entity_hash bytea not null unique,
    details_sealed bytea not null,
    filing_id uuid references filings (id),
    filed_on date not null,
    cancelled_on date,
    check (name is not null or name_sealed is not null)
);
create index entities_account on entities (account_id);

create table websites (
    id uuid primary key,
    entity_id uuid not null references entities (id),
    website_number text not null unique,
    name text not null,
    home_url text not null,
    details_sealed bytea not null,
    filing_id uuid references filings (id),
    filed_on date not null,
    cancelled_on date,
    psb_number text,
    psb_filed_on date
);
create index websites_entity on websites (entity_id);

create table website_domains (
    domain text primary key,
    website_id uuid not null references websites (id)
);
create index website_domains_website on website_domains (website_id);

create table reminders (
    id uuid primary key,
    account_id uuid not null references accounts (id),
    filing_id uuid references filings (id),
    website_id uuid references websites (id),
    kind text not null check (kind in ('psb')),
    due_at timestamptz not null,
    deadline_on date not null,
    sent_at timestamptz,
    cancelled_at timestamptz
);
create index reminders_due on reminders (due_at) where sent_at is null and cancelled_at is null;

-- ---------------------------------------------------------------- outbox, messages
create table outbox (
    id uuid primary key,
    topic text not null,
    payload jsonb not null,
    order_key text,
    run_at timestamptz not null default now(),
    leased_until timestamptz,
    -- Grows with every lease: a worker that lost its lease cannot finish the row.
    lease bigint not null default 0,
    attempts integer not null default 0,
    last_error text,
    created_at timestamptz not null default now(),
    finished_at timestamptz,
    outcome text check (outcome in ('done', 'dead', 'cancelled')),
    check ((finished_at is null) = (outcome is null))
);
create index outbox_due on outbox (run_at, id) where finished_at is null;
create index outbox_order on outbox (order_key, id) where finished_at is null and order_key is not null;
create index outbox_dead on outbox (finished_at desc) where outcome = 'dead';

create table outbox_pauses (
    topic text primary key,
    paused_by uuid references staff (id),
    paused_at timestamptz not null default now()
);

-- What a person was told: frozen facts, rendered when sent and when shown again.
create table notices (
    id uuid primary key,
    account_id uuid not null references accounts (id),
    filing_id uuid references filings (id),
    kind text not null,
    facts jsonb not null,
    language text not null,
    created_at timestamptz not null default now(),
    read_at timestamptz
);
create index notices_account on notices (account_id, id desc);
create index notices_filing on notices (filing_id, id desc);

create table deliveries (
    id uuid primary key,
    notice_id uuid not null references notices (id),
    channel text not null check (channel in ('mail', 'sms')),
    state text not null default 'waiting' check (state in ('waiting', 'sent', 'refused', 'failed')),
    attempts integer not null default 0,
    last_answer text,
    outbox_id uuid references outbox (id),
    created_at timestamptz not null default now(),
    sent_at timestamptz,
    unique (notice_id, channel)
);
create index deliveries_state on deliveries (state, id desc);

-- Periodic work: when it last ran, so that several workers and restarts keep the interval.
create table schedule_runs (
    name text primary key,
    last_run_at timestamptz not null
);

-- ---------------------------------------------------------------- audit
create table audit_events (
    seq bigint primary key,
    -- Microseconds since 1970 in UTC: one canonical form, whatever the session's time zone.
    at_us bigint not null,
    actor_kind text not null,
    actor_id uuid,
    action text not null,
    subject_kind text not null,
    subject_id text not null,
    reason text not null default '',
    detail text not null default '',
    request_id uuid,
    prev_hash bytea not null,
    hash bytea not null
);
create index audit_events_subject on audit_events (subject_kind, subject_id, seq desc);
create index audit_events_actor on audit_events (actor_id, seq desc) where actor_id is not null;
create index audit_events_action on audit_events (action, seq desc);

create function audit_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'audit_events is append only';
end $$;
create trigger audit_events_no_change before update or delete on audit_events
    for each row execute function audit_is_append_only();
create trigger audit_events_no_truncate before truncate on audit_events
    for each statement execute function audit_is_append_only();
