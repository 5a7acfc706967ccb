//! Work that the bureau gives: it comes to the desk with its day, is answered, and the answers go up.

use beian::auth::session::{Site, Stage};
use beian::bureau::codes::Operation;
use beian::bureau::messages::{IcpDownload, ItemResult, ResultLine, Results};
use beian::bureau::replies::Verified;
use beian::bureau::service::tasks::{self, Done};
use beian::bureau::store;
use beian::bureau::store::work::{self, AfterDone, AfterOpen, Filter};
use beian::bureau::upload::Upload;
use beian::bureau::work::{Reply, Sort};
use beian::db::Tx;
use beian::filing::service;
use beian::paths::office;
use beian::registry::service::OwnRegistry;
use beian::values::actor::{Actor, Role};
use uuid::Uuid;

use super::house::{House, UNIT};
use super::operator::Operator;
use crate::support::filings::a_customer;
use crate::support::people::{a_person_of_staff, application, drafts};
use crate::support::sites::{Body, Sites};

/// A house in which the first case is on record.
pub async fn on_record() -> House {
    let house = House::open().await;
    house.accepted(1).await;
    house.work().await;
    house.bureau().approve(1, None, beian::clock::now());
    house.work().await;
    house
}

/// The desk answers all that waits for an answer.
pub async fn answer_all(house: &House) {
    let us = house.exchange().gateway().settings();
    let found = Verified { passed: true, opinion: "信息属实".into(), ..Verified::default() };
    let done = Done { outcome: 2, opinion: "已停止接入".into(), province: Some(110_000) };
    for id in house.test.texts("select id::text from bureau_tasks where answered_at is null").await {
        let id: Uuid = id.parse().unwrap();
        let answered = house.db().write(house.specialist(), async |tx| {
            let task = tasks::load(tx, id).await?;
            match task.sort.reply() {
                Reply::Verified => tasks::verified(tx, us, id, &found).await,
                _ => tasks::handled(tx, us, id, done.clone()).await,
            }
        });
        let faults = answered.await.unwrap();
        assert!(faults.is_empty(), "{faults:?}");
    }
}

#[actix_web::test]
async fn a_verification_and_an_unfiled_site_are_answered_and_a_notice_is_seen() {
    let house = on_record().await;
    {
        let mut bureau = house.bureau();
        let entity = bureau.records[0].filing.entity.entity_id;
        let now = beian::clock::now();
        assert!(bureau.order_verification(UNIT, entity, now));
        bureau.send_tables(UNIT, now);
        let tables = &mut bureau.outgoing.last_mut().unwrap().text;
        let (over, in_force) =
            ("<Mc>军官证</Mc><Dwflid>5</Dwflid><Sfyx>0<", "<Mc>军官证</Mc><Dwflid>5</Dwflid><Sfyx>1<");
        assert!(tables.contains(over), "{tables}");
        *tables = tables.replace(over, in_force);
        bureau.tell_unfiled(UNIT, "unfiled-example.cn", 3_221_225_985, now);
        bureau.send_notice(UNIT, "京ICP备00000001号", "请更正主体信息", now);
    }
    house.work().await;
    let told = house.alarms().await;
    assert!(told.len() == 1 && told[0].contains("Zjlx_dms"), "codes that we do not know are told: {told:?}");
    let names = "select string_agg(name, ' ' order by code) from bureau_codes where table_name = 'Wbacl_dms'";
    assert_eq!(house.test.text(names).await, "已备案 已停止接入");
    let sorts = "select string_agg(sort || ' ' || subject || ' ' || (due_on - (received_at at time zone 'Asia/Shanghai')::date), ', ' order by place, received_at) from bureau_tasks";
    let sorts = house.test.text(sorts).await;
    for part in ["verification example1.cn 10", "unfiled unfiled-example.cn 5", "notice 京ICP备00000001号 10"] {
        assert!(sorts.contains(part), "{sorts}");
    }

    let sites = Sites::start_with(&house.test, house.values());
    let officer = a_person_of_staff(&house.test, "verifier", Role::Specialist, &[]).await;
    let south = a_person_of_staff(&house.test, "south", Role::Specialist, &["440000"]).await;
    let (officer, south) = (sites.staff(officer, Stage::Full).await, sites.staff(south, Stage::Full).await);
    let get = async |path: &str| sites.get(Site::Office, path, &officer).await.text().await.unwrap();
    let post = async |path: &str, form: &[(&str, &str)]| {
        let answer = sites.post(Site::Office, path, &officer, Body::Form(form.to_vec())).await;
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    let task = async |sort: &str| {
        office::bureau_task(house.test.text(&format!("select id::text from bureau_tasks where sort = '{sort}'")).await)
    };
    let (verification, unfiled, notice) = (task("verification").await, task("unfiled").await, task("notice").await);
    let list = get(&office::bureau_tasks()).await;
    assert!([&verification, &unfiled, &notice].iter().all(|url| list.contains(*url)), "{list}");

    let of = async |query: &str| get(&format!("{}?{query}", office::bureau_tasks())).await;
    let narrowed = of("province=110000&sort=notice").await;
    assert!(narrowed.contains(&format!("{notice}?province=110000")) && !narrowed.contains(&verification), "{narrowed}");
    assert!(
        get(&format!("{notice}?province=110000")).await.contains("/bureau/tasks?province=110000"),
        "and back there"
    );
    let elsewhere = of("province=310000").await;
    assert!(elsewhere.contains(&unfiled) && !elsewhere.contains(&notice), "what tells no province is everybody's");
    assert!(of("province=310000&sort=notice").await.contains("没有符合条件的任务"));

    // Of another province: neither on the list nor by its address.
    let list = sites.get(Site::Office, &office::bureau_tasks(), &south).await.text().await.unwrap();
    assert!(list.contains(&unfiled) && !list.contains(&notice), "{list}");
    for (url, status) in [(&notice, 404), (&unfiled, 200)] {
        assert_eq!(sites.get(Site::Office, url, &south).await.status().as_u16(), status, "{url}");
    }
    for act in ["claim", "reveal", "answer"] {
        let form = Body::Form(vec![("act", act), ("reason", "核实"), ("opinion", "已通知")]);
        assert_eq!(sites.post(Site::Office, &notice, &south, form).await.status().as_u16(), 404, "{act}");
    }
    let codes = get(&format!("{}?table=Wbacl_dms", office::bureau_codes())).await;
    assert!(codes.contains("未备案处理") && codes.contains("已停止接入"), "{codes}");
    assert!(
        list.contains(&office::bureau_codes()) && codes.contains(r#"aria-current="page""#),
        "from the work and back"
    );

    // Masked until somebody says why, and audited then.
    let page = get(&verification).await;
    assert!(page.contains("Zt_xx") && !page.contains("北京示例花园1有限公司"), "{page}");
    assert_eq!(post(&verification, &[("act", "claim")]).await.0, 303);
    // What whoever has it is called does not open: the work is shown all the same.
    let called = async |sealed: &str| {
        let set = format!("update staff set display_name_sealed = {sealed} where login = 'verifier'");
        house.test.as_owner(&set).await;
    };
    called("'\\x00010203'").await;
    let page = get(&verification).await;
    assert!(page.contains("Zt_xx"), "{page}");
    called("null").await;
    let looked = [("act", "reveal"), ("reason", "核实"), ("outcome", "refused"), ("opinion", "正在写的意见")];
    let (status, full) = post(&verification, &looked).await;
    assert!(status == 200 && full.contains("北京示例花园1有限公司"), "{full}");
    assert!(full.contains("正在写的意见"), "who looks loses nothing of the answer: {full}");
    assert_eq!(house.test.texts("select reason from audit_events where action = 'bureau.revealed'").await, ["核实"]);

    let (status, again) =
        post(&verification, &[("act", "answer"), ("outcome", "refused"), ("opinion", "地址不符")]).await;
    assert!(status == 422 && again.contains("请填写错误信息") && again.contains("地址不符"), "{again}");
    let (status, again) = post(&verification, &[("act", "answer"), ("opinion", " ")]).await;
    assert!(status == 422 && again.contains("请选择结果") && again.contains("请填写意见"), "{again}");
    let passed = [("act", "answer"), ("outcome", "passed"), ("opinion", "信息属实")];
    assert_eq!(post(&verification, &passed).await.0, 303);
    let (_, twice) = post(&verification, &passed).await;
    assert!(twice.contains("已答复"), "{twice}");

    let done = [("act", "answer"), ("outcome", "2"), ("opinion", "已停止接入"), ("province", "110000")];
    assert!(get(&unfiled).await.contains("已停止接入"), "the bureau's own table is offered");
    // All that is wrong is told at once, each at its field.
    for outcome in ["", "甲乙", "999"] {
        let (status, again) = post(&unfiled, &[("act", "answer"), ("outcome", outcome)]).await;
        let all = ["请选择结果", "请填写意见", "请选择网站所在省"];
        assert!(status == 422 && all.iter().all(|told| again.contains(told)), "{outcome}: {again}");
    }
    assert_eq!(post(&unfiled, &done).await.0, 303);
    assert_eq!(post(&notice, &[("act", "answer"), ("opinion", "已通知主体")]).await.0, 303);
    sites.stop().await;

    house.work().await;
    assert_eq!(house.uploads(), [1, 2, 3], "{:?}", house.alarms().await);
    let methods = "select string_agg(method, ' ' order by number) from bureau_uploads";
    assert_eq!(house.test.text(methods).await, "XZBA HSJG WBACLJG");
    house.work().await;
    assert_eq!(house.alarms().await.len(), 1, "the bureau has no complaint: {:?}", house.alarms().await);
    let open = "select count(*)::text from bureau_tasks where done_at is null";
    assert_eq!(house.test.text(open).await, "0");
}

/// Results have no operation for an answer: what is wrong with one comes as of a new filing, by what the work was about.
#[actix_web::test]
async fn an_answer_that_the_bureau_does_not_take_is_to_be_given_again() {
    let house = on_record().await;
    let entity = {
        let mut bureau = house.bureau();
        let (entity, now) = (bureau.records[0].filing.entity.entity_id, beian::clock::now());
        assert!(bureau.order_verification(UNIT, entity, now));
        bureau.tell_unfiled(UNIT, "unfiled-example.cn", 3_221_225_985, now);
        entity
    };
    house.work().await;
    answer_all(&house).await;
    // The ids of the other answer are as the bureau's own of what the first is about.
    let block = Upload::block_of(entity);
    let alike = format!("update bureau_uploads set ids = {block} where method = 'WBACLJG'");
    house.test.as_owner(&alike).await;
    {
        let mut bureau = house.bureau();
        bureau.records.clear();
        bureau.unfiled.clear();
    }
    // What went up is judged at once, and news are asked for after it.
    house.work().await;
    let stand = "select concat_ws(' ', sort, outcome, done_at is not null) from bureau_tasks order by sort";
    assert_eq!(house.test.texts(stand).await, ["unfiled f", "verification f"]);
    let alarms = house.alarms().await;
    assert!(alarms.len() == 1 && alarms[0].contains("5005"), "it may be the operator's matter, too: {alarms:?}");

    let officer = Operator::who_is(&house, Role::Specialist).await;
    for (sort, told) in [("unfiled", "5005 网站不属于该企业"), ("verification", "1058 主体不存在")] {
        let id = house.test.text(&format!("select id::text from bureau_tasks where sort = '{sort}'")).await;
        let task = office::bureau_task(id);
        let page = officer.get(&task).await;
        assert!(page.contains("管局没有接受上次的答复") && page.contains(told), "{page}");
        if sort == "unfiled" {
            for outcome in ["", "甲乙", "1000"] {
                let (status, again) = officer.post(&task, &[("act", "answer"), ("outcome", outcome)]).await;
                assert!(status == 422 && again.contains("请填写 1 至 999 的数字"), "the table is not here: {again}");
            }
        }
        let seen = [("act", "seen"), ("opinion", "管局已无此记录")];
        assert_eq!(officer.post(&task, &seen).await.0, 303, "{sort}: where no answer is taken, none is owed");
        let page = officer.get(&task).await;
        assert!(page.contains("已阅") && !page.contains(told), "{page}");
    }
    officer.leave().await;
    assert_eq!(house.test.texts(stand).await, ["unfiled seen t", "verification seen t"]);
}

/// Whoever closed it knew that the bureau takes no answer: that it says so once more is no work.
#[actix_web::test]
async fn a_late_refusal_does_not_open_again_what_was_closed_as_seen() {
    const DOMAIN: &str = "unfiled-example.cn";
    let house = House::open().await;
    house.bureau().tell_unfiled(UNIT, DOMAIN, 3_221_225_985, beian::clock::now());
    house.work().await;
    answer_all(&house).await;
    house.work().await;
    let refuse = async |text: &str| {
        let lines = vec![ResultLine { code: 1004, text: Some(text.into()) }];
        let operation = Operation::NewFiling.code();
        let results = vec![ItemResult { lines, operation, key: Some(DOMAIN.into()), remark: None }];
        let results = Some(Results { results, ..Results::default() });
        house.bureau().publish(UNIT, IcpDownload { results, ..IcpDownload::default() }, beian::clock::now());
        house.work().await;
    };
    let stands = "select concat_ws(' ', outcome, answered_at, done_at) from bureau_tasks";
    refuse("域名错误").await;
    assert_eq!(house.test.text(stands).await, "", "it is to be answered again: {:?}", house.alarms().await);
    let id: Uuid = house.test.text("select id::text from bureau_tasks").await.parse().unwrap();
    let close = async |tx: &mut Tx<'_>| tasks::seen(tx, id, "管局已无此记录").await;
    house.db().write(house.specialist(), close).await.unwrap();
    let closed = house.test.text(stands).await;
    assert!(closed.starts_with("seen "), "{closed}");
    refuse("域名仍错误").await;
    assert_eq!(house.test.text(stands).await, closed);
    let told = "select concat_ws(' ', outcome, reason, words_sealed is not null) from bureau_items
        where sort = 'result' order by decided_at";
    assert_eq!(house.test.texts(told).await, ["applied 1004 f", "noted 1004 t"], "what it said is kept");
    assert_eq!(house.alarms().await, Vec::<String>::new());
}

/// What did not go up the bureau cannot have judged.
#[actix_web::test]
async fn a_result_by_a_name_is_about_the_last_answer_that_went_up() {
    let house = House::open().await;
    for _ in 0..2 {
        house.bureau().tell_unfiled(UNIT, "unfiled-example.cn", 3_221_225_985, beian::clock::now());
    }
    house.work().await;
    answer_all(&house).await;
    let table = [
        ("none of them", "state = 'fixed'", "2000"),
        ("the first, the other waits", "state = case ids when 1000 then 'accepted' else 'fixed' end", "1000"),
        (
            "the first, nobody waited for the other",
            "state = case ids when 1000 then 'accepted' else 'dropped' end,
             number = case ids when 1000 then number end",
            "1000",
        ),
        ("both", "state = 'accepted', number = ids", "2000"),
    ];
    for (went_up, change, expected) in table {
        house.test.as_owner(&format!("update bureau_uploads set {change}")).await;
        let find =
            async |tx: &mut Tx<'_>| store::find_by_key(tx.conn, Operation::NewFiling, "unfiled-example.cn").await;
        let found = house.db().write(Actor::Bureau, find).await.unwrap().unwrap();
        assert_eq!(found.ids.to_string(), expected, "{went_up}");
    }
}

/// Page by page nothing is left out or told twice, whatever falls on one day.
#[actix_web::test]
async fn the_list_of_work_goes_on_page_by_page() {
    let house = House::open().await;
    let file = "insert into bureau_downloads (id, name) values ('01900000-0000-7000-8000-000000000001', 'x.xml')";
    house.test.as_owner(file).await;
    let tasks = "insert into bureau_tasks (id, download_id, place, sort, subject, province, due_on, outcome, answered_at, done_at)
        select gen_random_uuid(), '01900000-0000-7000-8000-000000000001', n, 'notice', 'x', '110000', date '2026-12-01' + n % 3,
               case when n % 4 > 1 then 'seen' end, case when n % 4 > 1 then now() end, case when n % 4 = 3 then now() end
        from generate_series(1, 40) n";
    house.test.as_owner(tasks).await;
    let filter = Filter { province: Some("110000".into()), sort: Some(Sort::Notice), ..Filter::default() };
    let (mut open, mut done) = (Vec::new(), Vec::new());
    let read = house.db().read(Actor::Clock, async |tx| {
        let mut after = None;
        loop {
            let page = work::list_open(tx.conn, &filter, after, 7).await?;
            let Some(last) = page.last() else { break };
            after = Some(AfterOpen::of(last));
            open.extend(page.into_iter().map(|task| (task.answered_at.is_some(), task.due_on, task.id)));
        }
        let mut after = None;
        loop {
            let page = work::list_done(tx.conn, &filter, after, 3).await?;
            let Some(last) = page.last() else { break };
            after = last.done_at.map(|at| AfterDone { at, id: last.id });
            done.extend(page.into_iter().map(|task| task.id));
        }
        Ok(())
    });
    read.await.unwrap();
    assert!(open.len() == 30 && open.is_sorted(), "{open:?}");
    assert!(done.len() == 10 && done.is_sorted(), "{done:?}");
    let other = Filter { within: vec!["440000".into()], ..Filter::default() };
    let none = house.db().read(Actor::Clock, async |tx| work::list_open(tx.conn, &other, None, 7).await).await;
    assert_eq!(none.unwrap(), []);
}

#[actix_web::test]
async fn what_is_on_the_blacklist_cannot_be_filed_until_it_is_taken_off() {
    let house = on_record().await;
    let (own, other) = (application(&drafts(1)).type_check, application(&drafts(2)).type_check);
    let owner = a_customer(&house.test, house.db(), "new", 9, "").await;
    let is_barred = async |check: &beian::filing::application::TypeCheck| {
        let known = async |tx: &mut Tx<'_>| service::known(tx, owner, check, &OwnRegistry).await;
        house.db().read(Actor::Applicant(owner), known).await.unwrap().is_barred
    };
    let now = beian::clock::now();
    house.bureau().list_domain(UNIT, "example1.cn", true, now);
    house.bureau().list_entity(UNIT, "单位", (13, other.certificate.reveal()), true, now);
    house.work().await;
    assert!(
        is_barred(&own).await && is_barred(&other).await,
        "by its domain, and by its number whatever its kind is called"
    );
    let told = house.test.texts("select subject from bureau_tasks where sort = 'listed'").await;
    assert_eq!(told, ["京ICP备00000001号-1"], "the desk hears of what is here");
    house.bureau().list_domain(UNIT, "example1.cn", false, now);
    house.bureau().list_entity(UNIT, "单位", (13, other.certificate.reveal()), false, now);
    house.work().await;
    assert!(!is_barred(&own).await && !is_barred(&other).await);
    let kept = "select count(*)::text from barred where removed_at is not null and source = 'HMDLB'";
    assert_eq!(house.test.text(kept).await, "2", "what was barred when is still known");
    assert_eq!(house.alarms().await, Vec::<String>::new());
}

#[actix_web::test]
async fn what_the_bureau_cancels_is_off_the_record_and_its_owner_hears_of_it() {
    let house = on_record().await;
    // Entities and websites may be counted each on their own.
    house.test.as_owner("update bureau_known set bureau_id = 7").await;
    {
        let mut bureau = house.bureau();
        bureau.send_tables(UNIT, beian::clock::now());
        let lines = "<Zxxx><Zxlb>1</Zxlb><Jlid>7</Jlid></Zxxx><Zxxx><Zxlb>0</Zxlb><Jlid>8</Jlid></Zxxx>";
        bureau.outgoing.last_mut().unwrap().text = format!(
            r#"<?xml version="1.0" encoding="GBK"?><DownloadData version="V.3.0"><ICP><ZXSJ>{lines}</ZXSJ></ICP></DownloadData>"#
        );
    }
    house.work().await;
    let ended = "select count(*)::text from websites where cancelled_on is not null";
    assert_eq!(house.test.text(ended).await, "1", "{:?}", house.alarms().await);
    let told = "select facts ->> 'number' from notices where kind = 'cancelled_by_bureau'";
    assert_eq!(house.test.texts(told).await, ["京ICP备00000001号-1"]);
    let alarms = house.alarms().await;
    assert!(
        alarms.len() == 1 && alarms[0].contains("Not a filing sent from here"),
        "what is not known here is told: {alarms:?}"
    );
    assert_eq!(house.test.texts("select number from bureau_known").await, ["京ICP备00000001号"]);
}
