//! Every reason for which filings are returned and that is said to be caught before one is sent: a faulty filing for it, and
//! what is told of that. The data say of the others that they are left to a person.

use std::collections::BTreeMap;

use image::DynamicImage;

use super::elsewhere::{other, own_filing, same_mobile};
use super::record::about;
use super::rules::{moved, named, represented_by_another, site};
use super::*;
use crate::facts::record::HolderName;
use crate::filing::application::WebsiteForm;
use crate::filing::checks::domain::tests::{own_record, page, told_by_registry};
use crate::filing::elsewhere::{Other, Taken, Trouble};
use crate::filing::type_check::{Difference, Known, Outcome, decide};
use crate::hosting::check::{Measure, obstacles};
use crate::hosting::instance::Billing;
use crate::hosting::quota::Units;
use crate::hosting::service::Look;
use crate::hosting::{Instance, Obstacle};
use crate::material::picture::{Thresholds, warnings};
use crate::reference::Caught;
use crate::registry::lookup::{DomainStatus, EntityStatus};
use crate::text::Message;
use crate::values::DomainName;
use crate::values::ids::InstanceId;
use crate::values::ip_address::IpRange;

/// A faulty filing: its drafts, and what is known beside them.
struct Seed {
    drafts: Drafts,
    seen: Vec<DomainFacts>,
    beside: Elsewhere,
    looks: Vec<Look>,
    papers: Option<BTreeMap<String, usize>>,
    known: Option<Known>,
    picture: Option<DynamicImage>,
}

impl From<Drafts> for Seed {
    fn from(drafts: Drafts) -> Self {
        let beside = Elsewhere::nothing(today());
        Self { drafts, seen: vec![], beside, looks: vec![], papers: None, known: None, picture: None }
    }
}

/// Good drafts with a domain of which this was seen.
fn seen(facts: DomainFacts) -> Seed {
    Seed { seen: vec![facts], ..organisation().into() }
}

fn beside(drafts: Drafts, filings: Vec<Other>) -> Seed {
    Seed { beside: Elsewhere { filings, ..Elsewhere::nothing(today()) }, ..drafts.into() }
}

fn without_papers(drafts: Drafts) -> Seed {
    Seed { papers: Some(BTreeMap::new()), ..drafts.into() }
}

/// What is known when the type is decided.
fn on_record(entity: EntityStatus, change: impl FnOnce(&mut Known)) -> Seed {
    let mut known = Known { entity: Some(entity), domain: Some(DomainStatus::NotFiled), ..Known::default() };
    change(&mut known);
    Seed { known: Some(known), ..organisation().into() }
}

/// An instance that is in order but for one thing.
fn on_server(change: impl FnOnce(&mut Instance), used: u32) -> Seed {
    let mut instance = Instance {
        id: InstanceId::new(),
        code: "i-example-1".into(),
        account: None,
        product: "cloud_server".into(),
        region: "hangzhou".into(),
        addresses: vec![IpRange::parse("8.8.8.8").unwrap()],
        billing: Billing::Subscription,
        starts_on: "2026-06-01".parse().unwrap(),
        ends_on: "2027-05-31".parse().unwrap(),
        quota: 5,
        released: false,
    };
    change(&mut instance);
    let ranges = [IpRange::parse("8.8.8.0-8.8.8.255").unwrap()];
    let measure = Measure { reference: book(), ranges: &ranges, today: today() };
    with_obstacles(obstacles(&measure.lines(&instance, Units { quota: 5, used, promised: 0 })))
}

fn with_obstacles(obstacles: Vec<Obstacle>) -> Seed {
    let look = Look { website: 1, server: None, obstacles, offer: None };
    Seed { looks: vec![look], ..organisation().into() }
}

fn taken(taken: Taken) -> Seed {
    let domains = vec![(DomainName::parse("example.cn").unwrap(), taken)];
    Seed { beside: Elsewhere { domains, ..Elsewhere::nothing(today()) }, ..organisation().into() }
}

/// A new website beside one on record that is not as it should be.
fn beside_site(is_closed: bool) -> Seed {
    let seen = Message::new("facts-evidence").with("from", "example.cn").with("at", "2026-11-22 08:00");
    let sites = vec![Trouble { number: "京ICP备2026000001号-1".into(), is_closed, seen }];
    let drafts = with(organisation, |drafts| drafts.kind = Kind::NewHere);
    Seed { beside: Elsewhere { sites, ..Elsewhere::nothing(today()) }, ..drafts.into() }
}

impl Seed {
    /// `part.field!` for what a form refuses; `CODE target`, with `!` for what blocks; the type or conflict with `!`; what is
    /// doubtful about a picture.
    fn told(&self) -> Vec<String> {
        let content = self.drafts.read(book(), today());
        let fields = self.drafts.parts().into_iter().flat_map(|part| {
            let part_name = part.to_string().replace("/1", "");
            let names = content.errors(part).iter().map(|(name, _)| name.to_owned()).collect::<Vec<_>>();
            let plain =
                |name: String| name.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('-').to_owned();
            names.into_iter().map(move |name| format!("{part_name}.{}!", plain(name)))
        });
        let facts = Facts::new(&self.drafts, &content, book(), today());
        let facts = facts.with_domains(&self.seen).with_looks(&self.looks).with_elsewhere(&self.beside);
        let facts = match &self.papers {
            Some(papers) => facts.with_papers(papers),
            None => facts,
        };
        let mut told: Vec<String> = fields.chain(run_all(&facts).iter().map(shown)).collect();
        if let Some(known) = &self.known {
            told.push(match decide(known, "130000", book(), today()) {
                Outcome::Conflict(block) => format!("{}!", block.conflict.code()),
                other => format!("{}!", other.kind().map_or("", Kind::code)),
            });
        }
        told.extend(
            self.picture
                .iter()
                .flat_map(|picture| warnings(picture, &Thresholds::default()))
                .map(|warning| warning.code()),
        );
        told
    }
}

type Case = (&'static str, Seed, &'static str);

fn entities() -> Vec<Case> {
    let jilin = || moved(organisation, "220000", "220100", "吉林省长春市示例路1号");
    let certificate = |number: &str| with(organisation, |drafts| drafts.type_check.cert_number = number.into());
    vec![
        ("ENT-02", certificate("91110000MA00000078").into(), "type-check.cert_number!"),
        (
            "ENT-04",
            with(organisation, |drafts| drafts.type_check.cert_kind = "2".into()).into(),
            "type-check.cert_kind!",
        ),
        (
            "ENT-07",
            with(organisation, |drafts| drafts.entity.cert_address = "上海市徐汇区示例路1号".into()).into(),
            "X13 entity.cert_address!",
        ),
        (
            "ENT-08",
            moved(organisation, "410000", "410100", "河南省洛阳市示例路1号").into(),
            "X14 entity.mailing_address!",
        ),
        (
            "ENT-09",
            with(organisation, |drafts| drafts.entity.mailing_address = "示例路".into()).into(),
            "entity.mailing_address!",
        ),
        (
            "ENT-10",
            with(organisation, |drafts| drafts.type_check.district = "市辖区".into()).into(),
            "type-check.district!",
        ),
        ("ENT-11", with(jilin, |drafts| drafts.entity.investor = "王小明".into()).into(), "E-INVESTOR entity.investor"),
        ("ENT-12", on_record(EntityStatus::Here, |_| ()), "NEW_HERE!"),
        ("ENT-13", on_record(EntityStatus::Elsewhere, |known| known.difference = Some(Difference::Certificate)), "C9!"),
        ("ENT-14", on_record(EntityStatus::NotFiled, |known| known.entity_is_busy = true), "C7!"),
        ("ENT-15", on_record(EntityStatus::Shell, |_| ()), "C5!"),
        ("ENT-16", on_record(EntityStatus::Elsewhere, |known| known.has_several_numbers = true), "C11!"),
        ("ENT-17", on_record(EntityStatus::OtherAccount, |_| ()), "C1!"),
        (
            "ENT-18",
            moved(individual, "410000", "410100", "湖南省长沙市示例路1号303室").into(),
            "X15 entity.cert_address!",
        ),
        ("ENT-19", on_record(EntityStatus::NotFiled, |known| known.is_barred = true), "C8!"),
    ]
}

fn persons() -> Vec<Case> {
    let until = |day: &str| {
        with(organisation, |drafts| {
            drafts.entity_person.cert_long_term.clear();
            drafts.entity_person.cert_valid_to = day.into();
        })
    };
    let hubei = || moved(two_persons, "420000", "420100", "湖北省武汉市示例路1号");
    let sichuan = moved(organisation, "510000", "510100", "四川省成都市示例路1号");
    let passport = |drafts: &mut Drafts| {
        drafts.type_check.cert_kind = "7".into();
        drafts.type_check.cert_number = "AB123456".into();
    };
    vec![
        ("PER-01", with(organisation, represented_by_another).into(), "X09 entity-person.is_legal_rep!"),
        ("PER-03", until("2020-01-01").into(), "entity-person.cert_valid_to!"),
        ("PER-04", until("2027-01-01").into(), "X25 entity-person.cert_valid_to"),
        (
            "PER-05",
            with(organisation, |drafts| drafts.entity_person.cert_number = "51000020090601000X".into()).into(),
            "X12 entity-person.cert_number!",
        ),
        (
            "PER-06",
            with(
                || moved(organisation, "610000", "610100", "陕西省西安市示例路1号"),
                |drafts| drafts.entity_person.mobile_province = "310000".into(),
            )
            .into(),
            "X08 entity-person.mobile_province!",
        ),
        ("PER-07", beside(organisation(), vec![other(same_mobile)]), "X05 entity-person.mobile"),
        (
            "PER-08",
            with(organisation, |drafts| drafts.entity_person.emergency_phone = "13800000001".into()).into(),
            "entity-person.emergency_phone!",
        ),
        (
            "PER-09",
            with(two_persons, |drafts| drafts.websites[0].person.mobile = "13800000001".into()).into(),
            "X02 websites/1/person.mobile!",
        ),
        (
            "PER-10",
            with(hubei, |drafts| drafts.websites[0].person.emergency_phone = "13800000002".into()).into(),
            "X03 websites/1/person.office_phone!",
        ),
        ("PER-12", beside(sichuan, vec![own_filing()]), "X06 entity-person.cert_number!"),
        (
            "PER-16",
            with(|| moved(individual, "130000", "130100", "河北省石家庄市示例路1号303室"), passport).into(),
            "P-ID-KIND entity-person.cert_kind!",
        ),
    ]
}

fn websites() -> Vec<Case> {
    let called = |base: fn() -> Drafts, name: &str| -> Seed { site(base, |site| site.site_name = name.into()).into() };
    let content = |base: fn() -> Drafts, code: &str| -> Seed {
        site(base, |site| site.service_content = vec![code.into()]).into()
    };
    let two_domains = |drafts: &mut Drafts| drafts.websites[0].website.domains.push("example.com".into());
    let publisher = || with(organisation, |drafts| drafts.type_check.entity_name = "北京示例出版有限公司".into());
    vec![
        ("WEB-01", called(organisation, "花园"), "websites.site_name!"),
        ("WEB-02", called(organisation, "1234567"), "N websites/1.site_name!"),
        ("WEB-03", called(organisation, "中国花园网"), "N websites/1.site_name"),
        ("WEB-04", called(organisation, "example.cn"), "N websites/1.site_name!"),
        ("WEB-05", called(organisation, "示例出版花园"), "X20 websites/1.site_name"),
        ("WEB-06", called(individual, "小明花卉公司"), "N websites/1.site_name!"),
        ("WEB-08", content(individual, "256"), "X19 websites/1.service_content!"),
        ("WEB-09", content(organisation, "8388608"), "W-REMARK websites/1.site_remark!"),
        ("WEB-10", publisher().into(), "X20 websites/1.pre_approval"),
        ("WEB-11", seen(page(|_| ())), "D8 websites/1.domains"),
        ("WEB-12", beside_site(true), "R14 websites/1"),
        ("WEB-13", beside_site(false), "R14 websites/1"),
        (
            "WEB-16",
            with(|| moved(organisation, "500000", "500100", "重庆市渝中区示例路1号"), two_domains).into(),
            "X17 websites/1.domains!",
        ),
    ]
}

fn domains() -> Vec<Case> {
    let until = |day: &'static str| seen(told_by_registry(|told| told.expires_on = day.parse().ok()));
    let held_by = |name: &'static str| seen(told_by_registry(|told| told.holder = Some(HolderName::new(name))));
    let hidden = told_by_registry(|told| (told.holder, told.hides_holder) = (None, true));
    let recent = told_by_registry(|told| told.registered_on = "2026-11-20".parse().ok());
    let overseas = told_by_registry(|told| told.registrar = Some("GoDaddy.com, LLC".into()));
    vec![
        ("DOM-01", seen(own_record(|record| record.verified_on = None)), "D4 websites/1.domains!"),
        ("DOM-02", seen(recent), "D5 websites/1.domains!"),
        ("DOM-03", held_by("别家示例有限公司"), "D6 websites/1.domains!"),
        ("DOM-04", named(organisation(), "example.org").into(), "D1 websites/1.domains!"),
        ("DOM-05", seen(overseas), "D2 websites/1.domains!"),
        ("DOM-06", until("2026-11-01"), "D3 websites/1.domains!"),
        ("DOM-07", until("2026-12-23"), "D3 websites/1.domains!"),
        ("DOM-08", named(organisation(), "www.example.cn").into(), "websites.domains!"),
        ("DOM-09", taken(Taken::OnRecord), "D10 websites/1.domains!"),
        ("DOM-10", on_record(EntityStatus::NotFiled, |known| known.domain_is_busy = true), "C12!"),
        ("DOM-11", seen(hidden), "D9 websites/1.domains"),
        ("DOM-12", named(organisation(), "example.gov.cn").into(), "X24 websites/1.domains!"),
    ]
}

fn papers() -> Vec<Case> {
    let approved_until = |site: &mut WebsiteForm| {
        site.pre_approval = vec!["9".into()];
        site.approval_number = vec!["1234".into()];
        site.approval_authority = vec!["某局".into()];
        site.approval_until = vec!["2020-01-01".into()];
    };
    let flat = || Seed { picture: Some(DynamicImage::new_rgb8(800, 600)), ..organisation().into() };
    let hunan = || moved(organisation, "430000", "430100", "湖南省长沙市示例路1号");
    let second = |drafts: &mut Drafts| {
        let mut site = drafts.websites[0].clone();
        site.website.domains = vec!["example.com".into()];
        drafts.websites.push(site);
        drafts.access.instance.push("i-example-1".into());
    };
    let renamed = about(Kind::ChangeEntity, |drafts| drafts.operation.new_name = "北京示例花园新名称有限公司".into());
    vec![
        ("MAT-01", flat(), "blurred"),
        ("MAT-02", flat(), "grey"),
        ("MAT-03", without_papers(organisation()), "M-MISSING paper:entity-person-id-back!"),
        (
            "MAT-08",
            without_papers(moved(individual, "330000", "330100", "湖南省长沙市示例路1号303室")),
            "M-MISSING paper:entity-person-residence!",
        ),
        ("MAT-09", without_papers(hunan()), "M-MISSING paper:website-1-domain-certificate!"),
        ("MAT-11", site(organisation, approved_until).into(), "websites.approval_until!"),
        ("MAT-12", without_papers(renamed), "M-MISSING paper:entity-name-change!"),
        ("MAT-13", without_papers(with(hunan, second)), "M-MISSING paper:website-1-construction-plan!"),
    ]
}

fn servers() -> Vec<Case> {
    let differs = |drafts: &mut Drafts| {
        drafts.kind = Kind::Access;
        drafts.operation.entity_number = "浙ICP备2026000001号".into();
        drafts.operation.website_number = "浙ICP备2026000001号-1".into();
        drafts.operation.differs = YES.into();
    };
    let another_domain = |drafts: &mut Drafts| drafts.websites[0].website.domains.push("another-example.cn".into());
    let day = |text: &str| text.parse().unwrap();
    vec![
        ("ACC-01", with_obstacles(vec![Obstacle::NumberUsed]), "A-NUMBER-USED access.instance!"),
        ("ACC-02", on_server(|instance| instance.region = "hongkong".into(), 0), "A-REGION access.instance!"),
        (
            "ACC-03",
            on_server(|instance| (instance.starts_on, instance.ends_on) = (day("2026-11-01"), day("2027-01-28")), 0),
            "A-TERM access.instance!",
        ),
        ("ACC-04", on_server(|instance| instance.ends_on = day("2026-12-20"), 0), "A-LEFT access.instance!"),
        ("ACC-05", on_server(|instance| instance.addresses.clear(), 0), "A-ADDRESS access.instance!"),
        ("ACC-06", on_server(|_| (), 5), "A-QUOTA access.instance!"),
        (
            "ACC-07",
            on_server(|instance| instance.addresses = vec![IpRange::parse("9.9.9.9").unwrap()], 0),
            "A-FOREIGN access.instance!",
        ),
        (
            "ACC-09",
            with(|| moved(organisation, "330000", "330100", "浙江省杭州市示例路1号"), differs).into(),
            "X22 operation.differs!",
        ),
        ("ACC-12", about(Kind::ChangeWebsite, another_domain).into(), "C-CHANGE websites/1.domains!"),
    ]
}

#[test]
fn every_reason_that_is_said_to_be_caught_is_found_in_a_filing_that_has_it() {
    let cases: Vec<Case> =
        [entities(), persons(), websites(), domains(), papers(), servers()].into_iter().flatten().collect();
    let mut wrong = Vec::new();
    for (code, seed, expected) in &cases {
        let reason = book().reason(code).unwrap_or_else(|| panic!("no reason {code}"));
        let by = expected.split(' ').next().unwrap_or_default().trim_end_matches('!');
        let told = seed.told();
        if !told.iter().any(|words| words == expected) {
            wrong.push(format!("{code}: {expected} is not in {told:?}"));
        }
        let caught = if expected.ends_with('!') { Caught::Blocks } else { Caught::Warns };
        if reason.caught != caught || !reason.by.iter().any(|own| own == by) {
            wrong.push(format!("{code}: the data say {:?} {:?}, not {expected}", reason.caught, reason.by));
        }
    }
    for reason in book().reasons(today()) {
        let seeds = cases.iter().filter(|case| case.0 == reason.code).count();
        if seeds != usize::from(reason.caught != Caught::Person) {
            wrong.push(format!("{}: {:?} with {seeds} filings", reason.code, reason.caught));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(cases.len() >= 55, "{} of {}", cases.len(), book().reasons(today()).len());
}
