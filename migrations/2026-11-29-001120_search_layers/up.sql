-- How many keys the search hashes in the tables were made with, one over the other. A rotation adds one to all of them and to
-- this number in one transaction, which waits until nobody is at work who hashes by the number before.
create table search_layers (
    one boolean primary key default true check (one),
    layers integer not null default 1 check (layers > 0)
);
insert into search_layers default values;

-- Volatile: it looks once it has the lock, whatever the statement that calls it saw before it waited.
create function search_layers_in_force() returns integer language plpgsql volatile as $$
begin
    perform pg_advisory_xact_lock_shared(7017280452245743464);
    return (select layers from search_layers);
end $$;
