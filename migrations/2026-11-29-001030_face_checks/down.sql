delete from consents where kind = 'face';
alter table consents drop constraint consents_kind_check,
    add constraint consents_kind_check check (kind in ('terms', 'identity_papers', 'declaration'));
delete from relay_tasks where kind = 'face';
alter table relay_tasks drop constraint relay_tasks_kind_check,
    add constraint relay_tasks_kind_check check (kind in ('paper'));
drop table face_checks;
