-- What the index of before was for goes by (until, id); alone here, as it locks the table for a moment.
drop index if exists filings_until;
