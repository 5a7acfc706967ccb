//! What is on record elsewhere, asked of the bureau's system while somebody begins a filing.

use std::time::Duration;

use beian::auth::session::Site;
use beian::auth::throttle::{self, Scope};
use beian::bureau::client::{CallFailed, StatusLine};
use beian::bureau::jobs::AskStatuses;
use beian::bureau::sandbox::{Settings, Switches, World};
use beian::bureau::service::want_statuses;
use beian::db::Tx;
use beian::error::Error;
use beian::filing::application::{Drafts, TypeCheck, TypeCheckForm};
use beian::filing::service;
use beian::filing::type_check::{Outcome, decide};
use beian::notify::client::install_crypto;
use beian::paths;
use beian::reference::book;
use beian::registry::lookup::{Question, Told};
use beian::registry::service::told::{Outside as _, Registers};
use beian::values::FilingPassword;
use beian::values::actor::Actor;
use tempfile::TempDir;

use super::house::{self, House, sandbox};
use crate::support::filings::{a_customer, today};
use crate::support::people::{application, drafts};
use crate::support::sites::{Body, Sites};

const BY_A_SPECIALIST: &str = "update lookups set answered_at = now(), entity_status = 'E3', domain_status = 'D2',
    staff_id = (select id from staff limit 1) where domain = 'example7.cn'";

#[actix_web::test]
async fn what_the_system_does_not_tell_is_unknown() {
    install_crypto();
    let (bureau, address) = sandbox();
    let folder = TempDir::new().unwrap();
    let settings = house::settings(&folder, &format!("http://{address}"));
    let line = |is_demo| {
        let line = StatusLine::new(&settings, is_demo).unwrap().unwrap();
        line.patient(Duration::from_millis(400))
    };
    let document = |is_personal| Question::Document { kind: 1, number: "91110000".into(), is_personal };
    let questions = [document(false), Question::Domain("example1.cn".into())];
    let no = || Some(Told { is_filed: false, entity_number: None });
    assert_eq!(line(false).ask(&questions).await, [no(), no()]);

    type Change = fn(&mut World);
    let faults: [(&str, Change); 6] = [
        ("hangs", |world| world.switches.hang = true),
        ("is cut", |world| world.switches.cut = true),
        ("is garbage", |world| world.switches.garbage = true),
        ("is 500", |world| world.switches.error_500 = true),
        ("has another code", |world| world.switches.always = 999),
        ("does not take our hash", |world| world.settings.units[0].password = "another".into()),
    ];
    for (fault, change) in faults {
        bureau.with(|world| {
            world.switches = Switches::default();
            change(world);
        });
        assert_eq!(line(false).ask(&questions).await, [None, None], "an answer that {fault}");
    }
    bureau.with(|world| {
        world.switches = Switches { garbage: true, ..Switches::default() };
        world.settings = Settings::default();
    });
    let resting = line(false);
    assert_eq!(resting.ask(&questions).await, [None, None]);
    bureau.with(|world| world.switches = Switches::default());
    assert_eq!(resting.ask(&questions).await, [None, None], "nobody waits for it again at once");
    // The number of a person goes over no open line, save where the bureau is played.
    assert_eq!(line(false).ask(&[document(true)]).await, [None]);
    assert_eq!(line(true).ask(&[document(true)]).await, [no()]);
}

/// isp_verifybamm, with the vector of 17.5: a right password, a wrong one, too many, and none to ask.
#[actix_web::test]
async fn a_filing_password_is_checked_by_the_bureau() {
    let house = House::open().await;
    house.accepted(1).await;
    house.work().await;
    house.bureau().approve(1, None, beian::clock::now());
    house.bureau().records[0].password = "888888".into();
    house.bureau().rules.password_checks = 2;
    let line = house.another(|_| ());
    let told = async |typed: &str| {
        let password = FilingPassword::parse(typed).unwrap();
        let answer = line.gateway().verify_password("京ICP备00000001号-1", &password).await.unwrap();
        (answer.code, answer.password_right)
    };
    assert_eq!(told("888888").await, (0, Some(true)));
    assert_eq!(told("888889").await, (0, Some(false)));
    assert_eq!(told("888888").await, (22, None));
    let nobody = house.another(|settings| settings.password_url = None);
    let password = FilingPassword::parse("888888").unwrap();
    let asked = nobody.gateway().verify_password("京ICP备00000001号", &password).await;
    assert!(matches!(asked, Err(CallFailed::NotReached(_))));
}

/// Nobody waits long for what is noted of a question: here the ledger is locked all the while.
#[actix_web::test]
async fn a_question_is_answered_whatever_the_ledger_does() {
    let house = House::open().await;
    let line = house.status_line().noting(house.db().clone()).patient(Duration::from_secs(1));
    let question = [Question::Domain("example1.cn".into())];
    let lock = house.test.client().await;
    lock.batch_execute("begin; lock table bureau_calls in exclusive mode").await.unwrap();
    let asked = tokio::time::timeout(Duration::from_secs(60), line.ask(&question)).await;
    assert_eq!(asked.expect("it is waited for"), [Some(Told { is_filed: false, entity_number: None })]);
    lock.batch_execute("rollback").await.unwrap();
}

/// The type check of the n-th applicant with the m-th domain.
fn check(n: u32, m: u32) -> TypeCheck {
    let forms = drafts(n);
    let type_check = TypeCheckForm { domain: format!("example{m}.cn"), ..forms.type_check.clone() };
    let websites = drafts(m).websites;
    application(&Drafts { type_check, websites, ..forms }).type_check
}

#[actix_web::test]
async fn what_the_system_tells_decides_the_type() {
    let house = House::open().await;
    house.accepted(1).await;
    house.work().await;
    house.bureau().approve(1, None, beian::clock::now());
    // On record through another provider.
    let elsewhere = check(7, 7);
    {
        let mut bureau = house.bureau();
        let mut record = bureau.records[0].clone();
        let filing = &mut record.filing;
        filing.entity.document.number = elsewhere.certificate.reveal().to_owned();
        filing.entity.number = Some("京ICP备00000077号".into());
        filing.websites[0].number = Some("京ICP备00000077号-1".into());
        filing.websites[0].domains[0].name = "example7.cn".into();
        bureau.records.push(record);
    }
    let owner = a_customer(&house.test, house.db(), "new", 9, "").await;
    let line = house.status_line();
    let outcome = async |check: &TypeCheck, asks: bool| {
        let questions = house.db().read(Actor::Applicant(owner), async |tx| service::questions(tx, check).await);
        let questions = questions.await.unwrap();
        let answers = if asks { line.ask(&questions).await } else { Vec::new() };
        let told: Vec<_> = questions.into_iter().zip(answers).filter_map(|(q, told)| Some((q, told?))).collect();
        let known = house.db().write(Actor::Applicant(owner), async |tx| {
            service::keep_told(tx, check, &told).await?;
            service::known(tx, owner, check, &Registers).await
        });
        match decide(&known.await.unwrap(), &check.province, book(), today()) {
            Outcome::Offered(offer) if offer.is_assumed => format!("{} assumed", offer.kind.code()),
            Outcome::Offered(offer) => offer.kind.code().to_owned(),
            Outcome::Conflict(block) => block.conflict.code().to_owned(),
            Outcome::LookUp => "look up".to_owned(),
        }
    };
    for (entity, domain, expected) in [(8, 8, "INITIAL"), (8, 7, "C2"), (7, 7, "ACCESS"), (7, 8, "look up")] {
        assert_eq!(outcome(&check(entity, domain), true).await, expected, "entity {entity}, domain {domain}");
    }
    // What was told is good for a day, without a further question; then it is unknown again.
    assert_eq!(outcome(&check(7, 7), false).await, "ACCESS");
    house.test.as_owner("update bureau_statuses set told_at = told_at - interval '25 hours'").await;
    assert_eq!(outcome(&check(8, 8), false).await, "INITIAL assumed");

    let sites = Sites::start_with(&house.test, house.values());
    let visitor = sites.applicant(owner).await;
    let form = TypeCheckForm { domain: "example7.cn".into(), ..drafts(8).type_check };
    let body = Body::Form(form.fields().to_vec());
    let answer = sites.post(Site::Portal, &paths::filing_new(), &visitor, body).await;
    let page = answer.text().await.unwrap();
    assert!(page.contains("已备案在其他主体"), "{page}");
    sites.stop().await;
}

/// However many filings an account begins: the page goes on, and a specialist looks.
#[actix_web::test]
async fn one_account_has_the_bureau_asked_only_so_often_a_day() {
    let house = House::open().await;
    let owner = a_customer(&house.test, house.db(), "new", 9, "").await;
    let sites = Sites::start_with(&house.test, house.values());
    let visitor = sites.applicant(owner).await;
    let begin = async |domain: &str| {
        let form = TypeCheckForm { domain: domain.into(), ..drafts(8).type_check };
        let body = Body::Form(form.fields().to_vec());
        let answer = sites.post(Site::Portal, &paths::filing_new(), &visitor, body).await;
        assert!(!answer.status().is_server_error(), "{}", answer.status());
        house.bureau().log.iter().filter(|line| line.what == "isp_querybeianstatus").count()
    };
    let asked = begin("example8.cn").await;
    assert!(asked > 0);
    let account = owner.to_string();
    let mut tries = 0;
    loop {
        let counted = async |tx: &mut Tx<'_>| throttle::attempt(tx, Scope::StatusAccount, &account).await;
        match house.db().write(Actor::Applicant(owner), counted).await {
            Err(Error::TooMany(_)) => break,
            counted => counted.unwrap(),
        }
        tries += 1;
        assert!(tries <= 100, "it never ends");
    }
    assert_eq!(begin("example18.cn").await, asked);
    sites.stop().await;
}

/// Who asks while the bureau's system is away waits for a specialist, or until it is back.
#[actix_web::test]
async fn a_question_that_waits_is_asked_again_once_the_bureau_is_back() {
    let house = House::open().await;
    let owner = a_customer(&house.test, house.db(), "waiting", 9, "").await;
    for n in [7, 8] {
        let check = check(n, n);
        let ask = async |tx: &mut beian::db::Tx<'_>| service::lookups::ask(tx, owner, &check, true).await;
        house.db().write(Actor::Applicant(owner), ask).await.unwrap();
    }
    house.db().write(Actor::Clock, async |tx| want_statuses(tx).await).await.unwrap();
    let wanted = "select count(*)::text from outbox where topic = 'bureau.statuses'";
    assert_eq!(house.test.text(wanted).await, "1");
    house.bureau().switches.error_500 = true;
    house.exchange().ask_statuses(AskStatuses {}).await.unwrap();
    let waits = "select count(*)::text from lookups where answered_at is null";
    assert_eq!(house.test.text(waits).await, "2", "it is away");
    house.bureau().switches.error_500 = false;
    // One of the two is answered by a specialist meanwhile.
    house.test.as_owner(BY_A_SPECIALIST).await;
    house.another(|_| ()).ask_statuses(AskStatuses {}).await.unwrap();
    assert_eq!(house.test.text(waits).await, "0");
    let answers =
        "select string_agg(entity_status || domain_status || (staff_id is null)::text, ' ' order by id) from lookups";
    assert_eq!(house.test.text(answers).await, "E3D2false E0D0true");
    let calls = "select string_agg(distinct concat_ws(' ', method, code), ', ' order by concat_ws(' ', method, code))
        from bureau_calls";
    assert_eq!(house.test.text(calls).await, "status, status 0", "each is noted, the one without an answer too");
    let mails = "select count(*)::text from notices where kind = 'lookup_answered'";
    assert_eq!(house.test.text(mails).await, "1");
    // What it told is kept: who waits for the same is answered without a call.
    let again = async |tx: &mut beian::db::Tx<'_>| service::lookups::ask(tx, owner, &check(8, 8), true).await;
    house.db().write(Actor::Applicant(owner), again).await.unwrap();
    house.bureau().switches.error_500 = true;
    house.another(|_| ()).ask_statuses(AskStatuses {}).await.unwrap();
    assert_eq!(house.test.text(waits).await, "0");
}
