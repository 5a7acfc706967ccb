-- Look-ups in a row that brought nothing: each waits longer than the one before.
alter table domain_facts add column failures int not null default 0;

-- When a website on record is looked at next, where an index finds it: of those on record alone, never looked at or not.
alter table websites add column watch_at timestamptz not null default now();
update websites w set watch_at = c.next_at from site_checks c where c.website_id = w.id;
create index websites_watch on websites (watch_at, id) where cancelled_on is null and access_ended_on is null;
alter table site_checks drop column next_at;

-- What an approved filing of an entity is held against: its later ones, and whether the entity was cancelled since.
create index filings_approved on filings (entity_hash, id) where state = 'approved';
create index entities_cancelled on entities (entity_hash, cancelled_on) where cancelled_on is not null;
