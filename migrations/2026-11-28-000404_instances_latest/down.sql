drop index instances_latest;
