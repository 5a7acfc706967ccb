alter table decisions drop column confirmed_by;
drop table confirmations;
