create or replace function house_acts() returns boolean stable parallel safe
    return coalesce(actor_kind() in ('staff', 'clock', 'bureau', 'operator')
        or (actor_kind() is not null and current_setting('beian.reach', true) = 'all'), false);

create or replace function hosting_acts() returns boolean stable parallel safe
    return house_acts() or coalesce(actor_kind() = 'program', false);

create or replace function acting_account() returns uuid stable parallel safe
    return coalesce(nullif(current_setting('beian.account', true), '')::uuid,
        case when actor_kind() = 'applicant' then actor_id() end);

create or replace function acting_staff() returns uuid stable parallel safe
    return nullif(current_setting('beian.staff', true), '')::uuid;

drop function is_of_house();
