//! What the operator does at the page of the line: lets it go on, opens what is left, ticks it off.

use beian::auth::session::{Site, Stage};
use beian::filing::state::StateCode;
use beian::paths::office;
use beian::values::actor::Role;

use super::house::House;
use crate::support::people::a_person_of_staff;
use crate::support::sites::{Body, Sites, Visitor};

/// An operator at the pages of the line.
pub struct Operator {
    sites: Sites,
    browser: Visitor,
}

impl Operator {
    pub async fn of(house: &House) -> Self {
        Self::who_is(house, Role::Administrator).await
    }

    pub async fn who_is(house: &House, role: Role) -> Self {
        let sites = Sites::start_with(&house.test, house.values());
        let officer = a_person_of_staff(&house.test, "operator", role, &[]).await;
        let browser = sites.staff(officer, Stage::Full).await;
        Self { sites, browser }
    }

    pub async fn get(&self, path: &str) -> String {
        self.sites.get(Site::Office, path, &self.browser).await.text().await.unwrap()
    }

    /// Sends a form: the status, and the page that comes.
    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> (u16, String) {
        let answer = self.sites.post(Site::Office, path, &self.browser, Body::Form(form.to_vec())).await;
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    /// Sends a form: the very bytes that come.
    async fn bytes(&self, path: &str, form: &[(&str, &str)]) -> Vec<u8> {
        let answer = self.sites.post(Site::Office, path, &self.browser, Body::Form(form.to_vec())).await;
        answer.bytes().await.unwrap().to_vec()
    }

    pub async fn leave(self) {
        self.sites.stop().await;
    }
}

#[actix_web::test]
async fn what_is_the_operators_matter_is_opened_with_a_reason_and_ticked_off() {
    let house = House::open().await;
    let case = house.accepted(1).await;
    house.work().await;
    let told = house.bureau().cases[0].clone();
    let words = "版本错误。错误数据：13800000000".to_owned();
    house.bureau().tell_results(&told, vec![(5004, words)], beian::clock::now());
    house.work().await;
    assert_eq!(house.state(&case).await, StateCode::Verifying, "the applicant cannot mend it");
    assert!(house.alarms().await[0].contains("5004"), "the operator hears of it");
    house.test.as_owner("update bureau_line set stopped_at = now(), lacks_from = 7").await;

    let operator = Operator::of(&house).await;
    let id = house.test.text("select id::text from bureau_downloads").await;
    let file = office::exchange_file(&id);
    let list = operator.get(&office::exchange()).await;
    assert!(list.contains(&file) && list.contains("5004 版本错误"), "{list}");
    assert!(list.contains("<h2>待人工处理</h2>"), "{list}");
    assert!(list.contains("告警") && list.contains("处理管局下发的数据") && !list.contains("is left"), "{list}");
    assert!(list.contains("序号 7 起") && list.contains(r#"aria-current="page""#), "{list}");

    let masked = operator.get(&file).await;
    assert!(masked.contains("Jgdm 5004") && !masked.contains("13800000000"), "{masked}");
    let (status, again) = operator.post(&file, &[("act", "reveal"), ("reason", " ")]).await;
    assert!(status == 422 && again.contains("请填写此项") && !again.contains("13800000000"), "{again}");
    let (status, full) = operator.post(&file, &[("act", "reveal"), ("reason", "核对错误数据")]).await;
    assert!(status == 200 && full.contains("13800000000"), "{full}");
    let audited = "select reason from audit_events where action = 'bureau.revealed' order by seq";
    assert_eq!(house.test.texts(audited).await, ["核对错误数据"]);

    assert_eq!(operator.post(&file, &[("act", "settle"), ("place", "0")]).await.0, 303);
    assert_eq!(operator.post(&file, &[("act", "settle"), ("place", "0")]).await.0, 404, "once");
    assert_eq!(operator.post(&office::exchange(), &[]).await.0, 404, "which?");
    assert_eq!(operator.post(&office::exchange(), &[("act", "go-on")]).await.0, 303);
    let list = operator.get(&office::exchange()).await;
    assert!(!list.contains("<h2>待人工处理</h2>") && !list.contains("恢复上报</button>"), "{list}");
    let handled = "select detail from audit_events where action = 'bureau.handled' order by seq";
    assert_eq!(house.test.texts(handled).await, ["piece 0 dealt with", "goes on"]);

    // Stopped by hand, what was prepared can be looked at before it goes.
    assert_eq!(operator.post(&office::exchange(), &[("act", "pause")]).await.0, 303);
    house.accepted(2).await;
    house.work().await;
    assert_eq!(house.uploads(), [1]);
    let prepared = "select id::text from bureau_uploads where state = 'fixed'";
    let upload = office::exchange_upload(house.test.text(prepared).await);
    let masked = operator.get(&upload).await;
    assert!(
        operator.get(&office::exchange()).await.contains(&upload) && !masked.contains("11000019900307001X"),
        "{masked}"
    );
    let (status, full) = operator.post(&upload, &[("reason", "上报前核对")]).await;
    assert!(status == 200 && full.contains("11000019900307001X") && full.contains("Fjnr …"), "{full}");
    // The exact file that would go, byte for byte, for who says why.
    let exact = operator.bytes(&upload, &[("act", "bytes"), ("reason", "与管局核对")]).await;
    assert_eq!(operator.post(&upload, &[("act", "bytes"), ("reason", " ")]).await.0, 422);
    assert_eq!(house.test.texts(audited).await, ["核对错误数据", "上报前核对", "与管局核对"]);
    assert_eq!(operator.post(&office::exchange(), &[("act", "go-on")]).await.0, 303);
    house.work().await;
    assert_eq!(house.uploads(), [1, 2]);
    assert!(house.bureau().uploads[1].bytes == exact, "as it went");
    operator.leave().await;
}

/// Whoever wants to see what would go sees it, masked, before anything goes; and nothing is fixed for that.
#[actix_web::test]
async fn a_dry_run_shows_the_file_of_a_case_and_fixes_nothing() {
    let house = House::open().await;
    house.test.as_owner("update bureau_line set stopped_at = now()").await;
    let case = house.accepted(1).await;
    house.work().await;
    let stands = "select concat_ws(' ', (select count(*) from bureau_uploads), next_number, next_ids) from bureau_line";
    let before = house.test.text(stands).await;
    let operator = Operator::of(&house).await;
    let rehearse = async |case: &str| operator.post(&office::exchange(), &[("act", "rehearse"), ("case", case)]).await;
    let (status, shown) = rehearse(&case.reference.to_string()).await;
    assert_eq!(status, 200, "{shown}");
    assert!(shown.contains("XZBA") && shown.contains("Ym example1.cn"), "{shown}");
    assert!(!shown.contains("11000019900307001X"), "{shown}");
    // In full and byte for byte, for who says why.
    let reference = case.reference.to_string();
    let look =
        |act: &'static str, reason: &'static str| [("act", act), ("case", reference.as_str()), ("reason", reason)];
    let (status, again) = operator.post(&office::exchange(), &look("rehearse-full", " ")).await;
    assert!(status == 422 && again.contains("请填写此项") && again.contains("XZBA"), "{again}");
    assert!(!again.contains("11000019900307001X"), "{again}");
    let (status, full) = operator.post(&office::exchange(), &look("rehearse-full", "上报前核对")).await;
    assert!(status == 200 && full.contains("11000019900307001X") && full.contains("Fjnr …"), "{full}");
    assert_eq!(operator.post(&office::exchange(), &look("rehearse-bytes", "")).await.0, 422);
    let exact = operator.bytes(&office::exchange(), &look("rehearse-bytes", "与管局核对")).await;
    assert!(exact.starts_with(b"<?xml") && exact.windows(18).any(|part| part == b"11000019900307001X"));
    let revealed =
        "select subject_kind || ' ' || reason from audit_events where action = 'bureau.revealed' order by seq";
    assert_eq!(house.test.texts(revealed).await, ["filing 上报前核对", "filing 与管局核对"]);
    let (status, again) = rehearse("1234").await;
    assert!(status == 422 && again.contains("没有这件备案") && again.contains("1234"), "{again}");
    assert_eq!(house.test.text(stands).await, before);
    let audited = "select count(*)::text from audit_events where detail = 'dry run'";
    assert_eq!(house.test.text(audited).await, "5");
    operator.leave().await;
}

/// The page stays, with what was typed, and says beside the number why nothing is shown of it.
#[actix_web::test]
async fn a_dry_run_that_shows_nothing_says_why_beside_the_number_in_the_words_of_who_reads() {
    let house = House::open().await;
    let case = house.accepted(1).await;
    let reference = case.reference.to_string();
    let operator = Operator::of(&house).await;
    let told = async |act: &str, words: &str| {
        let form = [("act", act), ("case", reference.as_str()), ("reason", "上报前核对")];
        let (status, page) = operator.post(&office::exchange(), &form).await;
        assert_eq!(status, 422, "{page}");
        let (_, summary) = page.split_once("govuk-error-summary__list").expect("no summary of errors");
        let (summary, rest) = summary.split_once("</ul>").unwrap();
        assert!(summary.contains("href=\"#case\"") && summary.contains(words), "{summary}");
        let (_, beside) = rest.split_once("id=\"case-error\"").expect("no message beside the field");
        let (beside, input) = beside.split_once("</p>").unwrap();
        assert!(beside.contains(words), "{beside}");
        assert!(input.contains(&format!("value=\"{reference}\"")), "what was typed is gone: {page}");
    };
    told("rehearse", "上报图片尚未生成").await;
    house.work().await;
    assert_eq!(house.uploads(), [1]);
    told("rehearse", "已经上报").await;
    told("rehearse-full", "已经上报").await;
    house.test.as_owner("update staff set language = 'en'").await;
    told("rehearse", "went already").await;
    assert_eq!(house.test.text("select count(*)::text from audit_events where detail = 'dry run'").await, "0");
    operator.leave().await;
}

/// Calls of one minute are told apart.
#[actix_web::test]
async fn when_a_call_began_and_ended_is_told_to_the_second() {
    let house = House::open().await;
    house.accepted(1).await;
    house.work().await;
    let at = "update bureau_calls set begun_at = '2026-01-02 03:04:05+08', ended_at = '2026-01-02 03:04:06+08'";
    house.test.as_owner(at).await;
    let operator = Operator::of(&house).await;
    let upload = office::exchange_upload(house.test.text("select id::text from bureau_uploads").await);
    for page in [office::exchange(), upload] {
        let shown = operator.get(&page).await;
        for moment in ["2026年1月2日 03:04:05", "2026年1月2日 03:04:06"] {
            assert!(shown.contains(moment), "no {moment} at {page}: {shown}");
        }
    }
    operator.leave().await;
}

#[actix_web::test]
async fn the_page_tells_when_the_bureau_last_answered() {
    let house = House::open().await;
    let operator = Operator::of(&house).await;
    let told = async || {
        let page = operator.get(&office::exchange()).await;
        let (_, after) = page.split_once("管局系统最近一次应答").unwrap();
        (after.split_once("</dd>").unwrap().0.to_owned(), page)
    };
    assert!(told().await.0.contains("尚无"));
    house.fetch().await;
    assert!(!told().await.0.contains("尚无"), "it was asked for news, and had none");
    house.test.as_owner("update bureau_line set last_contact_at = '2026-01-02 03:04+08'").await;
    let (before, _) = told().await;
    house.bureau().switches.error_500 = true;
    house.fetch().await;
    let (contact, page) = told().await;
    assert!(contact == before && page.contains("已连续 1 次"), "what is no answer counts as none: {page}");
    house.bureau().switches.error_500 = false;
    house.fetch().await;
    assert_ne!(told().await.0, before);
    operator.leave().await;
}
