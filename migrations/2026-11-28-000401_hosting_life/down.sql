drop trigger service_numbers_closed on service_numbers;
drop function keep_closed_numbers();
drop index service_numbers_holder;
alter table service_numbers
    drop constraint service_numbers_one_holder,
    drop constraint service_numbers_handed,
    drop constraint service_numbers_named,
    drop constraint service_numbers_closed,
    drop constraint service_numbers_held_by_account,
    drop column holder_email_hash,
    drop column holder_sealed,
    drop column handed_at,
    drop column closed_at;
drop index instances_running;
alter table instances drop column ended_at;
