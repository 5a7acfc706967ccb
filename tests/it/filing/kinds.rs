//! What becomes of a record: every kind of filing from its start to what it writes.

use beian::filing::application::{OperationForm, Recorded, YES, assemble};
use beian::filing::kind::{Bureau, Kind, Websites};
use beian::filing::lookup::Answer;
use beian::filing::service::{StartFiling, lookups, moving, record};
use beian::filing::submission::Readiness;
use beian::filing::type_check::{self, Outcome};
use beian::reference::book;
use beian::registry::entity::Entity;
use beian::registry::lookup::{DomainStatus, EntityStatus};
use beian::registry::service::OwnRegistry;
use beian::registry::store as records;
use beian::registry::website::Website;

use super::*;

impl World {
    /// An entity on record with one website.
    pub(crate) async fn on_record(&self, n: u32) -> Case {
        let case = self.at_bureau(n).await;
        self.perform(Actor::Bureau, &case, Event::Approve(fact(1), Some(numbers(n, 1)))).await.unwrap();
        case
    }

    pub(super) async fn record_of(&self, owner: AccountId) -> (Entity, Vec<Website>) {
        self.db()
            .read(Actor::Clock, async |tx| {
                let all = records::list_entities(tx, owner).await?;
                let entity = all.into_iter().find(|entity| entity.cancelled_on.is_none()).ok_or(Error::NotFound)?;
                let websites = records::changes::list_current_websites(tx, entity.id).await?;
                Ok((entity, websites))
            })
            .await
            .unwrap()
    }

    /// What a filing shows its owner of the record.
    pub(super) async fn seen_by_filing(&self, case: &Case) -> (Option<Recorded>, Vec<Website>) {
        self.db()
            .read(case.applicant(), async |tx| {
                let filing = store::load_by_ref(tx.conn, &case.reference).await?;
                let websites = records::list_websites_of_filing(tx, case.id, case.owner).await?;
                Ok((record::recorded(tx, &filing).await?, websites))
            })
            .await
            .unwrap()
    }

    async fn has_record(&self, owner: AccountId) -> bool {
        let all = self.db().read(Actor::Clock, async |tx| records::list_entities(tx, owner).await).await.unwrap();
        all.iter().any(|entity| entity.cancelled_on.is_none())
    }

    /// Begins a filing about a record, and about its website where the kind is about one.
    pub(crate) async fn begin_on(&self, owner: AccountId, kind: Kind, domain: Option<&str>) -> Result<Case> {
        let (entity, websites) = self.record_of(owner).await;
        let mut type_check = Recorded::read(entity.number.clone(), entity.details.clone()).unwrap().type_check;
        if let Some(domain) = domain {
            type_check.domain = beian::values::DomainName::parse(domain).unwrap();
        }
        let is_about_one = kind.profile().websites == Websites::OnRecord;
        let begin = StartFiling {
            entity: Some(entity.id),
            website: is_about_one.then(|| websites[0].id),
            operation: OperationForm {
                understood: YES.into(), reason: "不再需要".into(), ..OperationForm::default()
            },
            ..StartFiling::new(kind, type_check)
        };
        let reference =
            self.db().write(Actor::Applicant(owner), async |tx| service::start(tx, owner, begin).await).await?;
        let filing = self.db().read(Actor::Clock, async |tx| store::load_by_ref(tx.conn, &reference).await).await?;
        Ok(Case { id: filing.id, reference, owner, forms: Drafts::default() })
    }

    /// The drafts of a filing as its owner sees them.
    async fn drafts_of(&self, case: &Case) -> Drafts {
        let filing = self.load(case).await;
        self.db()
            .read(case.applicant(), async |tx| {
                let record = record::recorded(tx, &filing).await?.map(Box::new);
                let mut drafts = Drafts { kind: filing.kind, record, ..Drafts::default() };
                for draft in store::drafts::list(tx, filing.id).await? {
                    drafts.put(draft.part, draft.content).unwrap();
                }
                drafts.borrow_record();
                Ok(drafts)
            })
            .await
            .unwrap()
    }

    /// Hands in what was edited.
    pub(super) async fn hand_in(&self, case: &Case, edit: impl FnOnce(&mut Drafts)) -> Result<Submitted> {
        let mut forms = self.drafts_of(case).await;
        edit(&mut forms);
        let today = beian::clock::china_day(beian::clock::now());
        let application = assemble(&forms, book(), today).unwrap_or_else(|problems| panic!("{problems:?}"));
        let handover = Handover {
            readiness: Readiness::default(),
            application,
            findings: json!([]),
            declaration: "2026-11".into(),
        };
        let version = self.load(case).await.version;
        self.db().write(case.applicant(), async |tx| service::submit(tx, case.id, version, handover).await).await
    }

    /// Hands in a second website, like that of the first filing.
    pub(crate) async fn hand_in_second_site(&self, case: &Case, first: &Case) {
        let second = |forms: &mut Drafts| {
            forms.access = first.forms.access.clone();
            forms.websites = first.forms.websites.clone();
            forms.websites[0].website.domains = vec!["second-example.cn".into()];
            forms.websites[0].website.home_url = "second-example.cn".into();
        };
        self.hand_in(case, second).await.unwrap();
    }

    /// Goes the way of the kind, from the desk to the end.
    pub(super) async fn goes_through(&self, case: &Case, numbers: Option<Numbers>) -> Result<()> {
        let kind = self.load(case).await.kind;
        self.claim(case).await;
        self.perform(self.specialist, case, Event::Accept(Acceptance::clean())).await?;
        if kind.profile().bureau != Bureau::None {
            self.perform(Actor::Bureau, case, Event::Received(fact(1))).await?;
        }
        if kind.needs_sms() {
            self.perform(Actor::Bureau, case, Event::Verified(fact(1))).await?;
        }
        if kind.profile().bureau != Bureau::None {
            self.perform(Actor::Bureau, case, Event::Approve(fact(1), numbers)).await?;
        }
        assert_eq!(self.load(case).await.state, State::Approved, "{kind}");
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_website_joins_the_entity_that_is_here() {
    let world = World::start().await;
    let first = world.on_record(1).await;
    let case = world.begin_on(first.owner, Kind::NewHere, Some("second-example.cn")).await.unwrap();
    let seen = world.drafts_of(&case).await;
    assert_eq!(seen.entity, first.forms.entity, "the entity is shown as it is on record");
    let saved = world.save(&case, Part::ENTITY, 0, json!(seen.entity)).await.map(|_| ());
    assert_eq!(refusal(saved), "filing-refused-on-record");
    world.hand_in_second_site(&case, &first).await;
    let other = Numbers { entity: numbers(9, 1).entity, websites: numbers(9, 1).websites };
    let second = Numbers { websites: numbers(1, 2).websites[1..].to_vec(), ..numbers(1, 2) };
    world.claim(&case).await;
    world.perform(world.specialist, &case, Event::Accept(Acceptance::clean())).await.unwrap();
    world.perform(Actor::Bureau, &case, Event::Received(fact(1))).await.unwrap();
    let wrong = world.perform(Actor::Bureau, &case, Event::Approve(fact(1), Some(other))).await;
    assert_eq!(refusal(wrong), "registry-refused-numbers", "a number of another entity");
    world.perform(Actor::Bureau, &case, Event::Approve(fact(1), Some(second))).await.unwrap();
    let (entity, websites) = world.record_of(first.owner).await;
    assert_eq!(entity.number, numbers(1, 1).entity.as_str());
    let domains: Vec<_> = websites.iter().flat_map(|website| website.domains.clone()).collect();
    assert_eq!(domains, ["example1.cn", "second-example.cn"]);
    assert!(world.is_audit_whole().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changes_write_what_changed_and_keep_the_numbers() {
    let world = World::start().await;
    let first = world.on_record(1).await;
    let owner = first.owner;
    let case = world.begin_on(owner, Kind::ChangeFiling, None).await.unwrap();
    world
        .hand_in(&case, |forms| {
            forms.operation.new_name = "北京示例花园新名称有限公司".into();
            forms.entity.mailing_address = "示例路9号3层301室".into();
            forms.websites[0].website.site_name = "示例花园新园艺".into();
        })
        .await
        .unwrap();
    let round = world
        .db()
        .read(Actor::Clock, async |tx| store::submissions::find(tx, case.id, 1).await)
        .await
        .unwrap()
        .unwrap();
    let before = round.frozen.before.expect("what was on record is kept for the desk");
    assert_eq!(before.websites[0].details.name.to_string(), first.forms.websites[0].website.site_name);
    world.goes_through(&case, None).await.unwrap();
    let (entity, websites) = world.record_of(owner).await;
    assert_eq!(entity.name.public(), Some("北京示例花园新名称有限公司"));
    assert_eq!(entity.number, numbers(1, 1).entity.as_str());
    assert_eq!((websites[0].name.as_str(), websites[0].number.as_str()), ("示例花园新园艺", "京ICP备2026000001号-1"));
    let uses = world.test_db.text("select count(*)::text from instance_uses where state <> 'freed'").await;
    assert_eq!(uses, "1", "a change takes no unit");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cancelling_takes_off_and_frees_domain_and_account() {
    let world = World::start().await;
    let first = world.on_record(1).await;
    let owner = first.owner;
    let end = world.begin_on(owner, Kind::CancelAccess, None).await.unwrap();
    world.hand_in(&end, |_| {}).await.unwrap();
    world.goes_through(&end, None).await.unwrap();
    let (entity, websites) = world.record_of(owner).await;
    assert!(websites.is_empty(), "nothing is reached here any more");
    let status = world
        .db()
        .read(Actor::Clock, async |tx| {
            use beian::registry::service::StatusLookup as _;
            OwnRegistry.domain(tx, &entity.hash, "example1.cn").await
        })
        .await
        .unwrap();
    assert_eq!(status, Some(DomainStatus::NoProvider));
    let cancel = world.begin_on(owner, Kind::CancelEntity, None).await.unwrap();
    world.hand_in(&cancel, |_| {}).await.unwrap();
    world.goes_through(&cancel, None).await.unwrap();
    assert!(!world.has_record(owner).await);
    let bound = world.test_db.text("select count(*)::text from accounts where entity_hash is not null").await;
    assert_eq!(bound, "0", "the account may file for another entity");
    assert_eq!(world.test_db.text("select count(*)::text from website_domains").await, "0");
    let used = world.test_db.text("select count(*)::text from instance_uses where state = 'used'").await;
    assert_eq!(used, "1", "the quota is not given back");
    // The same entity may come back, with its old numbers.
    let again = world.a_draft_of(owner, drafts(1)).await;
    world.submit(&again).await.unwrap();
    world.goes_through(&again, Some(numbers(1, 1))).await.unwrap();
    assert!(world.has_record(owner).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_record_goes_to_the_account_whose_code_was_given() {
    let world = World::start().await;
    let first = world.on_record(1).await;
    let receiver = an_account(&world.test_db, 2).await;
    let code =
        world.db().write(Actor::Applicant(receiver), async |tx| moving::make_code(tx, receiver).await).await.unwrap();
    let theirs =
        world.db().write(first.applicant(), async |tx| moving::make_code(tx, first.owner).await).await.unwrap();
    let other = world.on_record(3).await;
    let sent = world.begin_on(other.owner, Kind::TransferAccount, None).await.unwrap();
    let taken = world.hand_in(&sent, |forms| forms.operation.receiving_code = theirs.grouped()).await;
    assert_eq!(refusal(taken), "filing-operation-code-taken");
    let case = world.begin_on(first.owner, Kind::TransferAccount, None).await.unwrap();
    world.hand_in(&case, |forms| forms.operation.receiving_code = code.grouped()).await.unwrap();
    world.goes_through(&case, None).await.unwrap();
    assert!(!world.has_record(first.owner).await);
    assert_eq!(world.record_of(receiver).await.1.len(), 1);
    let sent = world.load(&case).await;
    let again = world.db().read(Actor::Clock, async |tx| moving::receiver(tx, &sent, &code).await).await;
    assert_eq!(refusal(again), "filing-operation-code-unknown", "a code is good once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_record_without_an_owner_is_claimed_once() {
    let world = World::start().await;
    let first = world.on_record(1).await;
    let (entity, _) = world.record_of(first.owner).await;
    world.test_db.as_owner("update entities set account_id = null; update accounts set entity_hash = null").await;
    let claimant = an_account(&world.test_db, 2).await;
    let check = application(&drafts(1)).type_check;
    let known = world
        .db()
        .read(Actor::Applicant(claimant), async |tx| service::known(tx, claimant, &check, &OwnRegistry).await)
        .await
        .unwrap();
    let today = beian::clock::china_day(beian::clock::now());
    let Outcome::Conflict(block) = type_check::decide(&known, &check.province, book(), today) else { panic!() };
    assert_eq!(block.conflict.code(), "C4");
    let begin = StartFiling {
        entity: Some(entity.id),
        operation: OperationForm {
            entity_number: entity.number.clone(),
            reason: "平台迁移".into(),
            ..OperationForm::default()
        },
        ..StartFiling::new(Kind::Claim, check)
    };
    let start = async |tx: &mut beian::db::Tx<'_>| service::start(tx, claimant, begin.clone()).await;
    let reference = world.db().write(Actor::Applicant(claimant), start).await.unwrap();
    let filing = world.db().read(Actor::Clock, async |tx| store::load_by_ref(tx.conn, &reference).await).await.unwrap();
    let case = Case { id: filing.id, reference, owner: claimant, forms: Drafts::default() };
    assert_eq!(world.drafts_of(&case).await.entity, Default::default(), "another's record is shown to nobody");
    let typed = drafts(1);
    world
        .hand_in(&case, |forms| {
            forms.entity = typed.entity.clone();
            forms.entity_person = typed.entity_person.clone();
        })
        .await
        .unwrap();
    let told = world.test_db.text("select findings::text from submissions order by submitted_at desc limit 1").await;
    assert!(told.contains("filing-claim-record") && told.contains(&entity.number), "the desk compares: {told}");
    world.goes_through(&case, None).await.unwrap();
    assert!(world.has_record(claimant).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_filings_of_one_entity_one_is_open() {
    let world = World::start().await;
    let first = world.on_record(1).await;
    let one = world.begin_on(first.owner, Kind::ChangeEntity, None).await.unwrap();
    let two = world.begin_on(first.owner, Kind::CancelEntity, None).await.unwrap();
    let (one, two) = tokio::join!(
        world.hand_in(&one, |forms| forms.entity.mailing_address = "示例路9号3层301室".into()),
        world.hand_in(&two, |_| {}),
    );
    assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1);
    assert_eq!(refusal(if one.is_ok() { two } else { one }), "filing-refused-entity-open");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_account_has_one_entity_whatever_is_approved_at_once() {
    let world = World::start().await;
    let one = world.on_record(1).await;
    let two = world.on_record(2).await;
    let outcome = world.test_db.db.write(Actor::Operator, async |tx| {
        let (entity, to) = (records::list_entities(tx, two.owner).await?.remove(0), one.owner);
        beian::registry::service::changes::move_account(tx, entity.id, to).await
    });
    assert!(matches!(outcome.await, Err(Error::Refused(_))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_filing_that_ends_lets_the_account_file_for_another() {
    let world = World::start().await;
    let case = world.a_draft(1).await;
    world.submit(&case).await.unwrap();
    let other = world.begin(case.owner, drafts(2)).await.map(|_| ());
    assert_eq!(refusal(other), "filing-refused-other-entity");
    world.perform(world.lead, &case, Event::Withdraw { reason: "冒名".into() }).await.unwrap();
    world.begin(case.owner, drafts(2)).await.unwrap();
    let told = world.test_db.text("select count(*)::text from notices where kind = 'filing_withdrawn'").await;
    assert_eq!(told, "1");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_specialist_answers_what_nobody_could_look_up() {
    let world = World::start().await;
    let owner = an_account(&world.test_db, 1).await;
    let mut check = application(&drafts(1)).type_check;
    check.already_filed = beian::filing::application::AlreadyFiled::Unknown;
    let decided = async || {
        world
            .db()
            .read(Actor::Applicant(owner), async |tx| service::outcome(tx, owner, &check, &OwnRegistry).await)
            .await
            .unwrap()
    };
    assert_eq!(decided().await, Outcome::LookUp);
    for waits in [false, true, false] {
        let ask = async |tx: &mut beian::db::Tx<'_>| lookups::ask(tx, owner, &check, waits).await;
        world.db().write(Actor::Applicant(owner), ask).await.unwrap();
    }
    let waiting =
        world.db().read(Actor::Clock, async |tx| store::lookups::list_waiting(tx, &[], 10).await).await.unwrap();
    assert_eq!(waiting.len(), 1, "the same question is asked once");
    assert!(waiting[0].waits, "whoever waits once is waited for");
    let id = waiting[0].id;
    let answer = Answer { entity: EntityStatus::Elsewhere, domain: DomainStatus::NotFiled, troubles: Vec::new() };
    let give = async |actor: Actor| {
        world.db().write(actor, async |tx| lookups::answer(tx, id, &answer, "系统查询").await).await
    };
    assert!(matches!(give(Actor::Applicant(owner)).await, Err(Error::Forbidden)));
    give(world.specialist).await.unwrap();
    assert_eq!(refusal(give(world.lead).await), "lookup-answered-already");
    assert_eq!(decided().await.kind(), Some(Kind::NewElsewhere));
    let told = world.test_db.text("select count(*)::text from notices where kind = 'lookup_answered'").await;
    assert_eq!(told, "1");
    assert!(world.is_audit_whole().await);
}
