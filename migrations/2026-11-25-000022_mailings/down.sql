drop table mailings;
