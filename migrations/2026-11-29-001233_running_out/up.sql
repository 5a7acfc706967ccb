-- What may still run out is looked through each minute: a few rows of many.
create index account_tokens_living on account_tokens (created_at) where used_at is null;
create index relay_tasks_living on relay_tasks (made_at) where state not in ('done', 'revoked') and changed_at < expires_at;
