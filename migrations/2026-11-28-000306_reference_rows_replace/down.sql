alter table reference_rows drop column replaces;
