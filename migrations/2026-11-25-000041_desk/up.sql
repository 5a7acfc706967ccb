-- Filters of the queue that somebody named, for themselves or for everybody.
create table queue_views (
    id uuid primary key,
    staff_id uuid not null references staff (id),
    name text not null check (char_length(name) between 1 and 40),
    tab text not null,
    filter jsonb not null,
    is_shared boolean not null default false,
    created_at timestamptz not null default now(),
    unique (staff_id, name)
);
create index queue_views_shared on queue_views (name) where is_shared;

-- What waits longest since it was handed in; what was given back keeps its place.
create index filings_waiting on filings (state, submitted_at, id) where state in ('submitted', 'in_review');
-- All cases by what a filter names: a page of them reads as many rows as it shows, however many there are.
create index filings_all on filings (province, (entity_name is null), (round > 1), id) where round > 0;
