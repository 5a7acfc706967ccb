drop index filings_running;
drop table reference_rows;
