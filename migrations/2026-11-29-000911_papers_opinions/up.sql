-- What the bureau said in words of papers that went up on their own.
alter table bureau_items add column words_sealed bytea;
create index bureau_items_worded on bureau_items (decided_at) where words_sealed is not null;
