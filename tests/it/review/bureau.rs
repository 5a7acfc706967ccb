//! The bureau by hand: the same events as its gateway's, each with its day and evidence.

use beian::facts::jobs::LookUp;
use beian::facts::record::HolderName;
use beian::facts::service::{Brought, record_look};
use beian::facts::{Dns, Registration, Sort};
use beian::filing::state::State;
use beian::values::DomainName;
use beian::values::actor::Actor;

use super::*;
use crate::support::upload::Upload;

/// A small picture, as a screenshot of the bureau's system.
fn screenshot() -> Vec<u8> {
    let image = image::RgbImage::from_fn(900, 700, |x, y| image::Rgb([(x % 251) as u8, (y % 241) as u8, 90]));
    let mut jpeg = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, 85).encode_image(&image).unwrap();
    jpeg
}

/// A form with a file of evidence; no bytes: none was chosen.
fn with_evidence(fields: &[(&str, &str)], bytes: &[u8]) -> Upload {
    Upload::of(fields).file("evidence", if bytes.is_empty() { "" } else { "a.jpg" }, bytes)
}

fn today() -> String {
    beian::clock::china_day(beian::clock::now()).to_string()
}

/// A case that was accepted and waits to be sent on.
async fn accepted(office: &Office<'_>) -> (Guest, Case) {
    let lin = office.clerk("lin", Role::Specialist, &[]).await;
    let case = office.case(1).await;
    lin.post(&format!("{}/claim", case.url()), &[]).await;
    tick_checklist(&lin, &case).await;
    assert_eq!(decide(&lin, &case, &[("choice", "accept")]).await.status, 303);
    (lin, case)
}

async fn record(office: &Office<'_>, clerk: &Guest, case: &Case, fields: &[(&str, &str)]) -> Answer {
    let version = office.filing(&case.reference).await.version.to_string();
    let day = today();
    let mut all = vec![("version", version.as_str()), ("happened_on", day.as_str())];
    all.extend(fields);
    clerk.upload(&format!("{}/bureau", case.url()), with_evidence(&all, &screenshot())).await
}

/// What a look outside brings, after the case was accepted: nothing is wrong but the last day of the domain, perhaps.
async fn seen(office: &Office<'_>, case: &Case, expires_on: &str) {
    let domain = DomainName::parse(&case.forms.websites[0].website.domains[0]).unwrap();
    let told = Registration {
        registrar: Some("阿里云计算有限公司（万网）".into()),
        holder: Some(HolderName::new(&case.forms.type_check.entity_name)),
        registered_on: "2020-01-01".parse().ok(),
        expires_on: expires_on.parse().ok(),
        ..Registration::default()
    };
    for (sort, brought) in [
        (Sort::Registration, Brought::Registration(Ok((Some(told), "whois.example".into())))),
        (Sort::Dns, Brought::Dns(Ok((Dns::default(), "DNS".into())))),
        (Sort::HomePage, Brought::HomePage(Ok((None, "DNS".into())))),
    ] {
        let job = LookUp { domain: domain.clone(), sort };
        office.db.write(Actor::Clock, async |tx| record_look(tx, &job, brought).await).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_world_says_is_looked_at_once_more_before_a_case_is_sent_on() {
    let program = Program::start().await;
    let office = Office::of(&program).await;
    let (lin, case) = accepted(&office).await;
    let tab = format!("{}?tab=bureau", case.url());
    let page = lin.get(&tab).await;
    page.must_say_words("发送前复核");
    page.must_say_words("未能自动核对");
    assert!(!page.says_words("没有发现新问题"), "nothing could be looked at");
    seen(&office, &case, "2090-01-01").await;
    let page = lin.get(&tab).await;
    page.must_say_words("没有发现新问题");
    assert!(!page.says_words("未能自动核对"));
    seen(&office, &case, "2020-12-31").await;
    let page = lin.get(&tab).await;
    page.must_say_words("已于 2020-12-31 到期");
    page.must_say_words("查自 whois.example");
    assert_eq!(record(&office, &lin, &case, &[("act", "received")]).await.status, 303, "what was done is recorded");
    assert!(!lin.get(&tab).await.says_words("发送前复核"), "it is sent");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_goes_by_hand_from_acceptance_to_its_numbers() {
    let program = Program::start().await;
    let office = Office::of(&program).await;
    let (lin, case) = accepted(&office).await;
    for (act, after) in [("received", "verifying"), ("verified", "bureau_review")] {
        let done = record(&office, &lin, &case, &[("act", act)]).await;
        assert_eq!(done.status, 303, "{act}: {}", done.body);
        assert_eq!(office.filing(&case.reference).await.state.code().code(), after);
    }
    let approve = |entity: &'static str, website: &'static str| {
        vec![("act", "approved"), ("entity_number", entity), ("website_number", website)]
    };
    // Numbers of another province, not in form, or not of this entity are refused; what was typed stays.
    for (entity, website) in [
        ("沪ICP备2026000101号", "沪ICP备2026000101号-1"),
        ("京ICP备2026000101号", "京ICP备2026000102号-1"),
        ("京ICP备20260001号", "京ICP备2026000101号-1"),
        ("京ICP备2026000101号", ""),
    ] {
        let refused = record(&office, &lin, &case, &approve(entity, website)).await;
        assert_eq!(refused.status, 422, "{entity} {website}");
        assert!(refused.body.contains(&format!("value=\"{entity}\"")));
    }
    let done = record(&office, &lin, &case, &approve("京ICP备2026000101号", "京ICP备2026000101号-1")).await;
    assert_eq!(done.status, 303, "{}", done.body);
    assert_eq!(office.filing(&case.reference).await.state, State::Approved);
    program.message(&case.email, "京ICP备2026000101号-1").await;
    program.message("13900000001", "京ICP备2026000101号").await;

    // The evidence opens for every reviewer, though nobody holds the case, and every look is audited.
    let page = lin.get(&format!("{}?tab=bureau", case.url())).await.page();
    let links: Vec<String> = page
        .split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|url| url.contains("/papers/"))
        .map(str::to_owned)
        .collect();
    assert_eq!(links.len(), 3);
    let shown = lin.get(&links[0]).await;
    assert_eq!((shown.status, shown.header("content-type")), (200, "image/jpeg"));
    assert_eq!(audited(&program, &case, "case.paper_seen").await, 1);
    let evidence =
        format!("select count(*)::text from materials where filing_id = '{}' and slot like 'bureau%'", case.id);
    assert_eq!(program.database.text(&evidence).await, "3", "nothing is kept of what was refused");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_act_wants_a_day_evidence_and_where_it_stops_a_case_words() {
    let program = Program::start().await;
    let office = Office::of(&program).await;
    let (lin, case) = accepted(&office).await;
    let version = office.filing(&case.reference).await.version.to_string();
    let path = format!("{}/bureau", case.url());
    let nothing = lin.upload(&path, with_evidence(&[("version", &version)], b"")).await;
    assert_eq!(nothing.status, 422);
    for key in ["review-bureau-act-missing", "review-bureau-evidence-missing"] {
        assert!(nothing.says(key), "{key}: {}", nothing.body);
    }
    for (field, value, key) in [
        ("happened_on", "2999-01-01", "filing-refused-in-future"),
        ("happened_on", "2001-01-01", "filing-refused-before-submission"),
        ("act", "faulty", "review-bureau-words-missing"),
    ] {
        let day = today();
        let mut fields = std::collections::BTreeMap::from([("act", "received"), ("happened_on", day.as_str())]);
        fields.insert(field, value);
        fields.insert("version", &version);
        let fields: Vec<(&str, &str)> = fields.into_iter().collect();
        let refused = lin.upload(&path, with_evidence(&fields, &screenshot())).await;
        assert_eq!(refused.status, 422);
        assert!(refused.says(key), "{key}");
    }
    // Recorded from a page that is no longer true: told so, with what was typed, and nothing is recorded.
    let day = today();
    let old = [("act", "received"), ("happened_on", day.as_str()), ("words", "由邮件得知"), ("version", "1")];
    let stale = lin.upload(&path, with_evidence(&old, &screenshot())).await;
    assert_eq!(stale.status, 409);
    assert!(stale.says_words("由邮件得知") && stale.says("review-bureau-changed"));
    assert_eq!(office.filing(&case.reference).await.state, State::ReadyToSend);

    record(&office, &lin, &case, &[("act", "received")]).await;
    let refused = record(&office, &lin, &case, &[("act", "refused"), ("words", "域名持有者与主办单位不一致")]).await;
    assert_eq!(refused.status, 303, "{}", refused.body);
    assert_eq!(office.filing(&case.reference).await.state_key(), "filing-state-refused");
    assert!(lin.get(&format!("{}?tab=bureau", case.url())).await.says_words("域名持有者与主办单位不一致"));
    program.message(&case.email, "管局驳回").await;
}

/// A case whose persons in charge are to verify.
async fn verifying(office: &Office<'_>) -> (Guest, Case) {
    let (lin, case) = accepted(office).await;
    assert_eq!(record(office, &lin, &case, &[("act", "received")]).await.status, 303);
    (lin, case)
}

async fn hours_pass(program: &Program, hours: u32) {
    let sql = format!(
        "update filings set until = until - interval '{hours} hours', state_since = state_since - interval '{hours} hours',
             touched_at = touched_at - interval '{hours} hours'"
    );
    program.database.as_owner(&sql).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_verification_runs_on_the_board_lapses_by_the_desks_word_and_is_sent_again_a_day_later() {
    let program = Program::start().await;
    let office = Office::of(&program).await;
    let (lin, case) = verifying(&office).await;
    let elsewhere = office.clerk("south", Role::Specialist, &["440000"]).await;
    let board = lin.get("/verifications").await;
    for told in [case.reference.to_string().as_str(), "138****0001", "王*", "还剩 23 小时 59 分"] {
        board.must_say_words(told);
    }
    for hidden in ["13800000001", "王小明"] {
        assert!(!board.says_words(hidden), "{hidden}");
    }
    assert!(!elsewhere.get("/verifications").await.says_words(&case.reference.to_string()), "another province");
    lin.get(&format!("{}?tab=bureau", case.url())).await.must_say_words("138****0001");

    let early = record(&office, &lin, &case, &[("act", "not_verified")]).await;
    assert_eq!(early.status, 422, "the time is not over");
    hours_pass(&program, 25).await;
    for page in ["/verifications", "/queue?tab=overdue"] {
        lin.get(page).await.must_say_words(if page == "/verifications" {
            "时间已到"
        } else {
            "短信核验已到期"
        });
    }
    let lapsed = record(&office, &lin, &case, &[("act", "not_verified")]).await;
    assert_eq!(lapsed.status, 303, "{}", lapsed.body);
    assert_eq!(office.filing(&case.reference).await.state_key(), "filing-state-not-verified");
    program.message(&case.email, "短信核验未完成").await;

    let again = format!("{}/send-again", case.url());
    let version = office.filing(&case.reference).await.version.to_string();
    assert_eq!(lin.post(&again, &[("version", &version)]).await.status, 409, "not within a day");
    assert!(!lin.get("/verifications").await.body.contains(&again));
    hours_pass(&program, 25).await;
    for page in ["/verifications", case.url().as_str()] {
        assert!(lin.get(page).await.body.contains(&again), "{page}");
    }
    assert_eq!(lin.post(&again, &[("version", &version)]).await.status, 303);
    assert_eq!(office.filing(&case.reference).await.state, State::ReadyToSend);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn too_many_wrong_codes_send_a_filing_back_at_once() {
    let program = Program::start().await;
    let office = Office::of(&program).await;
    let (lin, case) = verifying(&office).await;
    assert_eq!(record(&office, &lin, &case, &[("act", "wrong_codes")]).await.status, 303);
    assert_eq!(office.filing(&case.reference).await.state_key(), "filing-state-not-verified");
    let reasons = format!(
        "select f.reason_code from findings f join decisions d on d.id = f.decision_id where d.filing_id = '{}'",
        case.id
    );
    assert_eq!(program.database.texts(&reasons).await, ["ACC-11"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn evidence_counts_to_the_day_of_whoever_sends_it() {
    let program = Program::start().await;
    let office = Office::of(&program).await;
    let (lin, case) = accepted(&office).await;
    let counted = "select coalesce(sum(failures), 0)::text from throttles where scope = 'upload:account'";
    let before: u64 = program.database.text(counted).await.parse().unwrap();
    assert_eq!(record(&office, &lin, &case, &[("act", "received")]).await.status, 303);
    let sent = (screenshot().len() as u64).div_ceil(1024);
    assert_eq!(program.database.text(counted).await, (before + sent).to_string());

    program.database.as_owner("update throttles set failures = 2 << 20 where scope = 'upload:account'").await;
    let refused = [("act", "refused"), ("words", "域名持有者与主办单位不一致")];
    let over = record(&office, &lin, &case, &refused).await;
    assert_eq!(over.status, 422);
    over.must_say_words("今天上传的文件已达到每天 2 GB 的上限");
    // The next day has bytes of its own.
    let passes = "update throttles set updated_at = updated_at - interval '1 day' where scope = 'upload:account'";
    program.database.as_owner(passes).await;
    assert_eq!(record(&office, &lin, &case, &refused).await.status, 303);
}
