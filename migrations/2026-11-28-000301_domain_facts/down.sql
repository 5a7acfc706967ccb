drop table domain_records;
drop table domain_facts;
