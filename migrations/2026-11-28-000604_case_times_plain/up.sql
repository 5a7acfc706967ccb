-- Nobody reads when it was measured: all of it is replaced each day.
alter table case_times drop column measured_at;
