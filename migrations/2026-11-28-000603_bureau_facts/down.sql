update bureau_records set event = 'not_verified' where event = 'wrong_codes';
alter table bureau_records drop constraint bureau_records_event_check,
    add check (event in ('received', 'verified', 'not_verified', 'approved', 'refused', 'faulty'));
