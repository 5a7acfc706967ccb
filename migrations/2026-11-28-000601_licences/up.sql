-- Whether a website earns money, as its owner says, and the number of the licence it then needs.
alter table websites add column has_income boolean,
    add column licence_number text check (licence_number is null or has_income);
-- A licence is reminded of until its number is there; no day is set for it.
alter table reminders drop constraint reminders_kind_check,
    add check (kind in ('psb', 'licence')),
    alter column deadline_on drop not null,
    add constraint reminders_deadline check ((kind = 'psb') = (deadline_on is not null));
