//! What the bureau lacks, and what nobody can tell of: the operator says at the page what becomes of it.

use beian::bureau::jobs::{Apply, SendPapers};
use beian::bureau::sandbox::Outgoing;
use beian::bureau::service::missing;
use beian::db::Tx;
use beian::error::Error;
use beian::filing::decision::Verdict;
use beian::filing::finding::Finding;
use beian::filing::state::{Event, StateCode};
use beian::outbox;
use beian::paths::office;
use beian::values::actor::Actor;

use super::house::{House, UNIT};
use super::operator::Operator;
use super::work::answer_all;

#[actix_web::test]
async fn what_the_bureau_lost_is_sent_again_as_it_was() {
    let house = House::open().await;
    let (kept, lost, decided) = (house.accepted(1).await, house.accepted(2).await, house.accepted(3).await);
    house.work().await;
    house.bureau().refuse(3, "证件不清晰", beian::clock::now());
    house.work().await;
    let before = house.bureau().cases[1].asked.clone();
    {
        let mut bureau = house.bureau();
        bureau.uploads.truncate(1);
        bureau.cases.truncate(1);
        bureau.sequences.insert(UNIT, 1);
    }
    let operator = Operator::of(&house).await;
    let again = [("act", "send-again")];
    assert_eq!(operator.post(&office::exchange(), &again).await.0, 409, "nothing is known to be missing");
    let next = house.accepted(4).await;
    house.work().await;
    let page = operator.get(&office::exchange()).await;
    assert!(page.contains("缺少序号 2 起") && page.contains("补报缺少的文件"), "{page}");
    assert_eq!(operator.post(&office::exchange(), &again).await.0, 303);
    house.work().await;
    assert_eq!(house.uploads(), [1, 2, 3], "what was refused meanwhile is not missed");
    assert!(house.bureau().cases[1].asked == before, "the very same, with our ids of it");
    for case in [&kept, &lost, &next] {
        assert_eq!(house.state(case).await, StateCode::Verifying);
    }
    assert_eq!(house.state(&decided).await, StateCode::Rejected);
    assert_eq!(house.alarms().await.len(), 1, "{:?}", house.alarms().await);
    house.bureau().approve(2, None, beian::clock::now());
    house.work().await;
    assert_eq!(house.state(&lost).await, StateCode::Approved);
    operator.leave().await;
}

/// A case whose file is over goes back to the desk instead; one of which a newer file was taken waits for that.
#[actix_web::test]
async fn what_cannot_be_sent_again_or_was_replaced_is_not() {
    let house = House::open().await;
    house.accepted(1).await;
    let (over, twice) = (house.accepted(2).await, house.accepted(3).await);
    house.work().await;
    let verdict = Verdict::new(vec![Finding::general("ACC-13").saying("重新填写")], None);
    house.perform(&twice, |fact| Event::Faulty(fact, verdict)).await;
    house.bureau().cases.pop().expect("the bureau has it");
    house.accept(&twice).await;
    house.work().await;
    assert_eq!(house.uploads(), [1, 2, 3, 4], "two of them of one case");
    {
        let mut bureau = house.bureau();
        bureau.uploads.truncate(1);
        bureau.cases.truncate(1);
        bureau.sequences.insert(UNIT, 1);
    }
    house.test.as_owner("update bureau_uploads set content_sealed = null where number = 2").await;
    let next = house.accepted(4).await;
    house.work().await;
    let send_again = async || house.db().write(house.specialist(), async |tx| missing::send_again(tx).await).await;
    house.test.as_owner("update bureau_line set stopped_at = null").await;
    assert!(matches!(send_again().await, Err(Error::Refused(_))), "the line goes on already");
    house.test.as_owner("update bureau_line set stopped_at = now()").await;
    send_again().await.unwrap();
    house.work().await;
    assert_eq!(house.state(&over).await, StateCode::Submitted);
    assert_eq!(house.decisions(&over).await.pop().unwrap().findings.remove(0).reason, "ACC-14");
    assert_eq!((house.state(&twice).await, house.state(&next).await), (StateCode::Verifying, StateCode::Verifying));
    assert_eq!(house.uploads(), [1, 2, 3]);
    let handled = "select count(*)::text from audit_events where detail = 'sends again from 2 on'
        and action = 'bureau.handled' and actor_kind = 'staff'";
    assert_eq!(house.test.text(handled).await, "1", "by whom");
}

/// Papers that went up twice on their own are one set of papers.
#[actix_web::test]
async fn of_papers_that_went_up_several_times_the_last_are_sent_again() {
    let house = House::open().await;
    let case = house.accepted(1).await;
    house.work().await;
    house.bureau().approve(1, None, beian::clock::now());
    house.work().await;
    for _ in 0..2 {
        let ask = async |tx: &mut Tx<'_>| outbox::enqueue(tx, &SendPapers { filing: case.id }).await;
        house.db().write(Actor::Bureau, ask).await.unwrap();
        house.work().await;
    }
    assert_eq!(house.uploads(), [1, 2, 3]);
    {
        let mut bureau = house.bureau();
        bureau.uploads.truncate(1);
        bureau.sequences.insert(UNIT, 1);
    }
    house.accepted(2).await;
    house.work().await;
    house.db().write(house.specialist(), async |tx| missing::send_again(tx).await).await.unwrap();
    house.work().await;
    assert_eq!(house.uploads(), [1, 2, 3], "the papers once, and the next case");
}

/// Of the answers to one piece of work the last counts: what the bureau says once more of the one before is passed over, and
/// that is not sent again.
#[actix_web::test]
async fn of_several_answers_the_last_counts() {
    let house = House::open().await;
    house.accepted(1).await;
    house.work().await;
    house.bureau().tell_unfiled(UNIT, "unfiled-example.cn", 3_221_225_985, beian::clock::now());
    house.work().await;
    let told = std::mem::take(&mut house.bureau().unfiled);
    answer_all(&house).await;
    house.work().await;
    let is_open = "select (answered_at is null)::text from bureau_tasks";
    assert_eq!(house.test.text(is_open).await, "true", "refused");
    answer_all(&house).await;
    {
        let mut bureau = house.bureau();
        bureau.unfiled.clone_from(&told);
        let refusal = bureau.outgoing.last().unwrap().clone();
        bureau.outgoing.push(Outgoing { name: "again.xml".into(), confirmed_at: None, ..refusal });
    }
    house.fetched().await;
    let again = house.test.text("select id::text from bureau_downloads where name = 'again.xml'").await;
    let applied = house.exchange().apply(Apply { download: again.parse().unwrap() }).await;
    assert!(applied.is_err(), "somebody sees it");
    assert_eq!(house.test.text(is_open).await, "false", "the answer that waits stands");
    house.work().await;
    assert_eq!(house.uploads(), [1, 2, 3], "both answers went up");
    {
        let mut bureau = house.bureau();
        bureau.uploads.truncate(1);
        bureau.sequences.insert(UNIT, 1);
        bureau.unfiled = told;
    }
    house.accepted(2).await;
    house.work().await;
    house.db().write(house.specialist(), async |tx| missing::send_again(tx).await).await.unwrap();
    house.work().await;
    assert_eq!(house.uploads(), [1, 2, 3], "the last answer, and the next case");
    let sent = "select string_agg(coalesce(number::text, state), ' ' order by ids) from bureau_uploads";
    assert_eq!(house.test.text(sent).await, "1 dropped 2 3");
    let stands = "select concat_ws(' ', outcome, done_at is not null) from bureau_tasks";
    assert_eq!(house.test.text(stands).await, "2 t", "{:?}", house.alarms().await);
}

/// Let go on, the line sends nothing again that the bureau lost: an answer is to be given anew, where one is owed still.
#[actix_web::test]
async fn an_answer_that_the_bureau_lost_is_gone_here_too() {
    let house = House::open().await;
    house.accepted(1).await;
    house.work().await;
    for domain in ["unfiled-example.cn", "seen-example.cn"] {
        house.bureau().tell_unfiled(UNIT, domain, 3_221_225_985, beian::clock::now());
    }
    house.work().await;
    answer_all(&house).await;
    house.work().await;
    let stands = "select concat_ws(' ', outcome, words_sealed is null, answered_at is null, done_at is null)
        from bureau_tasks order by subject desc";
    assert_eq!(house.test.texts(stands).await, ["2 f f f"; 2], "the bureau has them: {:?}", house.alarms().await);
    // The bureau did not take the other since, and the desk closed that work.
    house.test.as_owner("update bureau_tasks set outcome = 'seen' where subject = 'seen-example.cn'").await;
    {
        let mut bureau = house.bureau();
        bureau.uploads.truncate(1);
        bureau.sequences.insert(UNIT, 1);
    }
    let next = house.accepted(2).await;
    house.work().await;
    assert_eq!(house.test.texts(stands).await, ["2 f f f", "seen f f f"], "somebody looks first");
    house.let_go_on().await;
    house.work().await;
    assert_eq!(house.test.texts(stands).await, ["t t t", "seen f f f"]);
    assert_eq!((house.state(&next).await, house.uploads()), (StateCode::Verifying, vec![1, 2]));
}

/// What is recorded on no case the operator settles: whichever way, it is sent once.
#[actix_web::test]
async fn the_operator_says_whether_a_file_is_there_that_nobody_can_tell_of() {
    let house = House::open().await;
    let operator = Operator::of(&house).await;
    for (n, has_arrived) in [(1, true), (2, false)] {
        let case = house.prepared(n).await;
        let (number, file) = house.begun().await;
        if has_arrived {
            house.exchange().gateway().upload(number, &file).await.unwrap();
            house.bureau().uploads[0].bytes = b"<a".to_vec();
        } else {
            house.count_elsewhere(number);
            house.bureau().uploads.last_mut().unwrap().bytes = b"<a".to_vec();
        }
        house.work().await;
        let id = house.test.text("select id::text from bureau_uploads where state = 'held'").await;
        let act = if has_arrived { "arrived" } else { "not-arrived" };
        let page = office::exchange_upload(id);
        let shown = operator.get(&page).await;
        assert!(shown.contains("管局已收到") && shown.contains("管局没有收到，重新上报"), "{shown}");
        assert_eq!(operator.post(&page, &[("act", act)]).await.0, 303, "{act}");
        assert_eq!(operator.post(&page, &[("act", act)]).await.0, 409, "{act}: once");
        house.work().await;
        if !has_arrived {
            // The bureau's count went on without us: somebody looks, as ever.
            house.let_go_on().await;
            house.work().await;
        }
        assert_eq!(house.state(&case).await, StateCode::Verifying, "{:?}", house.alarms().await);
    }
    assert_eq!(house.uploads(), [1, 3]);
    operator.leave().await;
}
