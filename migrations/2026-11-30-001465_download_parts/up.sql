-- A long file that came: its zip, in parts that are sealed each on its own, so that none of them is long in memory. One that is
-- short stands with its row, where the version before finds it.
create table bureau_download_parts (
    download_id uuid not null references bureau_downloads (id),
    place integer not null,
    content_sealed bytea not null,
    primary key (download_id, place)
);
select keep_rows('bureau_download_parts', row_of_house());
