-- Files of the bureau are swept without reading those that went; a case asks for its work by an index.
create index bureau_uploads_kept on bureau_uploads (coalesce(answered_at, fixed_at)) where content_sealed is not null;
create index bureau_downloads_kept on bureau_downloads (applied_at) where content_sealed is not null and applied_at is not null;
create index outbox_filing on outbox (topic, (payload ->> 'filing')) where payload ->> 'filing' is not null;
