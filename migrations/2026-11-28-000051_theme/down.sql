update staff set dark = false where dark is null;
alter table staff alter column dark set default false, alter column dark set not null;
