-- What was read from the pictures of papers, sealed; for a picture that could not be read, why.
create table material_readings (
    material_id uuid not null references materials (id),
    page integer not null,
    outcome text not null,
    reading_sealed bytea,
    read_at timestamptz not null,
    primary key (material_id, page),
    constraint material_readings_outcome check (outcome in ('read', 'nothing', 'no-engine', 'failed')),
    constraint material_readings_whole check ((outcome = 'read') = (reading_sealed is not null))
);
-- It goes with the pictures it was read from.
create or replace function erase_pictures(papers uuid[]) returns setof text
language sql security definer set search_path = public, pg_temp as $$
    with gone as (delete from material_pages where material_id = any (papers) returning object_name, thumb_name),
        sent as (delete from sent_pictures where material_id = any (papers) returning object_name),
        read as (delete from material_readings where material_id = any (papers))
    select unnest(array[object_name, thumb_name]) from gone
    union all
    select object_name from sent where object_name is not null
$$;
