//! What a change of one rule does to one filing, sort by sort.

use super::*;
use crate::filing::application::NO;
use crate::filing::application::tests::{individual, organisation};
use crate::reference::amendment::{NewRow, NewSource};
use crate::reference::rules::Cells;
use crate::reference::{Amendment, book};

/// A rule of Beijing from a day on, in the place of the one of that name.
fn trial(id: &str, scope: &str, sort: &'static str, value: &str, severity: Severity) -> Trial {
    let day: NaiveDate = "2027-01-01".parse().unwrap();
    let source = NewSource { zh: "通知".into(), en: "Notice".into(), as_of: day };
    let cells = Cells {
        id: id.to_owned(),
        province: "110000".to_owned(),
        scope: scope.to_owned(),
        kinds: "*".to_owned(),
        from: Some(day),
        to: None,
        sort: sort.to_owned(),
        value: value.to_owned(),
        severity,
        source: source.tag(),
        words_zh: if sort == "note" { "说明".to_owned() } else { String::new() },
        words_en: if sort == "note" { "Note".to_owned() } else { String::new() },
    };
    let amendment = Amendment { id: id.to_owned(), from: day, row: Some(NewRow { cells, source }) };
    let after = crate::reference::check().unwrap().amended(&[amendment]).unwrap();
    Trial::new(book(), Arc::new(after), day, sort)
}

fn told(trial: &Trial, drafts: &Drafts) -> Vec<String> {
    let Some(plan) = trial.plan(&drafts.filer().applicant()) else { return vec!["not concerned".to_owned()] };
    let opened = Opened { drafts: drafts.clone(), content: None };
    trial.how(&plan, &opened, &[]).iter().map(shown).collect()
}

fn shown(how: &How) -> String {
    match how {
        How::Found(finding) => format!("+ {} {}", finding.code, finding.target),
        How::Gone(finding) => format!("- {} {}", finding.code, finding.target),
        How::Paper([_, en]) => format!("+ {en}"),
        How::PaperGone([_, en]) => format!("- {en}"),
        How::ByPerson => "told to a person".to_owned(),
    }
}

#[test]
fn a_rule_touches_what_it_is_about() {
    use Severity::{Blocks, Informs, Warns};
    let deputy = || {
        let mut drafts = organisation();
        drafts.entity_person.is_legal_rep = NO.to_owned();
        drafts.entity_person.legal_rep_name = "李大山".to_owned();
        drafts.entity_person.legal_rep_cert_kind = "2".to_owned();
        drafts.entity_person.legal_rep_cert_number = "44000019851112002X".to_owned();
        drafts
    };
    for (case, id, scope, sort, value, severity, drafts, expected) in [
        (
            "older persons",
            "beijing-age",
            "all",
            "age-from",
            "60",
            Blocks,
            organisation(),
            vec!["+ X12 entity-person.cert_number", "+ Proof of income, work or guardianship"],
        ),
        ("ages that all have", "beijing-age", "all", "age-from", "16", Blocks, organisation(), vec![]),
        ("the same again", "beijing-age", "all", "age-from", "18", Blocks, organisation(), vec!["not concerned"]),
        ("others", "beijing-age", "individual", "age-from", "60", Blocks, organisation(), vec!["not concerned"]),
        (
            "more phones",
            "beijing-phones",
            "all",
            "phones",
            "5/5",
            Warns,
            organisation(),
            vec!["+ X03 entity-person.office_phone"],
        ),
        (
            "a landline",
            "beijing-landline",
            "organisation",
            "landline",
            "yes",
            Blocks,
            individual(),
            vec!["not concerned"],
        ),
        (
            "who may be in charge",
            "beijing-legal-rep",
            "organisation",
            "legal-rep",
            "free",
            Informs,
            deputy(),
            vec!["- X09 entity-person.is_legal_rep", "- Letter of authorisation for the entity person"],
        ),
        (
            "a paper",
            "beijing-website-letter",
            "all",
            "paper",
            "website-{n}-party-building",
            Blocks,
            organisation(),
            vec!["+ Party-building confirmation letter"],
        ),
        (
            "names",
            "beijing-name-words",
            "all",
            "name-words",
            "花园",
            Warns,
            organisation(),
            vec!["+ N websites/1.site_name"],
        ),
        (
            "what nobody checks",
            "beijing-migration",
            "all",
            "migration",
            "no",
            Informs,
            organisation(),
            vec!["told to a person"],
        ),
        ("a note", "beijing-note-new", "all", "note", "process", Informs, organisation(), vec!["told to a person"]),
    ] {
        assert_eq!(told(&trial(id, scope, sort, value, severity), &drafts), expected, "{case}");
    }
}
