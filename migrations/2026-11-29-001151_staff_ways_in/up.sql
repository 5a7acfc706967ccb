-- Where somebody of the staff is told of a sign-in on a new device, sealed; and keyed hashes of the codes that take the place
-- of the phone when it is lost, each gone once it was used.
alter table staff
    add column email_sealed bytea,
    add column recovery_hashes bytea[] not null default '{}';
