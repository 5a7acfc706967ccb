-- Whoever follows a filing is told of each change when it commits, whoever makes it: of its content or state, and of what others
-- do by their links.
create function tell_filing_changed() returns trigger language plpgsql as $$
begin
    perform pg_notify('filing_changes', new.id::text);
    return null;
end $$;
create trigger filings_told after update of version on filings
    for each row when (old.version <> new.version) execute function tell_filing_changed();

create function tell_task_changed() returns trigger language plpgsql as $$
begin
    perform pg_notify('filing_changes', case when tg_op = 'DELETE' then old.filing_id else new.filing_id end::text);
    return null;
end $$;
create trigger relay_tasks_told after insert or update or delete on relay_tasks
    for each row execute function tell_task_changed();
