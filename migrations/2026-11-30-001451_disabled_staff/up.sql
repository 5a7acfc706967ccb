-- Whoever is disabled leaves nothing behind to sign in with or to be told at, as from now on at once.
update staff set password_hash = '', totp_sealed = null, totp_confirmed_at = null, totp_last_step = null,
    recovery_hashes = '{}', email_sealed = null
    where disabled_at is not null;
