-- The daily look at websites on record: what was found, as it is told again, and when to look next.
create table site_checks (
    website_id uuid primary key references websites (id),
    findings jsonb not null default '[]',
    is_found boolean not null generated always as (findings <> '[]'::jsonb) stored,
    -- Since when anything is found; the owner is told of what comes anew.
    found_since timestamptz,
    looked_at timestamptz not null default now(),
    next_at timestamptz not null
);
create index site_checks_next on site_checks (next_at);
create index site_checks_found on site_checks (found_since, website_id) where is_found;
