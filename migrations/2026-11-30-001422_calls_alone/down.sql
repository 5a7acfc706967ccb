delete from bureau_calls where method in ('download', 'status', 'verify');
alter table bureau_calls
    drop constraint bureau_calls_method_check,
    drop constraint bureau_calls_about,
    add constraint bureau_calls_method_check check (method in ('upload', 'previous', 'acknowledge')),
    add constraint bureau_calls_about check ((upload_id is null) <> (download_id is null));
