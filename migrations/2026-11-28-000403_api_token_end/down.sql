alter table api_tokens drop column ends_on;
