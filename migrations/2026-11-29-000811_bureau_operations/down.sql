drop table bureau_known;
drop index bureau_uploads_keys;
delete from bureau_uploads where method <> 'XZBA';
alter table bureau_uploads drop column keys, drop column operation,
    drop constraint bureau_uploads_method_check,
    add constraint bureau_uploads_method_check check (method in ('XZBA'));
