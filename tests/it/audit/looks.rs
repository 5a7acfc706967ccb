//! Staff see nothing personal that the audit does not know of: every page they can reach is opened and read.

use std::collections::{BTreeSet, VecDeque};

use beian::auth::session::{Site, Stage};
use beian::text::{Lang, Tr};
use beian::values::actor::Actor;

use crate::routes::cast::{Cast, Who};
use crate::support::guest::unescaped;
use crate::support::sites::{Body, Visitor};

/// What stands in the filings of the tests and is personal.
const PERSONAL: [&str; 5] = ["王小明", "11000019900307001X", "13800000001", "13800000002", "wang@example.cn"];

/// The actions that are looks.
const LOOKS: &str = "select count(*)::text from audit_events
    where action in ('case.section_seen', 'case.paper_seen', 'case.value_revealed') and actor_kind = 'staff'";

/// Addresses of this site that a page links to or shows.
fn links(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for mark in ["href=\"", "src=\""] {
        for piece in html.split(mark).skip(1) {
            let address = unescaped(piece.split('"').next().unwrap_or_default());
            let address = address.split('#').next().unwrap_or_default().to_owned();
            if address.starts_with('/') && !address.starts_with("/assets/") {
                found.push(address);
            }
        }
    }
    found
}

/// What came of a walk over every page somebody can reach.
#[derive(Default)]
struct Walked {
    pages: usize,
    personal: usize,
    pictures: usize,
}

async fn walk(cast: &Cast, visitor: &Visitor, start: &[String]) -> Walked {
    let mut todo: VecDeque<String> = start.iter().cloned().collect();
    let mut known: BTreeSet<String> = todo.iter().cloned().collect();
    let mut walked = Walked::default();
    while let Some(path) = todo.pop_front() {
        let before: i64 = cast.world.test_db.text(LOOKS).await.parse().unwrap();
        let answer = cast.sites.get(Site::Office, &path, visitor).await;
        let kind =
            answer.headers().get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default().to_owned();
        assert!(!answer.status().is_server_error(), "{path}: {}", answer.status());
        let is_shown = answer.status() == 200;
        let body = answer.bytes().await.unwrap();
        let looks = cast.world.test_db.text(LOOKS).await.parse::<i64>().unwrap() - before;
        walked.pages += 1;
        if kind == "image/jpeg" && is_shown {
            walked.pictures += 1;
            assert!(looks > 0, "{path} shows a paper that no audit knows of");
            continue;
        }
        let html = String::from_utf8_lossy(&body);
        if let Some(value) = PERSONAL.iter().find(|value| html.contains(**value)) {
            walked.personal += 1;
            assert!(looks > 0, "{path} shows {value} and no audit knows of it");
        }
        for link in links(&html) {
            if known.len() < 300 && known.insert(link.clone()) {
                todo.push_back(link);
            }
        }
    }
    walked
}

#[actix_web::test]
async fn whoever_has_the_case_is_noted_at_every_look() {
    let cast = Cast::start().await;
    let scene = cast.scene(Site::Office, "/cases/{ref}", false).await;
    let case = format!("/cases/{}", scene.ids[0].1);
    let visitor = cast.visitor(Site::Office, Who::Reviewer, &scene).await;
    let walked = walk(&cast, &visitor, &["/".into(), case.clone()]).await;
    assert!(walked.pages > 15 && walked.personal > 0 && walked.pictures > 1, "{} pages", walked.pages);
    // The audit itself names ids and codes, never a person.
    for value in PERSONAL {
        let sql = format!("select count(*)::text from audit_events a where a::text like '%{value}%'");
        assert_eq!(cast.world.test_db.text(&sql).await, "0", "{value} stands in the audit");
    }
    cast.sites.stop().await;
}

#[actix_web::test]
async fn who_has_not_the_case_sees_nothing_personal_without_a_reason() {
    let cast = Cast::start().await;
    let scene = cast.scene(Site::Office, "/cases/{ref}", false).await;
    let case = format!("/cases/{}", scene.ids[0].1);
    for who in [Who::Lead, Who::Administrator, Who::Auditor] {
        let visitor = cast.visitor(Site::Office, who, &scene).await;
        let walked = walk(&cast, &visitor, &["/".into(), case.clone(), "/audit".into(), "/mail".into()]).await;
        assert_eq!((walked.personal, walked.pictures), (0, 0), "{who:?}");
    }
    // With a reason, once, and the reason is kept.
    let lead = cast.visitor(Site::Office, Who::Lead, &scene).await;
    let reveal = Body::Form(vec![("section", "entity-person"), ("reason", "用户来电核对")]);
    let answer = cast.sites.post(Site::Office, &format!("{case}/reveal"), &lead, reveal).await;
    assert!(answer.text().await.unwrap().contains("11000019900307001X"));
    let told = "select concat_ws(' ', actor_id, reason, detail) from audit_events where action = 'case.value_revealed'";
    let lead = cast.world.lead.id().unwrap();
    assert_eq!(cast.world.test_db.texts(told).await, [format!("{lead} 用户来电核对 entity-person")]);
    cast.sites.stop().await;
}

#[actix_web::test]
async fn a_look_that_is_refused_is_noted_and_the_auditor_finds_it() {
    let cast = Cast::start().await;
    let scene = cast.scene(Site::Office, "/cases/{ref}", false).await;
    let reference = scene.id("ref").to_owned();
    let paper = scene.id("id").to_owned();
    let elsewhere = cast.visitor(Site::Office, Who::Lead, &scene).await;
    let nowhere = uuid::Uuid::nil();
    let reveal = "/cases/{ref}/papers/{id}/pages/{page}";
    for (path, pattern) in [
        (format!("/cases/{reference}/papers/{paper}/pages/1"), reveal),
        (format!("/cases/{reference}/papers/{paper}/pages/1?key=guessed"), reveal),
        (format!("/cases/{reference}/faces/{nowhere}/clip"), "/cases/{ref}/faces/{check}/clip"),
    ] {
        let answer = cast.sites.get(Site::Office, &path, &elsewhere).await;
        assert_eq!(answer.status(), 404, "{path}");
        let last = "select concat_ws(' ', subject_kind, subject_id, actor_id, detail) from audit_events
            where action = 'case.look_refused' order by seq desc limit 1";
        let lead = cast.world.lead.id().unwrap();
        assert_eq!(cast.world.test_db.text(last).await, format!("case {reference} {lead} GET {pattern} 404"));
    }
    let reveal = Body::Form(vec![("section", "entity-person"), ("reason", "用户来电核对")]);
    let auditor = cast.visitor(Site::Office, Who::Auditor, &scene).await;
    let answer = cast.sites.post(Site::Office, &format!("/cases/{reference}/marks"), &auditor, reveal).await;
    assert_eq!(answer.status(), 403);
    let count = "select count(*)::text from audit_events where action = 'case.look_refused'";
    assert_eq!(cast.world.test_db.text(count).await, "4");
    // Who is not signed in, or not yet, or with a made-up token is nobody of the staff: a stranger writes no line. And what is no
    // case names none.
    let nobody = cast.sites.nobody(Site::Office);
    let forged = cast.sites.astray(&cast.sites.nobody(Site::Office), Site::Office);
    let half = cast.sites.staff(cast.world.lead, Stage::Code).await;
    let before = cast.world.test_db.text("select count(*)::text from audit_events").await;
    for stranger in [&nobody, &forged, &half] {
        for path in [format!("/cases/{reference}"), format!("/cases/{reference}/papers/{paper}/pages/1")] {
            cast.sites.get(Site::Office, &path, stranger).await;
            let act = Body::Form(vec![("section", "entity-person"), ("reason", "x")]);
            cast.sites.post(Site::Office, &format!("/cases/{reference}/reveal"), stranger, act).await;
        }
    }
    assert_eq!(cast.world.test_db.text("select count(*)::text from audit_events").await, before);
    cast.sites.get(Site::Office, "/cases/11000019900307001X", &elsewhere).await;
    assert_eq!(cast.world.test_db.text(count).await, "4");
    for query in ["action=case.look_refused".to_owned(), format!("subject={reference}&action=case.look_refused")] {
        let html = cast.sites.get(Site::Office, &format!("/audit?{query}"), &auditor).await.text().await.unwrap();
        assert_eq!(html.matches("<tr><td>").count(), 4, "{query}");
        assert!(html.contains(&Tr::new(Lang::Zh).t("admin-action-case-look-refused")));
    }
    cast.sites.stop().await;
}

#[actix_web::test]
async fn whom_any_room_of_the_desk_refuses_is_noted_with_what_they_asked_for() {
    let cast = Cast::start().await;
    let scene = cast.scene(Site::Office, "/queue", false).await;
    let id = uuid::Uuid::now_v7();
    let before = cast.world.test_db.text("select coalesce(max(seq), 0)::text from audit_events").await;
    let mut told = Vec::new();
    for (who, pattern, kind) in [
        (Who::Reviewer, "/bureau", "line"),
        (Who::Reviewer, "/bureau/files/{id}", "download"),
        (Who::Reviewer, "/bureau/uploads/{id}", "upload"),
        (Who::Auditor, "/bureau/tasks", "task"),
        (Who::Auditor, "/bureau/tasks/{id}", "task"),
        (Who::Auditor, "/lookups/{id}", "lookup"),
        (Who::Auditor, "/mail", "delivery"),
        (Who::Lead, "/settings/staff", "staff"),
        (Who::Lead, "/settings/staff/{id}", "staff"),
        (Who::Lead, "/audit", "audit"),
    ] {
        let visitor = cast.visitor(Site::Office, who, &scene).await;
        let path = pattern.replace("{id}", &id.to_string());
        assert_eq!(cast.sites.get(Site::Office, &path, &visitor).await.status(), 403, "{path}");
        let subject = match () {
            // The line is one, and has its subject as its acts have.
            () if kind == "line" => "bureau".to_owned(),
            () if path == pattern => "-".to_owned(),
            () => id.to_string(),
        };
        told.push(format!("{kind} {subject} GET {pattern} 403"));
    }
    // What is no id may be anything, so it is not written down; what tells of nobody is no look.
    let auditor = cast.visitor(Site::Office, Who::Auditor, &scene).await;
    for (path, status) in [("/lookups/11000019900307001X", 403), ("/next", 404)] {
        assert_eq!(cast.sites.get(Site::Office, path, &auditor).await.status(), status, "{path}");
    }
    let noted = format!(
        "select concat_ws(' ', subject_kind, subject_id, detail) from audit_events
            where action = 'case.look_refused' and seq > {before} order by seq"
    );
    assert_eq!(cast.world.test_db.texts(&noted).await, told);
    cast.sites.stop().await;
}

#[actix_web::test]
async fn a_search_for_somebody_is_noted_without_what_was_typed() {
    let cast = Cast::start().await;
    let visitor = cast.sites.staff(cast.world.specialist, Stage::Full).await;
    let typed = Body::Form(vec![("q", "13800000001")]);
    cast.sites.post(Site::Office, "/search", &visitor, typed).await;
    let told = cast.world.test_db.texts("select actor_id::text from audit_events where action = 'case.searched'").await;
    let specialist: Actor = cast.world.specialist;
    assert_eq!(told, [specialist.id().unwrap().to_string()]);
    let kept = "select count(*)::text from audit_events a where a::text like '%13800000001%'";
    assert_eq!(cast.world.test_db.text(kept).await, "0");
    cast.sites.stop().await;
}
