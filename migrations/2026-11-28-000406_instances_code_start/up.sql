-- The search of the back office by the beginning of a name.
create index instances_code_start on instances (code text_pattern_ops);
