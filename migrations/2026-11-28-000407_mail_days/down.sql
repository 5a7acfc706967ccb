-- An end of a day is an instant like any other.
select 1;
