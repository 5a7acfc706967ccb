-- Row-level security: behind the owner in each query stands the database itself. Every table with data of people has one rule,
-- in the list at the end of this file; a table that comes later takes `keep_rows` for its own. Rules read what the transaction
-- opened with (src/db): who acts. Without an actor nobody sees or writes a row.

-- What the transaction is told: `beian.actor_kind` and `beian.actor_id` as it opens; `beian.account`, `beian.staff` or
-- `beian.filing` once somebody who is not signed in showed a password, code or link of it; `beian.reach` while a check looks at
-- everybody's rows (src/db/reach.rs).
create function actor_kind() returns text stable parallel safe
    return nullif(current_setting('beian.actor_kind', true), '');

create function actor_id() returns uuid stable parallel safe
    return nullif(current_setting('beian.actor_id', true), '')::uuid;

-- Somebody acts, whoever it is.
create function somebody_acts() returns boolean stable parallel safe
    return actor_kind() is not null;

-- The house acts: its staff, its jobs, the bureau's line, somebody at the server. Or a check of ours looks at all rows.
create function house_acts() returns boolean stable parallel safe
    return coalesce(actor_kind() in ('staff', 'clock', 'bureau', 'operator')
        or (actor_kind() is not null and current_setting('beian.reach', true) = 'all'), false);

-- The house, or one of the provider's programs about its instances.
create function hosting_acts() returns boolean stable parallel safe
    return house_acts() or coalesce(actor_kind() = 'program', false);

-- The account whose rows are in reach.
create function acting_account() returns uuid stable parallel safe
    return coalesce(nullif(current_setting('beian.account', true), '')::uuid,
        case when actor_kind() = 'applicant' then actor_id() end);

-- The member of staff whose own rows are in reach between password and code.
create function acting_staff() returns uuid stable parallel safe
    return nullif(current_setting('beian.staff', true), '')::uuid;

-- The filing of a one-task link. As the owner of the tables: the rule of links asks for filings, which ask for this.
create function acting_filing() returns uuid language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    if actor_kind() = 'helper' then
        return (select filing_id from relay_tasks where id = actor_id());
    end if;
    return nullif(current_setting('beian.filing', true), '')::uuid;
end $$;

-- Who reads the audit: its auditors and administrators, jobs and the command line.
create function audit_reader_acts() returns boolean language sql stable security definer set search_path = public, pg_temp as $$
    select coalesce(actor_kind() in ('clock', 'operator'), false) or exists (
        select from staff
        where id = case when actor_kind() = 'staff' then actor_id() end
            and role in ('administrator', 'auditor') and disabled_at is null)
$$;

-- The end of the audit's chain, which every new event takes up, whoever acts.
create function audit_end() returns table (seq bigint, hash bytea)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    if actor_kind() is not null then
        return query select e.seq, e.hash from audit_events e order by e.seq desc limit 1;
    end if;
end $$;

-- The session of a token, with whose it is; where somebody acts it is kept alive, written once a minute. In one statement, which
-- comes before there is an actor: whoever has the token has the session.
create function session_of(which_site text, token bytea, idle interval) returns table (
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
            s.seen_at
        from sessions s left join accounts a on a.id = s.account_id left join staff t on t.id = s.staff_id
        where s.token_hash = token and s.site = which_site
    ), touched as (
        update sessions s set seen_at = now(), idle_until = now() + idle
        from found f
        where idle is not null and s.id = f.id and f.live and f.seen_at < now() - interval '1 minute'
    )
    select f.id, f.stage, f.account_id, f.staff_id, f.role, f.name, f.temporary, f.language, f.large_text, f.dark,
        f.needs_mobile, f.live
    from found f;
end $$;

-- Gives a table its rule. The owner of the tables passes: it migrates, dumps and erases, and never serves.
create function keep_rows(name regclass, rule text) returns void language plpgsql as $$
begin
    execute format('alter table %s enable row level security, force row level security', name);
    execute format('create policy owner on %s to current_user using (true) with check (true)', name);
    execute format('create policy rule on %s using (%s)', name, rule);
end $$;

-- The rules by kind. A row goes with its parent: where that one is out of reach, so is this one.
create function row_of_house() returns text immutable return '(select house_acts())';
create function row_of_anybody() returns text immutable return '(select somebody_acts())';
create function row_of_account(own text) returns text immutable
    return format('(select house_acts()) or %s = (select acting_account())', own);
create function row_of_parent(name text, parent text, own text) returns text immutable
    return format('(select house_acts()) or exists (select from %I parent where parent.id = %I.%I)', parent, name, own);

-- ---------------------------------------------------------------- the table of rules
-- What is found before anybody is known, or is nobody's: keyed hashes and counters, lists of the bureau, facts of a domain.
select keep_rows(name::regclass, row_of_anybody()) from unnest(array[
    'api_tokens', 'barred', 'bureau_statuses', 'domain_facts', 'domain_records', 'throttles']) name;

-- What the house alone works with.
select keep_rows(name::regclass, row_of_house()) from unnest(array[
    'bureau_downloads', 'bureau_tasks', 'calls', 'case_notes', 'confirmations', 'queue_views']) name;

-- An account, and what is its own.
select keep_rows('accounts', '(select hosting_acts()) or id = (select acting_account())');
select keep_rows(name::regclass, row_of_account('account_id')) from unnest(array[
    'account_tokens', 'lookups', 'notices', 'receiving_codes']) name;
select keep_rows(name::regclass, row_of_account('account_id') || ' or staff_id = (select acting_staff())') from unnest(array[
    'sessions', 'held_posts']) name;
select keep_rows('staff', '(select house_acts()) or id = (select acting_staff())');

-- A filing: of its owner, and of whoever has a link of it. What belongs to it goes with it.
select keep_rows('filings', '(select hosting_acts()) or account_id = (select acting_account()) or id = (select acting_filing())');
select keep_rows(name::regclass, row_of_parent(name, 'filings', 'filing_id')) from unnest(array[
    'bureau_items', 'bureau_records', 'bureau_uploads', 'decisions', 'drafts', 'face_checks', 'filing_domains',
    'filing_events', 'filing_marks', 'mailings', 'marks', 'materials', 'relay_tasks', 'reviews', 'submissions', 'uploads'])
    name;
select keep_rows('consents', row_of_parent('consents', 'filings', 'filing_id') || ' or account_id = (select acting_account())');
select keep_rows(name::regclass, row_of_parent(name, 'materials', 'material_id')) from unnest(array[
    'material_pages', 'material_readings', 'sent_pictures', 'submission_materials']) name;
select keep_rows('findings', row_of_parent('findings', 'decisions', 'decision_id'));
select keep_rows('upload_parts', row_of_parent('upload_parts', 'uploads', 'upload_id'));
select keep_rows('deliveries', row_of_parent('deliveries', 'notices', 'notice_id'));

-- What is on record: of its account, and of a filing about it.
select keep_rows('entities', row_of_account('account_id')
    || ' or exists (select from filings f where f.entity_id = entities.id)');
select keep_rows('websites', row_of_parent('websites', 'entities', 'entity_id'));
select keep_rows('reminders', row_of_account('account_id')
    || ' or exists (select from websites w where w.id = reminders.website_id)');
select keep_rows(name::regclass, row_of_parent(name, 'websites', 'website_id')) from unnest(array[
    'site_checks', 'website_domains']) name;

-- Instances and what of them is used, also by the provider's programs.
select keep_rows(name::regclass, '(select hosting_acts()) or account_id = (select acting_account())') from unnest(array[
    'instances', 'service_numbers']) name;
select keep_rows(name::regclass, format('(select hosting_acts()) or exists (select from filings f where f.id = %I.filing_id)', name))
    from unnest(array['instance_findings', 'instance_uses']) name;
select keep_rows('api_answers', '(select house_acts()) or token_id = (select actor_id())');

-- Work and the audit: whoever acts adds to them, in no other name than their own (but the operator, who loads examples); few read
-- them.
select keep_rows('outbox', row_of_house());
create policy added on outbox for insert with check ((select somebody_acts()));
select keep_rows('audit_events', '(select audit_reader_acts())');
create policy added on audit_events for insert
    with check ((select actor_kind()) in (audit_events.actor_kind, 'operator')
        and ((select actor_kind()) = 'operator' or audit_events.actor_id is not distinct from (select actor_id())));

-- ---------------------------------------------------------------- what a rule would hide from an index
-- An expression that may tell what it saw is not asked of rows before their rule is. The filing of a job is a column, so.
drop index outbox_filing;
alter table outbox add column filing text generated always as (payload ->> 'filing') stored;
create index outbox_filing on outbox (topic, filing) where filing is not null;

-- The uploads that named a record so, likewise: for whoever may see them.
create function uploads_of_key(which_operation integer, key text) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select id from bureau_uploads where house_acts() and operation = which_operation and keys @> array[key]
$$;
