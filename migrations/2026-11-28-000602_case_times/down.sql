drop table case_times;
