alter table staff drop column forgotten_at;
