-- What rules of rows ask is called, not written out. A function of one SQL expression is put into each statement in full, once for
-- every table and once more for its parent, and the server readies all of it before the first row, asked or not: with ten short
-- statements a page that is more than the rows cost. One in PL/pgSQL is a single call, made where the rule comes to it, and readied
-- once a transaction. Each says what it said before.

-- The house acts: its staff, its jobs, the bureau's line, somebody at the server. Or a check of ours looks at all rows. For the
-- functions below; rules ask those.
create function is_of_house() returns boolean stable parallel safe
    return coalesce(actor_kind() in ('staff', 'clock', 'bureau', 'operator')
        or (actor_kind() is not null and current_setting('beian.reach', true) = 'all'), false);

create or replace function house_acts() returns boolean language plpgsql stable parallel safe as $$
begin
    return public.is_of_house();
end $$;

create or replace function hosting_acts() returns boolean language plpgsql stable parallel safe as $$
begin
    return public.is_of_house() or coalesce(public.actor_kind() = 'program', false);
end $$;

create or replace function acting_account() returns uuid language plpgsql stable parallel safe as $$
begin
    return coalesce(nullif(current_setting('beian.account', true), '')::uuid,
        case when public.actor_kind() = 'applicant' then public.actor_id() end);
end $$;

create or replace function acting_staff() returns uuid language plpgsql stable parallel safe as $$
begin
    return nullif(current_setting('beian.staff', true), '')::uuid;
end $$;
