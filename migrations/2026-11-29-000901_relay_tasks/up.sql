-- One-task links: what one person does for a filing without an account, on whatever phone opens the link. A line a task;
-- a new link takes the place of the one before.
create table relay_tasks (
    id uuid primary key,
    filing_id uuid not null references filings (id),
    kind text not null check (kind in ('paper')),
    -- What is asked within its kind: the slot of a paper.
    target text not null,
    -- The website it is for, counted from one; none where it is for the entity.
    website integer check (website > 0),
    token_hash bytea not null unique,
    -- How the link went out.
    sent_by text not null check (sent_by in ('code', 'sms', 'mail')),
    state text not null check (state in ('made', 'opened', 'in_progress', 'done', 'failed', 'revoked')),
    -- Why it failed: a text key with its arguments.
    reason jsonb,
    -- Hash of what the phone keeps that goes on with it, and since when it does.
    phone_hash bytea,
    begun_at timestamptz,
    made_at timestamptz not null default now(),
    expires_at timestamptz not null,
    changed_at timestamptz not null default now(),
    unique (filing_id, kind, target),
    constraint relay_tasks_reason check ((reason is null) = (state <> 'failed')),
    constraint relay_tasks_begun check ((phone_hash is null) = (begun_at is null)),
    constraint relay_tasks_phone check (state = 'revoked' or (state = 'made') = (phone_hash is null))
);
create index relay_tasks_expired on relay_tasks (expires_at);

-- Given by whom a link was sent to, for their own papers; the link itself is forgotten earlier.
alter table consents add column relay_task_id uuid;
