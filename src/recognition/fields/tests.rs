//! Rows as an engine tells them, and the fields they make.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::recognition::words::{Word, rows};

/// High enough for a line of its own.
const LINE: f32 = 60.0;
/// Width of a Chinese character.
const WIDE: f32 = 30.0;

fn today() -> NaiveDate {
    "2026-11-29".parse().unwrap()
}

/// Words as they stand on a paper: of each line the left edge and the text of every word.
fn paper(lines: &[&[(f32, &str)]]) -> Vec<Row> {
    let mut words = Vec::new();
    for (own, line) in lines.iter().zip(0_u8..) {
        for (left, text) in *own {
            let width: f32 = text.chars().map(|c| if c.is_ascii() { WIDE / 2.0 } else { WIDE }).sum();
            let (top, right) = (f32::from(line) * LINE, left + width);
            let area = Area { left: *left, top, right, bottom: top + WIDE };
            words.push(Word { text: (*text).to_owned(), confidence: 90.0, area });
        }
    }
    rows(&words)
}

fn found(document: Document, lines: &[&[(f32, &str)]]) -> Vec<(FieldName, String)> {
    find(document, &paper(lines), today()).into_iter().map(|seen| (seen.name, seen.value)).collect()
}

fn named(name: FieldName, value: &str) -> (FieldName, String) {
    (name, value.to_owned())
}

#[test]
fn a_licence_says_code_name_representative_and_address() {
    let lines: [&[(f32, &str)]; 8] = [
        &[(300.0, "营业执照")],
        &[(100.0, "统一社会信用代码"), (360.0, "9135O100M000100Y43")],
        &[(100.0, "名"), (220.0, "称"), (330.0, "杭州青禾网络科技有限公司")],
        &[(100.0, "类"), (220.0, "型"), (330.0, "有限责任公司")],
        &[(100.0, "法定代表人"), (330.0, "王小明")],
        &[(100.0, "住"), (220.0, "所"), (330.0, "浙江省杭州市滨江区示例路1号3幢")],
        &[(330.0, "502室")],
        &[(100.0, "经营范围"), (330.0, "软件开发")],
    ];
    let found = found(Document::Certificate, &lines);
    assert_eq!(
        found,
        [
            named(FieldName::CreditCode, "91350100M000100Y43"),
            named(FieldName::Name, "杭州青禾网络科技有限公司"),
            named(FieldName::LegalPerson, "王小明"),
            named(FieldName::Address, "浙江省杭州市滨江区示例路1号3幢502室"),
        ]
    );
}

#[test]
fn two_columns_do_not_run_into_one_another() {
    let lines: [&[(f32, &str)]; 2] = [
        &[(100.0, "名称"), (200.0, "示例(北京)有限公司"), (620.0, "注册资本"), (760.0, "壹佰万元整")],
        &[(100.0, "法定代表人"), (270.0, "李雷"), (620.0, "成立日期"), (760.0, "2019年03月11日")],
    ];
    let name = named(FieldName::Name, "示例（北京）有限公司");
    assert_eq!(found(Document::Certificate, &lines), [name, named(FieldName::LegalPerson, "李雷")]);
}

#[test]
fn a_long_name_goes_on_below_and_another_label_ends_it() {
    let lines: [&[(f32, &str)]; 3] = [
        &[(100.0, "名称"), (330.0, "示例市青禾网络科技")],
        &[(330.0, "发展有限公司")],
        &[(100.0, "类型"), (330.0, "有限责任公司")],
    ];
    assert_eq!(found(Document::Certificate, &lines), [named(FieldName::Name, "示例市青禾网络科技发展有限公司")]);
}

#[test]
fn an_id_says_name_number_and_address() {
    let lines: [&[(f32, &str)]; 5] = [
        &[(100.0, "姓"), (150.0, "名"), (200.0, "王小明")],
        &[(100.0, "性别"), (200.0, "男"), (330.0, "民族"), (420.0, "汉")],
        &[(100.0, "住址"), (200.0, "浙江省杭州市示例路1号")],
        &[(200.0, "3幢502室")],
        &[(100.0, "公民身份号码"), (340.0, "11010519491231002X")],
    ];
    assert_eq!(
        found(Document::IdFront, &lines),
        [
            named(FieldName::IdNumber, "11010519491231002X"),
            named(FieldName::Name, "王小明"),
            named(FieldName::Address, "浙江省杭州市示例路1号3幢502室"),
        ]
    );
}

#[test]
fn the_back_of_an_id_says_office_and_term() {
    for (term, days) in [
        ("2015.03.07-2035.03.07", &["2015-03-07", "2035-03-07"][..]),
        ("2015.03.O7-2035.03.07", &["2015-03-07", "2035-03-07"]),
        ("2015.03.07-长期", &["2015-03-07", "长期"]),
        ("2035.03.07-2015.03.07", &[]),
        ("2015.13.07-2035.03.07", &["2035-03-07"]),
        ("2015.03", &[]),
        ("2015.03.07-", &["2015-03-07"]),
        // Which of both it is nobody knows.
        ("2015.03.07", &[]),
        ("-2025.03.07", &[]),
        // No card begins tomorrow.
        ("2026.11.30-2046.11.30", &["2046-11-30"]),
        ("2035.03.07-", &[]),
        ("2026.11.29-长期", &["2026-11-29", "长期"]),
    ] {
        let lines: [&[(f32, &str)]; 2] =
            [&[(300.0, "签发机关"), (446.0, "杭州市公安局")], &[(300.0, "有效期限"), (446.0, term)]];
        let found = found(Document::IdBack, &lines);
        assert_eq!(found[0], named(FieldName::Authority, "杭州市公安局"));
        assert_eq!(found[1..].iter().map(|(_, day)| day.as_str()).collect::<Vec<_>>(), days, "{term}");
    }
}

#[test]
fn a_certificate_says_its_term_and_nothing_that_is_no_day() {
    let founded = (100.0, "成立日期");
    for (label, term, days) in [
        ("营业期限", "2017年04月13日至2037年04月12日", &["2017-04-13", "2037-04-12"][..]),
        ("营业期限", "2017年04月13日至长期", &["2017-04-13", "长期"]),
        ("有效期", "自2022年05月20日至2027年05月19日", &["2022-05-20", "2027-05-19"]),
        ("有效期限", "2022-05-20至2027-05-19", &["2022-05-20", "2027-05-19"]),
        ("营业期限", "长期", &["2017-04-14", "长期"]),
        // Of the label a part was seen.
        ("业期限", "2017年04月13日至长期", &["2017-04-13", "长期"]),
        ("有，效期", "自2022年05月20日至2027年05月19晶", &["2022-05-20", "2027-05-19"]),
        // No such day, the later before the earlier, one that is still to come, one alone.
        ("营业期限", "2017年02月30日至2037年04月12日", &[]),
        ("营业期限", "2017年13月13日至长期", &["长期"]),
        ("营业期限", "2037年04月12日至2017年04月13日", &[]),
        ("营业期限", "2026年11月30日至长期", &["长期"]),
        ("营业期限", "年月日至长期", &["长期"]),
        ("营业期限", "2017年04月13日", &[]),
        ("有效期", "至2027年05月19日", &[]),
        ("经营范围", "食品（许可证有效期2017年04月13日至2027年04月12日）", &[]),
        // The scope goes on in a row of its own.
        ("许可证有效期", "2017年04月13日至2027年04月12日", &[]),
    ] {
        let lines: [&[(f32, &str)]; 2] = [&[founded, (330.0, "2017年04月14日")], &[(100.0, label), (330.0, term)]];
        let found = found(Document::Certificate, &lines);
        let of_term = found.iter().map(|(name, day)| (*name, day.as_str())).collect::<Vec<_>>();
        let names =
            if days.len() == 1 { &[FieldName::ValidTo][..] } else { &[FieldName::ValidFrom, FieldName::ValidTo][..] };
        let expected: Vec<_> = names.iter().copied().zip(days.iter().copied()).collect();
        assert_eq!(of_term, expected, "{label} {term}");
    }
    // Without a term nothing says until when the certificate is valid, nor since when.
    assert!(found(Document::Certificate, &[&[founded, (330.0, "2017年04月14日")]]).is_empty());
}

#[test]
fn a_wall_says_nothing() {
    assert!(found(Document::Certificate, &[&[(10.0, "ab")], &[(20.0, "，")]]).is_empty());
    assert!(found(Document::IdFront, &[]).is_empty() && found(Document::IdBack, &[]).is_empty());
}

fn seen(value: &str, trust: Trust, confidence: f32) -> Seen {
    let area = Area { left: 0.0, top: 0.0, right: 10.0, bottom: 10.0 };
    Seen { name: FieldName::IdNumber, value: value.into(), trust, confidence, area, is_disputed: false }
}

#[test]
fn of_two_looks_the_surer_counts_and_two_sure_ones_that_differ_make_both_doubtful() {
    let merged = |one: Seen, other: Seen| {
        let merged = merge(vec![one], vec![other]).remove(0);
        (merged.value, merged.trust)
    };
    let (read, right, sure) = (Trust::Read, Trust::Corrected, Trust::Checked);
    assert_eq!(merged(seen("a", right, 90.0), seen("b", sure, 10.0)), ("b".into(), sure));
    assert_eq!(merged(seen("a", right, 90.0), seen("a", sure, 10.0)), ("a".into(), sure));
    assert_eq!(merged(seen("a", sure, 90.0), seen("b", sure, 95.0)), ("a".into(), read));
    // A third look does not settle it, whichever it agrees with.
    let disputed = merge(vec![seen("a", sure, 90.0)], vec![seen("b", sure, 95.0)]);
    for third in ["a", "b", "c"] {
        let merged = merge(disputed.clone(), vec![seen(third, sure, 99.0)]);
        assert_eq!((merged[0].value.as_str(), merged[0].trust), ("a", read), "{third}");
    }
    assert_eq!(merged(seen("a", read, 60.0), seen("b", read, 70.0)), ("b".into(), read));
    assert_eq!(merge(Vec::new(), vec![seen("a", read, 1.0)]).len(), 1);
}

#[test]
fn a_paper_is_upright_where_its_number_fits_or_its_term_is_whole_and_words_stand_beside_it() {
    let office = (300.0, "签发机关");
    for (document, lines, is_upright) in [
        (
            Document::IdFront,
            [[(100.0, "姓名"), (200.0, "王小明")], [(100.0, "公民身份号码"), (340.0, "11010519491231002X")]],
            true,
        ),
        (
            Document::IdFront,
            [[(100.0, "姓名"), (200.0, "王小明")], [(100.0, "公民身份号码"), (340.0, "110105194912310021")]],
            false,
        ),
        (Document::IdFront, [[(100.0, "刁"), (200.0, "认")], [(100.0, "开尾"), (340.0, "11010519491231002X")]], false),
        (
            Document::IdBack,
            [[office, (446.0, "杭州市公安局")], [(300.0, "有效期限"), (446.0, "2015.03.07-2035.03.07")]],
            true,
        ),
        (Document::IdBack, [[office, (446.0, "杭州市公安局")], [(300.0, "有效期限"), (446.0, "2015.03.07-")]], false),
        (
            Document::IdBack,
            [[(300.0, "训"), (446.0, "虹阁")], [(300.0, "有效期限"), (446.0, "2015.03.07-2035.03.07")]],
            false,
        ),
    ] {
        let rows = paper(&lines.each_ref().map(|line| &line[..]));
        assert_eq!(super::is_upright(document, &find(document, &rows, today())), is_upright, "{document} {lines:?}");
    }
}

#[test]
fn a_closer_look_is_asked_for_until_the_number_is_sure() {
    let lines: [&[(f32, &str)]; 1] = [&[(100.0, "公民身份号码"), (340.0, "11010519491231003X")]];
    let rows = paper(&lines);
    let nothing = find(Document::IdFront, &rows, today());
    assert!(is_uncertain(Document::IdFront, &nothing));
    let area = number_area(Document::IdFront, &rows, &nothing).unwrap();
    assert!(area.left > 300.0 && area.right > 610.0, "{area:?}");
    let closer = closer(Document::IdFront, "11010519491231002X", area, today()).unwrap();
    assert_eq!((closer.value.as_str(), closer.trust), ("11010519491231002X", Trust::Checked));
    assert_eq!(number_area(Document::IdFront, &rows, &[closer]), None);
    assert_eq!(number_area(Document::IdBack, &rows, &[]), None);
}

#[test]
fn a_value_is_kept_with_its_place_on_the_turned_picture() {
    let lie =
        Lie { width: 100, height: 100, picture_width: 100, picture_height: 100, turn: std::f32::consts::FRAC_PI_2 };
    let reading = reading(&[seen("a", Trust::Read, 1.0)], &lie);
    assert_eq!(reading.fields[0].corners, Some([(100, 0), (100, 10), (90, 10), (90, 0)]));
}

/// A label, or what may stand behind one.
const PRINTED: &str = "(统一社会信用代码|名称|法定代表人|住所|类型|姓名|住址|公民身份号码|签发机关|有效期限\
    |[0-9A-Z.-]{1,20}|[有限公司长期男女\u{4e00}-\u{4e10}·-]{1,12})";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_print_is_read_and_a_second_look_at_the_same_changes_nothing(
        lines in vec(vec((0..1500_u16, PRINTED), 0..4), 0..6),
        closely in "[0-9A-Za-z ]{0,24}",
    ) {
        let lines: Vec<Vec<(f32, &str)>> =
            lines.iter().map(|line| line.iter().map(|(left, text)| (f32::from(*left), text.as_str())).collect()).collect();
        let rows = paper(&lines.iter().map(Vec::as_slice).collect::<Vec<_>>());
        for document in [Document::Certificate, Document::IdFront, Document::IdBack] {
            let seen = find(document, &rows, today());
            prop_assert!(seen.iter().all(|one| !one.value.is_empty()), "{seen:?}");
            if let Some(area) = number_area(document, &rows, &seen) {
                let number = closer(document, &closely, area, today());
                prop_assert!(number.is_none_or(|number| number.value.chars().count() == LENGTH));
            }
            prop_assert_eq!(merge(seen.clone(), seen.clone()), seen);
        }
    }
}
