-- Where a session began, as its owner sees it in the list of devices: the address as it is counted, sealed.
alter table sessions add column address_sealed bytea;
