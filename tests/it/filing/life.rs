//! A filing from its start to its end, and everything two people may do at once.

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_filing_lives_from_the_type_check_to_the_number() {
    let world = World::start().await;
    let case = world.a_draft(1).await;
    let certificate = world.a_paper(&case, "entity-certificate").await;
    assert!(matches!(world.submit(&case).await.unwrap(), Submitted::Sent(_)));
    let filing = world.load(&case).await;
    assert_eq!((filing.state, filing.round), (State::Submitted, 1));
    assert_eq!(filing.entity_name.as_deref(), Some("北京示例花园1有限公司"));
    world.claim(&case).await;
    world.perform(world.specialist, &case, Event::Accept(Acceptance::clean())).await.unwrap();
    let evidence = world.a_paper(&case, "bureau/evidence").await;
    let by_hand = BureauFact { evidence: Some(evidence), ..fact(1) };
    world.perform(world.specialist, &case, Event::Received(by_hand.clone())).await.unwrap();
    world.perform(world.specialist, &case, Event::Verified(by_hand.clone())).await.unwrap();
    world.perform(world.specialist, &case, Event::Approve(by_hand, Some(numbers(1, 1)))).await.unwrap();
    assert_eq!(world.load(&case).await.state, State::Approved);

    let owner = case.owner;
    let (round, timeline, records, entities) = world
        .db()
        .read(Actor::Clock, async |tx| {
            let round = store::submissions::find(tx, case.id, 1).await?.unwrap();
            let timeline = store::events::timeline(tx.conn, case.id).await?;
            let records = registry::store::lookup::search_public(tx.conn, "example1.cn").await?;
            Ok((round, timeline, records, registry::store::list_entities(tx, owner).await?))
        })
        .await
        .unwrap();
    assert_eq!(round.frozen.application, application(&case.forms));
    assert_eq!(round.papers["entity-certificate"], [certificate.uuid()].into(), "evidence is no part of it");
    assert_eq!(round.papers.len(), 1);
    let events: Vec<EventCode> = timeline.iter().map(|entry| entry.event).collect();
    use EventCode::{Accept, Approve, Claim, Received, Start, Submit, Verified};
    assert_eq!(events, [Start, Submit, Claim, Accept, Received, Verified, Approve]);
    assert_eq!(timeline.last().unwrap().to, StateCode::Approved);
    assert_eq!(records.len(), 1);
    assert_eq!(records[0].website_number, "京ICP备2026000001号-1");
    assert_eq!(records[0].entity_name.as_deref(), Some("北京示例花园1有限公司"));
    assert_eq!(entities.len(), 1);
    assert_eq!(entities[0].hash, world.load(&case).await.entity_hash);

    let sql = |what: &str| format!("{what} where filing_id = '{}'", case.id);
    assert_eq!(world.test_db.texts(&sql("select state from instance_uses")).await, ["used"]);
    assert_eq!(world.test_db.text(&sql("select is_open::text from filing_domains")).await, "false");
    assert_eq!(world.test_db.text(&sql("select count(*)::text from reminders")).await, "3");
    assert_eq!(world.test_db.text(&sql("select count(*)::text from bureau_records")).await, "3");
    let told = world.test_db.texts(&sql("select kind from notices").replace(" where", " where true and")).await;
    assert_eq!(told, ["filing_submitted", "filing_accepted", "sms_needed", "bureau_review", "filing_approved"]);
    assert!(world.is_audit_whole().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_personal_stands_in_plain() {
    let world = World::start().await;
    let case = world.a_draft(1).await;
    world.submit(&case).await.unwrap();
    for table in ["drafts", "submissions", "filings", "filing_marks", "filing_events", "audit_events", "notices"] {
        let sql = format!(
            "select (count(*) filter (where t::text like any(array['%王小明%', '%13800000001%', '%11000019900307001X%'])))::text
             from {table} t"
        );
        assert_eq!(world.test_db.text(&sql).await, "0", "{table}");
        // Sealed text does not hide in the hexadecimal form either.
        let hex = format!(
            "select (count(*) filter (where t::text like '%' || encode('王小明', 'hex') || '%'))::text from {table} t"
        );
        assert_eq!(world.test_db.text(&hex).await, "0", "{table}");
    }
    let mark = SearchMark::Phone("138 0000 0001".into());
    let hash = store::search::mark_hash(world.db().sealer(), &mark);
    let sql = format!(
        "select filing_id::text from filing_marks where value_hash = '\\x{}'",
        data_encoding::HEXLOWER.encode(&hash)
    );
    assert_eq!(world.test_db.text(&sql).await, case.id.to_string());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_claimers_exactly_one_wins() {
    let world = World::start().await;
    let case = world.a_draft(1).await;
    world.submit(&case).await.unwrap();
    let version = world.load(&case).await.version;
    let claim = |actor: Actor| world.db().write(actor, async move |tx| service::claim(tx, case.id, version).await);
    let (one, two) = tokio::join!(claim(world.specialist), claim(world.lead));
    assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1);
    let lost = if one.is_ok() { two } else { one };
    assert!(matches!(lost, Err(Error::Stale)));
    let timeline = world.test_db.text("select count(*)::text from filing_events where event = 'claim'").await;
    assert_eq!(timeline, "1");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_next_case_is_another_for_each_specialist() {
    let world = World::start().await;
    for n in 1..=3 {
        let case = world.a_draft(n).await;
        world.submit(&case).await.unwrap();
    }
    let next = |actor: Actor| world.db().write(actor, async |tx| service::claim_next(tx).await);
    let (one, two) = tokio::join!(next(world.specialist), next(world.lead));
    let (one, two) = (one.unwrap().unwrap(), two.unwrap().unwrap());
    assert_ne!(one, two);
    let of_shanghai = a_person_of_staff(&world.test_db, "shanghai", Role::Specialist, &["310000"]).await;
    assert_eq!(next(of_shanghai).await.unwrap(), None, "the third case is of Beijing");
    assert!(next(world.specialist).await.unwrap().is_some());
    assert_eq!(next(world.specialist).await.unwrap(), None, "nothing waits");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_double_click_submits_once() {
    let world = World::start().await;
    let case = world.a_draft(1).await;
    let version = world.load(&case).await.version;
    let (one, two) = tokio::join!(world.submit_seen(&case, version), world.submit_seen(&case, version));
    let outcomes = [one.unwrap(), two.unwrap()];
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Submitted::AlreadySent).count(), 1);
    assert_eq!(world.load(&case).await.round, 1);
    assert_eq!(world.submit_seen(&case, version).await.unwrap(), Submitted::AlreadySent, "much later too");
    world.claim(&case).await;
    assert_eq!(world.submit_seen(&case, version).await.unwrap(), Submitted::AlreadySent, "in review");
    assert_eq!(world.test_db.text("select count(*)::text from notices").await, "1", "told once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_saved_since_the_check_page_stops_the_submission() {
    let world = World::start().await;
    let case = world.a_draft(1).await;
    let seen = world.load(&case).await.version;
    let mut entity = case.forms.entity.clone();
    entity.entity_remark = "在另一个窗口里改过".into();
    world.save(&case, Part::ENTITY, 1, json!(entity)).await.unwrap();
    assert!(matches!(world.submit_seen(&case, seen).await, Err(Error::Stale)));
    assert_eq!(world.load(&case).await.state, State::Draft);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_account_sees_and_changes_nothing() {
    let world = World::start().await;
    let case = world.a_draft(1).await;
    let stranger = an_account(&world.test_db, 2).await;
    let actor = Actor::Applicant(stranger);
    let found = world.db().read(actor, async |tx| store::load_owned(tx.conn, &case.reference, stranger).await).await;
    assert!(matches!(found, Err(Error::NotFound)));
    let save = SavePart { part: Part::ENTITY, expected: 1, content: json!({}), problems: 0, is_complete: false };
    let saved = world.db().write(actor, async |tx| service::save_part(tx, stranger, &case.reference, save).await).await;
    assert!(matches!(saved, Err(Error::NotFound)));
    let version = world.load(&case).await.version;
    let gone = world.db().write(actor, async |tx| service::withdraw(tx, case.id, version, "").await).await;
    assert!(matches!(gone, Err(Error::NotFound)));
    let list = world.db().read(actor, async |tx| store::list_for_account(tx.conn, stranger, None, 10).await).await;
    assert!(list.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_filing_for_an_entity_and_one_for_a_domain_is_open() {
    let world = World::start().await;
    let first = world.a_draft(1).await;
    world.submit(&first).await.unwrap();
    // The same entity from another account: a draft is no obstacle, a submission is.
    let second =
        world.a_draft_of(an_account(&world.test_db, 2).await, Drafts { access: drafts(2).access, ..drafts(1) }).await;
    assert_eq!(refusal(world.submit(&second).await), "filing-refused-entity-open");
    // The same domain from another entity.
    let mut forms = drafts(3);
    forms.type_check.domain = "example1.cn".into();
    forms.websites[0].website.domains = vec!["example1.cn".into()];
    forms.websites[0].website.home_url = "www.example1.cn".into();
    let third = world.a_draft_of(an_account(&world.test_db, 3).await, forms).await;
    match world.submit(&third).await {
        Err(Error::Refused(message)) => {
            assert_eq!((message.key, message.args[0].1.as_str()), ("filing-refused-domain-open", "example1.cn"));
        }
        other => panic!("{other:?}"),
    }
    // One account for one entity.
    let another = world.begin(first.owner, drafts(4)).await.map(|_| ());
    assert_eq!(refusal(another), "filing-refused-other-entity");
    // What is given up occupies nothing.
    world.perform(first.applicant(), &first, Event::Withdraw { reason: String::new() }).await.unwrap();
    assert!(matches!(world.submit(&third).await, Ok(Submitted::Sent(_))));
    assert_eq!(refusal(world.submit(&second).await), "filing-refused-domain-open");
    world.perform(world.lead, &third, Event::Withdraw { reason: "重复".into() }).await.unwrap();
    assert!(matches!(world.submit(&second).await, Ok(Submitted::Sent(_))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_filing_holds_is_free_again_when_it_ends_without_approval() {
    let world = World::start().await;
    let case = world.a_draft(1).await;
    let uses = format!("select state from instance_uses where filing_id = '{}'", case.id);
    assert!(world.test_db.texts(&uses).await.is_empty());
    world.submit(&case).await.unwrap();
    assert_eq!(world.test_db.texts(&uses).await, ["held"]);
    assert_eq!(
        refusal(world.perform(world.lead, &case, Event::Withdraw { reason: " ".into() }).await),
        "filing-refused-no-reason"
    );
    world.perform(world.lead, &case, Event::Withdraw { reason: "用户来电要求".into() }).await.unwrap();
    assert_eq!(world.test_db.texts(&uses).await, ["freed"]);
    let reason = "select reason from audit_events where detail like 'withdraw%'";
    assert_eq!(world.test_db.text(reason).await, "用户来电要求");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_desk_recalls_before_anything_is_sent() {
    let world = World::start().await;
    let case = world.a_draft(1).await;
    world.submit(&case).await.unwrap();
    world.claim(&case).await;
    world.perform(world.specialist, &case, Event::Accept(Acceptance::clean())).await.unwrap();
    let colleague = a_person_of_staff(&world.test_db, "colleague", Role::Specialist, &[]).await;
    assert_eq!(refusal(world.perform(colleague, &case, Event::Recall).await), "filing-refused-not-reviewer");
    world.test_db.as_owner("update filings set upload_begun_at = now()").await;
    assert_eq!(refusal(world.perform(world.specialist, &case, Event::Recall).await), "filing-refused-upload-begun");
    world.test_db.as_owner("update filings set upload_begun_at = null").await;
    world.perform(world.specialist, &case, Event::Recall).await.unwrap();
    assert_eq!(world.load(&case).await.state.reviewer().map(|id| id.uuid()), world.specialist.id());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_that_is_taken_or_does_not_fit_is_refused() {
    let world = World::start().await;
    let first = world.at_bureau(1).await;
    world.perform(Actor::Bureau, &first, Event::Approve(fact(1), Some(numbers(1, 1)))).await.unwrap();
    let second = world.at_bureau(2).await;
    let approve = |numbers| world.perform(Actor::Bureau, &second, Event::Approve(fact(1), Some(numbers)));
    assert_eq!(refusal(approve(numbers(1, 1)).await), "registry-refused-number-taken");
    assert_eq!(refusal(approve(numbers(2, 2)).await), "registry-refused-numbers");
    let shanghai = Numbers {
        entity: EntityNumber::parse("沪ICP备2026000002号").unwrap(),
        websites: vec![WebsiteNumber::parse("沪ICP备2026000002号-1").unwrap()],
    };
    assert_eq!(refusal(approve(shanghai).await), "filing-refused-numbers");
    assert_eq!(world.load(&second).await.state, State::BureauReview, "nothing is half done");
    approve(numbers(2, 1)).await.unwrap();
    assert!(world.is_audit_whole().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn evidence_of_another_filing_is_none() {
    let world = World::start().await;
    let (case, other) = (world.at_bureau(1).await, world.a_draft(2).await);
    let approve = |evidence| {
        let by_hand = BureauFact { evidence, ..fact(1) };
        world.perform(world.specialist, &case, Event::Approve(by_hand, Some(numbers(1, 1))))
    };
    assert_eq!(refusal(approve(None).await), "filing-refused-no-evidence");
    let foreign = world.a_paper(&other, "bureau/evidence").await;
    assert!(matches!(approve(Some(foreign)).await, Err(Error::BadRequest(_))));
    let own = world.a_paper(&case, "bureau/evidence").await;
    approve(Some(own)).await.unwrap();
}
