-- A round keeps the place of each paper for good: when a website goes, the filing's papers move up, those of rounds do not.
alter table submission_materials add column slot text;
update submission_materials s set slot = m.slot from materials m where m.id = s.material_id;
alter table submission_materials alter column slot set not null;
