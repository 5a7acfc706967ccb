//! Everything that can be done with a record goes up, and its decision comes back and is applied.

use beian::bureau::messages::{FiledAccess, FiledWebsite};
use beian::filing::application::{Drafts, OperationForm, Recorded, YES, assemble};
use beian::filing::kind::{Kind, Websites};
use beian::filing::service::{self as filings, StartFiling, record};
use beian::filing::state::{Filing, StateCode};
use beian::filing::store;
use beian::filing::submission::{Handover, Readiness};
use beian::paths::office;
use beian::reference::book;
use beian::registry::entity::Entity;
use beian::registry::store as registry;
use beian::registry::website::Website;
use beian::values::actor::Actor;
use beian::values::ids::AccountId;
use serde_json::json;

use super::house::{House, UNIT};
use super::operator::Operator;
use crate::support::filings::today;

/// When the bureau last changed an entity. Neither a new website nor a new access does.
const LONG_AGO: &str = "2026-01-02 03:04:05";

impl House {
    /// A case whose record is here and at the bureau.
    async fn on_record(&self, n: u32) -> Filing {
        let case = self.accepted(n).await;
        self.decide(&case).await;
        case
    }

    /// A case goes up, the bureau approves it, and what comes back is applied.
    async fn decide(&self, case: &Filing) {
        self.work().await;
        let number = self.bureau().cases.len();
        assert!(self.bureau().approve(number, None, beian::clock::now()), "case {number} waits");
        self.work().await;
        assert_eq!(self.state(case).await, StateCode::Approved, "{:?}", self.alarms().await);
    }

    async fn record_of(&self, owner: AccountId) -> (Entity, Vec<Website>) {
        let read = self.db().read(Actor::Clock, async |tx| {
            let entity = registry::list_entities(tx, owner).await?.remove(0);
            let websites = registry::list_websites(tx, entity.id).await?;
            Ok((entity, websites))
        });
        read.await.unwrap()
    }

    /// Begins a filing about the record of an account, and its n-th website where it is about one.
    async fn begun_on(&self, owner: AccountId, kind: Kind, n: usize, domain: Option<&str>) -> (Filing, Drafts) {
        let (entity, websites) = self.record_of(owner).await;
        let mut type_check = Recorded::read(entity.number.clone(), entity.details.clone()).unwrap().type_check;
        if let Some(domain) = domain {
            type_check.domain = beian::values::DomainName::parse(domain).unwrap();
        }
        let is_about_one = kind.profile().websites == Websites::OnRecord;
        let operation =
            OperationForm { understood: YES.into(), reason: "不再需要".into(), ..OperationForm::default() };
        let begin = StartFiling {
            entity: Some(entity.id),
            website: is_about_one.then(|| websites[n].id),
            operation,
            ..StartFiling::new(kind, type_check)
        };
        let begun = self.db().write(Actor::Applicant(owner), async |tx| {
            let reference = filings::start(tx, owner, begin).await?;
            let filing = store::load_by_ref(tx.conn, &reference).await?;
            let record = record::recorded(tx, &filing).await?.map(Box::new);
            let mut drafts = Drafts { kind, record, ..Drafts::default() };
            for draft in store::drafts::list(tx, filing.id).await? {
                drafts.put(draft.part, draft.content).unwrap();
            }
            drafts.borrow_record();
            Ok((filing, drafts))
        });
        begun.await.unwrap()
    }

    /// Hands a filing in, and the desk accepts it.
    async fn handed_in(&self, filing: &Filing, drafts: &Drafts) {
        let application = assemble(drafts, book(), today()).unwrap_or_else(|problems| panic!("{problems:?}"));
        let (readiness, findings, declaration) = (Readiness::default(), json!([]), "2026-11".to_owned());
        let handover = Handover { readiness, application, findings, declaration };
        let (owner, id, version) = (filing.owner, filing.id, self.filing(filing).await.version);
        let sent = async |tx: &mut beian::db::Tx<'_>| filings::submit(tx, id, version, handover).await;
        self.db().write(Actor::Applicant(owner), sent).await.unwrap();
        self.accept(filing).await;
    }

    /// A filing about the record, edited, through the bureau to its end.
    async fn carried_out(&self, owner: AccountId, kind: Kind, n: usize, edit: impl FnOnce(&mut Drafts)) -> Filing {
        let (filing, mut drafts) = self.begun_on(owner, kind, n, None).await;
        edit(&mut drafts);
        self.handed_in(&filing, &drafts).await;
        self.decide(&filing).await;
        filing
    }

    /// The record gets a new website on a domain.
    async fn grown(&self, owner: AccountId, domain: &str) {
        let (filing, mut drafts) = self.begun_on(owner, Kind::NewHere, 0, Some(domain)).await;
        let first = crate::support::people::drafts(1);
        (drafts.access, drafts.websites) = (first.access, first.websites);
        drafts.websites[0].website.domains = vec![domain.into()];
        drafts.websites[0].website.home_url = format!("www.{domain}");
        self.handed_in(&filing, &drafts).await;
        self.bureau().records[0].filing.entity.changed_at = LONG_AGO.into();
        self.decide(&filing).await;
    }

    fn site(&self, n: usize) -> FiledWebsite {
        self.bureau().records[0].filing.websites[n].clone()
    }
}

#[actix_web::test]
async fn a_record_is_changed_grows_and_ends_by_what_goes_up() {
    let house = House::open().await;
    let owner = house.on_record(1).await.owner;
    let known = "select string_agg(number, ' ' order by number) from bureau_known";
    assert_eq!(house.test.text(known).await, "京ICP备00000001号 京ICP备00000001号-1");

    house.carried_out(owner, Kind::ChangeEntity, 0, |drafts| drafts.entity.mailing_address = "示例路9号".into()).await;
    let street = house.bureau().records[0].filing.entity.address.street.clone();
    assert_eq!(street.as_deref(), Some("海淀区示例路9号"));
    assert!(house.record_of(owner).await.0.details.to_string().contains("示例路9号"), "and here");

    let named = |drafts: &mut Drafts| drafts.websites[0].website.site_name = "示例花园新园艺".into();
    house.carried_out(owner, Kind::ChangeWebsite, 0, named).await;
    assert_eq!(house.site(0).name, "示例花园新园艺");
    let before = house.site(0).accesses[0].clone();
    let reached = |drafts: &mut Drafts| drafts.access.other_addresses = vec!["114.114.3.9".into()];
    house.carried_out(owner, Kind::ChangeAccess, 0, reached).await;
    let after = house.site(0).accesses[0].clone();
    assert_eq!((after.access_id, after.ranges.len()), (before.access_id, 2));
    assert_eq!(after.ranges[0].range_id, before.ranges[0].range_id, "what was there keeps its id");

    house.grown(owner, "second1.cn").await;
    let (_, websites) = house.record_of(owner).await;
    assert_eq!((websites[1].number.as_str(), websites[1].filed_on), ("京ICP备00000001号-2", today()));

    house.carried_out(owner, Kind::CancelWebsite, 0, |_| {}).await;
    assert!(house.record_of(owner).await.1[0].cancelled_on.is_some());
    assert_eq!(house.bureau().records[0].filing.websites.len(), 1);
    // The record that comes with the next one lacks the first, as it does here.
    house.grown(owner, "third1.cn").await;
    assert_eq!(house.test.text("select count(*)::text from bureau_items where outcome = 'left'").await, "0");

    let password = house.bureau().records[0].password.clone();
    house.carried_out(owner, Kind::CancelEntity, 0, |drafts| drafts.operation.filing_password = password).await;
    assert!(house.record_of(owner).await.0.cancelled_on.is_some());
    assert!(house.bureau().records.is_empty());
    assert_eq!(house.test.text("select count(*)::text from bureau_known where number not like '%-%'").await, "0");
    let methods = "select string_agg(method, ' ' order by number) from bureau_uploads";
    assert_eq!(house.test.text(methods).await, "XZBA BGBA BGBA BGBA XZWZ ZXBA XZWZ ZXBA");
    assert_eq!(house.alarms().await, Vec::<String>::new());
}

#[actix_web::test]
async fn an_access_ends_once_the_bureau_says_so() {
    let house = House::open().await;
    let owner = house.on_record(1).await.owner;
    let (filing, drafts) = house.begun_on(owner, Kind::CancelAccess, 0, None).await;
    house.handed_in(&filing, &drafts).await;
    house.work().await;
    house.fetch().await;
    assert_eq!(house.state(&filing).await, StateCode::Submitted, "the only access of a website stays");
    assert_eq!(house.decisions(&filing).await.pop().unwrap().findings.remove(0).code, Some(1025));
    assert!(house.record_of(owner).await.1[0].access_ended_on.is_none());

    let other = FiledAccess { access_id: 9, unit: 4, ..house.site(0).accesses[0].clone() };
    house.bureau().records[0].filing.websites[0].accesses.push(other);
    house.accept(&filing).await;
    house.decide(&filing).await;
    assert!(house.record_of(owner).await.1[0].access_ended_on.is_some());
    assert_eq!(house.site(0).accesses.len(), 1);
    let known = "select jsonb_array_length(parts -> 'accesses')::text from bureau_known where number like '%-1'";
    assert_eq!(house.test.text(known).await, "0", "what names the website names no access that is over");
    assert_eq!(house.alarms().await, Vec::<String>::new());
}

/// A dry run of what goes with a password shows all but that, to anybody.
async fn shows_no_password(house: &House, case: &Filing) {
    let operator = Operator::of(house).await;
    let reference = case.reference.to_string();
    let dry_run = async |act: &str| {
        let form = [("act", act), ("case", reference.as_str()), ("reason", "上报前核对")];
        operator.post(&office::exchange(), &form).await
    };
    let (status, shown) = dry_run("rehearse-full").await;
    assert!(status == 200 && shown.contains("ICPmm ***"), "{shown}");
    let (status, refused) = dry_run("rehearse-bytes").await;
    assert!(status == 409 && refused.contains("含备案密码"), "{refused}");
    operator.leave().await;
}

#[actix_web::test]
async fn a_site_that_others_reach_gets_an_access_here_with_the_password() {
    let house = House::open().await;
    // On record through another provider, whom the bureau tells nothing of ours.
    house.on_record(1).await;
    let mut bureau_record = house.bureau().records.remove(0);
    let filed = &mut bureau_record.filing;
    (filed.entity.isp_entity, filed.entity.number) = (None, Some("京ICP备00000077号".into()));
    filed.entity.changed_at = LONG_AGO.into();
    let site = &mut filed.websites[0];
    (site.isp_website, site.number) = (None, Some("京ICP备00000077号-1".into()));
    site.domains[0].name = "example2.cn".into();
    (site.accesses[0].unit, site.accesses[0].isp_access) = (4, None);
    let password = bureau_record.password.clone();
    house.bureau().records.push(bureau_record);

    let operation = |password: &str| OperationForm {
        entity_number: "京ICP备00000077号".into(),
        website_number: "京ICP备00000077号-1".into(),
        filing_password: password.into(),
        ..OperationForm::default()
    };
    let asking = |password: &str| {
        let operation = operation(password);
        |drafts: &mut Drafts| (drafts.kind, drafts.operation) = (Kind::Access, operation)
    };
    let case = house.accepted_with(9, asking("wrong-one")).await;
    house.work().await;
    house.fetch().await;
    assert_eq!(house.state(&case).await, StateCode::Submitted);
    let finding = house.decisions(&case).await.pop().unwrap().findings.remove(0);
    assert_eq!(finding.target.unwrap().to_string(), "operation.filing_password");
    assert_eq!((finding.code, finding.words), (Some(1018), None), "and the password is not repeated");
    let checked =
        "select string_agg(distinct concat_ws(' ', code, upload_id), ', ') from bureau_calls where method = 'verify'";
    assert_eq!(house.test.text(checked).await, "0", "the check is noted");
    assert_eq!(house.uploads(), [1], "it was asked before anything was sent");
    // The bureau's system may want it otherwise than in files: who accepts the filing with it sends it.
    house.accept(&case).await;
    house.work().await;
    house.fetch().await;
    assert_eq!((house.state(&case).await, house.uploads()), (StateCode::Submitted, vec![1, 2]));

    let case = house.accepted_with(2, asking(&password)).await;
    house.test.as_owner("update bureau_line set stopped_at = now()").await;
    house.work().await;
    shows_no_password(&house, &case).await;
    house.let_go_on().await;
    house.decide(&case).await;
    assert_eq!(house.record_of(case.owner).await.1[0].number, "京ICP备00000077号-1");
    assert_eq!(house.site(0).accesses.iter().map(|access| access.unit).collect::<Vec<_>>(), [4, UNIT]);
    assert_eq!(house.alarms().await, Vec::<String>::new());
}
