//! The rules of 11.10, a case each.

use super::*;
use crate::bureau::messages::tests_support::new_filing as good;

#[test]
fn a_good_filing_has_no_findings() {
    assert_eq!(
        check(&good(), &Rules { unit: Some(110_000_000_001), ranges: Some(&[(3_221_225_984, 3_221_226_239)]) }),
        []
    );
}

#[test]
fn each_rule_finds_its_fault() {
    type Change = fn(&mut NewFiling);
    let cases: [(&str, i64, Change); 22] = [
        ("Zt_xx/Dwxz", 1014, |filing| filing.entity.nature = None),
        ("Zt_xx/Fzr/Fzr_xm", 1044, |filing| filing.entity.person.name = None),
        ("Zt_xx/Fzr/Fzr_dhhm", 1031, |filing| filing.entity.person.office_phone = None),
        ("Zt_xx/Fzr/Fzr_dhhm", 1010, |filing| filing.entity.person.office_phone = Some("0571000000000".into())),
        ("Zt_xx/Fzr/Fzr_sjhm", 1011, |filing| filing.entity.person.mobile = Some("13000000000;2300000000".into())),
        ("Zt_xx/Fzr/Fzr_dzyj", 1009, |filing| filing.entity.person.email = Some("example.com".into())),
        ("Zt_xx/Fzr/Qq", 1013, |filing| filing.entity.person.qq = Some("abcde".into())),
        ("Zt_xx/Fzr/Fzr_zjhm", 1015, |filing| filing.entity.person.document_number = Some("110101199001010001".into())),
        ("Zt_xx/Zj/Zjlx", 1008, |filing| filing.entity.document.kind = 7),
        ("Wz_xx[1]/Ym_xx[1]/Ym", 1004, |filing| filing.websites[0].domains[0].name = "www.example.com".into()),
        ("Wz_xx[1]/Ym_xx[2]/Ym", 1039, |filing| {
            let again = filing.websites[0].domains[0].clone();
            filing.websites[0].domains.push(again);
        }),
        ("Wz_xx[1]/Syurl", 1041, |filing| filing.websites[0].home_url = Some("www.example.org".into())),
        ("Wz_xx[1]/Syurl", 1041, |filing| filing.websites[0].home_url = Some("http://badexample.com/".into())),
        ("Wz_xx[1]/Syurl", 1022, |filing| filing.websites[0].home_url = Some("example com".into())),
        ("Wz_xx[1]/Jr_xx[1]/Ip_xx[1]", 1006, |filing| filing.websites[0].accesses[0].ranges[0].last = 1),
        ("Wz_xx[1]/Jr_xx[1]/Ip_xx[1]", 1063, |filing| filing.websites[0].accesses[0].ranges[0].last = 3_405_804_031),
        ("Wz_xx[1]/Wz_Fzr/Fzr_dhhm", 1031, |filing| filing.websites[0].person.office_phone = None),
        ("Fj[1]/Fjxx/Fjwjgs", 1056, |filing| filing.attachments[0].format = 9),
        ("Fj[1]/Fjxx/Fjyt", 1057, |filing| filing.attachments[0].purpose = 9),
        ("Fj[1]/Fjxx/Fjssdx/Ssdxlx", 1061, |filing| filing.attachments[0].purpose = 2),
        ("Fj[1]/Fjxx/Fjssdx", 1055, |filing| filing.attachments[0].owner.id = 9),
        ("Fj[1]/Fjxx/Fjnr", 5010, |filing| filing.attachments[0].content = "w7/DmMO/".into()),
    ];
    for (path, code, change) in cases {
        let mut upload = good();
        let UploadBody::Icp(body) = &mut upload.body else { panic!("no filings") };
        change(&mut body.new_filings[0]);
        let found = check(&upload, &Rules { unit: None, ranges: Some(&[(3_221_225_984, 3_221_226_239)]) });
        let found: Vec<_> =
            found.iter().map(|found| (found.path.trim_start_matches("XZBA/Baxx[1]/"), found.code)).collect();
        assert_eq!(found, [(path, code)]);
    }
}

#[test]
fn a_person_needs_neither_nature_nor_office_phone() {
    let mut upload = good();
    let UploadBody::Icp(body) = &mut upload.body else { panic!("no filings") };
    let entity = &mut body.new_filings[0].entity;
    (entity.nature, entity.document.kind, entity.person.name, entity.person.office_phone) = (None, 2, None, None);
    entity.document.number = "11010119900101001X".into();
    body.new_filings[0].websites[0].person.office_phone = None;
    let codes: Vec<_> = check(&upload, &Rules::default()).iter().map(|found| found.code).collect();
    assert_eq!(codes, if person::is_identity_number("11010119900101001X") { vec![] } else { vec![1015] });
}

#[test]
fn limits_of_pictures_are_those_of_the_base64() {
    use data_encoding::BASE64;
    let picture = |length: usize| {
        let mut bytes = vec![0_u8; length];
        bytes[..3].copy_from_slice(&[0xff, 0xd8, 0xff]);
        BASE64.encode(&bytes)
    };
    for (purpose, owner, bytes, fine) in
        [(5, 2001, 76_800, true), (5, 2001, 76_801, false), (1, 2001, 115_200, true), (1, 2001, 115_201, false)]
    {
        let mut upload = good();
        let UploadBody::Icp(body) = &mut upload.body else { panic!("no filings") };
        let attachment = &mut body.new_filings[0].attachments[0];
        (attachment.purpose, attachment.owner.id, attachment.content) = (purpose, owner, picture(bytes));
        assert_eq!(check(&upload, &Rules::default()).is_empty(), fine, "{purpose} {bytes}");
    }
}

#[test]
fn a_caller_sends_for_itself_and_no_more_than_a_thousand() {
    let mut upload = good();
    let UploadBody::Icp(body) = &mut upload.body else { panic!("no filings") };
    let filing = body.new_filings[0].clone();
    body.new_filings = vec![filing; 1001];
    let codes: HashSet<_> =
        check(&upload, &Rules { unit: Some(1), ranges: None }).iter().map(|found| found.code).collect();
    assert_eq!(codes, HashSet::from([5003, 5999]));
}
