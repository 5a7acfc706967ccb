-- The end of what is kept of people. The serving role changes and removes nothing that is final; these functions do, as the
-- owner of the tables, and each only where the law of the thing allows it: never of a filing or record that lives.
alter table filings
    -- When content and papers went: what is left tells that there was a filing, not whose or of what.
    add column erased_at timestamptz,
    -- When the words of decisions, calls and notes went too.
    add column forgotten_at timestamptz,
    add constraint filings_erased check (erased_at is null or state in ('approved', 'withdrawn', 'expired')),
    add constraint filings_forgotten check (forgotten_at is null or erased_at is not null);
create index filings_kept on filings (state_since, id) where erased_at is null and state in ('approved', 'withdrawn', 'expired');
create index filings_remembered on filings (erased_at, id) where erased_at is not null and forgotten_at is null;

-- Removes pictures of papers with their keys; returns the names of their files.
create function erase_pictures(papers uuid[]) returns setof text
language sql security definer set search_path = public, pg_temp as $$
    with gone as (delete from material_pages where material_id = any (papers) returning object_name, thumb_name)
    select unnest(array[object_name, thumb_name]) from gone
$$;
revoke execute on function erase_pictures(uuid[]) from public;

-- Removes what was written and handed in of a filing that ended; returns the names of its files.
create function erase_filing(which uuid) returns setof text
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    papers uuid[] := array(select id from materials where filing_id = which and slot not like 'bureau/%');
begin
    perform 1 from filings
        where id = which and state in ('approved', 'withdrawn', 'expired') and erased_at is null for update;
    if not found then
        raise check_violation using message = 'only a filing that ended is erased, and once';
    end if;
    if exists (
        select 1 from filings f join entities e on e.entity_hash = f.entity_hash or e.account_id = f.account_id
        where f.id = which and f.state = 'approved' and e.cancelled_on is null
    ) then
        raise check_violation using message = 'a filing is kept while its record lives';
    end if;
    delete from drafts where filing_id = which;
    delete from submission_materials where submission_id in (select id from submissions where filing_id = which);
    delete from submissions where filing_id = which;
    delete from marks where filing_id = which;
    delete from filing_marks where filing_id = which;
    delete from filing_names where filing_id = which;
    delete from filing_domains where filing_id = which;
    delete from mailings where filing_id = which;
    delete from deliveries where notice_id in (select id from notices where filing_id = which);
    delete from notices where filing_id = which;
    update materials set file_name_sealed = null, content_hash = '' where id = any (papers);
    update filings set entity_name = null, entity_hash = sha256(id::text::bytea), erased_at = now() where id = which;
    return query select erase_pictures(papers);
end $$;

-- Removes the words that were left of an erased filing: of decisions, calls, notes, and the bureau's acts with their proofs.
create function forget_filing(which uuid) returns setof text
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    papers uuid[] := array(select id from materials where filing_id = which);
begin
    update filings set forgotten_at = now() where id = which and erased_at is not null and forgotten_at is null;
    if not found then
        raise check_violation using message = 'only an erased filing is forgotten, and once';
    end if;
    update decisions set opinion_sealed = null where filing_id = which;
    update findings set words_sealed = null
        where decision_id in (select id from decisions where filing_id = which);
    update calls set words_sealed = null where filing_id = which;
    update bureau_records set detail_sealed = null where filing_id = which;
    delete from case_notes where filing_id = which;
    delete from confirmations where filing_id = which;
    update materials set file_name_sealed = null, content_hash = '' where id = any (papers);
    return query select erase_pictures(papers);
end $$;

-- Removes a record that was cancelled, with its websites.
create function erase_record(which uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    sites uuid[] := array(select id from websites where entity_id = which);
begin
    perform 1 from entities where id = which and cancelled_on is not null for update;
    if not found then
        raise check_violation using message = 'only a record that was cancelled is erased';
    end if;
    delete from website_domains where website_id = any (sites);
    delete from site_checks where website_id = any (sites);
    delete from reminders where website_id = any (sites);
    update filings set website_id = null where website_id = any (sites);
    update filings set entity_id = null where entity_id = which;
    delete from websites where id = any (sites);
    delete from entities where id = which;
end $$;

-- Removes what an account left that nothing else rests on: its letters, questions and codes.
create function erase_account(which uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform 1 from accounts where id = which and closed_at is not null for update;
    if not found then
        raise check_violation using message = 'only an account that was closed is erased';
    end if;
    delete from deliveries where notice_id in (select id from notices where account_id = which);
    delete from notices where account_id = which;
    delete from lookups where account_id = which;
    delete from receiving_codes where account_id = which;
    delete from account_tokens where account_id = which;
    delete from held_posts where account_id = which;
    update reminders set cancelled_at = now() where account_id = which and sent_at is null and cancelled_at is null;
end $$;
