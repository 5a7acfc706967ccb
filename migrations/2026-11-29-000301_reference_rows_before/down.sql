update reference_rows set replaces = '{}' where replaces is null;
alter table reference_rows alter column replaces set default '{}', alter column replaces set not null;
