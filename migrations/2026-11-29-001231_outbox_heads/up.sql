-- A job behind another of its key is not due, however long it waits: workers pass over none of those on their way to the next.
alter table outbox add column is_behind boolean not null default false;

create index outbox_heads on outbox (run_at, id) where finished_at is null and not is_behind;

create function outbox_stands() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    new.is_behind := exists (
        select from outbox e where e.order_key = new.order_key and e.finished_at is null and e.id < new.id);
    return new;
end $$;

create trigger outbox_stands before insert on outbox
for each row when (new.order_key is not null) execute function outbox_stands();

-- Whoever finishes lets the next one of its key come forward. What was put in at that very moment is not
-- seen here: a worker looks for it now and then.
create function outbox_next() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update outbox set is_behind = false where is_behind and id = (
        select e.id from outbox e where e.order_key = new.order_key and e.finished_at is null order by e.id limit 1);
    return null;
end $$;

create trigger outbox_next after update of finished_at on outbox
for each row when (old.finished_at is null and new.finished_at is not null and new.order_key is not null)
execute function outbox_next();
