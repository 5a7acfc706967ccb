drop trigger face_checks_told on face_checks;
drop function tell_face_changed();
