//! A kept form as its owner sees it: what they typed under the words of its page. What the page itself put into the form, and
//! codes of what was chosen, are sent again with the rest but tell nobody anything.

use uuid::Uuid;

use super::HeldPost;
use crate::auth::session::Whose;
use crate::clock;
use crate::paths::office;
use crate::paths::pattern as p;
use crate::reference::book;
use crate::text::Tr;
use crate::web::ui::SummaryRow;

/// Where the keys of the labels of some pages begin, and what is typed there: the key ends in the name.
type Typed = (&'static [&'static str], &'static str, &'static [&'static str]);

#[rustfmt::skip]
const TYPED: &[Typed] = &[
    (&[p::FILING_NEW, p::FILING_TYPE_CHECK], "filing-field-type-check-", &["district", "cert_number", "entity_name", "domain"]),
    (&[p::FILING_OPERATION], "filing-field-operation-", &["entity_number", "website_number", "new_name", "receiving_code", "reason"]),
    (&[p::FILING_ACCESS], "filing-field-access-", &["service_number", "other_addresses"]),
    (&[p::FILING_ENTITY], "filing-field-entity-", &["cert_address", "cert_valid_from", "cert_valid_to", "mailing_address", "investor", "entity_remark"]),
    (&[p::FILING_ENTITY_PERSON, p::FILING_WEBSITE_PERSON], "filing-field-person-",
        &["name", "legal_rep_name", "legal_rep_cert_number", "cert_number", "cert_valid_from", "cert_valid_to", "mobile", "emergency_phone", "office_phone", "email"]),
    (&[p::FILING_WEBSITE], "filing-field-website-",
        &["site_name", "domains", "home_url", "approval_number", "approval_authority", "approval_until", "site_remark"]),
    (&[p::FILING_CORRECTIONS], "wizard-corrections-", &["answer"]),
    (&[p::FILING_MAILING], "after-mailing-", &["courier", "number", "sent_on"]),
    (&[p::FILING_NEXT_STEPS, p::OWN_WEBSITES], "after-", &["licence_number"]),
    (&[p::FILING_NEXT_STEPS, p::OWN_WEBSITES], "site-held-", &["psb_number"]),
    (&[p::NUMBER_HAND], "hosting-hand-", &["email"]),
    (&[p::INSTANCE_NUMBERS, p::HOSTING_ISSUE], "hosting-", &["count", "email"]),
    (&[p::HOSTING_REVOKE], "hosting-", &["reason"]),
    (&[p::API_TOKENS], "hosting-token-", &["name", "ends_on"]),
    (&[p::STAFF, p::STAFF_MEMBER], "staff-", &["login", "name"]),
    (&[p::ME_ALARM_MAIL], "staff-", &["email"]),
    (&[p::CASE_MARKS], "review-", &["words"]),
    (&[p::CASE_NOTES], "review-note-", &["words"]),
    (&[p::CASE_CALLS], "review-call-", &["words"]),
    (&[p::CASE_FACES], "face-", &["words"]),
    (&[p::CASE_DECIDE], "review-decide-", &["opinion"]),
    (&[p::CASE_SECOND], "review-second-", &["words"]),
    (&[p::FILING_HELP], "relay-", &["mobile", "email"]),
    (&[p::CASE_BUREAU_PAPERS], "exchange-papers-", &["reason"]),
    (&[p::EXCHANGE], "exchange-rehearsal-", &["case"]),
    (&[p::CASE_WITHDRAW], "review-withdraw-", &["reason"]),
    (&[p::CASE_BUREAU], "review-bureau-", &["happened_on", "entity_number", "website_number", "words"]),
    (&[p::CASE_REVEAL, p::BUREAU_TASK, p::EXCHANGE_FILE, p::EXCHANGE_UPLOAD], "review-reveal-", &["reason"]),
    (&[p::BUREAU_TASK], "task-field-", &["opinion", "wrong", "mobile"]),
    (&[p::LOOKUP], "lookup-", &["note"]),
    (&[p::QUEUE_VIEWS], "review-view-", &["name"]),
    (&[p::RULE], "rule-field-", &["from", "to", "value", "words_zh", "words_en", "source_zh", "source_en", "source_on", "reason"]),
    (&[p::CALENDAR_DAYS], "calendar-field-", &["days", "source_zh", "source_en", "source_on", "reason"]),
];

/// The same where a key is made otherwise: the page, the name, the key.
const TYPED_ELSEWHERE: &[(&str, &str, &str)] = &[
    (p::ACCOUNT_EMAIL, "email", "account-email-new"),
    (p::ACCOUNT_MOBILE, "mobile", "account-mobile-new"),
    (p::SEARCH, "q", "review-search-label"),
    (p::HOSTING, "q", "hosting-search"),
];

/// A kept form, ready to be shown.
#[derive(Debug)]
pub struct HeldView {
    /// Its row.
    pub id: Uuid,
    /// Its own page.
    pub page: String,
    /// Where it is sent again.
    pub action: String,
    /// Where it is filled in again, for a form with files.
    pub again: String,
    /// Its fields as they are sent again.
    pub fields: Vec<(String, String)>,
    /// What was typed.
    pub typed: Vec<SummaryRow>,
    /// The files that were chosen.
    pub files: Vec<SummaryRow>,
    /// Whether it was a form with files.
    pub is_upload: bool,
}

impl HeldView {
    /// The view of a form that was kept for somebody.
    pub fn new(t: Tr, whose: Whose, held: HeldPost) -> Self {
        Self {
            id: held.id,
            page: whose.held(held.id),
            typed: typed(t, &held.path, &held.fields),
            files: files(t, &held),
            again: page_of(&held.path),
            action: held.path,
            fields: held.fields,
            is_upload: held.is_upload,
        }
    }

    /// The key of the title of its page.
    pub fn title(&self) -> &'static str {
        if self.is_upload { "site-held-files-title" } else { "site-held-title" }
    }
}

/// Where the form stands that was posted to a path.
fn page_of(path: &str) -> String {
    match path.strip_suffix("/bureau").and_then(|case| case.strip_prefix(&office::case(""))) {
        Some(reference) => office::case_tab(reference, "bureau"),
        None => path.to_owned(),
    }
}

/// What somebody typed into a form that was posted to a path, under the words of its page.
pub fn typed(t: Tr, path: &str, fields: &[(String, String)]) -> Vec<SummaryRow> {
    let row = |(name, value): &(String, String)| {
        let key = label(path, name).filter(|_| !value.trim().is_empty())?;
        let lines = value.lines().map(str::to_owned).collect();
        Some(SummaryRow { label: t.t(&key), lines, ..SummaryRow::default() })
    };
    fields.iter().filter_map(row).collect()
}

/// The key of the label beside a field into which something is typed; none for any other field.
fn label(path: &str, name: &str) -> Option<String> {
    let elsewhere = TYPED_ELSEWHERE.iter().find(|(pattern, own, _)| is_at(path, pattern) && *own == name);
    if let Some((_, _, key)) = elsewhere {
        return Some((*key).to_owned());
    }
    let here = |(pages, _, names): &&Typed| pages.iter().any(|page| is_at(path, page)) && names.contains(&name);
    let (_, prefix, _) = TYPED.iter().find(here)?;
    Some(format!("{prefix}{}", name.replace('_', "-")))
}

/// Whether a path is one of a pattern.
fn is_at(path: &str, pattern: &str) -> bool {
    let (mut own, mut known) = (path.split('/'), pattern.split('/'));
    loop {
        match (own.next(), known.next()) {
            (None, None) => return true,
            (Some(own), Some(known)) if known.starts_with('{') || own == known => {}
            _ => return false,
        }
    }
}

/// What each file was chosen for, as far as its input is the place of a paper.
fn files(t: Tr, held: &HeldPost) -> Vec<SummaryRow> {
    let today = clock::china_day(clock::now());
    let row = |(input, name): &(String, String)| {
        let label = match book().material_of_slot(input, today) {
            Some(rule) => t.pick(&rule.zh, &rule.en).to_owned(),
            None if input == "evidence" => t.t("review-bureau-evidence"),
            None => String::new(),
        };
        let name: String = name.chars().filter(|c| !c.is_control()).take(100).collect();
        SummaryRow::new(label, name)
    };
    held.files.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::*;
    use crate::paths;
    use crate::text::Lang;

    /// Forms that are read without a session, are asked by GET, or are of the demo and the sandbox.
    const OF_NO_SESSION: &[&str] = &[
        "account/register",
        "account/sign_in",
        "account/password",
        "guide/",
        "demo/",
        "bureau/sandbox",
        "staff/sign_in",
        "admin/audit",
        "review/search",
        "components/form",
    ];

    fn templates(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { templates(&path, found) } else { found.push(path) }
        }
    }

    /// What is typed by the templates: the name and, where the call says it, the key of the label.
    fn fields() -> BTreeSet<(String, Option<String>)> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
        let mut paths = Vec::new();
        templates(&root, &mut paths);
        let mut found = BTreeSet::new();
        for path in paths {
            let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
            if OF_NO_SESSION.iter().any(|other| name.starts_with(other)) {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            for call in ["::text(\"", "::area(\"", "::date(\""] {
                for rest in text.split(call).skip(1) {
                    let arguments: Vec<&str> = rest.split('"').collect();
                    match (arguments[1].trim(), arguments[2]) {
                        // f::text("entity", "investor", …): a field of a section.
                        (",", name) => found.insert((name.to_owned(), None)),
                        (", t.t(", key) => found.insert((arguments[0].to_owned(), Some(key.to_owned()))),
                        _ => found.insert((arguments[0].to_owned(), None)),
                    };
                }
            }
        }
        found
    }

    #[test]
    fn everything_that_is_typed_has_its_words() {
        let mut known: BTreeSet<(String, String)> =
            TYPED_ELSEWHERE.iter().map(|(_, name, key)| ((*name).to_owned(), (*key).to_owned())).collect();
        for (_, prefix, names) in TYPED {
            known.extend(names.iter().map(|name| ((*name).to_owned(), format!("{prefix}{}", name.replace('_', "-")))));
        }
        for (_, key) in &known {
            assert!([Lang::Zh, Lang::En].iter().all(|lang| Tr::new(*lang).maybe(key).is_some()), "no words for {key}");
        }
        // Pages of two forms: each field bears the words of one of them. A code that is typed where there is no list.
        let twice = ["review-decide-why", "task-field-words", "task-field-outcome", "staff-recovery"];
        let fields = fields();
        assert!(fields.len() > 60, "the templates are not read: {}", fields.len());
        let is_known = |(name, key): &&(String, Option<String>)| match key {
            Some(key) => known.contains(&(name.clone(), key.clone())) || twice.contains(&key.as_str()),
            None => known.iter().any(|(own, _)| own == name),
        };
        let lacking: Vec<_> = fields.iter().filter(|field| !is_known(field)).collect();
        assert!(lacking.is_empty(), "typed, and not shown again to who lost their session: {lacking:?}");
    }

    #[test]
    fn what_a_page_put_into_its_form_is_no_entry() {
        for (path, name, key) in [
            ("/filings/F1/entity", "investor", Some("filing-field-entity-investor")),
            ("/filings/F1/websites/2/person", "mobile", Some("filing-field-person-mobile")),
            ("/filings/F1/websites/2", "domains", Some("filing-field-website-domains")),
            ("/filings/new", "domain", Some("filing-field-type-check-domain")),
            ("/filings/F1/corrections", "answer", Some("wizard-corrections-answer")),
            ("/account/mobile", "mobile", Some("account-mobile-new")),
            ("/cases/F1/notes", "words", Some("review-note-words")),
            ("/filings/F1/corrections", "target", None),
            ("/filings/F1/corrections", "round", None),
            ("/filings/F1/entity", "then", None),
            ("/filings/F1/entity", "version", None),
            ("/filings/F1/operation", "phone_lost", None),
            ("/filings/F1/operation", "differs", None),
            ("/filings/F1/entity-person", "mobile_province", None),
            ("/filings/F1/consent", "agree", None),
            ("/filings/F1/check", "declared", None),
            ("/cases/F1/marks", "target", None),
            ("/cases/F1/decide", "stamp", None),
        ] {
            assert_eq!(label(path, name).as_deref(), key, "{name} at {path}");
        }
        assert_eq!(page_of("/cases/F1/bureau"), "/cases/F1?tab=bureau");
        assert_eq!(page_of("/filings/F1/materials"), paths::filing_part("F1", "materials"));
    }
}
