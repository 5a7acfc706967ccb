-- The list of the back office, page by page: the latest first.
create index instances_latest on instances (imported_at desc, code);
