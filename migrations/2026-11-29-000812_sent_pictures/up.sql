-- The pictures that the bureau's system gets: smaller than those that are kept, made once. None where what is kept is small
-- enough to go up as it is.
create table sent_pictures (
    material_id uuid not null references materials (id),
    page integer not null,
    object_name text unique,
    key_wrapped bytea,
    primary key (material_id, page),
    constraint sent_pictures_whole check ((object_name is null) = (key_wrapped is null))
);
-- They go with the pictures they were made of.
create or replace function erase_pictures(papers uuid[]) returns setof text
language sql security definer set search_path = public, pg_temp as $$
    with gone as (delete from material_pages where material_id = any (papers) returning object_name, thumb_name),
        sent as (delete from sent_pictures where material_id = any (papers) returning object_name)
    select unnest(array[object_name, thumb_name]) from gone
    union all
    select object_name from sent where object_name is not null
$$;
