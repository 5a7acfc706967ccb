-- Until when nothing is sent, as the bureau told its hours or is closed for a while.
alter table bureau_line add column rests_until timestamptz;
