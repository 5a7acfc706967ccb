drop index instances_code_start;
