//! Facts in the database: asked for once, kept sealed for their time, refreshed while somebody wants them.

use std::rc::Rc;

use beian::db::Tx;
use beian::error::Error;
use beian::facts::job::Looker;
use beian::facts::{DomainFacts, Fact};
use beian::facts::{Sort, Why, import, service};
use beian::privacy::kept::Kind;
use beian::privacy::service as privacy;
use beian::values::DomainName;
use beian::values::actor::Actor;
use beian::worker::{Registry, Schedule, Worker};
use chrono::TimeDelta;

use crate::support::database::TestDb;
use crate::support::filings;
use crate::support::outside::{Internet, page};

const CNNIC: &str = "Domain Name: example.cn\r\nRegistrant: 张三\r\nSponsoring Registrar: 阿里云计算有限公司（万网）\r\n\
    Registration Time: 2020-01-01 00:00:00\r\nExpiration Time: 2028-01-01 00:00:00\r\n";

struct World {
    test: TestDb,
    internet: Internet,
    domain: [DomainName; 1],
}

impl World {
    async fn open() -> Self {
        let internet = Internet::start(&["example.cn"]).await;
        internet.name("example.cn").name("whois.cnnic.cn").whois("example.cn", CNNIC);
        internet.web("https://example.cn/", page("<title>示例</title>"));
        Self { test: TestDb::start().await, internet, domain: [DomainName::parse("example.cn").unwrap()] }
    }

    async fn want(&self) {
        self.test.db.write(Actor::Clock, async |tx| service::want(tx, &self.domain).await).await.unwrap();
    }

    /// Works the outbox; how many jobs there were.
    async fn work(&self) -> usize {
        let looker = Rc::new(Looker::within(self.internet.reach.clone(), self.test.db.clone()).unwrap());
        let mut registry = Registry::default();
        registry.add(move |job, _| {
            let looker = Rc::clone(&looker);
            async move { looker.look_up(job).await }
        });
        Worker::new(self.test.db.clone(), registry, Schedule::default()).run_until_idle().await.unwrap()
    }

    async fn refresh(&self) -> usize {
        self.test.db.write(Actor::Clock, async |tx| service::refresh_due(tx).await).await.unwrap()
    }

    async fn facts(&self) -> DomainFacts {
        let read = self.test.db.read(Actor::Clock, async |tx| service::of_domains(tx, &self.domain).await);
        read.await.unwrap().remove(0)
    }
}

#[actix_web::test]
async fn a_wanted_domain_is_looked_up_once_and_kept_sealed() {
    let world = World::open().await;
    assert_eq!(world.facts().await, DomainFacts::unknown(world.domain[0].clone(), Why::NotYet));
    world.want().await;
    world.want().await;
    assert_eq!(world.work().await, Sort::ALL.len());
    let facts = world.facts().await;
    assert_eq!(facts.holder().seen().unwrap().0, &"张三");
    assert_eq!(facts.home_page.seen().unwrap().0.as_ref().unwrap().title, "示例");
    assert_eq!(facts.dns.seen().unwrap().0.addresses.len(), 1);
    let (_, evidence) = facts.expires_on().seen().map(|(day, evidence)| (*day, evidence.clone())).unwrap();
    assert_eq!(evidence.from.as_deref(), Some("whois.cnnic.cn"));
    let plain = "select count(*)::text from domain_facts t where t::text like '%张三%' or t::text like '%' || encode('张三', 'hex') || '%'";
    assert_eq!(world.test.text(plain).await, "0", "nobody's name lies open");
    world.want().await;
    assert_eq!(world.work().await, 0, "a moment later nothing is asked again");
    world.test.as_owner("update domain_facts set asked_at = asked_at - interval '11 minutes'").await;
    world.want().await;
    assert_eq!(world.work().await, Sort::ALL.len(), "later saving looks anew");
}

#[actix_web::test]
async fn facts_serve_their_time_and_are_renewed_while_wanted() {
    let world = World::open().await;
    world.want().await;
    world.work().await;
    assert_eq!(world.refresh().await, 0, "all is good");
    world
        .test
        .as_owner("update domain_facts set good_until = now() - interval '1 s', asked_at = now() - interval '1 day'")
        .await;
    assert_eq!(world.facts().await.dns, Fact::Unchecked(Why::NotYet), "what is old says nothing");
    assert_eq!(world.refresh().await, Sort::ALL.len());
    assert_eq!(world.work().await, Sort::ALL.len());
    assert!(world.facts().await.dns.seen().is_some());
    world
        .test
        .as_owner(
            "update domain_facts set good_until = now() - interval '1 s', asked_at = now() - interval '15 days',
                 wanted_at = now() - interval '15 days'",
        )
        .await;
    assert_eq!(world.refresh().await, 0, "nobody wants it any more");
}

#[actix_web::test]
async fn what_could_not_be_seen_is_kept_as_such_and_tried_again_soon() {
    let world = World::open().await;
    world.internet.whois("example.cn", "Query rate exceeded");
    world.want().await;
    assert_eq!(world.work().await, Sort::ALL.len(), "no job fails for that");
    assert_eq!(world.facts().await.registration, Fact::Unchecked(Why::Refused));
    let minutes = "select round(extract(epoch from good_until - looked_at) / 60)::text from domain_facts where sort = 'registration'";
    assert_eq!(world.test.text(minutes).await, "30");
    let pass = "update domain_facts set good_until = now() - interval '1 s', asked_at = now() - interval '1 day'
        where sort = 'registration'";
    for patience in ["60", "120", "240", "480", "720", "720"] {
        world.test.as_owner(pass).await;
        assert_eq!((world.refresh().await, world.work().await), (1, 1));
        assert_eq!(world.test.text(minutes).await, patience);
    }
    world.internet.whois("example.cn", CNNIC);
    world.test.as_owner(pass).await;
    world.refresh().await;
    world.work().await;
    world.internet.whois("example.cn", "Query rate exceeded");
    world.test.as_owner(pass).await;
    world.refresh().await;
    world.work().await;
    assert_eq!(world.test.text(minutes).await, "30", "from the beginning after an answer");
}

#[actix_web::test]
async fn what_nobody_can_be_asked_is_not_tried_again() {
    let mut world = World::open().await;
    world.domain = [DomainName::parse("example.jp").unwrap()];
    world.want().await;
    world.work().await;
    assert_eq!(world.facts().await.registration, Fact::Unchecked(Why::NoServer));
    let asked_again =
        "select (good_until < wanted_at + interval '14 days')::text from domain_facts where sort = 'registration'";
    assert_eq!(world.test.text(asked_again).await, "false");
}

#[actix_web::test]
async fn the_own_table_wins_and_is_sealed() {
    let world = World::open().await;
    world.want().await;
    world.work().await;
    let file = "domain,holder,certificate_kind,certificate_number,registrar,registered_on,verified_on,expires_on\n\
        example.cn,李四,2,11000019900307001X,示例云,2021-01-01,2021-01-02,2029-01-01\n";
    let rows = import::read(file.as_bytes(), "2026-11-28".parse().unwrap()).unwrap();
    for _ in 0..2 {
        let stored = world.test.db.write(Actor::Operator, async |tx| service::import(tx, &rows, false).await).await;
        assert_eq!(stored.unwrap(), (1, 0));
    }
    let facts = world.facts().await;
    assert_eq!(facts.holder().seen().unwrap().0, &"李四");
    assert_eq!(facts.expires_on().seen().unwrap().0, &"2029-01-01".parse().unwrap());
    assert_eq!(facts.verified_on().seen().unwrap().0, &"2021-01-02".parse().ok());
    assert!(facts.holder().seen().unwrap().1.from.is_none());
    let plain = "select count(*)::text from domain_records t where t::text like '%李四%' or t::text like '%11000019900307001X%'";
    assert_eq!(world.test.text(plain).await, "0");
    let audited =
        "select count(*)::text from audit_events where action = 'domains.imported' and actor_kind = 'operator'";
    assert_eq!(world.test.text(audited).await, "2");
    let other =
        import::read(file.replace("example.cn", "example.com").as_bytes(), "2026-11-28".parse().unwrap()).unwrap();
    let import =
        async |all| world.test.db.write(Actor::Operator, async |tx| service::import(tx, &other, all).await).await;
    assert!(matches!(import(false).await, Err(Error::Refused(_))), "a part of the table may be a slip");
    assert_eq!(world.facts().await.holder().seen().unwrap().0, &"李四", "nothing is gone");
    assert_eq!(import(true).await.unwrap(), (1, 1), "what the table no longer has is gone");
    assert_eq!(world.facts().await.holder().seen().unwrap().0, &"张三", "the registry is asked again");
}

#[actix_web::test]
async fn a_record_that_does_not_open_leaves_what_others_told() {
    let world = World::open().await;
    world.want().await;
    world.work().await;
    let unreadable = "insert into domain_records (domain, holder_sealed, registrar, expires_on, imported_at)
        values ('example.cn', '\\x01', '示例云', '2029-01-01', now())";
    world.test.as_owner(unreadable).await;
    let facts = world.facts().await;
    assert!(facts.record.is_none());
    assert_eq!(facts.holder().seen().unwrap().0, &"张三");
}

/// A table that still has what ended long ago does not bring back what the work of the day took.
#[actix_web::test]
async fn a_domain_whose_registration_is_long_over_goes_and_is_not_taken_in_again() {
    let test = TestDb::start().await;
    let today = filings::today();
    let line = |domain: &str, days: i64| {
        format!("{domain},李四,2,11000019900307001X,示例云,2021-01-01,2021-01-02,{}\n", today - TimeDelta::days(days))
    };
    let head = "domain,holder,certificate_kind,certificate_number,registrar,registered_on,verified_on,expires_on\n";
    let take_in = async |file: String| {
        let rows = import::read(format!("{head}{file}").as_bytes(), today).unwrap();
        test.db.write(Actor::Operator, async |tx| service::import(tx, &rows, false).await).await.unwrap()
    };
    assert_eq!(take_in(line("kept.cn", 80) + &line("over.cn", 91)).await, (1, 0));
    test.as_owner("update domain_records set expires_on = expires_on - 5").await;
    let left = async || {
        let count = async |tx: &mut Tx<'_>| privacy::count_over(tx, Kind::Domains).await;
        test.db.read(Actor::Clock, count).await.unwrap()
    };
    assert_eq!(left().await, 0);
    test.as_owner("update domain_records set expires_on = expires_on - 6").await;
    assert_eq!(left().await, 1);
    test.db.write(Actor::Clock, async |tx| privacy::sweep(tx, Kind::Domains).await).await.unwrap();
    assert_eq!(left().await, 0);
    assert_eq!(take_in(line("kept.cn", 91)).await, (0, 0));
    assert_eq!(test.text("select count(*)::text from domain_records").await, "0");
}
