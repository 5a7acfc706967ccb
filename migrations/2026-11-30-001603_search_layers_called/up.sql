-- Every transaction asks for this first. The lock is taken as an expression is worked out: by a statement of its own it cost as
-- much again as the look that follows it.
create or replace function search_layers_in_force() returns integer language plpgsql volatile as $$
begin
    -- It gives nothing back, and that is never null.
    if pg_advisory_xact_lock_shared(7017280452245743464) is null then
        return null;
    end if;
    return (select layers from search_layers);
end $$;
