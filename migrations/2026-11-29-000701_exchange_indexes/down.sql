drop index outbox_filing;
drop index bureau_downloads_kept;
drop index bureau_uploads_kept;
