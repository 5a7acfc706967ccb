drop index filings_all;
drop index filings_waiting;
drop table queue_views;
