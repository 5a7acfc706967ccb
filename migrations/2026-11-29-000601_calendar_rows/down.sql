delete from reference_rows where file = 'calendar.csv';
alter table reference_rows drop constraint reference_rows_file_check,
    add constraint reference_rows_file_check check (file = 'province-rules.csv');
