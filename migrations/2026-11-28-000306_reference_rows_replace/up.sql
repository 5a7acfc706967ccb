-- First days of the rows that were to come when it was decided: only those it replaces. A release may bring others later.
alter table reference_rows add column replaces date[] not null default '{}';
