alter table submission_materials drop column slot;
