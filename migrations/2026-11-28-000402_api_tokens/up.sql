-- What lets the provider's own programs in. The token itself is shown once; only its hash is kept.
create table api_tokens (
    id uuid primary key,
    name text not null check (char_length(name) between 2 and 60),
    token_hash bytea not null unique check (octet_length(token_hash) = 32),
    scopes text[] not null check (scopes <@ array['instances', 'numbers'] and cardinality(scopes) > 0),
    created_at timestamptz not null default now(),
    -- To the minute: many calls a second must not wait for one row.
    last_used_at timestamptz,
    revoked_at timestamptz
);

-- What was answered to a request with a key of its own: the same request again gets the same answer.
create table api_answers (
    token_id uuid not null references api_tokens (id),
    key text not null check (char_length(key) between 1 and 100),
    body_hash bytea not null check (octet_length(body_hash) = 32),
    answer jsonb,
    created_at timestamptz not null default now(),
    primary key (token_id, key)
);
create index api_answers_created on api_answers (created_at);
