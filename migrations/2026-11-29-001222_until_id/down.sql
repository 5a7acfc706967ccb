drop index filings_verifying;
