drop trigger outbox_next on outbox;
drop trigger outbox_stands on outbox;
drop function outbox_next();
drop function outbox_stands();
drop index outbox_heads;
alter table outbox drop column is_behind;
