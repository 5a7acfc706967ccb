create or replace function search_layers_in_force() returns integer language plpgsql volatile as $$
begin
    perform pg_advisory_xact_lock_shared(7017280452245743464);
    return (select layers from search_layers);
end $$;
