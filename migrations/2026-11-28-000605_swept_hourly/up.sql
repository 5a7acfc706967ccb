-- What is swept every hour is found without reading what stays.
create index sessions_over on sessions (least(ended_at, ends_at));
create index account_tokens_over on account_tokens (least(used_at, expires_at));
create index held_posts_expires on held_posts (expires_at);
create index held_posts_taken on held_posts (taken_at) where taken_at is not null;
create index throttles_updated on throttles (updated_at);
create index notices_secret on notices (created_at) where facts ? 'secret_sealed';
