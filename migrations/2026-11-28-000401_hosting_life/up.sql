-- The whole life of instances and service numbers, so that no state of theirs can contradict itself.
alter table instances
    -- When its end, by release or by the last day of its term, was noticed and told; null while it runs.
    add column ended_at timestamptz,
    add check (released_at is null or ended_at is not null);
create index instances_running on instances (ends_on) where ended_at is null;

alter table service_numbers
    -- Whom it was handed to, until that mail address has an account; then account_id takes its place.
    add column holder_email_hash bytea,
    -- The mail address as it was given, for the eyes of who handed it on.
    add column holder_sealed bytea,
    add column handed_at timestamptz,
    -- When it was spent, revoked or expired.
    add column closed_at timestamptz;
update service_numbers set handed_at = created_at where account_id is not null;
update service_numbers set closed_at = created_at where state in ('used', 'expired', 'revoked');
alter table service_numbers
    add constraint service_numbers_one_holder check (account_id is null or holder_email_hash is null),
    add constraint service_numbers_handed
        check ((handed_at is null) = (account_id is null and holder_email_hash is null)),
    add constraint service_numbers_named check (holder_sealed is null or handed_at is not null),
    add constraint service_numbers_closed check ((state in ('used', 'expired', 'revoked')) = (closed_at is not null)),
    -- A mail address without an account files nothing.
    add constraint service_numbers_held_by_account
        check (holder_email_hash is null or state in ('unused', 'expired', 'revoked'));
create index service_numbers_holder on service_numbers (holder_email_hash) where holder_email_hash is not null;

-- A number that was spent or revoked never comes back, and one in use keeps its holder.
create function keep_closed_numbers() returns trigger language plpgsql as $$
begin
    if old.state in ('used', 'revoked') and new.state <> old.state then
        raise check_violation using message = 'a service number that was ' || old.state || ' stays so';
    end if;
    if old.state in ('in_use', 'used') and new.state in ('in_use', 'used')
        and (new.account_id, new.instance_id) is distinct from (old.account_id, old.instance_id) then
        raise check_violation using message = 'a service number in use keeps its holder and its instance';
    end if;
    return new;
end $$;
create trigger service_numbers_closed before update on service_numbers
    for each row execute function keep_closed_numbers();
