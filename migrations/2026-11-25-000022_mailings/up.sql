-- How the owner sent the paper file of a round: told by the owner until the desk has it.
create table mailings (
    filing_id uuid not null references filings (id),
    round integer not null,
    courier text not null,
    tracking_number text not null,
    sent_on date not null,
    told_at timestamptz not null default now(),
    primary key (filing_id, round)
);
