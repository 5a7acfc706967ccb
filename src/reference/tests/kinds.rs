//! Kinds of entity, their certificates, and the beginnings of unified codes that fit them (3.1, 3.2).

use super::today;
use crate::reference::book;

/// Code and name of a kind, its certificates (in brackets those of old records only), beginnings of codes.
const KINDS: [(&str, &str, &str, &str); 18] = [
    ("1", "国防机构", "5 23", "A1 A9"),
    ("2", "政府机关", "13 (9)", "11 19"),
    ("3", "事业单位", "4 (3) 15", "12 19"),
    ("4", "企业（含个体工商户）", "1 (12) 27", "91 92 93"),
    ("5", "个人", "2 7 11 14 30 41 42", ""),
    ("6", "社会团体", "6 (10)", "51"),
    ("9", "民办非企业单位", "17 36 37 (16)", "52"),
    ("10", "基金会", "19 (18)", "53"),
    ("11", "律师执业机构", "21 (20)", "31 33"),
    ("12", "外国在华文化中心", "22 34 40", "41 49 61 62 69"),
    ("13", "群众性团体组织", "24", "13 81 89"),
    ("14", "司法鉴定机构", "28", "34"),
    ("15", "宗教团体", "25", "71 72 79"),
    ("16", "境外机构", "35", "21 29 61 62 69"),
    // Bodies of these kinds are registered as institutions or companies too.
    ("17", "医疗机构", "38", "12 52 91"),
    ("18", "公证机构", "39", "12 32"),
    ("19", "集体经济", "43", "N1 N2 N3 N9"),
    ("20", "仲裁机构", "44", "12 35"),
];

const CERTIFICATES: [(&str, &str); 38] = [
    ("1", "营业执照"),
    ("2", "居民身份证"),
    ("3", "组织机构代码证"),
    ("4", "事业单位法人证书"),
    ("5", "部队代号"),
    ("6", "社会团体法人登记证书"),
    ("7", "护照"),
    ("9", "组织机构代码证"),
    ("10", "组织机构代码证"),
    ("11", "台湾居民来往大陆通行证"),
    ("12", "组织机构代码证"),
    ("13", "统一社会信用代码证书"),
    ("14", "港澳居民来往内地通行证"),
    ("15", "统一社会信用代码证书"),
    ("16", "组织机构代码证"),
    ("17", "民办非企业单位登记证书"),
    ("18", "组织机构代码证"),
    ("19", "基金会法人登记证书"),
    ("20", "组织机构代码证"),
    ("21", "律师事务所执业许可证"),
    ("22", "外国在华文化中心登记证"),
    ("23", "军队单位对外有偿服务许可证"),
    ("24", "统一社会信用代码证书"),
    ("25", "宗教活动场所登记证"),
    ("27", "外国企业常驻代表机构登记证"),
    ("28", "司法鉴定许可证"),
    ("30", "外国人永久居留身份证"),
    ("34", "外国政府旅游部门常驻代表机构批准登记证"),
    ("35", "境外机构证件"),
    ("36", "社会服务机构登记证书"),
    ("37", "民办学校办学许可证"),
    ("38", "医疗机构执业许可证"),
    ("39", "公证机构执业证"),
    ("40", "北京市外国驻华使馆人员子女学校办学许可证"),
    ("41", "港澳居民居住证"),
    ("42", "台湾居民居住证"),
    ("43", "农村集体经济组织登记证"),
    ("44", "仲裁委员会登记证"),
];

/// Any other body; fits every kind.
const OTHER_BODY: &str = "Y1";

/// Those of the standard, and some that it does not give out.
const PREFIXES: [&str; 40] = [
    "11", "12", "13", "19", "21", "29", "31", "32", "33", "34", "35", "39", "41", "49", "51", "52", "53", "59", "61",
    "62", "69", "71", "72", "79", "81", "89", "91", "92", "93", "A1", "A9", "N1", "N2", "N3", "N9", "Y1", "54", "55",
    "94", "99",
];

#[test]
fn section_3_1_kinds_and_their_certificates() {
    let (rows, on) = (book().entity_kinds(today()), today());
    assert_eq!(rows.iter().map(|row| row.code.as_str()).collect::<Vec<_>>(), KINDS.map(|kind| kind.0));
    for (code, zh, certificates, _) in KINDS {
        assert_eq!(book().entity_kind(code, on).unwrap().zh, zh);
        let all = book().certificate_kinds.on(on).filter(|row| row.entity_kind == code);
        let mut own: Vec<String> =
            all.map(|row| if row.initial { row.code.clone() } else { format!("({})", row.code) }).collect();
        let mut listed: Vec<String> = certificates.split(' ').map(str::to_owned).collect();
        own.sort();
        listed.sort();
        assert_eq!(own, listed, "{zh}");
    }
}

#[test]
fn section_3_1_names_of_certificates() {
    assert_eq!(book().certificate_kinds.on(today()).count(), CERTIFICATES.len());
    for (code, zh) in CERTIFICATES {
        assert_eq!(book().certificate_kind(code, today()).unwrap().zh, zh, "{code}");
    }
}

#[test]
fn section_3_2_beginnings_of_unified_codes() {
    for (code, zh, _, prefixes) in KINDS {
        let kind = book().entity_kind(code, today()).unwrap();
        for prefix in PREFIXES {
            let fits = code != "5" && (prefix == OTHER_BODY || prefixes.split(' ').any(|own| own == prefix));
            assert_eq!(kind.fits_credit_code(&format!("{prefix}110000MA00000077")), fits, "{zh} {prefix}");
        }
    }
}
