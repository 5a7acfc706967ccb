//! That everything that tells of a person has an end: what is sealed, what is found by a hash, and what stands in plain.

use std::collections::{BTreeMap, BTreeSet};

use beian::admin::keys::{HASHED, SEALED};
use beian::privacy::kept::Kind;
use beian::privacy::store::sweeps;

use self::End::{Erased, Forgotten, Itself, Swept, With};
use crate::schema::compiled_schema;
use crate::support::database::TestDb;

/// What takes away what a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The sweeps of a kind.
    Swept(Kind),
    /// What is over of a kind ends by a function of the database.
    Erased(Kind, &'static str),
    /// What is over of a kind ends by statements of the program: tests of that kind hold that they leave nothing.
    Forgotten(Kind),
    /// Its row goes with that of another table, which has an end.
    With(&'static str),
    /// It ends without a kind, and how.
    Itself(&'static str),
}

const ENDS: &[(&str, End)] = &[
    ("account_tokens.detail_sealed", Swept(Kind::Links)),
    ("account_tokens.token_hash", Swept(Kind::Links)),
    ("accounts.email_hash", Forgotten(Kind::Unconfirmed)),
    ("accounts.email_sealed", Forgotten(Kind::Unconfirmed)),
    ("accounts.entity_hash", Forgotten(Kind::Unconfirmed)),
    ("accounts.mobile_hash", Forgotten(Kind::Unconfirmed)),
    ("accounts.mobile_sealed", Forgotten(Kind::Unconfirmed)),
    ("accounts.password_hash", Forgotten(Kind::Unconfirmed)),
    ("barred.document_hash", Swept(Kind::Exchanges)),
    ("bureau_calls.message_sealed", Swept(Kind::Exchanges)),
    ("bureau_download_parts.content_sealed", Swept(Kind::Exchanges)),
    ("bureau_downloads.content_sealed", Swept(Kind::Exchanges)),
    ("bureau_items.words_sealed", Swept(Kind::Exchanges)),
    ("bureau_records.detail_sealed", Erased(Kind::Decisions, "forget_filing")),
    ("bureau_statuses.key", Swept(Kind::Lookups)),
    ("bureau_tasks.content_sealed", Swept(Kind::Exchanges)),
    ("bureau_tasks.words_sealed", Swept(Kind::Exchanges)),
    ("bureau_uploads.content_sealed", Swept(Kind::Exchanges)),
    ("calls.words_sealed", Erased(Kind::Decisions, "forget_filing")),
    ("case_notes.words_sealed", Erased(Kind::Decisions, "forget_filing")),
    ("confirmations.reason_sealed", Erased(Kind::Decisions, "forget_filing")),
    ("confirmations.words_sealed", Erased(Kind::Decisions, "forget_filing")),
    ("decisions.opinion_sealed", Erased(Kind::Decisions, "forget_filing")),
    ("domain_facts.content_sealed", Swept(Kind::Facts)),
    ("domain_records.holder_sealed", Swept(Kind::Domains)),
    ("drafts.content_sealed", Erased(Kind::Drafts, "erase_filing")),
    ("entities.details_sealed", Erased(Kind::Records, "erase_record")),
    ("entities.entity_hash", Erased(Kind::Records, "erase_record")),
    ("entities.name_sealed", Erased(Kind::Records, "erase_record")),
    ("face_checks.content_hash", Forgotten(Kind::Abandoned)),
    ("face_checks.key_wrapped", Forgotten(Kind::Faces)),
    ("face_checks.person_hash", Forgotten(Kind::Abandoned)),
    ("face_checks.words_sealed", Forgotten(Kind::Decisions)),
    ("filing_marks.value_hash", Erased(Kind::Abandoned, "erase_filing")),
    ("filings.entity_hash", Erased(Kind::Abandoned, "erase_filing")),
    ("filings.entity_name", Erased(Kind::Abandoned, "erase_filing")),
    ("findings.words_sealed", Erased(Kind::Decisions, "forget_filing")),
    ("held_posts.body_sealed", Swept(Kind::Held)),
    ("instances.owner_email_hash", Swept(Kind::Holders)),
    ("lookups.asked_sealed", Swept(Kind::Lookups)),
    ("lookups.entity_hash", Swept(Kind::Lookups)),
    ("lookups.note_sealed", Swept(Kind::Lookups)),
    ("marks.words_sealed", Erased(Kind::Abandoned, "erase_filing")),
    ("material_pages.key_wrapped", Erased(Kind::Papers, "erase_pictures")),
    ("material_pages.thumb_key_wrapped", Erased(Kind::Papers, "erase_pictures")),
    ("material_readings.reading_sealed", Erased(Kind::Papers, "erase_pictures")),
    ("materials.content_hash", Erased(Kind::Papers, "erase_filing")),
    ("materials.file_name_sealed", Erased(Kind::Papers, "erase_filing")),
    ("notices.facts", Swept(Kind::Secrets)),
    ("outbox.payload", Swept(Kind::Logs)),
    ("receiving_codes.code_hash", Swept(Kind::Codes)),
    ("sent_pictures.key_wrapped", Erased(Kind::Papers, "erase_pictures")),
    ("service_numbers.holder_email_hash", Swept(Kind::Holders)),
    ("service_numbers.holder_sealed", Swept(Kind::Holders)),
    ("sessions.address_sealed", Swept(Kind::Sessions)),
    ("sessions.device", Swept(Kind::Sessions)),
    ("staff.display_name", Forgotten(Kind::Staff)),
    ("staff.display_name_sealed", Forgotten(Kind::Staff)),
    ("staff.email_sealed", Forgotten(Kind::Staff)),
    ("staff.login", Forgotten(Kind::Staff)),
    ("staff.password_hash", Forgotten(Kind::Staff)),
    ("staff.totp_sealed", Forgotten(Kind::Staff)),
    ("submissions.content_sealed", Erased(Kind::Papers, "erase_filing")),
    ("throttles.key_hash", Swept(Kind::Throttles)),
    ("upload_parts.key_wrapped", With("uploads")),
    ("uploads.file_name_sealed", Itself("what did not come whole goes by the hour, when its own time is over")),
    ("websites.details_sealed", Erased(Kind::Records, "erase_record")),
];

/// The columns that one kind takes by statements of the program.
pub fn forgotten_with(kind: Kind) -> Vec<&'static str> {
    ENDS.iter().filter(|(_, end)| *end == Forgotten(kind)).map(|(column, _)| *column).collect()
}

/// Columns of text that tell of a person by what they are called.
fn in_plain() -> Vec<String> {
    let tells =
        |name: &str| matches!(name, "login" | "display_name" | "entity_name" | "device") || name.ends_with("_hash");
    let column = |line: String| {
        let (column, kind) = line.split_once(' ')?;
        let (_, name) = column.split_once('.')?;
        (kind.starts_with("Text") && tells(name)).then(|| column.to_owned())
    };
    compiled_schema().into_iter().filter_map(column).collect()
}

/// Somebody who adds a column says what ends it.
#[test]
fn every_column_that_tells_of_a_person_has_an_end() {
    let sealed = SEALED.iter().map(|one| format!("{}.{}", one.table, one.column));
    let hashed = HASHED.iter().map(|(table, column, _)| format!("{table}.{column}"));
    let kept: BTreeSet<String> = sealed.chain(hashed).chain(in_plain()).collect();
    let listed: BTreeSet<String> = ENDS.iter().map(|(column, _)| (*column).to_owned()).collect();
    assert_eq!(listed.len(), ENDS.len(), "each once");
    let endless: Vec<_> = kept.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&kept).collect();
    assert!(endless.is_empty() && gone.is_empty(), "without an end: {endless:?}; of no table: {gone:?}");
}

/// The statements of our functions, by their names.
async fn functions(test_db: &TestDb) -> BTreeMap<String, Vec<String>> {
    let sql = "select proname || ' ' || regexp_replace(prosrc, '\\s+', ' ', 'g') from pg_proc
        where pronamespace = 'public'::regnamespace";
    let all = test_db.texts(sql).await;
    let read = |line: &String| {
        let (name, body) = line.split_once(' ')?;
        Some((name.to_owned(), body.split(';').map(str::to_owned).collect()))
    };
    all.iter().filter_map(read).collect()
}

/// A reason is no end: what is said to take a column does take it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_said_to_end_a_column_ends_it() {
    let test_db = TestDb::start().await;
    let functions = functions(&test_db).await;
    for (name, end) in ENDS {
        let (table, column) = name.split_once('.').unwrap();
        let ends = match *end {
            Swept(kind) => sweeps(kind, table, column),
            Erased(kind, function) => {
                let (row, value) = (format!("delete from {table} "), format!(" {column} = "));
                let update = format!("update {table} set ");
                let takes = |said: &String| said.contains(&row) || (said.contains(&update) && said.contains(&value));
                !kind.is_swept() && functions[function].iter().any(takes)
            }
            Forgotten(kind) => !kind.is_swept(),
            With(parent) => {
                let cascades = format!(
                    "select count(*)::text from pg_constraint where contype = 'f' and confdeltype = 'c'
                         and conrelid = '{table}'::regclass and confrelid = '{parent}'::regclass"
                );
                test_db.text(&cascades).await == "1"
                    && ENDS.iter().any(|(own, _)| own.starts_with(&format!("{parent}.")))
            }
            Itself(how) => how.split(' ').count() > 5,
        };
        assert!(ends, "{name}: {end:?}");
    }
}
