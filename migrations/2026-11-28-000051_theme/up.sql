-- Light or dark as somebody chose; as their system is, until they choose.
alter table staff alter column dark drop default, alter column dark drop not null;
update staff set dark = null where not dark;
