//! What the bureau sends of its own accord, and the answers to it.

use super::*;
use crate::bureau::messages::{
    UnfiledHandling, Verification, VerifiedAccess, VerifiedEntity, VerifiedFiling, VerifiedPerson, VerifiedWebsite,
};

#[test]
fn a_task_is_sent_and_answered() {
    let (mut client, published) = filed();
    assert!(!client.world.order_verification(UNIT, 9, client.now));
    assert!(client.world.order_verification(UNIT, published.entity.entity_id, client.now));
    let task = client.fetch_icp().tasks.remove(0);
    assert_eq!((task.entity.entity_id, task.websites.len()), (published.entity.entity_id, 1));
    let person = VerifiedPerson {
        name: Some("张三".into()),
        office_phone: Some("0571-00000000".into()),
        mobile: Some("13000000000".into()),
        email: task.entity.person.email.clone().unwrap(),
        ..VerifiedPerson::default()
    };
    let site = task.websites[0].clone();
    let access = site.accesses[0].clone();
    let answer = Verification {
        outcome: 0,
        verifier: "李四".into(),
        verified_on: "2026-11-28".into(),
        unit: UNIT,
        opinion: "属实".into(),
        error: None,
        filing: VerifiedFiling {
            entity: VerifiedEntity {
                entity_id: task.entity.entity_id,
                name: task.entity.name,
                nature: task.entity.nature,
                address: task.entity.address,
                investor: None,
                document: task.entity.document,
                person: person.clone(),
                remark: None,
            },
            websites: vec![VerifiedWebsite {
                website_id: site.website_id,
                name: site.name,
                services: site.services,
                domains: site.domains,
                accesses: vec![VerifiedAccess {
                    access_id: access.access_id,
                    locations: access.locations,
                    modes: access.modes,
                    ranges: access.ranges,
                    filing_mode: access.filing_mode,
                }],
                person,
                ..VerifiedWebsite::default()
            }],
        },
    };
    client.upload(IcpUpload { verifications: vec![answer.clone()], ..IcpUpload::default() });
    client.nothing_waits();
    let mut unknown = answer;
    unknown.filing.entity.entity_id = 9;
    client.upload(IcpUpload { verifications: vec![unknown], ..IcpUpload::default() });
    assert_eq!(client.codes(), [1058]);
}

#[test]
fn an_unfiled_site_is_told_and_its_handling_reported_once() {
    let mut client = Client::new();
    client.world.tell_unfiled(UNIT, "example.org", 3_221_225_985, client.now);
    let site = client.fetch_icp().unfiled_sites.remove(0);
    let handled = UnfiledHandling {
        domain: site.domain,
        address: site.address,
        carrier: site.carrier,
        provider: UNIT,
        province: 330_000,
        outcome: 2,
        opinion: "已停止接入".into(),
        entered_on: "2026-11-28".into(),
        due_on: "2026-12-05".into(),
        ..UnfiledHandling::default()
    };
    client.upload(IcpUpload { unfiled: vec![handled.clone()], ..IcpUpload::default() });
    client.nothing_waits();
    client.upload(IcpUpload { unfiled: vec![handled.clone()], ..IcpUpload::default() });
    assert_eq!(client.codes(), [5006]);
    let other = UnfiledHandling { domain: "example.info".into(), ..handled };
    client.upload(IcpUpload { unfiled: vec![other], ..IcpUpload::default() });
    assert_eq!(client.codes(), [5005]);
}

#[test]
fn lists_notices_audits_and_tables_are_sent() {
    let (mut client, published) = filed();
    client.world.list_domain(UNIT, "example.org", true, client.now);
    assert_eq!(client.fetch_icp().blacklists.unwrap().websites[0].operation, 0);
    client.world.list_domain(UNIT, "example.org", false, client.now);
    assert_eq!(client.fetch_icp().blacklists.unwrap().websites[0].operation, 2);
    client.world.list_entity(UNIT, "某公司", (1, "123"), true, client.now);
    assert!(client.fetch_icp().blacklists.unwrap().entities[0].entity.is_some());
    client.world.send_notice(UNIT, published.websites[0].number.as_deref().unwrap(), "请整改", client.now);
    assert_eq!(client.fetch_icp().notices[0].kind, 1);
    assert!(client.world.send_audit(UNIT, published.websites[0].number.as_deref().unwrap(), 2, client.now));
    assert_eq!(client.fetch_icp().audit.unwrap().found.accesses[0].outcome, 2);
    client.world.send_tables(UNIT, client.now);
    let DownloadBody::Tables(tables) = client.fetch().unwrap().body else { panic!("no tables") };
    assert_eq!((tables.units[0].id, tables.tables.unwrap().0.len()), (UNIT, 7));
}

#[test]
fn reported_ranges_are_what_accesses_are_compared_with() {
    let mut client = Client::new();
    client.world.rules.check_ranges = true;
    client.upload(of_filing(filing()));
    assert_eq!(client.codes(), [1063]);
    let sources = format!(
        "<UploadData version='V.3.0'><IP><XZBA><Xzly><Ly><IspId>1</IspId><Qsip>3221225984</Qsip><Zzip>3221226239</Zzip>\
         <Lydw>1197</Lydw></Ly></Xzly></XZBA><Qqdwid>{UNIT}</Qqdwid></IP></UploadData>"
    );
    assert_eq!(client.send(sources.as_bytes()), 0);
    let at = client.world.uploads.len() - 1;
    assert!(matches!(client.fetch().unwrap().body, DownloadBody::Ip(_)));
    client.upload(of_filing(filing()));
    client.nothing_waits();
    assert_eq!(client.world.cases.len(), 1);
    assert_eq!(client.world.uploads[at].bytes, sources.as_bytes(), "kept as it came");
}

/// Networks are reported as they were given, and an access may go over the border of two.
#[test]
fn an_access_over_two_reported_ranges_lies_within_both_together() {
    // The second range, and what is told of an access from 192.0.2.1 to 192.0.3.254.
    for (first, codes) in [(3_221_226_241_i64, vec![1063]), (3_221_226_240, vec![])] {
        let mut client = Client::new();
        client.world.rules.check_ranges = true;
        let source = |first: i64, last: i64| {
            format!("<Ly><IspId>1</IspId><Qsip>{first}</Qsip><Zzip>{last}</Zzip><Lydw>1197</Lydw></Ly>")
        };
        let reported = [source(first, 3_221_226_495), source(3_221_225_984, 3_221_226_239)].concat();
        let file = format!(
            "<UploadData version='V.3.0'><IP><XZBA><Xzly>{reported}</Xzly></XZBA><Qqdwid>{UNIT}</Qqdwid></IP></UploadData>"
        );
        assert_eq!(client.send(file.as_bytes()), 0);
        assert!(matches!(client.fetch().unwrap().body, DownloadBody::Ip(_)));
        let mut filing = filing();
        let range = &mut filing.websites[0].accesses[0].ranges[0];
        (range.first, range.last) = (3_221_225_985, 3_221_226_494);
        client.upload(of_filing(filing));
        let told: Vec<i64> = if codes.is_empty() { Vec::new() } else { client.codes() };
        assert_eq!(told, codes, "the second range begins with {first}");
        client.nothing_waits();
        assert_eq!(client.world.cases.len(), usize::from(codes.is_empty()));
    }
}
