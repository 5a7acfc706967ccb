-- A page begins after a case, which its id tells from those whose time ends in the same moment: the end of a day.
create index filings_verifying on filings (until, id) where state = 'verifying';
