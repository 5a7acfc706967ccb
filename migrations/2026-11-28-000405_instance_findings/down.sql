drop table instance_findings;
