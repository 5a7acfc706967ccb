//! Drafts of two tabs, and corrections of what was marked and nothing else.

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_tabs_lose_no_word() {
    let world = World::start().await;
    let case = world.a_draft(1).await;
    let remark = |text: &str| json!({ "entity_remark": text });
    assert!(world.save(&case, Part::ENTITY, 1, remark("第一个窗口")).await.unwrap() == Saved::Saved(2));
    match world.save(&case, Part::ENTITY, 1, remark("第二个窗口")).await.unwrap() {
        Saved::Stale(other) => assert_eq!((other.version, other.content), (2, remark("第一个窗口"))),
        Saved::Saved(_) => panic!("overwritten"),
    }
    assert!(world.save(&case, Part::ENTITY, 1, remark("第一个窗口")).await.unwrap() == Saved::Saved(2), "same text");
    assert!(world.save(&case, Part::ENTITY, 2, remark("第二个窗口")).await.unwrap() == Saved::Saved(3));
    // A part that two tabs save for the first time.
    let (one, two) = tokio::join!(
        world.save(&case, Part::website(2), 0, json!({ "site_name": "一" })),
        world.save(&case, Part::website(2), 0, json!({ "site_name": "二" }))
    );
    let stale = [one.unwrap(), two.unwrap()].into_iter().filter(|saved| matches!(saved, Saved::Stale(_))).count();
    assert_eq!(stale, 1);
    let type_check = world.save(&case, Part::TYPE_CHECK, 1, json!({})).await.map(|_| ());
    assert_eq!(refusal(type_check), "filing-refused-type-check");
}

/// A filing of which the desk marked two fields and a paper.
async fn a_marked_case(world: &World) -> Case {
    let case = world.a_draft(1).await;
    world.a_paper(&case, "entity-certificate").await;
    world.a_paper(&case, "entity-person-id-front").await;
    world.submit(&case).await.unwrap();
    let locked = world.save(&case, Part::ENTITY, 1, json!({})).await.map(|_| ());
    assert_eq!(refusal(locked), "filing-refused-locked");
    world.claim(&case).await;
    let marked = ["entity.cert_address", "websites/1.site_name", "paper:entity-certificate"];
    let findings = marked.map(|target| Finding::on(target.parse().unwrap(), "ENT-03").saying("请核对"));
    let verdict = Verdict::new(findings.to_vec(), Some("共三处".into()));
    world.perform(world.specialist, &case, Event::RequestChanges(verdict)).await.unwrap();
    case
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_owner_sees_what_is_marked_and_everything_else_locked() {
    let world = World::start().await;
    let case = a_marked_case(&world).await;
    let filing = world.load(&case).await;
    let (open, decisions) = world
        .db()
        .read(case.applicant(), async |tx| {
            Ok((service::editable(tx, &filing).await?, store::decisions::list(tx, case.id).await?))
        })
        .await
        .unwrap();
    assert!(open.allows_field(Part::ENTITY, "cert_address") && !open.allows_field(Part::ENTITY, "investor"));
    assert!(open.allows_paper("entity-certificate") && !open.allows_paper("entity-person-id-front"));
    assert_eq!((decisions[0].kind, decisions[0].findings.len()), (DecisionKind::ChangesRequested, 3));
    assert_eq!(decisions[0].findings[0].words.as_deref(), Some("请核对"));
    assert_eq!(decisions[0].opinion.as_deref(), Some("共三处"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_what_was_marked_is_corrected_and_all_of_it() {
    let world = World::start().await;
    let mut case = a_marked_case(&world).await;
    // Another field stays locked; so does the paper.
    let mut entity = case.forms.entity.clone();
    entity.investor = "别的单位".into();
    assert_eq!(
        refusal(world.save(&case, Part::ENTITY, 1, json!(entity)).await.map(|_| ())),
        "filing-refused-not-marked"
    );
    let owner = case.owner;
    let paper = |slot: &'static str| {
        let reference = case.reference.clone();
        world
            .db()
            .write(Actor::Applicant(owner), async move |tx| service::touch_paper(tx, owner, &reference, slot).await)
    };
    assert_eq!(refusal(paper("entity-person-id-front").await), "filing-refused-locked");
    paper("entity-certificate").await.unwrap();

    // Nothing met, then one after the other.
    assert_eq!(refusal(world.submit(&case).await), "filing-refused-unanswered");
    case.forms.entity.cert_address = "北京市海淀区示例路2号".into();
    world.save(&case, Part::ENTITY, 1, json!(case.forms.entity)).await.unwrap();
    world.a_paper(&case, "entity-certificate").await;
    assert_eq!(refusal(world.submit(&case).await), "filing-refused-unanswered");
    let answers = json!({ "websites/1.site_name": "名称与商标证书一致", "nonsense": "x" });
    world.save(&case, Part::ANSWERS, 0, answers).await.unwrap();
    // A change behind our back, of what nobody marked.
    world.a_paper(&case, "entity-person-id-front").await;
    assert_eq!(refusal(world.submit(&case).await), "filing-refused-not-marked");
    world
        .test_db
        .as_owner(
            "delete from materials where slot = 'entity-person-id-front' and removed_at is null;
         update materials set removed_at = null where slot = 'entity-person-id-front'",
        )
        .await;
    assert!(matches!(world.submit(&case).await.unwrap(), Submitted::Sent(_)));

    let second = world.db().read(case.applicant(), async |tx| store::submissions::find(tx, case.id, 2).await).await;
    let second = second.unwrap().unwrap();
    let target: Target = "websites/1.site_name".parse().unwrap();
    assert_eq!(second.frozen.answers.len(), 1);
    assert_eq!(second.frozen.answers[&target], "名称与商标证书一致");
    assert_eq!(world.load(&case).await.state_key(), "filing-state-resubmitted");
    assert!(world.is_audit_whole().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_rejection_everything_is_open_and_the_entity_may_be_corrected() {
    let world = World::start().await;
    let mut case = world.a_draft(1).await;
    world.submit(&case).await.unwrap();
    world.claim(&case).await;
    let verdict = Verdict::new(vec![Finding::general("ENT-02")], None);
    world.perform(world.specialist, &case, Event::Reject(verdict)).await.unwrap();
    case.forms.type_check = drafts(7).type_check;
    case.forms.type_check.domain = "example1.cn".into();
    world.save(&case, Part::TYPE_CHECK, 1, json!(case.forms.type_check)).await.unwrap();
    case.forms.entity.investor = "北京示例花园7有限公司".into();
    world.save(&case, Part::ENTITY, 1, json!(case.forms.entity)).await.unwrap();
    let before = world.load(&case).await.entity_hash;
    world.submit(&case).await.unwrap();
    let filing = world.load(&case).await;
    assert_eq!((filing.round, filing.entity_name.as_deref()), (2, Some("北京示例花园7有限公司")));
    assert_ne!(filing.entity_hash, before);
    let bound = format!(
        "select (entity_hash = '\\x{}')::text from accounts",
        data_encoding::HEXLOWER.encode(&filing.entity_hash)
    );
    assert_eq!(world.test_db.text(&bound).await, "true", "the account moves along");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_website_taken_out_takes_its_papers_and_access_along() {
    let world = World::start().await;
    let mut forms = drafts(1);
    let mut second = forms.websites[0].clone();
    second.website.domains = vec!["second.cn".into()];
    second.website.home_url = "www.second.cn".into();
    forms.websites.push(second);
    forms.access.instance = vec!["i-1".into(), "i-2".into()];
    forms.access.service_number = vec![String::new(), String::new()];
    let case = world.a_draft_of(an_account(&world.test_db, 1).await, forms).await;
    let own = world.a_paper(&case, "website-1-person-id-front").await;
    let later = world.a_paper(&case, "website-2-person-id-front").await;
    let remove = |n| {
        let (owner, reference) = (case.owner, case.reference.clone());
        world
            .db()
            .write(Actor::Applicant(owner), async move |tx| service::remove_website(tx, owner, &reference, n).await)
    };
    assert!(matches!(remove(3).await, Err(Error::NotFound)));
    remove(1).await.unwrap();
    assert_eq!(refusal(remove(1).await), "filing-refused-only-website");
    let (parts, papers) = world
        .db()
        .read(case.applicant(), async |tx| {
            Ok((store::drafts::list(tx, case.id).await?, store::submissions::current_papers(tx.conn, case.id).await?))
        })
        .await
        .unwrap();
    let find = |part: Part| parts.iter().find(|draft| draft.part == part).unwrap();
    assert_eq!(find(Part::website(1)).content["domains"], json!(["second.cn"]));
    assert_eq!(find(Part::ACCESS).content["instance"], json!(["i-2"]));
    assert!(parts.iter().all(|draft| draft.part.ordinal() < 2));
    assert_eq!(papers["website-1-person-id-front"], [later.uuid()].into());
    assert!(!papers.values().flatten().any(|id| *id == own.uuid()));
}
