//! What a change of one rule does to one filing, sort by sort.

use super::*;
use crate::filing::application::YES;
use crate::filing::application::tests::{deputy, individual, organisation, somebody_else};
use crate::filing::checks::run_all;
use crate::filing::kind::Kind;
use crate::liveness::check::Standing;
use crate::reference::amendment::{NewRow, NewSource};
use crate::reference::rules::{Cells, Sort};
use crate::reference::{Amendment, book};

/// A rule of Beijing from a day on, in the place of the one of that name: name, scope, sort, value, severity.
fn trial(rule: &str) -> Trial {
    let day: NaiveDate = "2027-01-01".parse().unwrap();
    let parts: Vec<&str> = rule.split(' ').collect();
    let [id, scope, sort, value, severity] = parts.try_into().unwrap();
    let source = NewSource { zh: "通知".into(), en: "Notice".into(), as_of: day };
    let words = |words: &str| if sort == "note" { words.to_owned() } else { String::new() };
    let cells = Cells {
        id: id.to_owned(),
        province: "110000".to_owned(),
        scope: scope.to_owned(),
        kinds: "*".to_owned(),
        from: Some(day),
        to: None,
        sort: sort.to_owned(),
        value: value.to_owned(),
        severity: Severity::from_word(severity).unwrap(),
        source: source.tag(),
        words_zh: words("说明"),
        words_en: words("Note"),
    };
    let amendment = Amendment { id: id.to_owned(), from: day, row: Some(NewRow { cells, source }), replaces: None };
    let after = crate::reference::check().unwrap().amended(&[amendment]).unwrap();
    let sort = Sort::WORDS.iter().find(|word| **word == sort).unwrap();
    Trial::new(book(), Arc::new(after), day, sort)
}

fn told(trial: &Trial, drafts: &Drafts) -> Vec<String> {
    let Some(plan) = trial.plan(&drafts.filer().applicant()) else { return vec!["not concerned".to_owned()] };
    let opened = Opened { drafts: drafts.clone(), content: None };
    trial.how(&plan, &opened, &Beside::default()).iter().map(shown).collect()
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

/// The organisation as an individual business.
fn shop() -> Drafts {
    let mut drafts = organisation();
    drafts.type_check.cert_number = "92330000MA0000015L".into();
    drafts
}

/// The organisation files of a kind, with something changed.
fn of(kind: Kind, change: fn(&mut Drafts)) -> Drafts {
    let mut drafts = Drafts { kind, ..organisation() };
    change(&mut drafts);
    drafts
}

fn differs(drafts: &mut Drafts) {
    drafts.operation.entity_number = "京ICP备2026000001号".into();
    drafts.operation.website_number = "京ICP备2026000001号-1".into();
    drafts.operation.differs = YES.into();
}

#[test]
fn a_rule_touches_what_it_is_about() {
    let own = organisation;
    for (rule, drafts, expected) in [
        (
            "beijing-age all age-from 60 blocks",
            own(),
            "+ X12 entity-person.cert_number; + Proof of income, work or guardianship",
        ),
        ("beijing-age all age-from 16 blocks", own(), ""),
        ("beijing-age all age-from 18 blocks", own(), "not concerned"),
        ("beijing-age individual age-from 60 blocks", own(), "not concerned"),
        ("beijing-phones all phones 5/5 warns", own(), "+ X03 entity-person.office_phone"),
        ("beijing-landline organisation landline yes blocks", individual(), "not concerned"),
        (
            "beijing-legal-rep organisation legal-rep free informs",
            deputy(),
            "- X09 entity-person.is_legal_rep; - Letter of authorisation for the entity person",
        ),
        ("beijing-party all paper website-{n}-party-building blocks", own(), "+ Party-building confirmation letter"),
        (
            "beijing-face all face backdrop blocks",
            own(),
            "+ Photo of the website person before the backdrop; - Authenticity verification of the website person",
        ),
        ("beijing-face all face backdrop blocks", individual(), "not concerned"),
        (
            "beijing-entity-face organisation paper entity-person-face blocks",
            own(),
            "+ Authenticity verification of the entity person",
        ),
        ("beijing-name-words all name-words 花园 warns", own(), "+ N websites/1.site_name"),
        ("beijing-migration all migration no informs", own(), "told to a person"),
        ("beijing-note all note process informs", own(), "told to a person"),
        // Who is not meant by what was typed is not touched.
        ("beijing-individual-business 4 individual-business enterprise informs", own(), ""),
        ("beijing-individual-business 4 individual-business enterprise informs", shop(), "told to a person"),
        ("beijing-entity-change organisation entity-change none informs", of(Kind::ChangeEntity, |_| ()), ""),
        (
            "beijing-entity-change organisation entity-change none informs",
            of(Kind::ChangeEntity, |drafts| drafts.operation.new_name = "北京示例花园新名称有限公司".into()),
            "told to a person",
        ),
        ("beijing-shell-adds all shell-adds no blocks", own(), "not concerned"),
        ("beijing-shell-adds all shell-adds no blocks", of(Kind::NewMiit, |_| ()), "told to a person"),
        // An access whose record differs comes first in Beijing, until a rule says otherwise.
        ("beijing-access-first all access-first no informs", of(Kind::Access, |_| ()), ""),
        (
            "beijing-access-first all access-first no informs",
            of(Kind::Access, differs),
            "+ X22 operation.differs; - X22 operation.differs",
        ),
    ] {
        assert_eq!(told(&trial(rule), &drafts).join("; "), expected, "{rule}");
    }
}

/// Section 8.4: both ways exist, chosen by day and province. The neighbour of a province that keeps the backdrop knows nothing
/// of it.
#[test]
fn a_province_may_keep_the_backdrop_while_its_neighbour_has_faces() {
    let trial = trial("beijing-face all face backdrop blocks");
    let asked = |province: &str| -> Vec<String> {
        let mut drafts = organisation();
        drafts.type_check.province = province.into();
        let content = drafts.read(&trial.after, trial.days());
        let slots = papers::asked(&Facts::new(&drafts, &content, &trial.after, trial.days())).into_iter();
        slots.filter(|slot| ["face", "backdrop"].contains(&slot.rule.kind.as_str())).map(|slot| slot.slot).collect()
    };
    assert_eq!(asked("110000"), ["website-1-backdrop"]);
    assert_eq!(asked("130000"), ["website-1-face"]);
}

/// A face that a province asks for beside that of the website person holds a filing up until it was shown.
#[test]
fn a_face_that_one_province_asks_for_is_shown_there() {
    let trial = trial("beijing-entity-face organisation paper entity-person-face blocks");
    let mut drafts = organisation();
    drafts.websites[0].person = somebody_else();
    let missing = |book: &Reference, shown: &[&str]| -> Vec<String> {
        let content = drafts.read(book, trial.days());
        let standings = shown.iter().map(|slot| ((*slot).to_owned(), Standing::Matches)).collect();
        let facts = Facts::new(&drafts, &content, book, trial.days());
        let findings = run_all(&facts.with_faces(&standings)).into_iter();
        let mut missing: Vec<String> =
            findings.filter(|one| one.code == "F-MISSING").map(|one| one.target.to_string()).collect();
        missing.sort();
        missing
    };
    let (own, more) = ("paper:website-1-face", "paper:entity-person-face");
    assert_eq!(missing(book(), &[]), [own]);
    assert_eq!(missing(&trial.after, &[]), [more, own]);
    assert_eq!(missing(&trial.after, &["website-1-face"]), [more]);
    assert!(missing(&trial.after, &["website-1-face", "entity-person-face"]).is_empty());
}
