alter table case_times add column measured_at timestamptz not null default now();
