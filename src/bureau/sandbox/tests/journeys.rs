//! A filing and what becomes of it.

use super::*;
use crate::bureau::digest::filing_password_hash;
use crate::bureau::messages::{
    AddAccess, AddWebsites, Attachment, Cancellation, Change, ChangedAccess, ChangedDomain, ChangedEntity,
    ChangedRange, ChangedWebsite, EntityRef, NewRange, Owner, OwnerId, WebsiteRef,
};

#[test]
fn a_filing_is_approved_and_comes_back_with_ids_and_numbers() {
    let mut client = Client::new();
    client.upload(of_filing(filing()));
    client.nothing_waits();
    assert!(client.world.approve(1, Some("同意"), client.now));
    assert!(!client.world.approve(1, None, client.now), "decided once");
    let decision = client.fetch_icp().results.unwrap().decisions.remove(0);
    assert_eq!((decision.approved, decision.operation, decision.id), (1, Some(1), Some(1001)));
    assert_eq!((decision.reviewed_at.as_str(), decision.opinion.as_deref()), ("2026-11-28 10:00:00", Some("同意")));
    let published = client.fetch_icp().filings.remove(0);
    let site = &published.websites[0];
    assert_eq!(published.entity.number.as_deref(), Some("浙ICP备00000001号"));
    assert_eq!(site.number.as_deref(), Some("浙ICP备00000001号-1"));
    assert_eq!(
        (published.entity.isp_entity, site.isp_website, site.domains[0].isp_domain),
        (Some(1001), Some(2001), Some(3001))
    );
    assert_eq!(
        (site.accesses[0].isp_access, site.accesses[0].ranges[0].isp_range, site.accesses[0].unit),
        (Some(4001), Some(5001), UNIT)
    );
    let ids = [published.entity.entity_id, site.website_id, site.domains[0].domain_id, site.accesses[0].access_id];
    assert!(ids.iter().all(|id| id.to_string().len() == 12));
    client.nothing_waits();
    let (mobile, text) = client.world.take_messages().remove(0);
    let password = &client.world.records[0].password;
    assert!(mobile == "13000000000" && text.contains("浙ICP备00000001号") && text.contains(password.as_str()));
    let status = client.call(Call::Status { kind: 0, condition: "example.com".into() }).status.unwrap();
    assert_eq!(status.website_number.as_deref(), Some("浙ICP备00000001号-1"));
}

#[test]
fn a_filing_is_refused_with_the_opinion_word_for_word() {
    let mut client = Client::new();
    client.upload(of_filing(filing()));
    assert!(client.world.refuse(1, "证件不清晰", client.now));
    let decision = client.fetch_icp().results.unwrap().decisions.remove(0);
    assert_eq!((decision.approved, decision.opinion.as_deref(), decision.id), (0, Some("证件不清晰"), Some(1001)));
    client.nothing_waits();
    // Corrected and sent again.
    client.upload(of_filing(filing()));
    assert!(client.world.approve(2, None, client.now));
}

#[test]
fn all_faults_of_a_filing_are_told_at_once() {
    let mut client = Client::new();
    client.world.rules.check_ranges = true;
    let mut bad = filing();
    bad.entity.person.document_number = Some("110101199003072990".into());
    bad.entity.person.office_phone = Some("0571000000000".into());
    let site = &mut bad.websites[0];
    site.person.document_number = Some("110101199003072990".into());
    (site.home_url, site.domains[0].name) = (Some("www.example.org".into()), "www.example.com".into());
    client.upload(of_filing(bad));
    let results = client.fetch_icp().results.unwrap().results;
    let mut codes: Vec<_> = results[0].lines.iter().map(|line| line.code).collect();
    codes.sort_unstable();
    assert_eq!(codes, [1004, 1010, 1015, 1015, 1041, 1063]);
    assert_eq!((results[0].operation, results[0].key.as_deref()), (1, Some("1001")));
    let line = results[0].lines.iter().find(|line| line.code == 1004).unwrap();
    assert_eq!(line.text.as_deref(), Some("无效域名。网站名称：示例网站，错误数据：www.example.com"));
    assert!(client.world.cases.is_empty());
}

#[test]
fn duplicates_and_the_blacklist_are_found() {
    let (mut client, _) = filed();
    client.upload(of_filing(filing()));
    assert_eq!(client.codes(), [1003, 1005]);
    let mut other = filing();
    other.entity.document.number = "other".into();
    other.websites[0].domains[0].name = "example.net".into();
    other.websites[0].home_url = None;
    client.upload(of_filing(other.clone()));
    let mut again = other.clone();
    again.websites[0].domains[0].name = "EXAMPLE.net".into();
    client.upload(of_filing(again.clone()));
    assert_eq!(client.codes(), [1003, 1039], "the same document and the same domain wait in a case");
    (again.entity.document.number, again.websites[0].domains[0].name) = ("third".into(), "example.info".into());
    (again.entity.name, again.websites[0].name) = ("example.org".into(), "example.org".into());
    client.upload(of_filing(again.clone()));
    client.nothing_waits();
    (again.entity.document.number, again.websites[0].domains[0].name) = ("fourth".into(), "example.org".into());
    client.upload(of_filing(again));
    client.nothing_waits();
    assert_eq!(client.world.cases.len(), 4, "a name is no domain");
    client.world.listed_domains.push("example.net".into());
    client.world.listed_documents.push("OTHER".into());
    client.world.refuse(2, "x", client.now);
    client.fetch();
    client.upload(of_filing(other));
    assert_eq!(client.codes(), [1065, 1064]);
}

#[test]
fn a_website_and_an_access_are_added_changed_and_cancelled() {
    let (mut client, published) = filed();
    let password = filing_password_hash(&client.world.records[0].password).unwrap();
    let number = published.entity.number.clone().unwrap();
    let mut site = filing().websites.remove(0);
    (site.isp_website, site.domains[0].name, site.home_url) = (2002, "example.net".into(), None);
    let added =
        AddWebsites { entity: EntityRef::Number(number.clone()), websites: vec![site], ..AddWebsites::default() };
    client.upload(IcpUpload { new_websites: vec![added], ..IcpUpload::default() });
    assert!(client.world.approve(2, None, client.now));
    let decision = client.fetch_icp().results.unwrap().decisions.remove(0);
    assert_eq!((decision.operation, decision.id), (Some(2), Some(2002)));
    let second = client.fetch_icp().filings.remove(0).websites.remove(1);
    assert_eq!(second.number, Some(format!("{number}-2")));

    let range = NewRange { isp_range: 5002, first: 3_221_225_986, last: 3_221_225_986 };
    let access = AddAccess {
        website: WebsiteRef::Number(format!("{number}-2")),
        isp_access: 4002,
        locations: vec![1],
        modes: vec![3],
        ranges: vec![range],
        password: password.clone(),
        ..AddAccess::default()
    };
    client.upload(IcpUpload { new_accesses: vec![access.clone()], ..IcpUpload::default() });
    assert!(client.world.approve(3, None, client.now));
    client.fetch();
    let second = client.fetch_icp().filings.remove(0).websites.remove(1);
    assert_eq!((second.accesses.len(), second.accesses[1].isp_access), (2, Some(4002)));
    client.upload(IcpUpload { new_accesses: vec![access.clone()], ..IcpUpload::default() });
    assert_eq!(client.codes(), [1038]);
    let wrong = AddAccess { isp_access: 4003, password: "0".repeat(32), ..access };
    client.upload(IcpUpload { new_accesses: vec![wrong], ..IcpUpload::default() });
    assert_eq!(client.codes(), [1018]);

    let cancel = |kind, id, password: Option<&String>| IcpUpload {
        cancellations: vec![Cancellation { kind, id, reason: 1, reason_text: None, password: password.cloned() }],
        ..IcpUpload::default()
    };
    client.upload(cancel(2, published.websites[0].accesses[0].access_id, None));
    assert_eq!(client.codes(), [1025], "the only access of a website");
    client.upload(cancel(2, second.accesses[0].access_id, None));
    client.upload(cancel(2, second.accesses[0].access_id, None));
    assert_eq!(client.codes(), [1032]);
    assert!(client.world.approve(4, None, client.now));
    client.fetch();
    assert_eq!(client.fetch_icp_cancelled(), (2, second.accesses[0].access_id));
    client.upload(cancel(0, published.entity.entity_id, None));
    assert_eq!(client.codes(), [1018], "an entity needs its password");
    client.upload(cancel(0, published.entity.entity_id, Some(&password)));
    assert!(client.world.approve(5, None, client.now));
    client.fetch();
    assert_eq!(client.fetch_icp_cancelled(), (0, published.entity.entity_id));
    assert!(client.world.records.is_empty());
}

impl Client {
    fn fetch_icp_cancelled(&mut self) -> (i64, i64) {
        let Some(DownloadBody::Icp(body)) = self.fetch_raw_cancelled() else { panic!("nothing") };
        (body.cancelled[0].kind, body.cancelled[0].id)
    }

    /// The schema of cancellations does not know accesses, so it is not asked here.
    fn fetch_raw_cancelled(&mut self) -> Option<DownloadBody> {
        let file = self.call(Call::Download).file?;
        let unpacked = unpack(&file.package, Some(&cipher()), FILE_BYTES).ok()?;
        let document = xml::read(&unpacked.bytes, &Limits::default()).ok()?;
        assert_eq!(self.call(Call::Acknowledge(file.name)).code, 0);
        Some(Download::read(document).ok()?.0.body)
    }
}

#[test]
fn a_change_replaces_what_it_names() {
    let (mut client, published) = filed();
    let site = &published.websites[0];
    let change = Change {
        entity: ChangedEntity {
            entity_id: published.entity.entity_id,
            name: "新名称有限公司".into(),
            number: published.entity.number.clone().unwrap(),
            nature: Some(4),
            address: published.entity.address.clone(),
            document: published.entity.document.clone(),
            person: published.entity.person.clone(),
            ..ChangedEntity::default()
        },
        websites: vec![ChangedWebsite {
            website_id: site.website_id,
            name: "新网站名".into(),
            services: vec![1],
            languages: vec![1],
            domains: vec![
                ChangedDomain {
                    isp_domain: 3001,
                    domain_id: Some(site.domains[0].domain_id),
                    name: "example.com".into(),
                },
                ChangedDomain { isp_domain: 3002, domain_id: None, name: "example.net".into() },
            ],
            accesses: vec![ChangedAccess {
                access_id: site.accesses[0].access_id,
                locations: vec![1],
                modes: vec![3],
                ranges: vec![ChangedRange {
                    isp_range: 5001,
                    range_id: None,
                    first: 3_221_225_987,
                    last: 3_221_225_987,
                }],
            }],
            person: site.person.clone(),
            number: site.number.clone().unwrap(),
            ..ChangedWebsite::default()
        }],
        ..Change::default()
    };
    client.upload(IcpUpload { changes: vec![change.clone()], ..IcpUpload::default() });
    client.upload(IcpUpload { changes: vec![change.clone()], ..IcpUpload::default() });
    assert_eq!(client.codes(), [1017], "a change is under review");
    assert!(client.world.approve(2, None, client.now));
    client.fetch();
    let changed = client.fetch_icp().filings.remove(0);
    assert_eq!((changed.entity.name.as_str(), changed.websites[0].domains.len()), ("新名称有限公司", 2));
    assert_eq!(changed.websites[0].domains[0].domain_id, site.domains[0].domain_id);
    let mut moved = change;
    moved.entity.address.province = 110_000;
    client.upload(IcpUpload { changes: vec![moved], ..IcpUpload::default() });
    assert_eq!(client.codes(), [1046]);
}

#[test]
fn attachments_on_their_own_are_stored() {
    let (mut client, published) = filed();
    let attachment = Attachment {
        format: 1,
        purpose: 2,
        content: "/9j/4AAQSkZJRgABAQAAAQABAAD/2Q==".into(),
        owner: Owner { kind: 1, id: OwnerId::Number(published.entity.number.unwrap()) },
        remark: None,
    };
    let unknown = Attachment { owner: Owner { kind: 1, id: OwnerId::Id(9) }, ..attachment.clone() };
    client.upload(IcpUpload { attachments: vec![attachment], ..IcpUpload::default() });
    let result = client.fetch_icp().results.unwrap().results.remove(0);
    assert_eq!((result.operation, result.lines[0].code), (35, 1060));
    client.upload(IcpUpload { attachments: vec![unknown], ..IcpUpload::default() });
    assert_eq!(client.codes(), [1058]);
}

#[test]
fn results_may_be_gathered_into_one_file() {
    let mut client = Client::new();
    client.world.rules.per_file = 3;
    let mut bad = filing();
    bad.entity.person.document_number = Some("110101199003072990".into());
    (0..4).for_each(|_| client.upload(of_filing(bad.clone())));
    client.upload(of_filing(filing()));
    assert!(client.world.approve(1, None, client.now));
    client.world.send_notice(UNIT, "", "请核实", client.now);
    let saved = client.world.clone().saved(client.now).unwrap();
    assert_eq!(serde_json::from_slice::<World>(&saved).unwrap(), client.world, "nothing gathered is lost");
    let sizes = |body: &IcpDownload| {
        let results = body.results.clone().unwrap_or_default();
        (results.results.len(), results.decisions.len(), body.filings.len(), body.notices.len())
    };
    let files: Vec<_> = (0..3).map(|_| sizes(&client.fetch_icp())).collect();
    assert_eq!(files, [(3, 0, 0, 0), (1, 1, 1, 0), (0, 0, 0, 1)]);
    client.world.refuse(1, "x", client.now);
    client.upload(of_filing(bad));
    assert_eq!(client.world.outgoing.len(), 3, "it is gathered until somebody asks");
    assert_eq!(sizes(&client.fetch_icp()), (1, 0, 0, 0));
    client.nothing_waits();
}

#[test]
fn rules_decide_without_a_person() {
    let mut client = Client::new();
    client.world.rules = Rules { approve_all: true, delay: 60, ..Rules::default() };
    client.upload(of_filing(filing()));
    let mut other = filing();
    other.entity.document.number = "other".into();
    (other.websites[0].name, other.websites[0].domains[0].name) = ("reject".into(), "example.net".into());
    other.websites[0].home_url = None;
    client.upload(of_filing(other));
    client.nothing_waits();
    client.world.ahead = 61;
    client.world.work(client.world.time(client.now));
    let outcomes: Vec<_> = client.world.cases.iter().map(|case| matches!(case.stage, Stage::Approved)).collect();
    assert_eq!(outcomes, [true, false]);
}

/// Where a rule approves, a part is refused all the same: the seed says which.
#[test]
fn a_rule_refuses_by_chance() {
    let refused = |refuse_percent: u64| {
        let one = |seed: u64| {
            let mut client = Client::new();
            client.world = World::new(Settings { seed, ..Settings::default() });
            client.world.rules = Rules { approve_all: true, refuse_percent, ..Rules::default() };
            client.upload(of_filing(filing()));
            client.world.work(client.now);
            matches!(client.world.cases[0].stage, Stage::Refused(_))
        };
        (0..40).map(one).collect::<Vec<bool>>()
    };
    let some = refused(30);
    let count = some.iter().filter(|is_refused| **is_refused).count();
    assert!((1..40).contains(&count), "{count} of 40");
    assert_eq!(some, refused(30), "the same seed decides the same");
    assert!(refused(0).iter().all(|is_refused| !is_refused) && refused(100).iter().all(|is_refused| *is_refused));
}

#[test]
fn that_the_checks_are_passed_is_told_where_a_switch_says_so() {
    let mut client = Client::new();
    client.upload(of_filing(filing()));
    client.nothing_waits();
    let mut client = Client::new();
    client.world.rules.tell_success = true;
    client.upload(of_filing(filing()));
    assert_eq!(client.codes(), [1062]);
    assert_eq!(client.world.case(1).unwrap().stage, Stage::Review, "and nothing is decided by it");
}

#[test]
fn a_world_is_saved_and_loaded_and_the_same_seed_leads_to_the_same_world() {
    let (client, _) = filed();
    let (again, _) = filed();
    assert_eq!(client.world, again.world);
    let saved = serde_json::to_string(&client.world).unwrap();
    assert_eq!(serde_json::from_str::<World>(&saved).unwrap(), client.world);
    let mut world = client.world;
    world.reset();
    assert_eq!((world.records.len(), world.sequences.len(), world.numbers), (0, 0, 0));
}
