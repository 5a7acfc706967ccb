create index filings_until on filings (until) where state = 'verifying';
