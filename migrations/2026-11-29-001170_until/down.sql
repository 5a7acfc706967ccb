drop index filings_until;
