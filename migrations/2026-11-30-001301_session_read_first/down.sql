-- As it was before: read and written in one statement.
create or replace function session_of(which_site text, token bytea, idle interval) returns table (
    id uuid, stage text, account_id uuid, staff_id uuid, role text, name text, temporary boolean, language text,
    large_text boolean, dark boolean, needs_mobile boolean, live boolean)
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    return query with found as (
        select s.id, s.stage, s.account_id, s.staff_id, t.role, t.display_name as name, t.password_is_temporary as temporary,
            coalesce(a.language, t.language, 'zh-CN') as language, coalesce(a.large_text, false) as large_text, t.dark,
            (a.id is not null and a.mobile_confirmed_at is null) as needs_mobile,
            (s.ended_at is null and s.idle_until > now() and s.ends_at > now()
                and a.closed_at is null and t.disabled_at is null) as live,
            (s.ended_at is null and least(s.idle_until, s.ends_at) <= now()) as ran_out, s.seen_at
        from sessions s left join accounts a on a.id = s.account_id left join staff t on t.id = s.staff_id
        where s.token_hash = token and s.site = which_site
    ), touched as (
        update sessions s set
            seen_at = case when f.live then now() else s.seen_at end,
            idle_until = case when f.live then now() + idle else s.idle_until end,
            ended_at = case when f.ran_out then least(s.idle_until, s.ends_at) else s.ended_at end,
            ended_by = case when f.ran_out then 'expired' else s.ended_by end,
            address_sealed = case when f.ran_out then null else s.address_sealed end
        from found f
        where s.id = f.id and case when f.live then idle is not null and f.seen_at < now() - interval '1 minute'
            else f.ran_out and s.ended_at is null and least(s.idle_until, s.ends_at) <= now() end
    )
    select f.id, f.stage, f.account_id, f.staff_id, f.role, f.name, f.temporary, f.language, f.large_text, f.dark,
        f.needs_mobile, f.live
    from found f;
end $$;
