//! What a rotation of keys comes by: everything that is sealed, and every column that holds a search hash. A test holds both
//! lists against the schema, and another what is sealed within JSON against the payloads and facts that carry it.

pub mod job;
pub mod store;

/// A column of sealed values, or one of JSON that has them as a member.
#[derive(Debug, Clone, Copy)]
pub struct Sealed {
    /// Its table.
    pub table: &'static str,
    /// Its name.
    pub column: &'static str,
    /// Of JSON: the member that holds the value, in base64.
    pub member: Option<&'static str>,
    /// What its data key is made for.
    pub group: &'static str,
    /// The bytes that bind a value to its row, in SQL.
    pub row: &'static str,
}

/// The group of wrapped keys of files.
const FILE_KEY: &str = "file key";
/// Rows that are known by their id.
const ID: &str = "uuid_send(id)";

const fn by_id(table: &'static str, column: &'static str, group: &'static str) -> Sealed {
    sealed(table, column, group, ID)
}

const fn sealed(table: &'static str, column: &'static str, group: &'static str, row: &'static str) -> Sealed {
    Sealed { table, column, member: None, group, row }
}

const fn within(column: Sealed, member: &'static str) -> Sealed {
    Sealed { member: Some(member), ..column }
}

/// Everything that is sealed.
pub const SEALED: &[Sealed] = &[
    by_id("account_tokens", "detail_sealed", "account_tokens.detail"),
    by_id("accounts", "email_sealed", "accounts.email"),
    by_id("accounts", "mobile_sealed", "accounts.mobile"),
    sealed(
        "bureau_download_parts",
        "content_sealed",
        "bureau_download_parts.content",
        "convert_to(download_id || '/' || place, 'UTF8')",
    ),
    by_id("bureau_downloads", "content_sealed", "bureau_downloads.content"),
    sealed("bureau_items", "words_sealed", "bureau_items.words", "convert_to(download_id || '/' || place, 'UTF8')"),
    by_id("bureau_calls", "message_sealed", "bureau_calls.message"),
    by_id("bureau_records", "detail_sealed", "bureau_records.detail"),
    by_id("bureau_tasks", "content_sealed", "bureau_tasks.content"),
    by_id("bureau_tasks", "words_sealed", "bureau_tasks.words"),
    by_id("bureau_uploads", "content_sealed", "bureau_uploads.content"),
    by_id("calls", "words_sealed", "calls.words"),
    by_id("case_notes", "words_sealed", "case_notes.words"),
    by_id("confirmations", "reason_sealed", "confirmations.reason"),
    by_id("confirmations", "words_sealed", "confirmations.words"),
    by_id("decisions", "opinion_sealed", "decisions.opinion"),
    sealed("domain_facts", "content_sealed", "domain_facts.content", "convert_to(domain || '/' || sort, 'UTF8')"),
    sealed("domain_records", "holder_sealed", "domain_records.holder", "convert_to(domain, 'UTF8')"),
    sealed(
        "drafts",
        "content_sealed",
        "drafts.content",
        "convert_to(filing_id || '/' || section || '/' || ordinal, 'UTF8')",
    ),
    by_id("entities", "details_sealed", "entities.details"),
    by_id("entities", "name_sealed", "entities.name"),
    sealed("face_checks", "key_wrapped", FILE_KEY, "convert_to('face check ' || id, 'UTF8')"),
    by_id("face_checks", "words_sealed", "face_checks.words"),
    by_id("findings", "words_sealed", "findings.words"),
    by_id("held_posts", "body_sealed", "held_posts.body"),
    by_id("lookups", "asked_sealed", "lookups.asked"),
    by_id("lookups", "note_sealed", "lookups.note"),
    sealed("marks", "words_sealed", "marks.words", "convert_to(filing_id || ' ' || round || ' ' || target, 'UTF8')"),
    sealed(
        "material_pages",
        "key_wrapped",
        FILE_KEY,
        "convert_to('material/' || material_id || '/' || page || '/full', 'UTF8')",
    ),
    sealed(
        "material_pages",
        "thumb_key_wrapped",
        FILE_KEY,
        "convert_to('material/' || material_id || '/' || page || '/thumb', 'UTF8')",
    ),
    sealed(
        "material_readings",
        "reading_sealed",
        "material_readings.reading",
        "convert_to(material_id || '/' || page, 'UTF8')",
    ),
    by_id("materials", "file_name_sealed", "materials.file_name"),
    // The one-time parts of a message.
    within(by_id("notices", "facts", "notices.secret"), "secret_sealed"),
    // Where somebody of the staff is told, as it lay in their row.
    within(sealed("outbox", "payload", "staff.email", "uuid_send((payload->>'staff')::uuid)"), "to_sealed"),
    sealed(
        "sent_pictures",
        "key_wrapped",
        FILE_KEY,
        "convert_to('material/' || material_id || '/' || page || '/sent', 'UTF8')",
    ),
    sealed("service_numbers", "holder_sealed", "service_numbers.holder", "uuid_send(number)"),
    by_id("sessions", "address_sealed", "sessions.address"),
    by_id("staff", "display_name_sealed", "staff.display_name"),
    by_id("staff", "email_sealed", "staff.email"),
    by_id("staff", "totp_sealed", "staff.totp"),
    by_id("submissions", "content_sealed", "submissions.content"),
    sealed("upload_parts", "key_wrapped", FILE_KEY, "convert_to('upload/' || upload_id || '/' || start, 'UTF8')"),
    by_id("uploads", "file_name_sealed", "uploads.file_name"),
    by_id("websites", "details_sealed", "websites.details"),
];

/// Columns of search hashes, with the rows that hold them where others hold something else.
pub const HASHED: &[(&str, &str, &str)] = &[
    ("account_tokens", "token_hash", "purpose in ('confirm_mobile', 'change_mobile')"),
    ("accounts", "email_hash", "true"),
    ("accounts", "entity_hash", "true"),
    ("accounts", "mobile_hash", "true"),
    ("barred", "document_hash", "true"),
    ("bureau_statuses", "key", "sort = 'document'"),
    ("entities", "entity_hash", "true"),
    ("face_checks", "content_hash", "true"),
    ("face_checks", "person_hash", "true"),
    ("filing_marks", "value_hash", "true"),
    ("filings", "entity_hash", "true"),
    ("instances", "owner_email_hash", "true"),
    ("lookups", "entity_hash", "true"),
    ("materials", "content_hash", "true"),
    ("receiving_codes", "code_hash", "true"),
    ("service_numbers", "holder_email_hash", "true"),
    ("throttles", "key_hash", "true"),
];

/// Hashes without a key: of random secrets, of what we sent or were sent, and of the audit.
pub const UNKEYED: &[(&str, &str)] = &[
    ("api_answers", "body_hash"),
    ("api_tokens", "token_hash"),
    ("audit_events", "hash"),
    ("audit_events", "prev_hash"),
    ("bureau_downloads", "content_hash"),
    ("face_checks", "phone_hash"),
    ("relay_tasks", "phone_hash"),
    ("relay_tasks", "token_hash"),
    ("sessions", "token_hash"),
    ("staff", "recovery_hashes"),
    ("uploads", "phone_hash"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// A column of bytes that no list names would keep an old key alive, or lose what is searched by it.
    #[test]
    fn every_column_of_bytes_is_sealed_hashed_or_known_to_need_no_key() {
        let mut found = BTreeSet::new();
        for table in include_str!("../schema.rs").split("diesel::table! {").skip(1) {
            let name = table.trim_start().split(' ').next().unwrap();
            let body = table.split("\n}").next().unwrap();
            let bytes = body.lines().filter_map(|line| line.trim().split_once(" -> "));
            let bytes = bytes.filter(|(_, kind)| kind.contains("Bytea"));
            found.extend(bytes.map(|(column, _)| format!("{name}.{column}")));
        }
        assert!(found.len() > 50, "schema.rs is not read");
        let name = |table: &str, column: &str| format!("{table}.{column}");
        let columns = SEALED.iter().filter(|one| one.member.is_none());
        let sealed = columns.map(|one| name(one.table, one.column));
        let hashed = HASHED.iter().map(|(table, column, _)| name(table, column));
        let unkeyed = UNKEYED.iter().map(|(table, column)| name(table, column));
        let listed: Vec<String> = sealed.chain(hashed).chain(unkeyed).collect();
        let listed_once: BTreeSet<String> = listed.iter().cloned().collect();
        assert_eq!(listed.len(), listed_once.len(), "one stands in two lists");
        let missing: Vec<_> = found.difference(&listed_once).collect();
        let gone: Vec<_> = listed_once.difference(&found).collect();
        assert!(missing.is_empty() && gone.is_empty(), "in no list: {missing:?}; in no table: {gone:?}");
    }
}
