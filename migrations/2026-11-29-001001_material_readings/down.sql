create or replace function erase_pictures(papers uuid[]) returns setof text
language sql security definer set search_path = public, pg_temp as $$
    with gone as (delete from material_pages where material_id = any (papers) returning object_name, thumb_name),
        sent as (delete from sent_pictures where material_id = any (papers) returning object_name)
    select unnest(array[object_name, thumb_name]) from gone
    union all
    select object_name from sent where object_name is not null
$$;
drop table material_readings;
