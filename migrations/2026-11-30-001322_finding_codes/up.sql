-- What the bureau called what is wrong: its words are chosen when they are read.
alter table findings add column bureau_code bigint;
