drop index bureau_items_worded;
alter table bureau_items drop column words_sealed;
