-- A second person confirms that a case may be accepted although something in it is marked. The reviewer asks, with a
-- reason, for exactly what was marked then: the stamp names it, and a mark that comes or goes makes the answer void.
create table confirmations (
    id uuid primary key,
    filing_id uuid not null references filings (id),
    round integer not null check (round > 0),
    stamp text not null,
    asked_by uuid not null references staff (id),
    reason_sealed bytea not null,
    asked_at timestamptz not null default now(),
    answer text check (answer in ('confirmed', 'declined')),
    answered_by uuid references staff (id),
    words_sealed bytea,
    answered_at timestamptz,
    check ((answer is null) = (answered_by is null)),
    check ((answer is null) = (answered_at is null)),
    check (answered_by <> asked_by)
);
create index confirmations_filing on confirmations (filing_id, round, asked_at desc);
create unique index confirmations_one_open on confirmations (filing_id) where answer is null;

-- Who confirmed an acceptance over marks: never the one who decided.
alter table decisions add column confirmed_by uuid references staff (id);
alter table decisions add constraint decisions_confirmed_by_another
    check (confirmed_by is null or (kind = 'accepted' and staff_id is not null and confirmed_by <> staff_id));
