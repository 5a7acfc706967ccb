-- What is gone does not come back.
select 1;
