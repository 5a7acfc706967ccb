-- Whose persons in charge are late is read by when their time ends, not through everything that is being verified.
create index filings_until on filings (until) where state = 'verifying';
