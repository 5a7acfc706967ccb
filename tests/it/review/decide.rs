//! The decision: what it says before it is sent, one mail for all remarks, a second person, the next round.

use beian::filing::section::Part;
use beian::filing::service::{self, SavePart};
use beian::filing::state::{Filing, State};
use beian::hosting::service::ending;
use beian::values::actor::Actor;
use serde_json::json;

use super::*;

async fn state(office: &Office<'_>, case: &Case) -> Filing {
    office.filing(&case.reference).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_remarks_go_out_in_one_mail_that_was_shown_word_for_word() {
    let program = Program::start().await;
    let office = Office::of(&program).await;
    let lin = office.clerk("lin", Role::Specialist, &[]).await;
    let case = office.case(1).await;
    program.message(&case.email, "已提交").await;
    lin.post(&format!("{}/claim", case.url()), &[]).await;

    let nothing = decide(&lin, &case, &[("choice", "changes")]).await;
    assert_eq!(nothing.status, 422, "nothing is marked");
    mark(&lin, &case, "entity.cert_address", "ENT-03", "请按证件写到楼层").await;
    mark(&lin, &case, "websites/1.site_name", "WEB-01", "").await;
    mark(&lin, &case, "paper:entity-certificate", "MAT-01", "右下角看不清").await;
    let page = lin.get(&format!("{}/decide", case.url())).await.page();
    assert!(page.contains(&words("review-recommend-changes")) && page.contains("请按证件写到楼层"));
    let preview = page.split(&words("review-preview-changes")).nth(1).unwrap().split("</div>").next().unwrap();
    let letter = preview.split("<pre class=\"letter\" tabindex=\"0\">").nth(1).unwrap().split("</pre>").next().unwrap();
    let sms = preview.split("<p class=\"letter\">").nth(1).unwrap().split("</p>").next().unwrap();

    assert_eq!(decide(&lin, &case, &[]).await.status, 422, "a decision must be chosen");
    let sent = decide(&lin, &case, &[("choice", "changes"), ("opinion", "共三处")]).await;
    sent.must_lead_to(&case.url());
    assert!(matches!(state(&office, &case).await.state, State::ChangesRequested { .. }));
    let mail = program.message(&case.email, "3 处").await;
    assert_eq!(mail.text.trim().replace("\r\n", "\n"), letter.trim().replace("&#38;", "&"), "what was shown went out");
    assert_eq!(program.messages(&case.email).len(), 2, "one mail for all remarks");
    let mobile = format!("139{:08}", 1);
    assert_eq!(program.message(&mobile, "3处").await.text, sms);

    // A second press finds it decided.
    let late = [("choice", "changes"), ("opinion", "请尽快补正。"), ("version", "1"), ("stamp", "")];
    let again = lin.post(&format!("{}/decide", case.url()), &late).await;
    assert_eq!(again.status, 409);
    assert!(again.says("site-held-fields") && again.says_words("请尽快补正。"), "what was typed is still there");
    let page = lin.get(&format!("{}?tab=messages", case.url())).await.page();
    assert!(page.contains("3 处") && page.contains(&words("review-delivery-sent")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_changed_since_the_page_was_shown_is_shown_first() {
    let program = Program::start().await;
    let office = Office::of(&program).await;
    let lin = office.clerk("lin", Role::Specialist, &[]).await;
    let case = office.case(1).await;
    lin.post(&format!("{}/claim", case.url()), &[]).await;
    mark(&lin, &case, "entity.cert_address", "ENT-03", "").await;
    let page = lin.get(&format!("{}/decide", case.url())).await.page();
    let (version, stamp) = (value_of(&page, "version"), value_of(&page, "stamp"));
    mark(&lin, &case, "entity.investor", "ENT-01", "另一个窗口的标记").await;
    let fields =
        [("choice", "changes"), ("opinion", "我写的意见"), ("version", version.as_str()), ("stamp", stamp.as_str())];
    let met = lin.post(&format!("{}/decide", case.url()), &fields).await;
    assert_eq!(met.status, 409);
    assert!(met.says("review-decide-changed") && met.says_words("另一个窗口的标记") && met.says_words("我写的意见"));
    assert!(matches!(state(&office, &case).await.state, State::InReview { .. }), "nothing was sent");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn accepting_wants_the_checklist_and_can_be_taken_back_before_it_is_sent_on() {
    let program = Program::start().await;
    let office = Office::of(&program).await;
    let lin = office.clerk("lin", Role::Specialist, &[]).await;
    let case = office.case(1).await;
    lin.post(&format!("{}/claim", case.url()), &[]).await;
    let early = decide(&lin, &case, &[("choice", "accept")]).await;
    assert_eq!(early.status, 422);
    assert!(early.says("filing-refused-checklist"));
    tick_checklist(&lin, &case).await;
    // The province may ask for paper: the letter says so.
    assert_eq!(decide(&lin, &case, &[("choice", "accept"), ("paper", "yes")]).await.status, 303);
    assert!(matches!(state(&office, &case).await.state, State::AwaitingMail { .. }));
    program.message(&case.email, "邮寄").await;
    let version = state(&office, &case).await.version.to_string();
    let act = |name: &str| format!("{}/{name}", case.url());
    assert_eq!(lin.post(&act("recall"), &[("version", &version)]).await.status, 303);
    assert!(matches!(state(&office, &case).await.state, State::InReview { .. }));
    program.message(&case.email, "退回初审").await;
    assert_eq!(decide(&lin, &case, &[("choice", "accept"), ("paper", "yes")]).await.status, 303);
    let version = state(&office, &case).await.version.to_string();
    assert_eq!(lin.post(&act("mail-received"), &[("version", &version)]).await.status, 303);
    assert_eq!(state(&office, &case).await.state, State::ReadyToSend);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rejection_needs_a_reason_and_a_withdrawal_a_lead_with_a_reason() {
    let program = Program::start().await;
    let office = Office::of(&program).await;
    let lin = office.clerk("lin", Role::Specialist, &[]).await;
    let lead = office.clerk("lead", Role::Lead, &[]).await;
    let (case, other) = (office.case(1).await, office.case(2).await);
    lin.post(&format!("{}/claim", case.url()), &[]).await;
    assert_eq!(decide(&lin, &case, &[("choice", "reject")]).await.status, 422);
    let sent = decide(&lin, &case, &[("choice", "reject"), ("reason", "ENT-02"), ("reason", "")]).await;
    assert_eq!(sent.status, 303);
    program.message(&case.email, "驳回").await;
    assert!(lin.get(&format!("{}?tab=timeline", case.url())).await.says_words("ENT-02"));

    let withdraw = format!("{}/withdraw", other.url());
    let version = state(&office, &other).await.version.to_string();
    assert_eq!(lin.post(&withdraw, &[("version", &version), ("reason", "重复")]).await.status, 403, "leads only");
    assert_eq!(lead.post(&withdraw, &[("version", &version), ("reason", " ")]).await.status, 422);
    assert_eq!(lead.post(&withdraw, &[("version", &version), ("reason", "重复提交")]).await.status, 303);
    assert_eq!(state(&office, &other).await.state, State::Withdrawn);
    program.message(&other.email, "已撤回").await;
}

/// Its server is given back while the decision is open: what the page showed counts no more, and nobody accepts it alone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_whose_server_ended_is_not_accepted_by_one_person_alone() {
    let program = Program::start().await;
    let office = Office::of(&program).await;
    let lin = office.clerk("lin", Role::Specialist, &[]).await;
    let case = office.case(1).await;
    lin.post(&format!("{}/claim", case.url()), &[]).await;
    tick_checklist(&lin, &case).await;
    let path = format!("{}/decide", case.url());
    let page = lin.get(&path).await.page();
    let (version, stamp) = (value_in(&page, &path, "version"), value_in(&page, &path, "stamp"));
    assert!(!lin.get("/").await.says("review-desk-without-server"));
    office.db.write(Actor::Operator, async |tx| ending::release(tx, "i-1").await).await.unwrap();
    let late = lin.post(&path, &[("choice", "accept"), ("version", &version), ("stamp", &stamp)]).await;
    assert_eq!(late.status, 409);
    assert!(late.says("review-server-ended-way"));
    let alone = decide(&lin, &case, &[("choice", "accept")]).await;
    assert_eq!(alone.status, 422);
    assert!(alone.says("filing-refused-second-person"));
    assert!(lin.get("/").await.says("review-desk-without-server"));
    for page in [format!("{}?tab=timeline", case.url()), case.url()] {
        assert!(lin.get(&page).await.says_words("网站 1 的服务器 i-1 已释放"), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_blocks_is_accepted_only_after_a_second_person_confirmed_exactly_that() {
    let program = Program::start().await;
    let office = Office::of(&program).await;
    let lin = office.clerk("lin", Role::Specialist, &[]).await;
    let zhou = office.clerk("zhou", Role::Specialist, &[]).await;
    let case = office.draft(1).await;
    office
        .submit_with(
            &case,
            json!([
                { "code": "X07", "target": "entity.investor", "key": "filing-long-term", "args": [], "blocking": true },
            ]),
        )
        .await;
    lin.post(&format!("{}/claim", case.url()), &[]).await;
    tick_checklist(&lin, &case).await;
    let accept = [("choice", "accept")];
    let alone = decide(&lin, &case, &accept).await;
    assert_eq!(alone.status, 422);
    assert!(alone.says("filing-refused-second-person"));

    let path = format!("{}/second", case.url());
    let page = lin.get(&format!("{}/decide", case.url())).await.page();
    let (version, stamp) = (value_in(&page, &path, "version"), value_in(&page, &path, "stamp"));
    let ask = |why: &'static str| {
        vec![("act", "ask"), ("words", why), ("version", version.as_str()), ("stamp", stamp.as_str())]
    };
    assert_eq!(zhou.get(&path).await.status, 404, "nothing is asked yet");
    assert_eq!(lin.post(&path, &ask("")).await.status, 422, "why must be said");
    assert_eq!(lin.post(&path, &ask("管局电话确认可以")).await.status, 303);
    assert!(lin.get(&format!("{}/decide", case.url())).await.says("review-second-waiting"));
    assert!(zhou.get("/").await.says_words(&case.url()), "it stands on the other desk");
    let page = zhou.get(&path).await.page();
    assert!(page.contains("管局电话确认可以") && page.contains("X07"));
    let id = value_of(&page, "id");
    let answer = |act: &'static str| vec![("act", act), ("id", id.as_str()), ("words", "")];
    assert_eq!(lin.post(&path, &answer("confirm")).await.status, 409, "not by the one who asks");
    assert_eq!(zhou.post(&path, &answer("decline")).await.status, 422, "declining wants words");
    assert_eq!(zhou.post(&path, &answer("confirm")).await.status, 303);
    assert_eq!(zhou.post(&path, &answer("confirm")).await.status, 409, "answered once");

    // Another mark is another question.
    mark(&lin, &case, "entity.cert_address", "ENT-03", "").await;
    assert_eq!(decide(&lin, &case, &accept).await.status, 422);
    let undo = [("act", "undo"), ("target", "entity.cert_address"), ("version", "1")];
    lin.post(&format!("{}/marks", case.url()), &undo).await;
    assert!(lin.get(&format!("{}/decide", case.url())).await.says_words("zhou"));
    assert_eq!(decide(&lin, &case, &accept).await.status, 303);
    assert_eq!(state(&office, &case).await.state, State::ReadyToSend);
    assert_eq!(audited(&program, &case, "case.confirmation_asked").await, 1);
    assert_eq!(audited(&program, &case, "case.confirmation_given").await, 1);
}

/// The applicant changes what was marked, through the services behind the pages.
async fn resubmit(office: &Office<'_>, case: &mut Case) {
    case.forms.entity.cert_address = "北京市海淀区示例路1号3层301室".into();
    let applicant = Actor::Applicant(case.owner);
    let save =
        SavePart { part: Part::ENTITY, expected: 1, content: json!(case.forms.entity), problems: 0, is_complete: true };
    let saved = office.db.write(applicant, async |tx| service::save_part(tx, case.owner, &case.reference, save).await);
    saved.await.unwrap();
    office.submit(case).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_second_round_shows_what_changed_and_keeps_what_was_accepted() {
    let program = Program::start().await;
    let office = Office::of(&program).await;
    let lin = office.clerk("lin", Role::Specialist, &[]).await;
    let mut case = office.case(1).await;
    lin.post(&format!("{}/claim", case.url()), &[]).await;
    mark(&lin, &case, "entity.cert_address", "ENT-03", "请写到楼层").await;
    let entity = [("act", "accept-open"), ("section", "entity")];
    lin.post(&format!("{}/marks", case.url()), &entity).await;
    decide(&lin, &case, &[("choice", "changes")]).await;
    resubmit(&office, &mut case).await;
    assert_eq!(state(&office, &case).await.round, 2);
    lin.post(&format!("{}/claim", case.url()), &[]).await;

    let page = lin.get(&format!("{}?section=entity", case.url())).await.page();
    let changed = field(&page, "entity-cert-address");
    assert!(changed.contains("data-item=\"doubt\""), "{changed}");
    assert!(
        changed.contains("3层301室</ins>") && changed.contains("请写到楼层"),
        "the change and what was asked: {changed}"
    );
    let kept = field(&page, "entity-investor");
    assert!(kept.contains("data-item=\"accepted\""), "what was accepted stays: {kept}");

    let page = lin.get(&format!("{}?tab=differences", case.url())).await.page();
    assert!(page.contains("3层301室</ins>") && !page.contains(&words("filing-field-entity-investor")));
    assert!(page.contains(&words("filing-field-entity-cert-address")));
    let list = lin.get("/queue?tab=mine&round=again").await.page();
    assert!(list.contains(&case.url()));
}
