//! Two pairs of eyes: a case with a mark is accepted only when a colleague confirmed exactly that.

use beian::review::confirmation::Answer;
use beian::review::mark::Verdict as Said;
use beian::review::service::{confirmation, decide, marks};

use super::*;
use crate::support::filings::verified;

const REASON: &str = "许可证正在换发，管局电话同意先行提交";

/// A case of the specialist's, with its checklist done and one field marked.
async fn a_marked_case(world: &World) -> Case {
    let case = world.a_draft(1).await;
    verified(world.db(), &world.load(&case).await).await;
    world.submit(&case).await.unwrap();
    world.claim(&case).await;
    let done: Vec<String> = (1..=18).map(|n| format!("\"R{n:02}\": \"yes\"")).collect();
    world.test_db.as_owner(&format!("update reviews set checklist = '{{{}}}'", done.join(","))).await;
    mark(world, &case, "entity.cert_address", 0).await;
    case
}

async fn mark(world: &World, case: &Case, target: &str, seen: i32) {
    let said = Said::Marked { reason: "ENT-03".into(), words: "请核对".into() };
    let target: Target = target.parse().unwrap();
    let put = async |tx: &mut beian::db::Tx<'_>| marks::put(tx, &case.reference, &target, &said, seen).await;
    assert_eq!(world.db().write(world.specialist, put).await.unwrap(), marks::Outcome::Done);
}

/// Version and stamp as the decision page shows them.
async fn seen(world: &World, case: &Case) -> (i32, String) {
    let filing = world.load(case).await;
    let basis = world.db().read(world.specialist, async |tx| decide::basis(tx, &filing).await).await.unwrap();
    (filing.version, basis.stamp())
}

async fn ask(world: &World, actor: Actor, case: &Case, reason: &str) -> Result<()> {
    let (version, stamp) = seen(world, case).await;
    world.db().write(actor, async |tx| confirmation::ask(tx, &case.reference, (version, &stamp), reason).await).await
}

async fn answer(world: &World, actor: Actor, case: &Case, answer: Answer) -> Result<()> {
    let filing = world.load(case).await;
    let asked = world.db().read(world.specialist, async |tx| confirmation::current(tx, &filing).await).await.unwrap();
    let id = asked.expect("somebody asked").id;
    world.db().write(actor, async |tx| confirmation::answer(tx, &case.reference, id, answer, "已电话核实").await).await
}

async fn accept(world: &World, actor: Actor, case: &Case) -> Result<()> {
    let (version, stamp) = seen(world, case).await;
    let choice = decide::Choice::Accept { paper: false };
    world.db().write(actor, async |tx| decide::decide(tx, &case.reference, (version, &stamp), &choice, "").await).await
}

async fn waiting(world: &World, actor: Actor) -> usize {
    let list = async |tx: &mut beian::db::Tx<'_>| {
        let provinces = service::provinces(tx).await?;
        confirmation::list_waiting(tx, &provinces, 50).await
    };
    world.db().read(actor, list).await.unwrap().len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_marked_case_is_accepted_when_a_colleague_confirmed_it() {
    let world = World::start().await;
    let case = a_marked_case(&world).await;
    let colleague = a_person_of_staff(&world.test_db, "colleague", Role::Specialist, &["110000"]).await;
    assert_eq!(refusal(accept(&world, world.specialist, &case).await), "filing-refused-second-person");
    assert_eq!(refusal(ask(&world, world.specialist, &case, "  ").await), "filing-refused-no-reason");
    ask(&world, world.specialist, &case, REASON).await.unwrap();
    assert_eq!((waiting(&world, colleague).await, waiting(&world, world.specialist).await), (1, 0));
    assert_eq!(refusal(accept(&world, world.specialist, &case).await), "filing-refused-second-person");
    answer(&world, colleague, &case, Answer::Confirmed).await.unwrap();
    assert_eq!(waiting(&world, colleague).await, 0);
    accept(&world, world.specialist, &case).await.unwrap();

    assert_eq!(world.load(&case).await.state, State::ReadyToSend);
    let decided = world.db().read(Actor::Clock, async |tx| store::decisions::list(tx, case.id).await).await.unwrap();
    assert_eq!(decided[0].staff.map(|id| id.uuid()), world.specialist.id());
    assert_eq!(decided[0].confirmed_by.map(|id| id.uuid()), colleague.id());
    let told = "select action from audit_events where action like 'case.confirmation%' order by seq";
    assert_eq!(world.test_db.texts(told).await, ["case.confirmation_asked", "case.confirmation_given"]);
    let plain = "select count(*)::text from confirmations t where t::text like '%' || encode('许可证', 'hex') || '%'";
    assert_eq!(world.test_db.text(plain).await, "0", "the reason is sealed");
    assert!(world.is_audit_whole().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_confirms_what_is_their_own_or_not_their_business() {
    let world = World::start().await;
    let case = a_marked_case(&world).await;
    let of_shanghai = a_person_of_staff(&world.test_db, "shanghai", Role::Specialist, &["310000"]).await;
    let auditor = a_person_of_staff(&world.test_db, "auditor", Role::Auditor, &[]).await;
    assert_eq!(refusal(ask(&world, world.lead, &case, REASON).await), "filing-refused-not-reviewer");
    ask(&world, world.specialist, &case, REASON).await.unwrap();
    let confirm = async |actor| answer(&world, actor, &case, Answer::Confirmed).await;
    assert_eq!(refusal(confirm(world.specialist).await), "review-confirm-own");
    assert!(matches!(confirm(of_shanghai).await, Err(Error::NotFound)));
    assert!(matches!(confirm(auditor).await, Err(Error::NotFound)));
    assert!(matches!(confirm(case.applicant()).await, Err(Error::Forbidden)));
    assert_eq!((waiting(&world, of_shanghai).await, waiting(&world, auditor).await), (0, 0));
    confirm(world.lead).await.unwrap();
    assert_eq!(refusal(confirm(world.lead).await), "review-confirm-answered");
    // Whoever confirmed cannot take the case over and accept it on their own word.
    world.perform(world.lead, &case, Event::Release).await.unwrap();
    let version = world.load(&case).await.version;
    world.db().write(world.lead, async |tx| service::claim(tx, case.id, version).await).await.unwrap();
    assert_eq!(refusal(accept(&world, world.lead, &case).await), "filing-refused-second-person");
    // Not even behind the program's back.
    let forged = format!(
        "insert into decisions (id, filing_id, round, kind, side, staff_id, confirmed_by)
         values ('{0}', '{1}', 1, 'accepted', 'provider', '{2}', '{2}')",
        uuid::Uuid::now_v7(),
        case.id,
        world.lead.id().unwrap()
    );
    assert_eq!(world.test_db.as_serving(&forged).await, Err("23514".to_owned()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_word_counts_for_what_was_marked_and_no_more() {
    let world = World::start().await;
    let case = a_marked_case(&world).await;
    ask(&world, world.specialist, &case, REASON).await.unwrap();
    // Another mark while the colleague reads: the answer would be to something else.
    mark(&world, &case, "entity.investor", 0).await;
    assert!(matches!(answer(&world, world.lead, &case, Answer::Confirmed).await, Err(Error::Stale)));
    ask(&world, world.specialist, &case, REASON).await.unwrap();
    answer(&world, world.lead, &case, Answer::Declined).await.unwrap();
    assert_eq!(refusal(accept(&world, world.specialist, &case).await), "filing-refused-second-person");
    // Asked again after a refusal, confirmed; then something else is marked.
    ask(&world, world.specialist, &case, REASON).await.unwrap();
    answer(&world, world.lead, &case, Answer::Confirmed).await.unwrap();
    mark(&world, &case, "entity.mailing_address", 0).await;
    assert_eq!(refusal(accept(&world, world.specialist, &case).await), "filing-refused-second-person");
    // A request of who has the case no more waits for nobody.
    ask(&world, world.specialist, &case, REASON).await.unwrap();
    assert_eq!(waiting(&world, world.lead).await, 1);
    world.perform(world.specialist, &case, Event::Release).await.unwrap();
    assert_eq!(waiting(&world, world.lead).await, 0);
    assert!(matches!(answer(&world, world.lead, &case, Answer::Confirmed).await, Err(Error::Stale)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_marked_needs_no_second_person() {
    let world = World::start().await;
    let case = world.a_draft(1).await;
    world.submit(&case).await.unwrap();
    world.claim(&case).await;
    assert_eq!(refusal(ask(&world, world.specialist, &case, REASON).await), "review-confirm-nothing-marked");
}
