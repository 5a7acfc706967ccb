-- A token may have a last day: who forgets to revoke it is not let in for ever.
alter table api_tokens
    add column ends_on date,
    add constraint api_tokens_ends_later check (ends_on >= (created_at at time zone 'Asia/Shanghai')::date);
