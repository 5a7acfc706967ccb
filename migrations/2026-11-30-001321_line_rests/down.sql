alter table bureau_line drop column rests_until;
