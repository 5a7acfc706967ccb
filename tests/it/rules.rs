//! Rules that are decided on here: tried on the filings that run, kept, taken in, and never against what was handed in.

use beian::admin::rules::{service, store};
use beian::db::By;
use beian::error::{Error, Result};
use beian::filing::checks::{Facts, run_all};
use beian::filing::service::trial::{Outcome, Wanted};
use beian::filing::submission::{Answers, Frozen, FrozenForm};
use beian::filing::trial::How;
use beian::reference::amendment::{NewRow, NewSource};
use beian::reference::rules::{Cells, INITIAL, Severity};
use beian::reference::{Amendment, Applicant, book};
use beian::values::actor::{Actor, Role};
use chrono::NaiveDate;
use uuid::Uuid;

use crate::filing::World;
use crate::support::filings::{self, today};
use crate::support::people::{a_person_of_staff, an_account, application, drafts};

fn tomorrow() -> NaiveDate {
    today().succ_opt().unwrap()
}

/// From a day on the persons of Beijing have this many phones.
fn phones(value: &str, from: NaiveDate) -> Amendment {
    let source = NewSource { zh: "通知".into(), en: "Notice".into(), as_of: today() };
    let cells = Cells {
        id: "beijing-phones".into(),
        province: "110000".into(),
        scope: "all".into(),
        kinds: "*".into(),
        from: Some(from),
        to: None,
        sort: "phones".into(),
        value: value.into(),
        severity: Severity::Blocks,
        source: source.tag(),
        words_zh: String::new(),
        words_en: String::new(),
    };
    Amendment { id: "beijing-phones".into(), from, row: Some(NewRow { cells, source }) }
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

    async fn takes_in(&self) {
        service::refresh(&self.world.test_db.db).await.unwrap();
    }
}

#[actix_web::test]
async fn a_rule_is_tried_on_drafts_and_on_what_was_handed_in() {
    let office = Office::open().await;
    let world = &office.world;
    for n in 1..=3 {
        let case = world.a_draft(n).await;
        if n > 1 {
            world.submit(&case).await.unwrap();
        }
    }
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

#[actix_web::test]
async fn a_decision_holds_from_its_day_and_what_was_handed_in_keeps_its_rules() {
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

    let forms = drafts(1);
    let blocked = |day: NaiveDate| {
        let days = beian::reference::Days { today: tomorrow(), rules: day };
        let content = forms.read(book(), days);
        run_all(&Facts::new(&forms, &content, book(), days)).iter().any(|finding| finding.code == "X03")
    };
    assert!(blocked(tomorrow()) && !blocked(today()), "it keeps the rules of the day on which it was handed in");

    // A mistake is put right by a later decision; both stay.
    office.decides(1, &phones("3/3", tomorrow())).await.unwrap();
    office.takes_in().await;
    assert_eq!(asked(tomorrow()), 3);
    let end = Amendment { id: "beijing-phones".into(), from: tomorrow(), row: None };
    office.decides(2, &end).await.unwrap();
    office.takes_in().await;
    assert_eq!(asked(tomorrow()), 2, "that of everywhere");
    let db = &office.world.test_db.db;
    let kept = db.read(Actor::Clock, async |tx| store::list(tx.conn).await).await.unwrap();
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

/// Filings that were handed in, written as rows: the n-th with an entity of its own.
async fn many(world: &World, count: u32) {
    let owner = an_account(&world.test_db, 1).await;
    let forms = drafts(1);
    let frozen = Frozen {
        application: application(&forms),
        forms: filings::parts(&forms).into_iter().map(|(part, content)| FrozenForm::new(part, content)).collect(),
        answers: Answers::new(),
        before: None,
    };
    let sealer = world.test_db.db.sealer();
    for batch in (0..count).collect::<Vec<_>>().chunks(500) {
        let (mut heads, mut rounds) = (Vec::new(), Vec::new());
        for n in batch {
            let (filing, round) = (Uuid::now_v7(), Uuid::now_v7());
            let sealed = sealer.seal_json("submissions.content", &frozen, round.as_bytes()).unwrap();
            heads.push(format!(
                "('{filing}', 'BA-{n:08}', '{owner}', 'INITIAL', '110000', 4, '\\x{n:08x}', 'submitted', 1, now(), now())"
            ));
            let sealed = data_encoding::HEXLOWER.encode(&sealed);
            rounds.push(format!("('{round}', '{filing}', 1, '\\x{sealed}', '[]', '1')"));
        }
        let sql = format!(
            "insert into filings (id, ref, account_id, kind, province, entity_kind, entity_hash, state, round,
                 first_submitted_at, submitted_at) values {};
             insert into submissions (id, filing_id, round, content_sealed, findings, declaration_version) values {}",
            heads.join(","),
            rounds.join(","),
        );
        world.test_db.as_owner(&sql).await;
    }
}

/// How many filings a figure is taken of; unoptimised, making them takes longer than anybody waits.
const MANY: u32 = if cfg!(debug_assertions) { 2_000 } else { 100_000 };

/// A figure of its own, for a release build: `cargo nextest run --release --run-ignored only -E 'test(hundred_thousand)'`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a figure: in a release build, by name"]
async fn a_rule_is_tried_on_a_hundred_thousand_filings_within_ten_seconds() {
    let office = Office::open().await;
    many(&office.world, MANY).await;
    for (sort, value) in [("phones", "9/9"), ("age-from", "60"), ("domain-days", "365")] {
        let mut rule = phones(value, tomorrow());
        let row = rule.row.as_mut().unwrap();
        row.cells.sort = sort.into();
        row.cells.id = if sort == "age-from" { "beijing-age".into() } else { format!("beijing-{sort}") };
        rule.id = row.cells.id.clone();
        let begun = std::time::Instant::now();
        let outcome = office.tries(&rule, ALL).await;
        println!("{sort}: {} of {} in {:?}", outcome.touched, outcome.concerned, begun.elapsed());
        assert_eq!(outcome.concerned, MANY as usize);
        assert!(begun.elapsed().as_secs() < 10, "{sort}");
    }
}
