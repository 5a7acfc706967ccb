-- What an administrator decided about reference data since the program was built: from a day on a row is another one, or is
-- no more. Rows are only added; a later one takes the place of an earlier one with the same key from its own day on.
create table reference_rows (
    number bigint primary key generated always as identity,
    -- The file whose rows these are.
    file text not null check (file = 'province-rules.csv'),
    key text not null check (char_length(key) between 1 and 80),
    from_on date not null,
    -- The row as written; none where it ends.
    cells jsonb,
    reason text not null,
    staff_id uuid not null references staff (id),
    added_at timestamptz not null default now(),
    -- What was handed in keeps the rules of its day, so none of them is changed afterwards.
    check (from_on > (added_at at time zone 'Asia/Shanghai')::date)
);

-- Filings that run, one after the other: a rule is tried on them before it is decided.
create index filings_running on filings (id) where state not in ('approved', 'withdrawn', 'expired');
