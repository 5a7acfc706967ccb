//! Every operation over many generated filings: what is written keeps the rules of the interface and fits its schemas.

use super::*;
use crate::bureau::codes::Operation;
use crate::bureau::known::{KnownAccess, KnownDomain, KnownRange, Parts};
use crate::bureau::messages::tests_support::{judge, schemas};
use crate::bureau::messages::{self, Rules};
use crate::bureau::sandbox::chance::Chance;
use crate::bureau::upload::Names;
use crate::bureau::xml::schema::check_upload;
use crate::filing::application::tests::{deputy, individual, organisation, somebody_else, today};
use crate::filing::application::{Application, Drafts, Operation as Asked, WebsiteDraft, assemble};
use crate::filing::kind::Websites;
use crate::hosting::Server;
use crate::material::sent::{PICTURE_LIMIT, limit as limit_of};
use crate::reference::book;
use crate::text::{Lang, Tr};
use crate::values::{EntityNumber, FilingPassword, IpRange, Paragraphs, WebsiteNumber};

const JPEG: &str = "/9j/4AAQSkZJRgABAQAAAQABAAD/2Q==";
const NUMBER: &str = "京ICP备2026000001号";

struct Filed {
    application: Application,
    on_record: OnRecord,
    photos: Vec<Photo>,
    servers: Vec<Option<Server>>,
}

impl Filed {
    fn body(&self) -> Result<IcpUpload, Vec<Fault>> {
        self.written().map(|body| body.upload)
    }

    fn written(&self) -> Result<Body, Vec<Fault>> {
        let sources = Sources {
            servers: &self.servers,
            photos: &self.photos,
            on_record: &self.on_record,
            ids: 7000,
            unit: 110_000_000_001,
            book: book(),
            today: today(),
        };
        body(Method::of(self.application.kind).unwrap(), &self.application, &sources)
    }
}

fn server() -> Server {
    Server {
        instance: "i-example-1".into(),
        product: "cloud_server".into(),
        region: "beijing".into(),
        addresses: vec![IpRange::parse("114.114.2.10").unwrap()],
    }
}

/// One of the good forms, with whatever else a form may hold.
fn drafts(chance: &mut Chance, most_websites: u64) -> Drafts {
    let mut drafts = [organisation, deputy, individual][chance.below(3) as usize]();
    let is_individual = drafts.filer().individual;
    drafts.entity_person.office_phone = "010-12345678".into();
    if chance.percent(30) && !is_individual {
        drafts.entity.entity_remark = "第一行\n第二行　说明".into();
    }
    let first = drafts.websites.remove(0);
    for n in 1..=1 + chance.below(most_websites) {
        let mut website = first.website.clone();
        website.site_name = format!("示例花园商店{}", ["一", "二", "三"][n as usize - 1]);
        website.domains = vec![format!("example{n}.cn")];
        if chance.percent(40) {
            website.domains.push(format!("another{n}.com"));
        }
        website.home_url = format!("www.example{n}.cn");
        if chance.percent(40) {
            website.languages = vec!["1".into(), "3".into()];
        }
        if chance.percent(40) {
            website.site_remark = "记录自己在阳台种花的经过和照片。\n不含企业、单位信息。".into();
        }
        if chance.percent(30) && !is_individual {
            website.pre_approval = vec!["1".into()];
            website.approval_number = vec!["国新网许可证编号1012006001".into()];
            website.approval_authority = vec!["国家互联网信息办公室".into()];
            website.approval_until = vec!["2030-01-01".into()];
        }
        let mut person = first.person.clone();
        if chance.percent(40) && !is_individual {
            person = somebody_else();
            person.office_phone = "021-12345678-123".into();
        }
        drafts.websites.push(WebsiteDraft { website, person });
    }
    drafts.type_check.domain = "example1.cn".into();
    let count = drafts.websites.len();
    drafts.access.instance = vec!["i-example-1".into(); count];
    drafts.access.service_number = vec![String::new(); count];
    let others = ["", "114.114.3.9", "114.114.3.9-114.114.3.20", "2400:3200::1"];
    drafts.access.other_addresses = (0..count).map(|_| others[chance.below(4) as usize].to_owned()).collect();
    drafts
}

fn generated(kind: Kind, chance: &mut Chance) -> Filed {
    let most = if matches!(kind, Kind::Initial | Kind::NewElsewhere | Kind::NewHere | Kind::NewMiit) { 3 } else { 1 };
    let mut application =
        assemble(&drafts(chance, most), book(), today()).unwrap_or_else(|problems| panic!("{problems:?}"));
    application.kind = kind;
    let number = EntityNumber::parse(NUMBER).unwrap();
    application.operation = kind.has_operation().then(|| Asked {
        entity_number: Some(number),
        website_number: Some(WebsiteNumber::parse(&format!("{NUMBER}-1")).unwrap()),
        differs: false,
        new_name: None,
        reason: Some(Paragraphs::parse("不再需要\n停止运营").unwrap()),
        receiving_code: None,
        filing_password: Some(FilingPassword::parse("888888").unwrap()),
        phone_lost: false,
    });
    let is_here = kind == Kind::NewHere;
    let mut on_record = OnRecord { entity: is_here.then(|| NUMBER.into()), ..OnRecord::default() };
    if kind.profile().websites != Websites::Typed {
        let website = application.websites[0].clone();
        let known = Known { number: format!("{NUMBER}-1"), id: 110_000_000_003, parts: parts(&website, chance) };
        on_record = OnRecord {
            entity: Some(NUMBER.into()),
            entity_id: Some(110_000_000_002),
            websites: vec![Site { number: known.number.clone(), known: Some(known), website }],
        };
    }
    let mut photos: Vec<Photo> = wanted(&application)
        .into_iter()
        .map(|wanted| Photo { purpose: wanted.purpose, website: wanted.website, content: JPEG.into() })
        .collect();
    if kind.profile().websites == Websites::None {
        photos.retain(|photo| photo.purpose.is_none() || photo.website == 0);
        application.websites.clear();
        on_record.websites[0].website.server = Some(server());
    }
    let servers = application.websites.iter().map(|_| Some(server())).collect();
    Filed { application, on_record, photos, servers }
}

/// What the bureau may know of a website: not always the domain or the addresses.
fn parts(website: &Website, chance: &mut Chance) -> Parts {
    let domains = website.details.domains.iter().filter(|_| chance.percent(70));
    let domain = |domain: &crate::values::DomainName| KnownDomain { id: 4, ours: Some(5), name: domain.to_string() };
    let range = KnownRange { id: 8, ours: None, first: 1_920_074_250, last: 1_920_074_250 };
    Parts {
        domains: domains.map(domain).collect(),
        accesses: vec![KnownAccess { id: 6, ours: Some(7001), ranges: vec![range] }],
    }
}

#[test]
fn every_operation_of_many_filings_fits_rules_and_schemas() {
    let mut documents = Vec::new();
    for (seed, kind) in (0..16).flat_map(|seed| Kind::ALL.iter().map(move |kind| (seed, *kind))) {
        let Some(method) = Method::of(kind) else { continue };
        let filed = generated(kind, &mut Chance::new(seed * 100 + documents.len() as u64));
        let body = filed.body().unwrap_or_else(|faults| panic!("{kind} {faults:?}"));
        assert_eq!(body.records(), 1, "{kind}");
        let names = Names::of(&body).unwrap();
        let upload = messages::Upload::icp("V.3.0", body);
        let unit = Some(110_000_000_001);
        assert_eq!(messages::check(&upload, &Rules { unit, ranges: None }), [], "{kind}");
        let document = upload.to_element();
        assert_eq!(check_upload(&document), [], "{kind}");
        assert!(document.children[0].child(method.code()).is_some(), "{kind}");
        assert!(upload.to_bytes().is_ok(), "{kind}");
        assert_eq!(names.keys.is_empty(), names.operation == Operation::NewFiling, "{kind}: its results find it");
        documents.push(document);
        documents.extend(papers_alone(&filed));
    }
    assert!(documents.len() > 170);
    if let Some(folder) = schemas() {
        let told = judge(&folder.join("upload-data.xsd"), &documents);
        let bad: Vec<_> = told.into_iter().filter_map(Result::err).collect();
        assert_eq!(bad, Vec::<String>::new());
    }
}

#[test]
fn papers_of_every_purpose_are_wanted_and_made_small() {
    let filed = generated(Kind::Initial, &mut Chance::new(3));
    let wanted = wanted(&filed.application);
    let purposes: std::collections::BTreeSet<i64> =
        wanted.iter().filter_map(|wanted| wanted.purpose).map(|purpose| purpose.code()).collect();
    assert_eq!(purposes, (1..=5).collect());
    for wanted in wanted {
        let limit = wanted.purpose.map_or(PICTURE_LIMIT, |purpose| purpose.limit());
        assert_eq!(limit_of(&wanted.slot), Some(limit), "{}", wanted.slot);
    }
}

/// The papers of a filing once it is on record, as they go on their own; none where it has none that go up.
fn papers_alone(filed: &Filed) -> Option<crate::bureau::xml::Element> {
    let numbers: Vec<String> = (1..=3).map(|n| format!("{NUMBER}-{n}")).collect();
    let body = papers(&filed.photos, NUMBER, &numbers, 110_000_000_001);
    let sent = filed.photos.iter().filter(|photo| photo.purpose.is_some()).count();
    assert_eq!((body.attachments.len(), body.records()), (sent, sent));
    let names = Names::of(&body)?;
    assert!(names.operation == Operation::Attachments && names.keys.contains(&NUMBER.to_owned()), "{names:?}");
    let upload = messages::Upload::icp("V.3.0", body);
    let unit = Some(110_000_000_001);
    assert_eq!(messages::check(&upload, &Rules { unit, ranges: None }), []);
    let document = upload.to_element();
    assert_eq!(check_upload(&document), []);
    Some(document)
}

#[test]
fn a_change_keeps_the_ids_of_what_is_known_and_brings_the_rest_as_new() {
    let mut filed = generated(Kind::ChangeAccess, &mut Chance::new(1));
    filed.application.websites[0].other_addresses = vec![IpRange::parse("114.114.3.9").unwrap()];
    filed.application.websites[0].details.domains =
        ["example1.cn", "new.cn"].map(|name| crate::values::DomainName::parse(name).unwrap()).to_vec();
    let known = filed.on_record.websites[0].known.as_mut().unwrap();
    known.parts.domains = vec![KnownDomain { id: 4, ours: Some(5), name: "EXAMPLE1.cn".into() }];
    let change = filed.body().unwrap().changes.remove(0);
    let site = &change.websites[0];
    let domains: Vec<_> = site.domains.iter().map(|domain| (domain.isp_domain, domain.domain_id)).collect();
    assert_eq!(domains, [(5, Some(4)), (7002, None)]);
    let access = &site.accesses[0];
    let ranges: Vec<_> = access.ranges.iter().map(|range| (range.isp_range, range.range_id)).collect();
    assert_eq!((access.access_id, ranges), (6, vec![(7001, Some(8)), (7002, None)]));
    assert_eq!((change.entity.entity_id, site.website_id), (110_000_000_002, 110_000_000_003));
}

/// What an operation lacks, a row: the reason or code that tells it, and the field it points at.
#[test]
fn what_cannot_be_sent_is_told_in_words() {
    type Spoil = fn(&mut Filed);
    let table: [(Kind, Spoil, &str, Option<&str>); 8] = [
        (Kind::ChangeEntity, |filed| filed.on_record.entity_id = None, "ACC-15", None),
        (Kind::ChangeEntity, |filed| filed.on_record.websites.clear(), "ACC-15", None),
        (Kind::ChangeWebsite, |filed| filed.on_record.websites[0].known = None, "ACC-15", None),
        (Kind::CancelWebsite, |filed| filed.on_record.websites[0].known = None, "ACC-15", None),
        (
            Kind::CancelAccess,
            |filed| filed.on_record.websites[0].known.as_mut().unwrap().parts.accesses.clear(),
            "ACC-15",
            None,
        ),
        (Kind::CancelEntity, without_password, "1018", Some("operation.filing_password")),
        (Kind::Access, without_password, "1018", Some("operation.filing_password")),
        (
            Kind::NewElsewhere,
            |filed| filed.application.operation.as_mut().unwrap().entity_number = None,
            "1058",
            Some("operation.entity_number"),
        ),
    ];
    for (kind, spoil, told, target) in table {
        let mut filed = generated(kind, &mut Chance::new(3));
        spoil(&mut filed);
        let finding = filed.body().unwrap_err()[0].finding(&filed.application);
        let says = format!("{} {}", finding.reason, finding.says(Tr::new(Lang::Zh)));
        assert!(says.contains(told), "{kind}: {says}");
        assert_eq!(finding.target.map(|target| target.to_string()).as_deref(), target, "{kind}");
    }
}

fn without_password(filed: &mut Filed) {
    filed.application.operation.as_mut().unwrap().filing_password = None;
}

#[test]
fn addresses_of_the_new_form_alone_cannot_be_sent() {
    let mut filed = generated(Kind::Initial, &mut Chance::new(5));
    for server in filed.servers.iter_mut().flatten() {
        server.addresses = vec![IpRange::parse("2400:3200::1").unwrap()];
    }
    for website in &mut filed.application.websites {
        website.other_addresses.clear();
    }
    let finding = filed.body().unwrap_err()[0].finding(&filed.application);
    assert_eq!(finding.target.unwrap().to_string(), "access");
    assert!(finding.words.unwrap().contains("IPv4"));
}

#[test]
fn addresses_of_the_new_form_beside_others_stay_behind_and_are_told() {
    let mut filed = generated(Kind::Initial, &mut Chance::new(5));
    for website in &mut filed.application.websites {
        website.other_addresses = vec![IpRange::parse("2400:3200::1").unwrap()];
    }
    let Body { upload, left_out } = filed.written().unwrap();
    assert_eq!(left_out.len(), filed.application.websites.len());
    assert!(upload.new_filings[0].websites.iter().all(|site| site.accesses[0].ranges.len() == 1));
    let finding = left_out[0].finding(&filed.application);
    assert_eq!((finding.reason.as_str(), finding.words.as_deref()), ("ACC-16", Some("2400:3200::1")));
    assert_eq!(finding.target.unwrap().to_string(), "access");
    for website in &mut filed.application.websites {
        website.other_addresses.clear();
    }
    assert_eq!(filed.written().unwrap().left_out, []);
}
