do $$
declare
    kept record;
begin
    for kept in select format('%I', tablename) as name, format('%I', policyname) as policy from pg_policies where schemaname = 'public'
    loop
        execute format('drop policy %s on %s', kept.policy, kept.name);
        execute format('alter table %s no force row level security, disable row level security', kept.name);
    end loop;
end $$;

drop index outbox_filing;
alter table outbox drop column filing;
create index outbox_filing on outbox (topic, (payload ->> 'filing')) where payload ->> 'filing' is not null;

drop function uploads_of_key(integer, text), row_of_parent(text, text, text), row_of_account(text), row_of_anybody(), row_of_house(),
    keep_rows(regclass, text), session_of(text, bytea, interval), audit_end(), audit_reader_acts(), acting_filing(), acting_staff(),
    acting_account(), hosting_acts(), house_acts(), somebody_acts(), actor_id(), actor_kind();
