-- Calls about no file: one for news that brought none, a question what is on record, the check of a filing password.
alter table bureau_calls
    drop constraint bureau_calls_method_check,
    drop constraint bureau_calls_about,
    add constraint bureau_calls_method_check
        check (method in ('upload', 'previous', 'acknowledge', 'download', 'status', 'verify')),
    add constraint bureau_calls_about check (
        num_nonnulls(upload_id, download_id) = 1
        or (num_nonnulls(upload_id, download_id) = 0 and method in ('download', 'status', 'verify')));
