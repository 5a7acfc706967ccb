drop index entities_cancelled;
drop index filings_approved;
alter table site_checks add column next_at timestamptz not null default now();
update site_checks c set next_at = w.watch_at from websites w where w.id = c.website_id;
alter table site_checks alter column next_at drop default;
create index site_checks_next on site_checks (next_at);
drop index websites_watch;
alter table websites drop column watch_at;
alter table domain_facts drop column failures;
