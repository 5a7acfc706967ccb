-- Wrong codes are another fact than a time that passed.
alter table bureau_records drop constraint bureau_records_event_check,
    add check (event in ('received', 'verified', 'not_verified', 'wrong_codes', 'approved', 'refused', 'faulty'));
