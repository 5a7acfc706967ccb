drop table bureau_calls;
