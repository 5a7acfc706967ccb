//! Rules that are decided on here: tried on the filings that run, kept, taken in, and never against what was handed in.

mod calendar;

use beian::admin::rules::{service, store};
use beian::db::By;
use beian::error::{Error, Result};
use beian::filing::checks::{Facts, run_all};
use beian::filing::kind::Kind;
use beian::filing::service::trial::{Outcome, Wanted};
use beian::filing::trial::How;
use beian::reference::rules::INITIAL;
use beian::reference::{Amendment, Applicant, book};
use beian::text::{Lang, Tr, is_han};
use beian::values::actor::{Actor, Role};
use chrono::NaiveDate;
use uuid::Uuid;

use crate::filing::World;
use crate::support::alone;
use crate::support::filings::{self, today};
use crate::support::guest::Guest;
use crate::support::people::{a_person_of_staff, an_account, drafts};
use crate::support::program::Program;
use crate::support::rules::of_beijing;

fn tomorrow() -> NaiveDate {
    today().succ_opt().unwrap()
}

/// From a day on the persons of Beijing have this many phones.
fn phones(value: &str, from: NaiveDate) -> Amendment {
    of_beijing("beijing-phones", "phones", value, from)
}

const ALL: Wanted = Wanted { after: None, most: 20, counts: true };

struct Office {
    world: World,
    admin: Actor,
}

impl Office {
    async fn open() -> Self {
        let world = World::start().await;
        let admin = a_person_of_staff(&world.test_db, "admin", Role::Administrator, &[]).await;
        Self { world, admin }
    }

    async fn tries(&self, amendment: &Amendment, wanted: Wanted) -> Outcome {
        let by = By::new(self.admin, Uuid::now_v7());
        service::try_out(&self.world.test_db.db, by, amendment, wanted).await.unwrap()
    }

    async fn decides(&self, seen: usize, amendment: &Amendment) -> Result<()> {
        let decide = async |tx: &mut beian::db::Tx<'_>| service::decide(tx, seen, amendment, "管局来函").await;
        self.world.test_db.db.write(self.admin, decide).await
    }

    /// One that is being written, and two that were handed in.
    async fn has_three_filings(&self) {
        for n in 1..=3 {
            let case = self.world.a_draft(n).await;
            if n > 1 {
                self.world.submit(&case).await.unwrap();
            }
        }
    }

    /// From here on it holds for every test of the process.
    async fn takes_in(&self) {
        assert!(alone::has_one_test(), "others read the same book");
        service::refresh(&self.world.test_db.db).await.unwrap();
    }
}

#[actix_web::test]
async fn a_rule_is_tried_on_drafts_and_on_what_was_handed_in() {
    let office = Office::open().await;
    let world = &office.world;
    office.has_three_filings().await;
    // One of another province, and one that ended.
    let mut elsewhere = drafts(4);
    (elsewhere.type_check.province, elsewhere.type_check.city) = ("330000".into(), "330100".into());
    elsewhere.entity.cert_address = "浙江省杭州市示例路1号".into();
    let owner = an_account(&world.test_db, 4).await;
    filings::a_draft(&world.test_db.db, owner, &elsewhere).await;
    let over = world.a_draft(5).await;
    world
        .perform(over.applicant(), &over, beian::filing::state::Event::Withdraw { reason: String::new() })
        .await
        .unwrap();

    let outcome = office.tries(&phones("9/9", tomorrow()), ALL).await;
    assert_eq!((outcome.concerned, outcome.touched, outcome.handed_in, outcome.unread), (3, 3, 2, 0));
    let found = |how: &How| matches!(how, How::Found(finding) if finding.code == "X03" && finding.blocking);
    assert!(outcome.rows.iter().all(|(_, how)| how.len() == 1 && found(&how[0])), "{:?}", outcome.rows);
    let none = office.tries(&phones("1/1", tomorrow()), ALL).await;
    assert_eq!((none.concerned, none.touched), (3, 0));

    // Page by page.
    let first = office.tries(&phones("9/9", tomorrow()), Wanted { most: 2, ..ALL }).await;
    assert_eq!((first.rows.len(), first.touched), (2, 3));
    let next = Wanted { after: first.next, most: 2, counts: false };
    let last = office.tries(&phones("9/9", tomorrow()), next).await;
    assert_eq!((last.rows.len(), last.next), (1, None));
    assert_eq!(last.rows[0].0, outcome.rows[2].0);
    let noted = "select count(*)::text from audit_events where action = 'rule.tried'";
    assert_eq!(world.test_db.text(noted).await, "3");
}

/// What turns on other filings is looked up in them: three companies are run by one person with one mobile.
#[actix_web::test]
async fn a_rule_is_tried_beside_the_other_filings() {
    let office = Office::open().await;
    office.has_three_filings().await;
    for (sort, value, expected, code) in [
        ("phone-unique", "yes", (3, 3, 2), "X05"),
        ("person-unique", "yes", (3, 3, 2), "X06"),
        ("one-organisation", "yes", (3, 3, 2), "X07"),
        ("phone-unique", "same-person", (3, 0, 0), ""),
    ] {
        let outcome = office.tries(&of_beijing("beijing-own", sort, value, tomorrow()), ALL).await;
        assert_eq!((outcome.concerned, outcome.touched, outcome.handed_in), expected, "{sort} {value}");
        let found = |how: &How| matches!(how, How::Found(finding) if finding.code == code && finding.blocking);
        assert!(outcome.rows.iter().all(|(_, how)| how.iter().any(found)), "{sort}: {:?}", outcome.rows);
    }
}

/// What stays on record is not asked, neither of a draft nor of what was handed in.
#[actix_web::test]
async fn a_rule_is_tried_beside_what_is_on_record() {
    let office = Office::open().await;
    let first = office.world.on_record(1).await;
    let begun = office.world.begin_on(first.owner, Kind::NewElsewhere, Some("second-example.cn")).await;
    let case = begun.unwrap();
    let touches = async |amendment: Amendment| {
        let outcome = office.tries(&amendment, ALL).await;
        (outcome.concerned, outcome.touched, outcome.unread)
    };
    assert_eq!(touches(phones("9/9", tomorrow())).await, (1, 0, 0));
    office.world.hand_in_second_site(&case, &first).await;
    assert_eq!(touches(phones("9/9", tomorrow())).await, (1, 0, 0));
    let name = of_beijing("beijing-name-words", "name-words", "花园", tomorrow());
    assert_eq!(touches(name).await, (1, 1, 0), "its website is its own");
}

#[actix_web::test]
async fn a_decision_holds_from_its_day_and_what_was_handed_in_keeps_its_rules() {
    if !alone::goes_on("rules::a_decision_holds_from_its_day_and_what_was_handed_in_keeps_its_rules") {
        return;
    }
    let office = Office::open().await;
    office.decides(0, &phones("9/9", tomorrow())).await.unwrap();
    let stale = office.decides(0, &phones("8/8", tomorrow())).await;
    assert!(matches!(stale, Err(Error::Stale)), "{stale:?}");
    office.takes_in().await;
    let asked = |on| {
        let applicant = Applicant { province: "110000", entity_kind: "4", filing_kind: INITIAL };
        book().rules(&applicant, on).phones().unwrap().one
    };
    assert_eq!((asked(today()), asked(tomorrow())), (2, 9));

    let world = &office.world;
    let (open, sent) = (world.a_draft(1).await, world.a_draft(2).await);
    world.submit(&sent).await.unwrap();
    for (case, is_blocked) in [(open, true), (sent, false)] {
        let days = world.load(&case).await.days(tomorrow());
        let content = case.forms.read(book(), days);
        let found = run_all(&Facts::new(&case.forms, &content, book(), days));
        let is_found = found.iter().any(|finding| finding.code == "X03");
        assert_eq!(is_found, is_blocked, "tomorrow it is judged by the rules of {}", days.rules);
    }

    // A mistake is put right by a later decision; both stay.
    office.decides(1, &phones("3/3", tomorrow())).await.unwrap();
    office.takes_in().await;
    assert_eq!(asked(tomorrow()), 3);
    let end = Amendment { row: None, ..phones("3/3", tomorrow()) };
    office.decides(2, &end).await.unwrap();
    office.takes_in().await;
    assert_eq!(asked(tomorrow()), 2, "that of everywhere");
    let db = &office.world.test_db.db;
    let kept = db.read(Actor::Clock, async |tx| store::list(tx).await).await.unwrap();
    assert_eq!(kept.len(), 3);
    assert_eq!(kept[0].reason, "管局来函");
    let noted = "select string_agg(detail, '; ' order by seq) from audit_events where action = 'rule.decided'";
    let noted = office.world.test_db.text(noted).await;
    assert!(noted.starts_with(&format!("phones 9/9 from {}; ", tomorrow())), "{noted}");
}

#[actix_web::test]
async fn what_does_not_fit_is_refused_and_nothing_is_decided_for_today() {
    let office = Office::open().await;
    let mut rival = phones("9/9", tomorrow());
    rival.id = "another".into();
    rival.row.as_mut().unwrap().cells.id = "another".into();
    let refused = office.decides(0, &rival).await;
    assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
    let late = office.decides(0, &phones("9/9", today())).await;
    assert!(matches!(late, Err(Error::Internal(_))), "the database holds it too: {late:?}");
}

/// The page of a rule keeps its address whatever is wrong with it, so that the other language shows the same page; a rule
/// that says it already is a link away; what was decided is found where it leads.
#[actix_web::test]
async fn the_page_of_a_rule_keeps_its_place() {
    let program = Program::start().await;
    let admin = a_person_of_staff(&program.database, "admin", Role::Administrator, &[]).await;
    let admin = Guest::clerk(&program, &program.database.db, admin).await;
    let rule = "/settings/provinces/rule";
    let without_sort = admin.get(&format!("{rule}?province=110000&sort=")).await;
    assert_eq!(without_sort.status, 422);
    without_sort.must_say("rule-page-choose");
    assert!(admin.get(rule).await.page().contains("id=\"sort\"") && !admin.get(rule).await.says("rule-page-choose"));

    let new = format!("{rule}?province=110000&sort=phones");
    let address = new.replace('&', "&#38;");
    assert!(admin.get(&new).await.page().contains(&format!("action=\"{address}\"")));
    let tomorrow = tomorrow().to_string();
    let fields = |id: &'static str, value: &'static str, step: &'static str| {
        let fixed = [("id", id), ("sort", "phones"), ("province", "110000"), ("act", "change"), ("scope", "all")];
        let typed = [("severity", "blocks"), ("value", value), ("source_zh", "通知"), ("source_on", "2026-11-20")];
        let rest = [("reason", "管局来函"), ("seen", "0"), ("step", step)];
        fixed.into_iter().chain(typed).chain(rest).collect::<Vec<_>>()
    };
    for (case, on, value, found) in [
        ("unreadable", tomorrow.as_str(), "four", "rule-page-value"),
        ("no day", "", "3/3", "value-day-empty"),
        ("of another rule", tomorrow.as_str(), "3/3", "rule-page-rival-change"),
    ] {
        let mut typed = fields("", value, "try");
        typed.push(("from", on));
        let answer = admin.post(&new, &typed).await;
        assert_eq!(answer.status, 422, "{case}");
        assert_eq!(answer.hidden("to"), address, "{case}");
        if found == "rule-page-rival-change" {
            answer.must_say_words(&Tr::new(Lang::Zh).a1(found, "rule", Tr::new(Lang::Zh).t("rule-title-phones")));
            assert!(answer.body.contains(&format!("href=\"{rule}?rule=beijing-phones\"")));
        } else {
            answer.must_say(found);
        }
    }
    let mut typed = fields("beijing-phones", "3/3", "save");
    typed.push(("from", &tomorrow));
    let saved = admin.post(&format!("{rule}?rule=beijing-phones"), &typed).await;
    saved.must_lead_to("/settings/provinces?province=110000&sort=phones");
    let list = admin.get(saved.location()).await.page();
    assert_eq!(list.matches("id=\"beijing-phones\"").count(), 1, "two rows, one of them found by the name");
    assert!(list.contains("即将执行"));
}

/// All that is wrong is told at once, each beside its field and in the reader's language; what was typed stays.
#[actix_web::test]
async fn what_is_wrong_with_a_rule_is_told_in_both_languages() {
    let program = Program::start().await;
    let admin = a_person_of_staff(&program.database, "admin", Role::Administrator, &[]).await;
    let admin = Guest::clerk(&program, &program.database.db, admin).await;
    let wrong = [
        ("sort", "phones"),
        ("province", "110000"),
        ("scope", "kinds"),
        ("severity", "hurts"),
        ("value", "four"),
        ("from", "2020-01-02"),
        ("to", "2020-01-01"),
        ("words_zh", "另有规定"),
        ("source_on", "2999-01-01"),
        ("step", "try"),
    ];
    for lang in Lang::ALL {
        program.database.as_owner(&format!("update staff set language = '{}'", lang.code())).await;
        let answer = admin.post("/settings/provinces/rule?province=110000&sort=phones", &wrong).await;
        assert_eq!(answer.status, 422);
        for key in [
            "rule-page-choose-some",
            "rule-page-choose",
            "rule-page-value",
            "rule-page-from-past",
            "rule-page-words-missing",
            "rule-page-source-future",
            "value-text-empty",
        ] {
            answer.must_say(key);
        }
        let summary = answer.body.split("govuk-error-summary__list").nth(1).unwrap().split("</ul>").next().unwrap();
        assert_eq!(summary.matches("<li>").count(), 8, "{summary}");
        assert_eq!(summary.chars().any(is_han), lang == Lang::Zh, "{summary}");
        for (name, value) in wrong.into_iter().filter(|(name, _)| !["scope", "severity", "step", "sort"].contains(name))
        {
            assert!(answer.body.contains(value), "{name} is lost");
        }
    }
}
