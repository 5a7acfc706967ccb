-- What was seen of a domain from outside: a row for each sort of look-up. The content may name a person, so it is sealed.
create table domain_facts (
    domain text not null,
    sort text not null check (sort in ('dns', 'registration', 'home_page')),
    content_sealed bytea,
    looked_at timestamptz,
    good_until timestamptz,
    -- When the last look-up was asked for, and when anybody last wanted the fact.
    asked_at timestamptz not null default now(),
    wanted_at timestamptz not null default now(),
    primary key (domain, sort),
    check ((content_sealed is null) = (looked_at is null)),
    check ((content_sealed is null) = (good_until is null))
);
create index domain_facts_due on domain_facts (good_until);
create index domain_facts_wanted on domain_facts (wanted_at);

-- Domains registered with the provider, from the provider's own systems.
create table domain_records (
    domain text primary key,
    -- Name, kind and number of the certificate.
    holder_sealed bytea not null,
    registrar text not null,
    registered_on date,
    -- None while the holder is not verified.
    verified_on date,
    expires_on date not null,
    imported_at timestamptz not null default now(),
    check (registered_on is null or expires_on >= registered_on)
);
