delete from reminders where kind = 'licence';
alter table reminders drop constraint reminders_deadline,
    drop constraint reminders_kind_check,
    add check (kind in ('psb')),
    alter column deadline_on set not null;
alter table websites drop column licence_number, drop column has_income;
