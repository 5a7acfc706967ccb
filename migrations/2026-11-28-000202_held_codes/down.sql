drop index receiving_codes_held_by;
alter table receiving_codes drop column held_by;
