//! The auditor's page: what narrows it, what it says when nothing fits, and the file.

use beian::auth::session::{Site, Stage};
use beian::text::{Lang, Tr};
use beian::values::actor::{Actor, Role};

use crate::filing::World;
use crate::support::people::a_person_of_staff;
use crate::support::sites::{Body, Sites, Visitor};

struct Desk {
    world: World,
    sites: Sites,
    auditor: Actor,
}

impl Desk {
    async fn start() -> Self {
        let world = World::start().await;
        let auditor = a_person_of_staff(&world.test_db, "auditor", Role::Auditor, &[]).await;
        let sites = Sites::start(&world.test_db);
        Self { world, sites, auditor }
    }

    async fn auditor(&self) -> Visitor {
        self.sites.staff(self.auditor, Stage::Full).await
    }

    /// The positions a filter leaves, newest first, with the status of the page.
    async fn find(&self, query: &str) -> (u16, Vec<i64>, String) {
        let answer = self.sites.get(Site::Office, &format!("/audit?{query}"), &self.auditor().await).await;
        let status = answer.status().as_u16();
        let html = answer.text().await.unwrap();
        let rows = html.split("<tr><td>").skip(1).filter_map(|row| row.split('<').next()?.parse().ok()).collect();
        (status, rows, html)
    }

    async fn export(&self, fields: &[(&str, &str)]) -> Vec<csv::StringRecord> {
        let answer =
            self.sites.post(Site::Office, "/audit/export", &self.auditor().await, Body::Form(fields.to_vec())).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "text/csv; charset=utf-8");
        assert!(answer.headers()["content-disposition"].to_str().unwrap().starts_with("attachment"));
        let text = answer.text().await.unwrap();
        let text = text.strip_prefix('\u{feff}').expect("the file says that it is UTF-8").to_owned();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        assert_eq!(&reader.headers().unwrap()[0], "seq");
        reader.records().map(Result::unwrap).collect()
    }
}

#[actix_web::test]
async fn the_filter_narrows_by_action_person_subject_and_time() {
    let desk = Desk::start().await;
    let empty = desk.find("").await;
    assert_eq!((empty.0, empty.1.len()), (200, 0));
    assert!(empty.2.contains(&Tr::new(Lang::Zh).t("admin-audit-none")), "nothing happened yet");

    let (first, second) = (desk.world.a_draft(1).await, desk.world.a_draft(2).await);
    desk.world.submit(&first).await.unwrap();
    desk.world.claim(&first).await;
    let count = async |sql: &str| {
        let sql = format!("select a.seq::text from audit_events a where {sql} order by a.seq desc limit 50");
        let found = desk.world.test_db.texts(&sql).await;
        found.iter().map(|seq| seq.parse().unwrap()).collect::<Vec<i64>>()
    };
    let holds = async |query: &str, sql: &str| {
        let (status, rows, _) = desk.find(query).await;
        assert_eq!((status, rows), (200, count(sql).await), "{query}");
    };
    holds("", "true").await;
    holds("action=filing.changed", "action = 'filing.changed'").await;
    let specialist = desk.world.specialist.id().unwrap();
    holds("person=specialist", &format!("actor_id = '{specialist}'")).await;
    holds(&format!("person={}", first.owner), &format!("actor_id = '{}'", first.owner)).await;
    holds(&format!("subject={}", second.reference), &format!("subject_id = '{}'", second.id)).await;
    holds(
        &format!("subject={}&action=filing.changed", first.reference),
        &format!("subject_id = '{}' and action = 'filing.changed'", first.id),
    )
    .await;
    let today = beian::clock::china_day(beian::clock::now());
    let (before, after) = (today.pred_opt().unwrap(), today.succ_opt().unwrap());
    holds(&format!("from={today}&until={today}"), "true").await;
    holds(&format!("from={after}"), "false").await;
    holds(&format!("until={before}"), "false").await;
    // What fits nothing says so; a filing is shown by what people quote.
    let (_, _, html) = desk.find("action=audit.exported").await;
    assert!(html.contains(&Tr::new(Lang::Zh).t("admin-audit-empty")));
    assert!(desk.find("").await.2.contains(first.reference.as_str()));
    // What cannot be meant is refused in words.
    for query in ["person=nobody", "from=gestern", &format!("from={today}&until={before}")] {
        let (status, rows, html) = desk.find(query).await;
        assert_eq!((status, rows.len()), (422, 0), "{query}");
        assert!(html.contains("error-summary"), "{query}");
    }
    desk.sites.stop().await;
}

#[actix_web::test]
async fn pages_follow_each_other_without_a_gap() {
    let desk = Desk::start().await;
    for n in 1..=10 {
        desk.world.a_draft(n).await;
    }
    let all = desk.world.test_db.texts("select a.seq::text from audit_events a order by a.seq desc").await;
    let mut seen = Vec::new();
    let mut query = String::new();
    loop {
        let (_, rows, html) = desk.find(&query).await;
        assert!(rows.len() <= 50);
        seen.extend(rows.iter().map(ToString::to_string));
        let Some(next) = html.split("before=").nth(1).filter(|_| rows.len() == 50) else { break };
        query = format!("before={}", next.split('"').next().unwrap());
    }
    assert!(all.len() > 50);
    assert_eq!(seen, all);
    desk.sites.stop().await;
}

#[actix_web::test]
async fn the_file_holds_what_fits_and_is_noted() {
    let desk = Desk::start().await;
    let case = desk.world.a_draft(1).await;
    let reason = "=HYPERLINK(\"http://example.cn\")";
    let withdraw = beian::filing::state::Event::Withdraw { reason: reason.into() };
    desk.world.perform(desk.world.lead, &case, withdraw).await.unwrap();
    let written = desk.world.test_db.texts("select a.seq::text from audit_events a order by a.seq").await;
    let all = desk.export(&[]).await;
    assert_eq!(all.iter().map(|row| row[0].to_owned()).collect::<Vec<_>>(), written, "oldest first, every one");
    assert_eq!(&all.last().unwrap()[7], &format!("'{reason}"), "no spreadsheet takes it for a formula");
    let own = desk.export(&[("action", "filing.changed"), ("subject", case.reference.as_str())]).await;
    assert_eq!(own.len(), 1);
    let noted =
        desk.world.test_db.texts("select detail from audit_events where action = 'audit.exported' order by seq").await;
    assert_eq!(noted.len(), 2);
    assert!(noted[1].ends_with(&format!("action=filing.changed subject={}", case.reference)), "{noted:?}");
    // A login is forgotten one day, and the audit stays: whom it named is noted by their id.
    let specialist = desk.world.specialist.id().unwrap();
    for field in ["person", "subject"] {
        desk.export(&[(field, "specialist")]).await;
        let last = "select detail from audit_events order by seq desc limit 1";
        let noted = desk.world.test_db.text(last).await;
        assert!(noted.ends_with(&format!(" {field}={specialist}")), "{noted}");
    }
    let wrong = Body::Form(vec![("person", "nobody")]);
    let refused = desk.sites.post(Site::Office, "/audit/export", &desk.auditor().await, wrong).await;
    assert_eq!(refused.status(), 422);
    desk.sites.stop().await;
}

#[actix_web::test]
async fn a_long_file_comes_piece_by_piece_and_whole() {
    let desk = Desk::start().await;
    let many = "insert into audit_events (seq, at_us, actor_kind, action, subject_kind, subject_id, prev_hash, hash)
        select n, n, 'clock', 'case.marked', 'filing', n::text, '', '' from generate_series(1, 3456) n";
    desk.world.test_db.as_owner(many).await;
    let rows = desk.export(&[]).await;
    assert_eq!(rows.len(), 3456);
    assert!(rows.iter().zip(1..).all(|(row, n)| row[0] == n.to_string()));
    desk.sites.stop().await;
}
