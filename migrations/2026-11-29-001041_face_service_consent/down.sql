delete from consents where kind = 'face_service';
alter table consents drop constraint consents_kind_check,
    add constraint consents_kind_check check (kind in ('terms', 'identity_papers', 'face', 'declaration'));
