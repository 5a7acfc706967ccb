-- The calendar is decided on as rules are: a row a day, the day itself the first it holds for; no cells where the day is as
-- its weekday has it.
alter table reference_rows drop constraint reference_rows_file_check,
    add constraint reference_rows_file_check check (file in ('province-rules.csv', 'calendar.csv'));
