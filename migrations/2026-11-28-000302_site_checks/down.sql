drop table site_checks;
