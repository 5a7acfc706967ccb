drop function session_of(text, bytea, interval);
create function session_of(which_site text, token bytea, idle interval) returns table (
    id uuid, stage text, account_id uuid, staff_id uuid, role text, login text, name text, name_sealed bytea, temporary boolean,
    language text, large_text boolean, dark boolean, needs_mobile boolean, live boolean)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    ran_out boolean;
    seen timestamptz;
begin
    select s.id, s.stage, s.account_id, s.staff_id, t.role, t.login, t.display_name, t.display_name_sealed, t.password_is_temporary,
        coalesce(a.language, t.language, 'zh-CN'), coalesce(a.large_text, false), t.dark,
        (a.id is not null and a.mobile_confirmed_at is null),
        (s.ended_at is null and s.idle_until > now() and s.ends_at > now()
            and a.closed_at is null and t.disabled_at is null),
        (s.ended_at is null and least(s.idle_until, s.ends_at) <= now()), s.seen_at
    into session_of.id, session_of.stage, session_of.account_id, session_of.staff_id, session_of.role, session_of.login,
        session_of.name, session_of.name_sealed, session_of.temporary, session_of.language, session_of.large_text,
        session_of.dark, session_of.needs_mobile, session_of.live, ran_out, seen
    from sessions s left join accounts a on a.id = s.account_id left join staff t on t.id = s.staff_id
    where s.token_hash = token and s.site = which_site;
    if not found then
        return;
    end if;
    if session_of.live and idle is not null and seen < now() - interval '1 minute' then
        update sessions s set seen_at = now(), idle_until = now() + idle where s.id = session_of.id;
    elsif ran_out then
        update sessions s set ended_at = least(s.idle_until, s.ends_at), ended_by = 'expired', address_sealed = null
        where s.id = session_of.id and s.ended_at is null and least(s.idle_until, s.ends_at) <= now();
    end if;
    return next;
end $$;
