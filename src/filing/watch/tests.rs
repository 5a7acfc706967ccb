//! A table of what may be wrong with a website on record: from a good one, one thing changed.

mod approval;

use super::*;
use crate::facts::record::HolderName;
use crate::facts::{Dns, Fact, Registration, Why};
use crate::filing::application::tests::{organisation, somebody_else, today};
use crate::filing::application::{Application, assemble};
use crate::hosting::Server;
use crate::reference::book;
use crate::text::Lang;
use crate::values::DomainName;

const NUMBER: &str = "京ICP备2026000001号-1";

/// Everything a look needs, owned.
struct World {
    application: Application,
    domains: Vec<DomainFacts>,
    serving: Serving,
    approval_sites: ApprovalSites,
    holders: &'static [Holder],
    judged: Vec<(String, String)>,
    judged_words: Vec<String>,
}

fn seen<T>(value: T) -> Fact<T> {
    Fact::known(value, Evidence::of("2026-11-23T00:00:00Z".parse().unwrap(), "example"))
}

fn page(change: impl FnOnce(&mut HomePage)) -> Fact<Option<HomePage>> {
    let mut page = HomePage {
        url: "https://example.cn/".into(),
        status: 200,
        number: Some(NUMBER.into()),
        links_to_ministry: true,
        ..HomePage::default()
    };
    change(&mut page);
    seen(Some(page))
}

fn dns(addresses: &[&str]) -> Fact<Dns> {
    seen(Dns { name_servers: vec![], addresses: addresses.iter().map(|ip| ip.parse().unwrap()).collect() })
}

impl World {
    fn good() -> Self {
        let mut application = assemble(&organisation(), book(), today()).unwrap();
        let addresses = vec![IpRange::parse("114.114.114.10").unwrap()];
        application.websites[0].server = Some(Server {
            instance: "i-1".into(),
            product: "cloud_server".into(),
            region: "beijing".into(),
            addresses: addresses.clone(),
        });
        let registration = Registration { expires_on: "2028-01-01".parse().ok(), ..Registration::default() };
        let facts = DomainFacts {
            domain: DomainName::parse("example.cn").unwrap(),
            dns: dns(&["114.114.114.10"]),
            registration: seen(Some(registration)),
            home_page: page(|_| ()),
            record: None,
        };
        let serving =
            Serving { code: "i-1".into(), addresses, ends_on: "2027-11-23".parse().unwrap(), is_released: false };
        Self {
            application,
            domains: vec![facts],
            serving,
            approval_sites: ApprovalSites::Document,
            holders: &[Holder::Entity, Holder::LegalRep],
            judged: vec![],
            judged_words: vec![],
        }
    }

    fn with(change: impl FnOnce(&mut Self)) -> Self {
        let mut world = Self::good();
        change(&mut world);
        world
    }

    fn facts(&mut self) -> &mut DomainFacts {
        &mut self.domains[0]
    }

    fn expires(&mut self, day: &str) {
        let told = Registration { expires_on: day.parse().ok(), ..Registration::default() };
        self.facts().registration = seen(Some(told));
    }

    fn held_by(&mut self, name: &str) {
        let told = Registration {
            holder: Some(HolderName::new(name)),
            expires_on: "2028-01-01".parse().ok(),
            ..Registration::default()
        };
        self.facts().registration = seen(Some(told));
    }

    fn standing(&self) -> Standing<'_> {
        Standing {
            website: &self.application.websites[0],
            number: NUMBER,
            type_check: &self.application.type_check,
            entity: &self.application.entity,
            entity_person: &self.application.entity_person,
            domains: &self.domains,
            approval_sites: self.approval_sites,
            holders: self.holders,
            serving: Some(&self.serving),
            today: today(),
            judged: &self.judged,
            judged_words: &self.judged_words,
            book: book(),
        }
    }

    fn told(&self) -> Vec<String> {
        let found = look(&self.standing());
        for finding in &found {
            assert!(finding.reason.is_some_and(|reason| book().reason(reason).is_some()), "{}", finding.code);
            for message in [Some(&finding.message), finding.evidence.as_ref(), finding.way_out.as_ref()] {
                let message = message.unwrap_or_else(|| panic!("{} is not whole", finding.code));
                assert!(Lang::ALL.iter().all(|lang| !Tr::new(*lang).message(message).contains(message.key)));
            }
        }
        found.iter().map(|finding| format!("{} {}", finding.code, finding.message.key)).collect()
    }
}

fn ends(validity: &mut Validity, day: &str) {
    validity.to = day.parse().ok();
}

type Case = (&'static str, fn(&mut World), &'static [&'static str]);

const CASES: &[Case] = &[
    ("good", |_| (), &[]),
    ("the last day but thirty", |w| w.expires("2026-12-23"), &[]),
    ("within thirty days", |w| w.expires("2026-12-22"), &["D17 watch-domain-expires"]),
    ("expired", |w| w.expires("2026-11-22"), &["D17 watch-domain-expired"]),
    ("anybody's", |w| w.facts().registration = seen(None), &["D17 watch-domain-free"]),
    ("held by the entity", |w| w.held_by("北京示例花园有限公司 "), &[]),
    ("held by its legal representative", |w| w.held_by("王小明"), &[]),
    ("held by somebody else", |w| w.held_by("别家示例有限公司"), &["D6 watch-holder"]),
    (
        "held by somebody else, where a shareholder may",
        |w| {
            w.held_by("别家示例有限公司");
            w.holders = &[Holder::Entity, Holder::Shareholder];
        },
        &[],
    ),
    (
        "held by somebody else, as it was filed",
        |w| {
            w.held_by("别家示例有限公司");
            w.judged = vec![("example.cn".into(), "别家示例有限公司".into())];
        },
        &[],
    ),
    (
        "held by somebody else than when it was filed",
        |w| {
            w.held_by("别家示例有限公司");
            w.judged = vec![("example.cn".into(), "某家示例有限公司".into())];
        },
        &["D6 watch-holder"],
    ),
    ("held under a name in English", |w| w.held_by("Example Garden Ltd"), &[]),
    ("leads nowhere", |w| w.facts().dns = dns(&[]), &["W-DNS watch-leads-nowhere"]),
    ("leads elsewhere", |w| w.facts().dns = dns(&["8.8.8.8"]), &["W-DNS watch-leads-elsewhere"]),
    ("one of two is here", |w| w.facts().dns = dns(&["8.8.8.8", "114.114.114.10"]), &[]),
    (
        "a delivery network that is filed",
        |w| {
            w.facts().dns = dns(&["8.8.8.8"]);
            w.application.websites[0].other_addresses = vec![IpRange::parse("8.8.8.0-8.8.8.255").unwrap()];
        },
        &[],
    ),
    (
        "the instance has another address now",
        |w| {
            w.facts().dns = dns(&["8.8.8.8"]);
            w.serving.addresses = vec![IpRange::parse("8.8.8.8").unwrap()];
        },
        &[],
    ),
    ("closed", |w| w.facts().home_page = page(|page| page.status = 503), &["W-SITE watch-closed"]),
    ("no page", |w| w.facts().home_page = seen(None), &["W-SITE watch-closed"]),
    ("no number", |w| w.facts().home_page = page(|page| page.number = None), &["W-FOOT watch-no-number"]),
    (
        "another number",
        |w| w.facts().home_page = page(|page| page.number = Some("京ICP备2026000009号-1".into())),
        &["W-FOOT watch-other-number"],
    ),
    (
        "the number of the entity",
        |w| w.facts().home_page = page(|page| page.number = Some("京ICP备2026000001号".into())),
        &[],
    ),
    (
        "leads to another site alone",
        |w| {
            w.facts().home_page = page(|page| {
                (page.status, page.leaves_to) = (302, Some("other.cn".into()));
                (page.number, page.links_to_ministry) = (None, false);
            });
        },
        &[],
    ),
    ("cut before its foot", |w| w.facts().home_page = page(|page| (page.number, page.is_cut) = (None, true)), &[]),
    ("not linked", |w| w.facts().home_page = page(|page| page.links_to_ministry = false), &["W-FOOT watch-not-linked"]),
    ("released", |w| w.serving.is_released = true, &["W-SERVER watch-server-gone"]),
    ("the server ends", |w| w.serving.ends_on = "2026-12-01".parse().unwrap(), &["W-SERVER watch-server-ends"]),
    ("the ID ends", |w| ends(&mut w.application.entity_person.validity, "2026-12-01"), &["W-ID watch-id-ends"]),
    ("the ID is over", |w| ends(&mut w.application.entity_person.validity, "2026-11-01"), &["W-ID watch-id-over"]),
    (
        "the certificate ends",
        |w| w.application.entity.validity.iter_mut().for_each(|validity| ends(validity, "2026-12-01")),
        &["W-CERT watch-certificate-ends"],
    ),
    (
        "nothing can be seen",
        |w| {
            *w.facts() = DomainFacts::unknown(DomainName::parse("example.cn").unwrap(), Why::TimedOut);
        },
        &[],
    ),
];

#[test]
fn what_may_be_wrong_with_a_website_on_record() {
    for (case, change, expected) in CASES {
        assert_eq!(World::with(change).told(), *expected, "{case}");
    }
}

#[test]
fn the_person_of_the_website_is_told_once() {
    let mut drafts = organisation();
    drafts.websites[0].person = somebody_else();
    let mut world = World::good();
    world.application.websites[0].person = assemble(&drafts, book(), today()).unwrap().websites[0].person.clone();
    ends(&mut world.application.websites[0].person.as_mut().unwrap().validity, "2026-12-01");
    assert_eq!(world.told(), ["W-ID watch-id-ends"]);
    world.application.websites[0].person = Some(world.application.entity_person.clone());
    ends(&mut world.application.entity_person.validity, "2026-12-01");
    ends(&mut world.application.websites[0].person.as_mut().unwrap().validity, "2026-12-01");
    assert_eq!(world.told(), ["W-ID watch-id-ends"], "one person in two places");
}

#[test]
fn what_cannot_be_looked_at_stands_as_it_was_and_what_is_mended_goes() {
    let (first, later) = ("2026-11-20T00:00:00Z".parse().unwrap(), "2026-11-21T00:00:00Z".parse().unwrap());
    let broken = World::with(|w| w.facts().home_page = page(|page| page.number = None));
    let before = renewed(&broken.standing(), &[], first);
    assert_eq!((before.len(), before[0].since), (1, first));
    let silent = World::with(|w| w.facts().home_page = Fact::Unchecked(Why::TimedOut));
    assert_eq!(renewed(&silent.standing(), &before, later), before, "nobody could look");
    let still = renewed(&broken.standing(), &before, later);
    assert_eq!(still[0].since, first, "the same as before");
    assert_eq!(renewed(&World::good().standing(), &before, later), []);
    let json = serde_json::to_value(&before).unwrap();
    assert_eq!(kept(&json), before);
    assert!(kept(&json)[0].what.words(Tr::default()).contains(NUMBER));
    assert_eq!(kept(&serde_json::json!({"a": 1})), []);
}

/// A website with two domains: what the look before found, what each home page shows now, what stands then.
#[test]
fn a_home_page_that_was_seen_good_ends_what_was_found_and_one_that_was_not_seen_does_not() {
    let good = || page(|_| ());
    let bare = || page(|page| page.number = None);
    let cut = || page(|page| (page.number, page.is_cut) = (None, true));
    let shut = || page(|page| page.status = 503);
    let unseen = || Fact::Unchecked(Why::TimedOut);
    let look = |first: Fact<Option<HomePage>>, second: Fact<Option<HomePage>>, before: &[Kept]| -> Vec<Kept> {
        let mut world = World::with(|w| w.facts().home_page = first);
        let facts =
            DomainFacts { domain: DomainName::parse("example.com").unwrap(), ..World::good().domains.remove(0) };
        world.domains.push(DomainFacts { home_page: second, ..facts });
        renewed(&world.standing(), before, "2026-11-21T00:00:00Z".parse().unwrap())
    };
    let (closed, footless) = (look(shut(), shut(), &[]), look(bare(), bare(), &[]));
    for (case, before, first, second, expected) in [
        ("one opens, the other is not seen", &closed, good(), unseen(), vec![]),
        ("one opens without its foot, the other is not seen", &closed, bare(), unseen(), vec![]),
        ("one is shut still, the other is not seen", &closed, shut(), unseen(), vec!["watch-closed"]),
        ("nothing is seen", &closed, unseen(), unseen(), vec!["watch-closed"]),
        ("one shows it, the other is not seen", &footless, good(), unseen(), vec![]),
        ("one shows it, the other is cut", &footless, good(), cut(), vec![]),
        ("one does not show it, the other is cut", &footless, bare(), cut(), vec!["watch-no-number"]),
        ("one does not show it, the other is not seen", &footless, bare(), unseen(), vec!["watch-no-number"]),
        ("cut", &footless, cut(), cut(), vec!["watch-no-number"]),
        ("shut", &footless, shut(), shut(), vec!["watch-closed", "watch-no-number"]),
        (
            "the number is not linked now",
            &footless,
            page(|page| page.links_to_ministry = false),
            bare(),
            vec!["watch-not-linked"],
        ),
    ] {
        let stands: Vec<_> = look(first, second, before).into_iter().map(|kept| kept.what.key).collect();
        assert_eq!(stands, expected, "{case}");
    }
}

#[test]
fn what_a_registry_does_not_tell_now_stands_and_of_a_free_domain_nothing_else() {
    let (first, later) = ("2026-11-20T00:00:00Z".parse().unwrap(), "2026-11-21T00:00:00Z".parse().unwrap());
    let told = |world: &World, before: &[Kept]| -> Vec<String> {
        renewed(&world.standing(), before, later).into_iter().map(|kept| kept.what.key).collect()
    };
    let ends = renewed(&World::with(|w| w.expires("2026-12-01")).standing(), &[], first);
    let held = renewed(&World::with(|w| w.held_by("别家示例有限公司")).standing(), &[], first);
    let silent = World::with(|w| w.facts().registration = seen(Some(Registration::default())));
    assert_eq!(told(&silent, &ends), ["watch-domain-expires"]);
    assert_eq!(told(&silent, &held), ["watch-holder"]);
    let free = World::with(|w| w.facts().registration = seen(None));
    assert_eq!(told(&free, &ends), ["watch-domain-free"]);
    assert_eq!(told(&free, &held), ["watch-domain-free"]);
    let gone = renewed(&free.standing(), &[], first);
    assert_eq!(told(&silent, &gone), [""; 0], "somebody registered it");
}

#[test]
fn two_persons_under_one_rule_are_two_findings() {
    let mut drafts = organisation();
    drafts.websites[0].person = somebody_else();
    let mut world = World::good();
    world.application.websites[0].person = assemble(&drafts, book(), today()).unwrap().websites[0].person.clone();
    ends(&mut world.application.entity_person.validity, "2026-12-01");
    let one = renewed(&world.standing(), &[], "2026-11-20T00:00:00Z".parse().unwrap());
    ends(&mut world.application.websites[0].person.as_mut().unwrap().validity, "2026-12-01");
    let both = renewed(&world.standing(), &one, "2026-11-21T00:00:00Z".parse().unwrap());
    assert_eq!(both.len(), 2);
    assert!(both[0].is_same(&one[0]) && !both[1].is_same(&one[0]));
    assert_eq!((both[0].since, both[1].since > one[0].since), (one[0].since, true));
}

#[test]
fn what_waits_for_its_first_look_up_is_looked_at_again_within_the_hour() {
    let limits = book().limits(today());
    assert_eq!(hours_to_next(&World::good().domains, limits), 24);
    let waits = DomainFacts::unknown(DomainName::parse("example.cn").unwrap(), Why::NotYet);
    assert_eq!(hours_to_next(&[waits], limits), 1);
    let off = DomainFacts::unknown(DomainName::parse("example.cn").unwrap(), Why::Off);
    assert_eq!(hours_to_next(&[off], limits), 24);
}

#[test]
fn each_domain_stands_for_itself() {
    let (first, later) = ("2026-11-20T00:00:00Z".parse().unwrap(), "2026-11-21T00:00:00Z".parse().unwrap());
    let told = |kept: &[Kept]| -> Vec<_> {
        kept.iter().map(|kept| (kept.what.key.clone(), kept.what.args[0].1.clone(), kept.since)).collect()
    };
    let line = |key: &str, domain: &str, since: DateTime<Utc>| (key.to_owned(), domain.to_owned(), since);
    let mut world = World::with(|w| w.expires("2026-12-01"));
    let second = DomainFacts { domain: DomainName::parse("example.com").unwrap(), ..World::good().domains.remove(0) };
    world.domains.push(second);
    let one = renewed(&world.standing(), &[], first);
    world.domains[1].registration = world.domains[0].registration.clone();
    let both = renewed(&world.standing(), &one, later);
    let ends = "watch-domain-expires";
    assert_eq!(told(&both), [line(ends, "example.cn", first), line(ends, "example.com", later)]);
    // The first is renewed, the second cannot be looked at.
    world.expires("2028-01-01");
    world.domains[1].registration = Fact::Unchecked(Why::TimedOut);
    assert_eq!(told(&renewed(&world.standing(), &both, later)), [line(ends, "example.com", later)]);
    // What gets worse is new.
    world.expires("2026-11-01");
    let worse = renewed(&world.standing(), &both, later);
    assert_eq!(told(&worse)[0], line("watch-domain-expired", "example.cn", later));
}
