-- What was decided before it was noted which rows were to come is in the place of all of them: none is not no row.
alter table reference_rows alter column replaces drop not null, alter column replaces drop default;
update reference_rows set replaces = null where replaces = '{}'
    and added_at < (select run_on from __diesel_schema_migrations where version = '20261128000306');
