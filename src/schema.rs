// @generated automatically by Diesel CLI.

diesel::table! {
    account_tokens (id) {
        id -> Uuid,
        account_id -> Uuid,
        purpose -> Text,
        token_hash -> Bytea,
        detail_sealed -> Nullable<Bytea>,
        attempts -> Int4,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    accounts (id) {
        id -> Uuid,
        email_sealed -> Bytea,
        email_hash -> Bytea,
        mobile_sealed -> Nullable<Bytea>,
        mobile_hash -> Nullable<Bytea>,
        password_hash -> Text,
        language -> Text,
        large_text -> Bool,
        email_confirmed_at -> Nullable<Timestamptz>,
        mobile_confirmed_at -> Nullable<Timestamptz>,
        email_refused_at -> Nullable<Timestamptz>,
        mobile_refused_at -> Nullable<Timestamptz>,
        entity_hash -> Nullable<Bytea>,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        closed_at -> Nullable<Timestamptz>,
        sms_results -> Bool,
        sms_reminders -> Bool,
        sms_progress -> Bool,
    }
}

diesel::table! {
    api_answers (token_id, key) {
        token_id -> Uuid,
        key -> Text,
        body_hash -> Bytea,
        answer -> Nullable<Jsonb>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    api_tokens (id) {
        id -> Uuid,
        name -> Text,
        token_hash -> Bytea,
        scopes -> Array<Nullable<Text>>,
        created_at -> Timestamptz,
        last_used_at -> Nullable<Timestamptz>,
        revoked_at -> Nullable<Timestamptz>,
        ends_on -> Nullable<Date>,
    }
}

diesel::table! {
    audit_events (seq) {
        seq -> Int8,
        at_us -> Int8,
        actor_kind -> Text,
        actor_id -> Nullable<Uuid>,
        action -> Text,
        subject_kind -> Text,
        subject_id -> Text,
        reason -> Text,
        detail -> Text,
        request_id -> Nullable<Uuid>,
        prev_hash -> Bytea,
        hash -> Bytea,
    }
}

diesel::table! {
    barred (id) {
        id -> Uuid,
        document_hash -> Nullable<Bytea>,
        domain -> Nullable<Text>,
        source -> Text,
        listed_at -> Timestamptz,
        removed_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    bureau_calls (id) {
        id -> Uuid,
        upload_id -> Nullable<Uuid>,
        download_id -> Nullable<Uuid>,
        method -> Text,
        begun_at -> Timestamptz,
        ended_at -> Timestamptz,
        code -> Nullable<Int8>,
        message_sealed -> Nullable<Bytea>,
    }
}

diesel::table! {
    bureau_codes (table_name, code, since) {
        table_name -> Text,
        code -> Int8,
        since -> Date,
        until -> Nullable<Date>,
        name -> Text,
        cells -> Jsonb,
    }
}

diesel::table! {
    bureau_download_parts (download_id, place) {
        download_id -> Uuid,
        place -> Int4,
        content_sealed -> Bytea,
    }
}

diesel::table! {
    bureau_downloads (id) {
        id -> Uuid,
        name -> Text,
        content_sealed -> Nullable<Bytea>,
        received_at -> Timestamptz,
        acknowledged_at -> Nullable<Timestamptz>,
        applied_at -> Nullable<Timestamptz>,
        trouble -> Nullable<Text>,
        content_hash -> Nullable<Bytea>,
    }
}

diesel::table! {
    bureau_items (download_id, place) {
        download_id -> Uuid,
        place -> Int4,
        sort -> Text,
        filing_id -> Nullable<Uuid>,
        outcome -> Text,
        reason -> Nullable<Text>,
        decided_at -> Timestamptz,
        settled_at -> Nullable<Timestamptz>,
        settled_by -> Nullable<Uuid>,
        words_sealed -> Nullable<Bytea>,
    }
}

diesel::table! {
    bureau_known (number) {
        number -> Text,
        bureau_id -> Int8,
        parts -> Jsonb,
        noted_at -> Timestamptz,
    }
}

diesel::table! {
    bureau_line (id) {
        id -> Bool,
        next_number -> Int8,
        next_ids -> Int8,
        is_in_step -> Bool,
        synced_at -> Nullable<Timestamptz>,
        stopped_at -> Nullable<Timestamptz>,
        last_contact_at -> Nullable<Timestamptz>,
        last_failure_at -> Nullable<Timestamptz>,
        failures -> Int4,
        lacks_from -> Nullable<Int8>,
        paused_by -> Nullable<Uuid>,
        rests_until -> Nullable<Timestamptz>,
        fetch_rests_until -> Nullable<Timestamptz>,
        fetch_tries -> Int4,
    }
}

diesel::table! {
    bureau_records (id) {
        id -> Uuid,
        filing_id -> Uuid,
        round -> Int4,
        event -> Text,
        happened_on -> Date,
        detail_sealed -> Nullable<Bytea>,
        evidence_id -> Nullable<Uuid>,
        staff_id -> Nullable<Uuid>,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    bureau_statuses (sort, key) {
        sort -> Text,
        key -> Bytea,
        is_filed -> Bool,
        entity_number -> Nullable<Text>,
        told_at -> Timestamptz,
    }
}

diesel::table! {
    bureau_tasks (id) {
        id -> Uuid,
        download_id -> Uuid,
        place -> Int4,
        sort -> Text,
        subject -> Text,
        content_sealed -> Nullable<Bytea>,
        received_at -> Timestamptz,
        due_on -> Nullable<Date>,
        claimed_by -> Nullable<Uuid>,
        outcome -> Nullable<Text>,
        words_sealed -> Nullable<Bytea>,
        answered_by -> Nullable<Uuid>,
        answered_at -> Nullable<Timestamptz>,
        done_at -> Nullable<Timestamptz>,
        province -> Nullable<Text>,
    }
}

diesel::table! {
    bureau_uploads (id) {
        id -> Uuid,
        number -> Nullable<Int8>,
        ids -> Int8,
        filing_id -> Nullable<Uuid>,
        round -> Nullable<Int4>,
        method -> Text,
        content_sealed -> Nullable<Bytea>,
        state -> Text,
        answer_code -> Nullable<Int8>,
        fixed_at -> Timestamptz,
        sent_at -> Nullable<Timestamptz>,
        answered_at -> Nullable<Timestamptz>,
        tries -> Int4,
        operation -> Int4,
        keys -> Array<Nullable<Text>>,
        task_id -> Nullable<Uuid>,
        again_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    calls (id) {
        id -> Uuid,
        filing_id -> Uuid,
        round -> Int4,
        person -> Text,
        result -> Text,
        words_sealed -> Nullable<Bytea>,
        staff_id -> Uuid,
        called_at -> Timestamptz,
    }
}

diesel::table! {
    case_notes (id) {
        id -> Uuid,
        filing_id -> Uuid,
        staff_id -> Uuid,
        words_sealed -> Bytea,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    case_times (stage, province, kind) {
        stage -> Text,
        province -> Text,
        kind -> Text,
        cases -> Int8,
        half_seconds -> Int8,
        most_seconds -> Int8,
    }
}

diesel::table! {
    confirmations (id) {
        id -> Uuid,
        filing_id -> Uuid,
        round -> Int4,
        stamp -> Text,
        asked_by -> Uuid,
        reason_sealed -> Bytea,
        asked_at -> Timestamptz,
        answer -> Nullable<Text>,
        answered_by -> Nullable<Uuid>,
        words_sealed -> Nullable<Bytea>,
        answered_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    consents (id) {
        id -> Uuid,
        account_id -> Uuid,
        filing_id -> Nullable<Uuid>,
        kind -> Text,
        text_version -> Text,
        given_at -> Timestamptz,
        relay_task_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    decisions (id) {
        id -> Uuid,
        filing_id -> Uuid,
        round -> Int4,
        kind -> Text,
        side -> Text,
        staff_id -> Nullable<Uuid>,
        opinion_sealed -> Nullable<Bytea>,
        decided_at -> Timestamptz,
        confirmed_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    deliveries (id) {
        id -> Uuid,
        notice_id -> Uuid,
        channel -> Text,
        state -> Text,
        attempts -> Int4,
        last_answer -> Nullable<Text>,
        outbox_id -> Nullable<Uuid>,
        created_at -> Timestamptz,
        sent_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    domain_facts (domain, sort) {
        domain -> Text,
        sort -> Text,
        content_sealed -> Nullable<Bytea>,
        looked_at -> Nullable<Timestamptz>,
        good_until -> Nullable<Timestamptz>,
        asked_at -> Timestamptz,
        wanted_at -> Timestamptz,
        failures -> Int4,
    }
}

diesel::table! {
    domain_records (domain) {
        domain -> Text,
        holder_sealed -> Bytea,
        registrar -> Text,
        registered_on -> Nullable<Date>,
        verified_on -> Nullable<Date>,
        expires_on -> Date,
        imported_at -> Timestamptz,
    }
}

diesel::table! {
    drafts (filing_id, section, ordinal) {
        filing_id -> Uuid,
        section -> Text,
        ordinal -> Int4,
        content_sealed -> Bytea,
        problems -> Int4,
        is_complete -> Bool,
        version -> Int4,
        saved_at -> Timestamptz,
        handed_in_as -> Nullable<Int4>,
    }
}

diesel::table! {
    entities (id) {
        id -> Uuid,
        account_id -> Nullable<Uuid>,
        entity_number -> Text,
        province -> Text,
        kind -> Int4,
        name -> Nullable<Text>,
        name_sealed -> Nullable<Bytea>,
        entity_hash -> Bytea,
        details_sealed -> Bytea,
        filing_id -> Nullable<Uuid>,
        filed_on -> Date,
        cancelled_on -> Nullable<Date>,
    }
}

diesel::table! {
    face_checks (id) {
        id -> Uuid,
        filing_id -> Uuid,
        person_hash -> Bytea,
        slot -> Text,
        round -> Int4,
        method -> Text,
        state -> Text,
        challenge -> Nullable<Jsonb>,
        phone_hash -> Nullable<Bytea>,
        expires_at -> Nullable<Timestamptz>,
        consent_version -> Nullable<Text>,
        vendor_session -> Nullable<Text>,
        vendor_url -> Nullable<Text>,
        reason -> Nullable<Jsonb>,
        asked_at -> Timestamptz,
        given_at -> Nullable<Timestamptz>,
        object_name -> Nullable<Text>,
        key_wrapped -> Nullable<Bytea>,
        bytes -> Nullable<Int8>,
        container -> Nullable<Text>,
        millis -> Nullable<Int8>,
        content_hash -> Nullable<Bytea>,
        erased_at -> Nullable<Timestamptz>,
        judged_by -> Nullable<Uuid>,
        judged_at -> Nullable<Timestamptz>,
        words_sealed -> Nullable<Bytea>,
    }
}

diesel::table! {
    filing_domains (filing_id, domain) {
        filing_id -> Uuid,
        domain -> Text,
        website -> Int4,
        is_open -> Bool,
    }
}

diesel::table! {
    filing_events (id) {
        id -> Uuid,
        filing_id -> Uuid,
        event -> Text,
        from_state -> Text,
        to_state -> Text,
        round -> Int4,
        actor_kind -> Text,
        staff_id -> Nullable<Uuid>,
        decision_id -> Nullable<Uuid>,
        happened_at -> Timestamptz,
    }
}

diesel::table! {
    filing_marks (filing_id, value_hash) {
        filing_id -> Uuid,
        value_hash -> Bytea,
    }
}

diesel::table! {
    filing_names (filing_id) {
        filing_id -> Uuid,
        bigrams -> Array<Nullable<Text>>,
    }
}

diesel::table! {
    filings (id) {
        id -> Uuid,
        #[sql_name = "ref"]
        ref_ -> Text,
        account_id -> Uuid,
        kind -> Text,
        province -> Text,
        entity_kind -> Int4,
        entity_name -> Nullable<Text>,
        entity_hash -> Bytea,
        state -> Text,
        reviewer_id -> Nullable<Uuid>,
        decision_id -> Nullable<Uuid>,
        until -> Nullable<Timestamptz>,
        upload_begun_at -> Nullable<Timestamptz>,
        round -> Int4,
        version -> Int4,
        warned_at -> Nullable<Timestamptz>,
        first_submitted_at -> Nullable<Timestamptz>,
        submitted_at -> Nullable<Timestamptz>,
        state_since -> Timestamptz,
        touched_at -> Timestamptz,
        created_at -> Timestamptz,
        is_open -> Bool,
        entity_id -> Nullable<Uuid>,
        website_id -> Nullable<Uuid>,
        erased_at -> Nullable<Timestamptz>,
        forgotten_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    findings (id) {
        id -> Uuid,
        decision_id -> Uuid,
        target -> Nullable<Text>,
        reason_code -> Text,
        words_sealed -> Nullable<Bytea>,
        bureau_code -> Nullable<Int8>,
    }
}

diesel::table! {
    held_posts (id) {
        id -> Uuid,
        account_id -> Nullable<Uuid>,
        path -> Text,
        body_sealed -> Bytea,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        taken_at -> Nullable<Timestamptz>,
        is_background -> Bool,
        staff_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    instance_findings (filing_id, website, found_at) {
        filing_id -> Uuid,
        website -> Int4,
        instance_id -> Uuid,
        is_released -> Bool,
        found_at -> Timestamptz,
        gone_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    instance_uses (filing_id, website) {
        filing_id -> Uuid,
        website -> Int4,
        instance_id -> Uuid,
        service_number -> Nullable<Uuid>,
        state -> Text,
        held_at -> Timestamptz,
    }
}

diesel::table! {
    instances (id) {
        id -> Uuid,
        code -> Text,
        account_id -> Nullable<Uuid>,
        owner_email_hash -> Nullable<Bytea>,
        product -> Text,
        region -> Text,
        addresses -> Array<Nullable<Text>>,
        billing -> Text,
        starts_on -> Date,
        ends_on -> Date,
        quota -> Int4,
        released_at -> Nullable<Timestamptz>,
        imported_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    lookups (id) {
        id -> Uuid,
        account_id -> Uuid,
        province -> Text,
        entity_hash -> Bytea,
        domain -> Text,
        asked_sealed -> Bytea,
        hint -> Text,
        waits -> Bool,
        asked_at -> Timestamptz,
        entity_status -> Nullable<Text>,
        domain_status -> Nullable<Text>,
        troubles -> Array<Nullable<Text>>,
        note_sealed -> Nullable<Bytea>,
        staff_id -> Nullable<Uuid>,
        answered_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    mailings (filing_id, round) {
        filing_id -> Uuid,
        round -> Int4,
        courier -> Text,
        tracking_number -> Text,
        sent_on -> Date,
        told_at -> Timestamptz,
    }
}

diesel::table! {
    marks (filing_id, round, target) {
        filing_id -> Uuid,
        round -> Int4,
        target -> Text,
        verdict -> Text,
        reason_code -> Nullable<Text>,
        words_sealed -> Nullable<Bytea>,
        staff_id -> Uuid,
        version -> Int4,
        marked_at -> Timestamptz,
    }
}

diesel::table! {
    material_pages (material_id, page) {
        material_id -> Uuid,
        page -> Int4,
        object_name -> Text,
        key_wrapped -> Bytea,
        thumb_name -> Text,
        thumb_key_wrapped -> Bytea,
        width -> Int4,
        height -> Int4,
    }
}

diesel::table! {
    material_readings (material_id, page) {
        material_id -> Uuid,
        page -> Int4,
        outcome -> Text,
        reading_sealed -> Nullable<Bytea>,
        read_at -> Timestamptz,
    }
}

diesel::table! {
    materials (id) {
        id -> Uuid,
        filing_id -> Uuid,
        slot -> Text,
        kind -> Text,
        content_hash -> Bytea,
        file_name_sealed -> Nullable<Bytea>,
        bytes -> Int8,
        warnings -> Array<Nullable<Text>>,
        replaces -> Nullable<Uuid>,
        created_at -> Timestamptz,
        removed_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    notices (id) {
        id -> Uuid,
        account_id -> Uuid,
        filing_id -> Nullable<Uuid>,
        kind -> Text,
        facts -> Jsonb,
        language -> Text,
        created_at -> Timestamptz,
        read_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    outbox (id) {
        id -> Uuid,
        topic -> Text,
        payload -> Jsonb,
        order_key -> Nullable<Text>,
        run_at -> Timestamptz,
        leased_until -> Nullable<Timestamptz>,
        lease -> Int8,
        attempts -> Int4,
        last_error -> Nullable<Text>,
        created_at -> Timestamptz,
        finished_at -> Nullable<Timestamptz>,
        outcome -> Nullable<Text>,
        filing -> Nullable<Text>,
        is_behind -> Bool,
    }
}

diesel::table! {
    outbox_pauses (topic) {
        topic -> Text,
        paused_by -> Nullable<Uuid>,
        paused_at -> Timestamptz,
    }
}

diesel::table! {
    queue_views (id) {
        id -> Uuid,
        staff_id -> Uuid,
        name -> Text,
        tab -> Text,
        filter -> Jsonb,
        is_shared -> Bool,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    receiving_codes (code_hash) {
        code_hash -> Bytea,
        account_id -> Uuid,
        expires_at -> Timestamptz,
        created_at -> Timestamptz,
        held_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    reference_rows (number) {
        number -> Int8,
        file -> Text,
        key -> Text,
        from_on -> Date,
        cells -> Nullable<Jsonb>,
        reason -> Text,
        staff_id -> Uuid,
        added_at -> Timestamptz,
        replaces -> Nullable<Array<Nullable<Date>>>,
    }
}

diesel::table! {
    relay_tasks (id) {
        id -> Uuid,
        filing_id -> Uuid,
        kind -> Text,
        target -> Text,
        website -> Nullable<Int4>,
        token_hash -> Bytea,
        sent_by -> Text,
        state -> Text,
        reason -> Nullable<Jsonb>,
        phone_hash -> Nullable<Bytea>,
        begun_at -> Nullable<Timestamptz>,
        made_at -> Timestamptz,
        expires_at -> Timestamptz,
        changed_at -> Timestamptz,
    }
}

diesel::table! {
    reminders (id) {
        id -> Uuid,
        account_id -> Uuid,
        filing_id -> Nullable<Uuid>,
        website_id -> Nullable<Uuid>,
        kind -> Text,
        due_at -> Timestamptz,
        deadline_on -> Nullable<Date>,
        sent_at -> Nullable<Timestamptz>,
        cancelled_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    reviews (filing_id, round) {
        filing_id -> Uuid,
        round -> Int4,
        reviewer_id -> Uuid,
        checklist -> Jsonb,
        version -> Int4,
        started_at -> Timestamptz,
        finished_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    schedule_runs (name) {
        name -> Text,
        last_run_at -> Timestamptz,
    }
}

diesel::table! {
    service_numbers (number) {
        number -> Uuid,
        instance_id -> Uuid,
        account_id -> Nullable<Uuid>,
        state -> Text,
        created_at -> Timestamptz,
        holder_email_hash -> Nullable<Bytea>,
        holder_sealed -> Nullable<Bytea>,
        handed_at -> Nullable<Timestamptz>,
        closed_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    search_layers (one) {
        one -> Bool,
        layers -> Int4,
    }
}

diesel::table! {
    sent_pictures (material_id, page) {
        material_id -> Uuid,
        page -> Int4,
        object_name -> Nullable<Text>,
        key_wrapped -> Nullable<Bytea>,
    }
}

diesel::table! {
    sessions (id) {
        id -> Uuid,
        token_hash -> Bytea,
        site -> Text,
        account_id -> Nullable<Uuid>,
        staff_id -> Nullable<Uuid>,
        stage -> Text,
        device -> Text,
        created_at -> Timestamptz,
        seen_at -> Timestamptz,
        idle_until -> Timestamptz,
        ends_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
        ended_by -> Nullable<Text>,
        address_sealed -> Nullable<Bytea>,
    }
}

diesel::table! {
    site_checks (website_id) {
        website_id -> Uuid,
        findings -> Jsonb,
        is_found -> Bool,
        found_since -> Nullable<Timestamptz>,
        looked_at -> Timestamptz,
    }
}

diesel::table! {
    staff (id) {
        id -> Uuid,
        login -> Text,
        display_name -> Text,
        display_name_sealed -> Nullable<Bytea>,
        role -> Text,
        password_hash -> Text,
        password_is_temporary -> Bool,
        totp_sealed -> Nullable<Bytea>,
        totp_confirmed_at -> Nullable<Timestamptz>,
        totp_last_step -> Nullable<Int8>,
        language -> Text,
        dark -> Nullable<Bool>,
        provinces -> Array<Nullable<Text>>,
        queue_filter -> Jsonb,
        version -> Int4,
        created_at -> Timestamptz,
        disabled_at -> Nullable<Timestamptz>,
        email_sealed -> Nullable<Bytea>,
        recovery_hashes -> Array<Nullable<Bytea>>,
        forgotten_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    submission_materials (submission_id, material_id) {
        submission_id -> Uuid,
        material_id -> Uuid,
        slot -> Text,
    }
}

diesel::table! {
    submissions (id) {
        id -> Uuid,
        filing_id -> Uuid,
        round -> Int4,
        content_sealed -> Bytea,
        findings -> Jsonb,
        declaration_version -> Text,
        submitted_at -> Timestamptz,
    }
}

diesel::table! {
    throttles (scope, key_hash) {
        scope -> Text,
        key_hash -> Bytea,
        failures -> Int4,
        blocked_until -> Nullable<Timestamptz>,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    upload_parts (upload_id, start) {
        upload_id -> Uuid,
        start -> Int8,
        object_name -> Text,
        key_wrapped -> Bytea,
    }
}

diesel::table! {
    uploads (id) {
        id -> Uuid,
        purpose -> Text,
        target -> Text,
        filing_id -> Uuid,
        account_id -> Nullable<Uuid>,
        relay_task_id -> Nullable<Uuid>,
        phone_hash -> Nullable<Bytea>,
        file_name_sealed -> Bytea,
        length -> Int8,
        received -> Int8,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    website_domains (domain) {
        domain -> Text,
        website_id -> Uuid,
    }
}

diesel::table! {
    websites (id) {
        id -> Uuid,
        entity_id -> Uuid,
        website_number -> Text,
        name -> Text,
        home_url -> Text,
        details_sealed -> Bytea,
        filing_id -> Nullable<Uuid>,
        filed_on -> Date,
        cancelled_on -> Nullable<Date>,
        psb_number -> Nullable<Text>,
        psb_filed_on -> Nullable<Date>,
        access_ended_on -> Nullable<Date>,
        watch_at -> Timestamptz,
        has_income -> Nullable<Bool>,
        licence_number -> Nullable<Text>,
    }
}

diesel::joinable!(account_tokens -> accounts (account_id));
diesel::joinable!(api_answers -> api_tokens (token_id));
diesel::joinable!(bureau_download_parts -> bureau_downloads (download_id));
diesel::joinable!(bureau_items -> bureau_downloads (download_id));
diesel::joinable!(bureau_items -> filings (filing_id));
diesel::joinable!(bureau_items -> staff (settled_by));
diesel::joinable!(bureau_line -> staff (paused_by));
diesel::joinable!(bureau_records -> filings (filing_id));
diesel::joinable!(bureau_records -> materials (evidence_id));
diesel::joinable!(bureau_records -> staff (staff_id));
diesel::joinable!(bureau_tasks -> bureau_downloads (download_id));
diesel::joinable!(bureau_uploads -> bureau_tasks (task_id));
diesel::joinable!(bureau_uploads -> filings (filing_id));
diesel::joinable!(calls -> filings (filing_id));
diesel::joinable!(calls -> staff (staff_id));
diesel::joinable!(case_notes -> filings (filing_id));
diesel::joinable!(case_notes -> staff (staff_id));
diesel::joinable!(confirmations -> filings (filing_id));
diesel::joinable!(consents -> accounts (account_id));
diesel::joinable!(consents -> filings (filing_id));
diesel::joinable!(deliveries -> notices (notice_id));
diesel::joinable!(deliveries -> outbox (outbox_id));
diesel::joinable!(drafts -> filings (filing_id));
diesel::joinable!(entities -> accounts (account_id));
diesel::joinable!(face_checks -> filings (filing_id));
diesel::joinable!(face_checks -> staff (judged_by));
diesel::joinable!(filing_domains -> filings (filing_id));
diesel::joinable!(filing_events -> decisions (decision_id));
diesel::joinable!(filing_events -> filings (filing_id));
diesel::joinable!(filing_events -> staff (staff_id));
diesel::joinable!(filing_marks -> filings (filing_id));
diesel::joinable!(filing_names -> filings (filing_id));
diesel::joinable!(filings -> accounts (account_id));
diesel::joinable!(filings -> staff (reviewer_id));
diesel::joinable!(findings -> decisions (decision_id));
diesel::joinable!(held_posts -> accounts (account_id));
diesel::joinable!(held_posts -> staff (staff_id));
diesel::joinable!(instance_findings -> filings (filing_id));
diesel::joinable!(instance_findings -> instances (instance_id));
diesel::joinable!(instance_uses -> filings (filing_id));
diesel::joinable!(instance_uses -> instances (instance_id));
diesel::joinable!(instance_uses -> service_numbers (service_number));
diesel::joinable!(instances -> accounts (account_id));
diesel::joinable!(lookups -> accounts (account_id));
diesel::joinable!(lookups -> staff (staff_id));
diesel::joinable!(mailings -> filings (filing_id));
diesel::joinable!(marks -> filings (filing_id));
diesel::joinable!(marks -> staff (staff_id));
diesel::joinable!(material_pages -> materials (material_id));
diesel::joinable!(material_readings -> materials (material_id));
diesel::joinable!(materials -> filings (filing_id));
diesel::joinable!(notices -> accounts (account_id));
diesel::joinable!(notices -> filings (filing_id));
diesel::joinable!(outbox_pauses -> staff (paused_by));
diesel::joinable!(queue_views -> staff (staff_id));
diesel::joinable!(receiving_codes -> accounts (account_id));
diesel::joinable!(receiving_codes -> filings (held_by));
diesel::joinable!(reference_rows -> staff (staff_id));
diesel::joinable!(relay_tasks -> filings (filing_id));
diesel::joinable!(reminders -> accounts (account_id));
diesel::joinable!(reminders -> filings (filing_id));
diesel::joinable!(reminders -> websites (website_id));
diesel::joinable!(reviews -> filings (filing_id));
diesel::joinable!(reviews -> staff (reviewer_id));
diesel::joinable!(sent_pictures -> materials (material_id));
diesel::joinable!(service_numbers -> accounts (account_id));
diesel::joinable!(service_numbers -> instances (instance_id));
diesel::joinable!(sessions -> accounts (account_id));
diesel::joinable!(sessions -> staff (staff_id));
diesel::joinable!(site_checks -> websites (website_id));
diesel::joinable!(submission_materials -> materials (material_id));
diesel::joinable!(submission_materials -> submissions (submission_id));
diesel::joinable!(submissions -> filings (filing_id));
diesel::joinable!(upload_parts -> uploads (upload_id));
diesel::joinable!(uploads -> accounts (account_id));
diesel::joinable!(uploads -> filings (filing_id));
diesel::joinable!(website_domains -> websites (website_id));
diesel::joinable!(websites -> entities (entity_id));

diesel::allow_tables_to_appear_in_same_query!(
    account_tokens,
    accounts,
    api_answers,
    api_tokens,
    audit_events,
    barred,
    bureau_calls,
    bureau_codes,
    bureau_download_parts,
    bureau_downloads,
    bureau_items,
    bureau_known,
    bureau_line,
    bureau_records,
    bureau_statuses,
    bureau_tasks,
    bureau_uploads,
    calls,
    case_notes,
    case_times,
    confirmations,
    consents,
    decisions,
    deliveries,
    domain_facts,
    domain_records,
    drafts,
    entities,
    face_checks,
    filing_domains,
    filing_events,
    filing_marks,
    filing_names,
    filings,
    findings,
    held_posts,
    instance_findings,
    instance_uses,
    instances,
    lookups,
    mailings,
    marks,
    material_pages,
    material_readings,
    materials,
    notices,
    outbox,
    outbox_pauses,
    queue_views,
    receiving_codes,
    reference_rows,
    relay_tasks,
    reminders,
    reviews,
    schedule_runs,
    search_layers,
    service_numbers,
    sent_pictures,
    sessions,
    site_checks,
    staff,
    submission_materials,
    submissions,
    throttles,
    upload_parts,
    uploads,
    website_domains,
    websites,
);
