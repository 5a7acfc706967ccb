-- How long cases took, measured each day from the timelines: of a province and kind, and of all, where both are empty.
create table case_times (
    stage text not null check (stage in ('review', 'bureau')),
    province text not null,
    kind text not null,
    cases bigint not null,
    half_seconds bigint not null,
    most_seconds bigint not null,
    measured_at timestamptz not null default now(),
    primary key (stage, province, kind)
);
