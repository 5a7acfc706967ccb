-- Authenticity verification: who of a filing showed, and how, that they are who they say. A line a try.
create table face_checks (
    id uuid primary key,
    filing_id uuid not null references filings (id),
    -- Whose face: a keyed hash of name and document. Somebody else in the same place proves nothing by it.
    person_hash bytea not null,
    -- The place in the filing they were asked for in, and the round it is for.
    slot text not null,
    round integer not null check (round > 0),
    method text not null check (method in ('recorded', 'vendor', 'appointment')),
    state text not null check (state in ('asked', 'given', 'failed', 'matches', 'differs', 'unclear')),
    -- What was to be done before the camera, by whose phone, until when, with which version of the notice agreed to.
    challenge jsonb,
    phone_hash bytea,
    expires_at timestamptz,
    consent_version text,
    -- Of a try at a vendor: what the vendor calls it, and its page.
    vendor_session text unique,
    vendor_url text,
    -- Why it failed: a text key with its arguments.
    reason jsonb,
    asked_at timestamptz not null default now(),
    given_at timestamptz,
    -- The clip, until it is erased.
    object_name text,
    key_wrapped bytea,
    bytes bigint,
    container text check (container in ('webm', 'mp4')),
    -- Its length; none where the clip does not tell.
    millis bigint,
    -- Keyed hash of its bytes: the same clip is taken once.
    content_hash bytea,
    erased_at timestamptz,
    -- What the specialist said, or the vendor, who then is nobody of the staff.
    judged_by uuid references staff (id),
    judged_at timestamptz,
    words_sealed bytea,
    constraint face_checks_recorded check (method <> 'recorded' or (challenge is not null and phone_hash is not null
        and expires_at is not null and consent_version is not null)),
    constraint face_checks_failed check ((reason is null) = (state <> 'failed')),
    constraint face_checks_judged check ((judged_at is null) = (state in ('asked', 'given', 'failed'))),
    constraint face_checks_given check (state in ('asked', 'failed') or given_at is not null),
    constraint face_checks_clip check ((object_name is null) = (key_wrapped is null)),
    constraint face_checks_kept check (method <> 'recorded' or state in ('asked', 'failed')
        or (object_name is null) = (erased_at is not null))
);
create index face_checks_filing on face_checks (filing_id, asked_at);
-- One challenge of a person at a time.
create unique index face_checks_open on face_checks (filing_id, person_hash) where state = 'asked';
create unique index face_checks_content on face_checks (content_hash) where content_hash is not null;
-- Clips that are kept, for their end and for the sweep of the storage.
create unique index face_checks_object on face_checks (object_name) where object_name is not null;

-- It can be asked for by a link.
alter table relay_tasks drop constraint relay_tasks_kind_check,
    add constraint relay_tasks_kind_check check (kind in ('paper', 'face'));

-- Its own consent.
alter table consents drop constraint consents_kind_check,
    add constraint consents_kind_check check (kind in ('terms', 'identity_papers', 'face', 'declaration'));
