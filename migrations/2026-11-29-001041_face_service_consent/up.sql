-- That name and document go to a verification service has its own consent.
alter table consents drop constraint consents_kind_check,
    add constraint consents_kind_check
        check (kind in ('terms', 'identity_papers', 'face', 'face_service', 'declaration'));
