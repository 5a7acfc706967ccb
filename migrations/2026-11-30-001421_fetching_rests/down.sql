alter table bureau_line drop column fetch_rests_until, drop column fetch_tries;
