-- Whoever follows a filing is also told how the verification of its people stands, whoever says so: the specialist or a service.
create function tell_face_changed() returns trigger language plpgsql as $$
begin
    perform pg_notify('filing_changes', new.filing_id::text);
    return null;
end $$;
create trigger face_checks_told after insert or update of state on face_checks
    for each row when (new.state not in ('asked', 'failed')) execute function tell_face_changed();
