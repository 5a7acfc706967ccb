-- Each call about a file, with what was answered: what an upload or a download shows is only how it stands. It is noted while
-- another transaction may hold the row of its file, which never goes: no foreign key waits for that.
create table bureau_calls (
    id uuid primary key,
    upload_id uuid,
    download_id uuid,
    method text not null check (method in ('upload', 'previous', 'acknowledge')),
    begun_at timestamptz not null,
    ended_at timestamptz not null,
    -- None where no answer came.
    code bigint,
    -- The words of the answer, or why none came.
    message_sealed bytea,
    constraint bureau_calls_about check ((upload_id is null) <> (download_id is null))
);
create index bureau_calls_upload on bureau_calls (upload_id, begun_at) where upload_id is not null;
create index bureau_calls_download on bureau_calls (download_id, begun_at) where download_id is not null;
create index bureau_calls_kept on bureau_calls (ended_at);
select keep_rows('bureau_calls', row_of_house());
