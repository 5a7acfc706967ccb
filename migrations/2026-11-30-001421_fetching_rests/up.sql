-- Until when no news are asked for, as the bureau told its hours or is closed for a while, and how often in a row it said so.
alter table bureau_line
    add column fetch_rests_until timestamptz,
    add column fetch_tries integer not null default 0;
