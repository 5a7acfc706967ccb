//! What is written is read again; what is hostile is refused at once.

use std::mem::discriminant;
use std::time::{Duration, Instant};

use super::schema::{Problem, check_upload};
use super::*;

fn refused(bytes: &[u8]) -> Refused {
    let started = Instant::now();
    let refused = read(bytes, &Limits::default()).expect_err("hostile");
    assert!(started.elapsed() < Duration::from_secs(1), "{refused} took {:?}", started.elapsed());
    let as_it_comes = read_from(bytes, &Limits::default(), |_| false).expect_err("hostile");
    assert_eq!(discriminant(&as_it_comes), discriminant(&refused), "{as_it_comes} {refused}");
    refused
}

#[test]
fn hostile_documents_are_refused_at_once() {
    let laughs = r#"<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>"#;
    let external = r#"<!DOCTYPE a SYSTEM "http://192.0.2.1/a.dtd"><a/>"#;
    let cases: Vec<(Vec<u8>, Refused)> = vec![
        (laughs.into(), Refused::DocumentType),
        (external.into(), Refused::DocumentType),
        ("<a>&b;</a>".into(), Refused::Entity("b".into())),
        ("<a>".repeat(200_000).into(), Refused::Beyond("depth")),
        (format!("<a>{}</a>", "<b/>".repeat(1_000_000)).into(), Refused::Beyond("elements")),
        (format!("<a b=\"{}\"/>", "x".repeat(5_000_000)).into(), Refused::Beyond("attribute bytes")),
        (
            format!("<a {}/>", (0..100).map(|n| format!("b{n}='' ")).collect::<String>()).into(),
            Refused::Beyond("attributes"),
        ),
        (format!("<{}/>", "a".repeat(5_000_000)).into(), Refused::Beyond("name")),
        (vec![b' '; 50 * 1024 * 1024 + 1], Refused::Beyond("bytes")),
        ("<a>示</a>".into(), Refused::NotGbk),
        (vec![0xff, 0xfe, b'<', 0, b'a', 0], Refused::NotGbk),
        (r#"<?xml version="1.0" encoding="UTF-8"?><a/>"#.into(), Refused::Encoding("UTF-8".into())),
        (r#"<?xml version="1.0" encoding="UTF-16"?><a/>"#.into(), Refused::Encoding("UTF-16".into())),
        ("<a>&#1;</a>".into(), Refused::Character('\u{1}')),
        (b"<a>\0</a>".to_vec(), Refused::Character('\0')),
    ];
    for (bytes, expected) in cases {
        assert_eq!(refused(&bytes), expected, "{}", String::from_utf8_lossy(&bytes[..bytes.len().min(60)]));
    }
}

#[test]
fn a_document_has_only_so_much_time() {
    let many = format!("<a>{}</a>", "<b/>".repeat(300));
    assert!(read(many.as_bytes(), &Limits::default()).is_ok());
    let none = Limits { time: Duration::ZERO, ..Limits::default() };
    assert_eq!(read(many.as_bytes(), &none).unwrap_err(), Refused::Slow);
    assert_eq!(read_envelope(many.as_bytes(), &none).unwrap_err(), Refused::Slow);
    assert_eq!(read_inner(&many, &none).unwrap_err(), Refused::Slow);
}

/// The bureau's tables hold more than anything that goes up.
#[test]
fn a_table_of_fifteen_thousand_units_is_read_of_a_download() {
    let columns = ["Id", "Dwmc", "Dwfl", "Dwhyfl", "Jyxkzbh", "Shengid", "Shiid", "Xianid", "Xxdz", "Sfyx", "Bz"];
    let unit: String = columns.iter().map(|name| format!("<{name}>1</{name}>")).collect();
    let table = format!("<a>{}</a>", format!("<Bbdw>{unit}</Bbdw>").repeat(15_000));
    assert_eq!(read(table.as_bytes(), &Limits::default()).unwrap_err(), Refused::Beyond("elements"));
    assert_eq!(read(table.as_bytes(), &Limits::of_download()).unwrap().children.len(), 15_000);
    let attributes = format!("<a>{}</a>", "<b c='' d=''/>".repeat(90_000));
    let refused = read(attributes.as_bytes(), &Limits::of_download()).unwrap_err();
    assert_eq!(refused, Refused::Beyond("elements"), "an attribute costs as much");
}

#[test]
fn what_is_not_well_formed_is_refused_at_once() {
    let long = format!("<a>{}", "x".repeat(2_000_000));
    let comment = format!("<a><!--{}</a>", "-".repeat(2_000_000));
    for text in [
        "",
        " ",
        "text",
        "<a>",
        "<a></b>",
        "</a>",
        "<a/><b/>",
        "<a/>text",
        "<a b=1/>",
        "<a b='1' b='2'/>",
        "<a b='&c;'/>",
        "<a b='&#1;'/>",
        "<1a/>",
        "<a><![CDATA[</a>",
        "<a>&</a>",
        "<a>&#xD800;</a>",
        "<a>&#99999999999;</a>",
        "<a b='<'/>",
        &long,
        &comment,
    ] {
        let refused = refused(text.as_bytes());
        assert!(
            matches!(refused, Refused::Malformed { .. } | Refused::EndsEarly(_) | Refused::Character(_)),
            "{refused:?} {}",
            &text[..text.len().min(60)]
        );
    }
}

#[test]
fn references_and_marked_text_are_text() {
    let root = read(b"<?xml version='1.0' encoding='gbk'?><!-- x --><a v='&lt;&#65;'> <b>1&amp;<![CDATA[<2>]]>&#x41;\r\n</b> <c/></a>", &Limits::default()).unwrap();
    assert_eq!(
        (root.get("v"), root.child("b").unwrap().text.as_str(), root.text.as_str()),
        (Some("<A"), "1&<2>A\n", "")
    );
}

/// Of a file that was cut.
#[test]
fn what_ends_before_it_is_whole_is_told_from_what_is_wrong() {
    let whole = "<a><b c='1'>2</b><!-- 3 --><![CDATA[4]]></a>";
    assert!(read(whole.as_bytes(), &Limits::default()).is_ok());
    for at in 0..whole.len() {
        let refused = refused(&whole.as_bytes()[..at]);
        let is_mark = matches!(at, 17..20 | 26..34);
        assert!(is_mark || matches!(refused, Refused::EndsEarly(_)), "{at} {refused:?}");
    }
}

/// It is kept and logged in plain.
#[test]
fn why_a_document_is_refused_tells_none_of_its_words() {
    let words = "张三 13800000000";
    for text in [format!("<a>R&{words};</a>"), format!("<a></{words}>"), format!("<a b='&{words};'/>")] {
        let told = refused(&crate::bureau::gbk::encode(&text).unwrap()).to_string();
        assert!(!told.contains("张三") && !told.contains("138"), "{told}");
    }
    assert_eq!(refused(b"<a>&nbsp;</a>"), Refused::Entity("nbsp".into()));
    assert!(refused(b"<a></b>").to_string().contains("</b>"), "a name is told");
}

#[test]
fn what_is_read_as_it_comes_is_the_same_without_what_is_left_out() {
    let long = "示".repeat(40_000);
    let text = format!(
        "<?xml version='1.0' encoding='GBK'?>\r\n<!-- 示 --><a v='&lt;'><b>示<![CDATA[<{long}>]]>&amp;{long}</b><c>\r\n{long}</c> <b/></a>"
    );
    let bytes = crate::bureau::gbk::encode(&text).unwrap();
    let limits = Limits::default();
    let whole = read(&bytes, &limits).unwrap();
    assert_eq!(read_from(&bytes[..], &limits, |_| false).unwrap(), whole);
    let left_out = |open: &[Element]| open.len() == 2 && &*open[1].name == "b";
    let mut rest = read_from(&bytes[..], &limits, left_out).unwrap();
    assert_eq!(rest.children[0].text, "");
    rest.children[0].text.clone_from(&whole.children[0].text);
    assert_eq!(rest, whole);
    let short = Limits { bytes: bytes.len() - 1, ..limits };
    assert_eq!(read_from(&bytes[..], &short, |_| false), Err(Refused::Beyond("bytes")));
}

#[test]
fn the_inner_document_may_declare_what_it_likes() {
    for text in [
        r#"<?xml version="1.0" encoding="GBK"?><a>示例</a>"#,
        "\n\u{feff}<a>示例</a>",
        " <?xml version='1.0' encoding='utf-16'?><a>示例</a>",
    ] {
        assert_eq!(read_inner(text, &Limits::default()).unwrap().text, "示例", "{text}");
    }
}

#[test]
fn what_is_written_is_read_again() {
    let root = Element::with_children(
        "a",
        vec![
            Element::with_text("b", "<示例> & \"引号\" ' ]]> \r\n\t"),
            Element::new("b"),
            Element::with_children("c", vec![Element::with_text("d", " ")]),
        ],
    )
    .attribute("v", "<\"&");
    assert_eq!(read(&document(&root).unwrap(), &Limits::default()).unwrap(), root);
}

#[test]
fn characters_that_cannot_go_are_named_with_their_places() {
    let root = Element::with_children(
        "a",
        vec![Element::with_text("b", "好"), Element::with_text("b", "王𣲗"), Element::with_text("c", "bell\u{7}")],
    );
    let found: Vec<_> =
        document(&root).unwrap_err().into_iter().map(|found| (found.path, found.character, found.place)).collect();
    assert_eq!(found, [("a/b[2]".to_owned(), '𣲗', 1), ("a/c".to_owned(), '\u{7}', 4)]);
}

#[test]
fn faults_against_the_schema_have_their_place() {
    let faults = |inner: &str| {
        let text = format!(r#"<UploadData version="V.3.0"><ICP>{inner}<Qqdwid>1</Qqdwid></ICP></UploadData>"#);
        let document = read_inner(&text, &Limits::default()).unwrap();
        check_upload(&document)
            .into_iter()
            .map(|fault| (fault.path.replace("UploadData/ICP/ZXBA/Zx_xx", "."), fault.problem))
            .collect::<Vec<_>>()
    };
    let one = |inner: &str| faults(&format!("<ZXBA><Zx_xx>{inner}</Zx_xx></ZXBA>"));
    let good = "<Zxlb>2</Zxlb><Jlid>4</Jlid><Zxly>1</Zxly>";
    assert_eq!(one(good), []);
    let cases: [(&str, &str, Problem); 9] = [
        ("<Zxlb>3</Zxlb><Jlid>4</Jlid><Zxly>1</Zxly>", "./Zxlb", Problem::Range(0, 2)),
        ("<Zxlb>x</Zxlb><Jlid>4</Jlid><Zxly>1</Zxly>", "./Zxlb", Problem::NotNumber),
        ("<Zxlb>2</Zxlb><Zxly>1</Zxly>", "./Jlid", Problem::Missing),
        ("<Jlid>4</Jlid><Zxlb>2</Zxlb><Zxly>1</Zxly>", "./Zxlb", Problem::Order),
        (&format!("{good}<Zxlybz></Zxlybz>"), "./Zxlybz", Problem::Short(1)),
        (&format!("{good}<Zxlybz>{}</Zxlybz>", "字".repeat(1001)), "./Zxlybz", Problem::Long(1000)),
        (&format!("{good}<Neu/>"), "./Neu", Problem::Unknown),
        (&format!("{good}text"), ".", Problem::Text),
        (&format!("{good}<Zxly>1</Zxly>"), "./Zxly[2]", Problem::TooMany),
    ];
    for (inner, path, problem) in cases {
        assert_eq!(one(inner), [(path.to_owned(), problem)], "{inner}");
    }
    assert_eq!(faults("<ZXBA/>"), [("./".trim_end_matches('/').to_owned(), Problem::Missing)]);
}
