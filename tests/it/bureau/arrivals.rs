//! What the bureau sends of its own accord beside results: each list becomes work for the desk, and what nobody knows is shown.

use beian::bureau::known::{Known, Parts};
use beian::bureau::messages::{Audit, AuditLines, EntityAudit, IcpDownload, IllegalAccess, LivenessAudit, ShellAudit};
use beian::bureau::sandbox::chance::Chance;
use beian::bureau::service::news;
use beian::bureau::store::known;
use beian::db::Tx;
use beian::filing::state::StateCode;
use beian::paths::office;
use beian::values::actor::{Actor, Role};
use data_encoding::BASE64;
use uuid::Uuid;

use super::house::{House, UNIT};
use super::operator::Operator;

const NUMBER: &str = "京ICP备00000001号-1";
const SEEN_AT: &str = "2026-11-29 10:00:00";

/// HCJG: an entity, an empty shell, a website checked for life.
fn audit() -> Audit {
    let entity = EntityAudit {
        entity_id: 7,
        name: "北京示例花园1有限公司".into(),
        document_kind: 1,
        document_number: "91110000".into(),
        ..EntityAudit::default()
    };
    let shell = ShellAudit {
        website_id: 8,
        number: NUMBER.into(),
        outcome: 1,
        audited_at: SEEN_AT.into(),
        ..ShellAudit::default()
    };
    let life =
        LivenessAudit { website_id: 8, number: NUMBER.into(), audited_at: SEEN_AT.into(), ..LivenessAudit::default() };
    Audit {
        found: AuditLines {
            entities: vec![entity],
            shells: vec![shell],
            liveness: vec![life],
            ..AuditLines::default()
        },
    }
}

/// FFJRHMD.
fn illegal() -> IllegalAccess {
    IllegalAccess {
        id: 9,
        domain: "illegal-example.cn".into(),
        address: 3_221_225_985,
        provider: UNIT,
        province: 310_000,
        seen_at: SEEN_AT.into(),
        remark: None,
    }
}

#[actix_web::test]
async fn what_the_bureau_finds_fault_with_is_work_for_the_desk() {
    let house = House::open().await;
    house.accepted(1).await;
    house.work().await;
    let now = beian::clock::now();
    house.bureau().approve(1, None, now);
    house.work().await;
    {
        let mut bureau = house.bureau();
        assert!(bureau.send_audit(UNIT, NUMBER, 1, now), "an access that is reported too much");
        bureau.publish(UNIT, IcpDownload { audit: Some(audit()), ..IcpDownload::default() }, now);
        bureau.publish(UNIT, IcpDownload { illegal_accesses: vec![illegal()], ..IcpDownload::default() }, now);
    }
    house.work().await;
    assert_eq!(house.alarms().await, Vec::<String>::new());
    let kept = "select concat_ws(' ', sort, subject, coalesce(province, '–')) from bureau_tasks order by sort";
    let expected = [
        "access 京ICP备00000001号-1 110000",
        "entity ID 7 –",
        "illegal illegal-example.cn 310000",
        "life 京ICP备00000001号-1 110000",
        "shell 京ICP备00000001号-1 110000",
    ];
    assert_eq!(house.test.texts(kept).await, expected);
    let operator = Operator::who_is(&house, Role::Specialist).await;
    let list = operator.get(&office::bureau_tasks()).await;
    for id in house.test.texts("select id::text from bureau_tasks").await {
        let task = office::bureau_task(id);
        let page = operator.get(&task).await;
        assert!(list.contains(&task) && page.contains("<h1") && !page.contains("北京示例花园1有限公司"), "{page}");
    }
    operator.leave().await;
}

/// Beside what is known and applied.
#[actix_web::test]
async fn what_nobody_knows_is_kept_and_shown_with_its_place() {
    let house = House::open().await;
    {
        let mut bureau = house.bureau();
        bureau.send_notice(UNIT, "京ICP备00000001号", "请更正主体信息", beian::clock::now());
        let file = bureau.outgoing.last_mut().unwrap();
        file.text = file.text.replace("</ICP>", "<Xhmd><Xhxx>来历不明</Xhxx></Xhmd></ICP>");
    }
    house.work().await;
    let told = house.alarms().await;
    assert!(told.len() == 1 && told[0].contains("ICP/Xhmd"), "{told:?}");
    let applied = "select string_agg(sort || ' ' || outcome, ', ' order by place) from bureau_items";
    assert_eq!(house.test.text(applied).await, "work applied, unknown left");
    let operator = Operator::of(&house).await;
    let list = operator.get(&office::exchange()).await;
    assert!(list.contains("无法识别：ICP/Xhmd"), "{list}");
    let file = office::exchange_file(house.test.text("select id::text from bureau_downloads").await);
    let (status, full) = operator.post(&file, &[("reason", "查看未知内容")]).await;
    assert!(status == 200 && full.contains("无法识别：ICP/Xhmd") && full.contains("来历不明"), "{full}");
    operator.leave().await;
}

/// What is wrong with it stands where it is dealt with, and those behind it do not wait.
#[actix_web::test]
async fn a_record_that_cannot_be_read_is_left_and_the_others_are_applied() {
    let house = House::open().await;
    let (unreadable, refused) = (house.accepted(1).await, house.accepted(2).await);
    house.work().await;
    house.bureau().refuse(1, "证件不清晰", beian::clock::now());
    let decision = {
        let mut bureau = house.bureau();
        let file = bureau.outgoing.pop().unwrap();
        let (from, to) = (file.text.find("<Gjsh>").unwrap(), file.text.find("</GJSHS>").unwrap());
        file.text[from..to].replace("<Shjg>0</Shjg>", "")
    };
    assert!(!decision.contains("Shjg"), "{decision}");
    house.bureau().refuse(2, "证件不清晰", beian::clock::now());
    {
        let mut bureau = house.bureau();
        let file = bureau.outgoing.last_mut().unwrap();
        file.text = file.text.replace("<GJSHS>", &format!("<GJSHS>{decision}"));
    }
    house.work().await;
    let stands = (house.state(&unreadable).await, house.state(&refused).await);
    assert_eq!(stands, (StateCode::Verifying, StateCode::Rejected));
    let told = house.alarms().await;
    let wrong = "ICP/BAJG/GJSHS/Gjsh/Shjg";
    let name = house.test.text("select name from bureau_downloads").await;
    assert!(told.len() == 1 && told[0].contains(wrong) && told[0].contains(&name), "{told:?}");
    let applied = "select string_agg(sort || ' ' || outcome, ', ' order by place) from bureau_items";
    assert_eq!(house.test.text(applied).await, "decision left, decision applied");
    assert_eq!(house.test.text("select count(trouble)::text from bureau_downloads").await, "0");
    let operator = Operator::of(&house).await;
    let file = office::exchange_file(house.test.text("select id::text from bureau_downloads").await);
    for page in [office::exchange(), file.clone()] {
        let page = operator.get(&page).await;
        assert!(page.contains(&format!("缺少 审核结果 {wrong}")), "{page}");
        assert!(!page.contains("无法识别"), "nothing is wrong with the other: {page}");
    }
    let (status, _) = operator.post(&file, &[("act", "settle"), ("place", "0")]).await;
    assert_eq!(status, 303);
    let settled = "select concat_ws(' ', place, settled_by is not null) from bureau_items order by place";
    assert_eq!(house.test.texts(settled).await, ["0 t", "1 f"], "ticked off");
    operator.leave().await;
}

/// The record brings the numbers: without it nothing is approved, whatever else is told of the case.
#[actix_web::test]
async fn a_record_that_cannot_be_read_decides_nothing() {
    let house = House::open().await;
    let case = house.accepted(1).await;
    house.work().await;
    let now = beian::clock::now();
    house.bureau().approve(1, None, now);
    let record = {
        let mut bureau = house.bureau();
        let record = bureau.outgoing.pop().unwrap().text;
        bureau.send_notice(UNIT, "京ICP备00000001号", "请更正主体信息", now);
        let file = bureau.outgoing.last_mut().unwrap();
        let (from, to) = (record.find("<BASJ>").unwrap(), record.find("</BASJ>").unwrap());
        let without = record[from..to].replace("<Bbyhlx>", "<Xx>").replace("</Bbyhlx>", "</Xx>");
        file.text = file.text.replace("<XGTZ>", &format!("{without}</BASJ><XGTZ>"));
        record
    };
    house.work().await;
    let applied = "select string_agg(i.sort || ' ' || i.outcome, ', ' order by d.received_at, i.place)
        from bureau_items i join bureau_downloads d on d.id = i.download_id";
    assert_eq!(house.test.text(applied).await, "decision noted, record left, work applied");
    assert_eq!(house.state(&case).await, StateCode::Verifying, "it waits for its numbers");
    assert_eq!(house.test.text("select count(*)::text from bureau_known").await, "0");
    {
        let mut bureau = house.bureau();
        bureau.send_notice(UNIT, "京ICP备00000001号", "请更正主体信息", now);
        bureau.outgoing.last_mut().unwrap().text = record;
    }
    house.work().await;
    assert_eq!(house.state(&case).await, StateCode::Approved, "{:?}", house.alarms().await);
}

/// A copy of the records may tell of a number twice, and all of it is written at once.
#[actix_web::test]
async fn what_is_told_of_a_number_last_is_what_is_known_of_it() {
    let house = House::open().await;
    let own = |number: &str, id: i64| Known { number: number.into(), id, parts: Parts::default() };
    let told = [own("京ICP备2号", 1), own("京ICP备1号", 2), own("京ICP备2号", 3)];
    let later = [own("京ICP备1号", 4)];
    for told in [told.as_slice(), later.as_slice(), &[]] {
        house.db().write(Actor::Bureau, async |tx| known::put(tx, told).await).await.unwrap();
    }
    let kept = "select number || ' ' || bureau_id from bureau_known order by number";
    assert_eq!(house.test.texts(kept).await, ["京ICP备1号 4", "京ICP备2号 3"]);
}

/// It is kept as its zip then, sealed part by part, and known again when it comes again.
#[actix_web::test]
async fn a_long_file_is_kept_in_parts_and_read_as_any_other() {
    let house = House::open().await;
    let mut chance = Chance::new(1);
    let picture: Vec<u8> = (0..3 << 16).flat_map(|_| chance.bits().to_le_bytes()).collect();
    let unknown = format!("<Xhmd><Xhxx>来历不明</Xhxx><Xhtp>{}</Xhtp></Xhmd></ICP>", BASE64.encode(&picture));
    {
        let mut bureau = house.bureau();
        bureau.send_notice(UNIT, "京ICP备00000001号", "请更正主体信息", beian::clock::now());
        let file = bureau.outgoing.last_mut().unwrap();
        file.text = file.text.replace("</ICP>", &unknown);
    }
    let text = house.bureau().outgoing[0].text.clone();
    house.work().await;
    let applied = "select string_agg(sort || ' ' || outcome, ', ' order by place) from bureau_items";
    assert_eq!(house.test.text(applied).await, "work applied, unknown left");
    let kept = "select count(*) || ' ' || count(content_sealed) || ' ' || (select count(*) from bureau_download_parts)
         from bureau_downloads";
    assert_eq!(house.test.text(kept).await, "1 0 2");
    {
        // What was confirmed is gone there.
        let mut bureau = house.bureau();
        bureau.outgoing[0].confirmed_at = None;
        bureau.outgoing[0].text = text;
    }
    house.fetch().await;
    assert_eq!(house.test.text(kept).await, "1 0 2", "it is stored once");
    assert_eq!(house.test.text(applied).await, "work applied, unknown left");
    let operator = Operator::of(&house).await;
    let file = office::exchange_file(house.test.text("select id::text from bureau_downloads").await);
    let (status, full) = operator.post(&file, &[("reason", "查看未知内容")]).await;
    assert!(status == 200 && full.contains("来历不明") && full.contains("请更正主体信息"), "{status}");
    let (status, bytes) = operator.post(&file, &[("act", "bytes"), ("reason", "查看未知内容")]).await;
    assert!(status == 200 && bytes.contains(&BASE64.encode(&picture)), "{status}");
    operator.leave().await;
}

/// One that knows more may read it: it is left as a whole, and no piece of it is ticked off for ever.
#[actix_web::test]
async fn a_file_of_which_nothing_can_be_read_is_left_as_a_whole() {
    let house = House::open().await;
    house.accepted(1).await;
    house.work().await;
    house.bureau().refuse(1, "证件不清晰", beian::clock::now());
    {
        let mut bureau = house.bureau();
        let file = bureau.outgoing.last_mut().unwrap();
        file.text = file.text.replace("<Shjg>0</Shjg>", "");
    }
    house.work().await;
    let told = house.alarms().await;
    assert!(told.len() == 1 && told[0].contains("Shjg"), "{told:?}");
    let stands = "select concat_ws(' ', i.place, i.sort, i.outcome, position('Gjsh/Shjg' in d.trouble) > 0)
        from bureau_items i join bureau_downloads d on d.id = i.download_id";
    assert_eq!(house.test.texts(stands).await, ["-1 file left t"]);
}

/// A program that knows less could not read a file, however often it tried. The next one can.
#[actix_web::test]
async fn a_file_that_can_be_read_at_last_is_applied_from_its_first_piece_on() {
    let house = House::open().await;
    let case = house.accepted(1).await;
    house.work().await;
    house.bureau().refuse(1, "证件不清晰", beian::clock::now());
    house.fetched().await;
    let id: Uuid = house.test.text("select id::text from bureau_downloads").await.parse().unwrap();
    for _ in 0..2 {
        let left = async |tx: &mut Tx<'_>| news::unreadable(tx, id, "Gjsh is missing").await;
        house.db().write(Actor::Bureau, left).await.unwrap();
    }
    let stands =
        "select string_agg(concat_ws(' ', i.place, i.sort, i.outcome, i.settled_at is null), ', ' order by i.place)
             || coalesce(' ' || d.trouble, '')
         from bureau_items i join bureau_downloads d on d.id = i.download_id group by d.trouble";
    assert_eq!(house.test.text(stands).await, "-1 file left t Gjsh is missing");
    house.fetch().await;
    assert_eq!(house.state(&case).await, StateCode::Rejected, "{:?}", house.alarms().await);
    assert_eq!(house.test.text(stands).await, "-1 file left f, 0 decision applied t", "nobody has to look any more");
}
