alter table findings drop column bureau_code;
