alter table staff
    drop column recovery_hashes,
    drop column email_sealed;
