//! Once a filing is accepted: paper by post, the SMS verification, the record, what is left to do with the number.

use beian::filing::decision::Verdict;
use beian::filing::finding::Finding;
use beian::filing::state::{Acceptance, BureauFact, Event, Numbers, State};
use beian::notify;
use beian::reference::book;
use beian::text::{Lang, Tr};
use beian::values::actor::{Actor, Role};
use beian::values::{EntityNumber, WebsiteNumber};

use super::house::{House, Owner, words};
use crate::support::filings::today;
use crate::support::people::{a_person_of_staff, drafts};

pub(super) const NUMBER: &str = "京ICP备2026000888号";

fn fact() -> BureauFact {
    BureauFact { round: 1, happened_on: today(), evidence: None, detail: None }
}

/// A filing that the desk has accepted; `paper` if the province wants it by post.
async fn accepted(house: &House, owner: &Owner, paper: bool) {
    house.submit(owner).await;
    let login = owner.reference.to_string().to_lowercase();
    let specialist = a_person_of_staff(&house.program.database, &login, Role::Specialist, &[]).await;
    house.perform(specialist, owner, Event::Claim { provinces: Vec::new() }).await;
    let words = paper.then(|| "请寄加盖公章的核验单原件。".to_owned());
    let acceptance = Acceptance { paper_asked: paper, verdict: Verdict::new(Vec::new(), words), ..Acceptance::clean() };
    house.perform(specialist, owner, Event::Accept(acceptance)).await;
}

async fn verifying(house: &House, owner: &Owner) {
    accepted(house, owner, false).await;
    house.perform(Actor::Bureau, owner, Event::Received(fact())).await;
}

/// A filing on record, with two websites where its forms have two.
pub(super) async fn approved(house: &House, owner: &Owner) {
    verifying(house, owner).await;
    house.perform(Actor::Bureau, owner, Event::Verified(fact())).await;
    let websites = (1..=owner.forms.websites.len())
        .map(|site| WebsiteNumber::parse(&format!("{NUMBER}-{site}")).unwrap())
        .collect();
    let numbers = Numbers { entity: EntityNumber::parse(NUMBER).unwrap(), websites };
    house.perform(Actor::Bureau, owner, Event::Approve(fact(), Some(numbers))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_nothing_is_to_be_done_the_filing_itself_is_shown() {
    let house = House::open().await;
    let (owner, other) = (house.owner(1).await, house.owner(2).await);
    let filing = format!("/filings/{}", owner.reference);
    for page in ["mailing", "sms", "next-steps"] {
        owner.get(&owner.at(page)).await.must_lead_to(&filing);
        assert_eq!(other.get(&owner.at(page)).await.status, 404, "{page} of another");
    }
    assert_eq!(
        owner
            .post(&owner.at("mailing"), &[("courier", "顺丰"), ("number", "SF123456"), ("sent_on", "2026-11-25")])
            .await
            .status,
        303
    );
    assert_eq!(house.text("select count(*)::text from mailings").await, "0");
    assert_eq!(owner.post(&owner.at("sms"), &[("version", "1")]).await.status, 409);
    assert_eq!(owner.post(&owner.at("next-steps"), &[("website", "1"), ("psb_number", "x")]).await.status, 404);
}

/// The day for paper passes; what is on its way was sent so many days ago.
async fn pass_the_day(house: &House, sent: i64) {
    let passed = format!(
        "update filings set until = until - interval '32 days', touched_at = touched_at - interval '40 days',
             warned_at = now() - interval '9 days' where until > now();
         update mailings set sent_on = current_date - {sent}"
    );
    house.sql(&passed).await;
}

/// How many filings the clock ends.
async fn expire(house: &House) -> usize {
    beian::filing::job::do_all(&house.db, beian::filing::job::Duty::End).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn paper_is_sent_told_seen_by_the_desk_and_received() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    owner.gives("entity-certificate", &super::pictures::photo(1)).await;
    accepted(&house, &owner, true).await;
    let here = owner.at("mailing");
    owner.get(&format!("/filings/{}", owner.reference)).await.must_say("wizard-panel-awaiting-mail-button");
    let page = owner.get(&here).await;
    for told in ["请寄加盖公章的核验单原件。", "主办单位证件", "示例云备案部，北京市海淀区示例路1号，400-000-0000"]
    {
        page.must_say_words(told);
    }
    page.must_say_words(&owner.reference.to_string());
    let State::AwaitingMail { until } = house.filing(&owner.reference).await.state else { panic!("no paper awaited") };
    page.must_say_words(&Tr::new(Lang::Zh).day(until));

    let wrong = owner.post(&here, &[("courier", ""), ("number", "12"), ("sent_on", "2999-01-01")]).await;
    assert_eq!(wrong.status, 422);
    for key in ["after-mailing-courier-missing", "after-mailing-number-wrong", "after-mailing-future"] {
        wrong.must_say(key);
    }
    let day = today().to_string();
    let sent = [("courier", "顺丰速运"), ("number", "sf 1234 5678"), ("sent_on", day.as_str())];
    owner.post(&here, &sent).await.must_lead_to(&here);
    let again = owner.get(&here).await;
    again.must_say_words("顺丰速运，单号 SF12345678");
    again.must_say("after-mailing-change");
    let corrected = [("courier", "中国邮政"), ("number", "EM123456789CN"), ("sent_on", day.as_str())];
    owner.post(&here, &corrected).await.must_lead_to(&here);
    let told = "select courier || ' ' || tracking_number || ' ' || round from mailings";
    assert_eq!(house.text(told).await, "中国邮政 EM123456789CN 1");
    let audited = "select count(*)::text from audit_events where action = 'filing.mailing_told'";
    assert_eq!(house.text(audited).await, "2");

    // Its day passes while it is on its way: it is awaited, and both sides are told until when.
    let specialist = a_person_of_staff(&house.program.database, "mailroom", Role::Specialist, &[]).await;
    pass_the_day(&house, 3).await;
    owner.get(&here).await.must_say("after-mailing-late-title");
    owner.get(&format!("/filings/{}", owner.reference)).await.must_say_words("现在还没有收到");
    let case = house.at_desk(specialist, &format!("/cases/{}", owner.reference)).await;
    assert!(case.contains("已过期限 2 天") && case.contains("系统等到"), "{case}");
    assert_eq!(expire(&house).await, 0);

    // The desk sees it, and has it: the page leads on.
    let case = house.at_desk(specialist, &format!("/cases/{}", owner.reference)).await;
    for shown in ["中国邮政 EM123456789CN", &words("review-mail-arrived")] {
        assert!(case.contains(shown), "{shown}: {case}");
    }
    house.perform(specialist, &owner, Event::MailReceived).await;
    owner.get(&here).await.must_lead_to(&format!("/filings/{}", owner.reference));
    assert_eq!(house.filing(&owner.reference).await.state, State::ReadyToSend);

    // What is on its way for too long comes no more.
    let other = house.owner(2).await;
    accepted(&house, &other, true).await;
    other.post(&other.at("mailing"), &sent).await.must_lead_to(&other.at("mailing"));
    pass_the_day(&house, 11).await;
    let case = house.at_desk(specialist, &format!("/cases/{}", other.reference)).await;
    assert!(case.contains("备案会自动失效"), "{case}");
    assert_eq!(expire(&house).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sms_page_tells_each_mobile_once_and_no_number_in_full() {
    let house = House::open().await;
    let mut forms = drafts(1);
    let mut second = forms.websites[0].clone();
    second.website.site_name = "示例花园二店".into();
    second.website.domains = vec!["second-example.cn".into()];
    second.website.home_url = "www.second-example.cn".into();
    second.person = beian::filing::application::PersonForm {
        same_as_entity_person: "no".into(),
        name: "赵大海".into(),
        is_legal_rep: "no".into(),
        cert_number: "110000198705120021".into(),
        mobile: "13800000003".into(),
        emergency_phone: "13800000004".into(),
        ..forms.entity_person.clone()
    };
    forms.websites.push(second);
    forms.access.instance.push("i-1".into());
    forms.access.service_number.push(String::new());
    let owner = house.owner_of(1, forms).await;
    verifying(&house, &owner).await;
    let page = owner.get(&owner.at("sms")).await;
    let State::Verifying { until } = house.filing(&owner.reference).await.state else { panic!("no codes awaited") };
    page.must_say_words(&Tr::new(Lang::Zh).time(until));
    for shown in ["138****0001", "138****0003", "王*", "赵*", "beian.miit.gov.cn"] {
        page.must_say_words(shown);
    }
    assert_eq!(page.body.matches("138****0001").count(), 1, "one mobile, one line");
    for hidden in ["13800000001", "13800000003", "王小明", "赵大海"] {
        assert!(!page.says_words(hidden), "{hidden}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_filing_nobody_verified_is_sent_again_unchanged_after_a_day() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    verifying(&house, &owner).await;
    let verdict = Verdict::new(vec![Finding::general("ACC-11")], None);
    let lapsed = Event::NotVerified { fact: fact(), verdict, told: true };
    house.perform(Actor::Bureau, &owner, lapsed).await;
    let kept = "select string_agg(event, ' ' order by recorded_at) from bureau_records";
    assert_eq!(house.text(kept).await, "received wrong_codes");
    let here = owner.at("sms");
    owner.get(&format!("/filings/{}", owner.reference)).await.must_say("wizard-panel-lapsed-title");
    let page = owner.get(&here).await;
    page.must_say_words(&book().reason("ACC-11").unwrap().zh);
    let button = format!("action=\"{here}\"");
    assert!(!page.body.contains(&button), "not yet");
    let version = house.filing(&owner.reference).await.version.to_string();
    assert_eq!(owner.post(&here, &[("version", &version)]).await.status, 409, "too early");
    house.sql("update filings set state_since = state_since - interval '25 hours', touched_at = touched_at - interval '25 hours'").await;
    let page = owner.get(&here).await;
    assert!(page.body.contains(&button));
    assert_eq!(page.hidden("version"), version);
    for _ in 0..2 {
        owner.post(&here, &[("version", &version)]).await.must_lead_to(&format!("/filings/{}", owner.reference));
    }
    let filing = house.filing(&owner.reference).await;
    assert_eq!((filing.state, filing.round), (State::ReadyToSend, 1), "the same round");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_next_steps_show_footer_deadline_and_reminders_until_the_psb_number_is_told() {
    let house = House::open().await;
    let mut forms = drafts(1);
    let mut second = forms.websites[0].clone();
    second.website.site_name = "示例花园二店".into();
    second.website.domains = vec!["second-example.cn".into()];
    second.website.home_url = "www.second-example.cn".into();
    forms.websites.push(second);
    forms.access.instance.push("i-1".into());
    forms.access.service_number.push(String::new());
    let owner = house.owner_of(1, forms).await;
    approved(&house, &owner).await;
    let rows = "select count(*) || ' ' || min(filed_on) from entities where entity_number = '京ICP备2026000888号'";
    assert_eq!(house.text(rows).await, format!("1 {}", today()));
    let rows = "select string_agg(w.website_number || ' ' || d.domain, ', ' order by w.website_number)
        from websites w join website_domains d on d.website_id = w.id";
    assert_eq!(house.text(rows).await, "京ICP备2026000888号-1 example1.cn, 京ICP备2026000888号-2 second-example.cn");

    let (here, zh) = (owner.at("next-steps"), Tr::new(Lang::Zh));
    let page = owner.get(&here).await;
    page.must_say_words("<a href=\"https://beian.miit.gov.cn/\" target=\"_blank\" rel=\"noopener noreferrer\">京ICP备2026000888号-2</a>");
    let after = |days| zh.date(today() + chrono::TimeDelta::days(days));
    page.must_say_words(&after(30));
    for days in [7, 20, 27] {
        page.must_say_words(&after(days));
    }
    page.must_say_words("ICP 经营许可证");

    let wrong = owner.post(&here, &[("website", "京ICP备2026000888号-2"), ("psb_number", "京公网安备123号")]).await;
    assert_eq!(wrong.status, 422);
    wrong.must_say("value-psb-number");
    assert!(wrong.body.contains("value=\"京公网安备123号\""), "what was typed stands there");
    assert_eq!(owner.post(&here, &[("website", "京ICP备2026000888号-3"), ("psb_number", "x")]).await.status, 404);
    for (website, number) in [("1", "京公网安备11010802000001号"), ("2", "京公网安备 11010802000002 号")]
        .map(|(n, number)| (format!("{NUMBER}-{n}"), number))
    {
        owner.post(&here, &[("website", website.as_str()), ("psb_number", number)]).await.must_lead_to(&here);
    }
    let page = owner.get(&here).await;
    page.must_say_words("https://beian.mps.gov.cn/#/query/webSearch?code=11010802000002");
    page.must_say("after-psb-done");
    assert!(!page.says_words(&after(7)), "nothing is reminded of any more");
    assert_eq!(house.text("select count(*)::text from reminders where cancelled_at is null").await, "0");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reminders_go_on_the_seventh_twentieth_and_twenty_seventh_day_at_nine() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    approved(&house, &owner).await;
    let limits = book().limits(today());
    assert_eq!(
        (
            limits.psb_days,
            limits.psb_first_reminder_days,
            limits.psb_second_reminder_days,
            limits.psb_last_reminder_days
        ),
        (30, 7, 20, 27)
    );
    let due = "select string_agg(((due_at at time zone 'Asia/Shanghai')::date - current_filed.filed_on)::text
            || ' ' || to_char(due_at at time zone 'Asia/Shanghai', 'HH24:MI'), ', ' order by due_at)
        from reminders, (select filed_on from websites) current_filed";
    assert_eq!(house.text(due).await, "7 09:00, 20 09:00, 27 09:00");
    let told = async || {
        house.db.write(Actor::Clock, async |tx| notify::service::remind_due(tx).await).await.unwrap();
        house.text("select count(*)::text from notices where kind = 'psb_reminder'").await
    };
    let mut passed = 0;
    for (day, count) in [(6, "0"), (8, "1"), (19, "1"), (21, "2"), (26, "2"), (28, "3"), (60, "3")] {
        // Time moves on: what is due comes nearer.
        let sql = format!("update reminders set due_at = due_at - interval '{} days'", day - passed);
        house.sql(&sql).await;
        passed = day;
        assert_eq!(told().await, count, "day {day}");
    }
    let mail = house.program.message("owner1@example.com", "公安联网备案").await;
    assert!(
        mail.text.contains("京ICP备2026000888号-1") && mail.link("next-steps").contains(&owner.reference.to_string())
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_public_finds_the_record_however_it_is_typed_and_not_without_end() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    let records = |text: &str| {
        let query: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
        format!("/records?q={query}")
    };
    owner.get(&records(NUMBER)).await.must_say("guide-records-none");
    approved(&house, &owner).await;
    for typed in [NUMBER, "京 icp备 2026000888 号", "京ICP备2026000888号-1", "example1.cn", "https://www.EXAMPLE1.cn/a"]
    {
        let page = owner.get(&records(typed)).await;
        page.must_say_words("京ICP备2026000888号-1");
        page.must_say_words("北京示例花园1有限公司");
        for hidden in ["王小明", "13800000001", "11000019900307001X", "北京市海淀区示例路1号"] {
            assert!(!page.says_words(hidden), "{hidden} is not public");
        }
    }
    // Fragments and names of persons find nothing.
    for typed in ["京ICP备2026", "示例花园", "王小明", "%", "cn"] {
        owner.get(&records(typed)).await.must_say("guide-records-none");
    }
    let mut refused = None;
    for _ in 0..40 {
        let answer = owner.get(&records(NUMBER)).await;
        if answer.status == 429 {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("forty searches in a row are too many");
    assert!(refused.header("retry-after").parse::<u32>().unwrap() > 0);
    assert_eq!(owner.get("/records").await.status, 200, "the page itself stays");
    house
        .sql("update throttles set blocked_until = now() - interval '1 s', updated_at = now() - interval '1 hour'")
        .await;
    assert_eq!(owner.get(&records(NUMBER)).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn numbers_go_out_by_mail_and_sms() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    approved(&house, &owner).await;
    let mail = house.program.message("owner1@example.com", NUMBER).await;
    assert!(mail.text.contains("京ICP备2026000888号-1"), "{}", mail.text);
    let sms = house.program.message("13900000001", NUMBER).await;
    assert!(sms.text.contains("京ICP备2026000888号-1"), "{}", sms.text);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_website_with_income_is_reminded_of_its_licence_until_the_number_is_told() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    approved(&house, &owner).await;
    let here = owner.at("next-steps");
    owner.get(&here).await.must_say("after-licence-asked");
    let told = async |income: &str, number: &str| {
        owner.post(&here, &[("website", "京ICP备2026000888号-1"), ("income", income), ("licence_number", number)]).await
    };
    told("yes", "").await.must_lead_to(&here);
    let ahead =
        "select count(*)::text from reminders where kind = 'licence' and sent_at is null and cancelled_at is null";
    owner.get(&here).await.must_say("after-licence-needed");
    for count in ["1", "2", "3"] {
        house.sql("update reminders set due_at = now() - interval '1 minute' where kind = 'licence'").await;
        house.db.write(Actor::Clock, async |tx| notify::service::remind_due(tx).await).await.unwrap();
        let sent = house.text("select count(*)::text from notices where kind = 'licence_reminder'").await;
        assert_eq!((sent.as_str(), house.text(ahead).await.as_str()), (count, "1"), "each is followed by one more");
    }
    let wrong = told("yes", "京ICP备12345678号").await;
    assert_eq!(wrong.status, 422);
    wrong.must_say("value-licence-number");
    assert!(wrong.body.contains("value=\"京ICP备12345678号\""), "what was typed stands there");
    told("yes", " 京 icp证 030173 号").await.must_lead_to(&here);
    owner.get(&here).await.must_say_words("京ICP证030173号");
    assert_eq!(house.text(ahead).await, "0");
    told("no", "").await.must_lead_to(&here);
    owner.get(&here).await.must_say("after-licence-none");
    assert_eq!(
        house.text("select count(*)::text from reminders where kind = 'psb' and cancelled_at is null").await,
        "3"
    );

    // Past its day the filing with the public security bureau is told to be late.
    house.sql("update websites set filed_on = filed_on - 31").await;
    owner.get(&here).await.must_say("after-psb-late-text");
}
