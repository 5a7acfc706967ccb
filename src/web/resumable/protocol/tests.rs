use actix_web::http::header::{HeaderName, HeaderValue};
use proptest::prelude::*;

use super::*;

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    let pair =
        |(name, value): &(&'static str, &str)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
    pairs.iter().map(pair).collect()
}

#[test]
fn only_our_version_is_spoken() {
    assert_eq!(version(&headers(&[("tus-resumable", "1.0.0")])), Ok(()));
    for other in [&[][..], &[("tus-resumable", "0.2.1")], &[("tus-resumable", "1.0.0, 2.0.0")]] {
        assert_eq!(version(&headers(other)), Err(No::Version), "{other:?}");
    }
}

#[test]
fn what_is_announced_is_read_or_refused() {
    // "a-slot" and "身份证.jpg".
    let good = "target YS1zbG90,filename 6Lqr5Lu96K+BLmpwZw==";
    let read = |length: &str, metadata: &str| {
        let found = announced(&headers(&[("upload-length", length), ("upload-metadata", metadata)]), 100);
        found.map(|Announced { length, target, file_name }| (length, target, file_name))
    };
    let file = |length| Ok((length, "a-slot".to_owned(), "身份证.jpg".to_owned()));
    let long = BASE64.encode("a".repeat(256).as_bytes());
    for (length, metadata, fate) in [
        ("100", good, file(100)),
        ("0", good, file(0)),
        ("7", "filename, target YS1zbG90 , x", Ok((7, "a-slot".to_owned(), String::new()))),
        ("101", good, Err(No::TooLarge)),
        ("99999999999999999999", good, Err(No::Header("upload-length"))),
        ("18446744073709551615", good, Err(No::Header("upload-length"))),
        ("-1", good, Err(No::Header("upload-length"))),
        ("+1", good, Err(No::Header("upload-length"))),
        ("1e2", good, Err(No::Header("upload-length"))),
        ("", good, Err(No::Header("upload-length"))),
        ("7", "", Err(No::Header("metadata"))),
        ("7", "filename YS1zbG90", Err(No::Header("metadata"))),
        ("7", "target not!base64", Err(No::Header("metadata"))),
        ("7", "target /w==", Err(No::Header("metadata"))),
        ("7", "target AGE=", Err(No::Header("metadata"))),
        ("7", &format!("target {long}"), Err(No::Header("metadata"))),
    ] {
        assert_eq!(read(length, metadata), fate, "{length} {metadata}");
    }
    assert_eq!(announced(&headers(&[("upload-metadata", good)]), 100), Err(No::Header("upload-length")));
}

#[test]
fn what_is_said_of_a_piece_is_read_or_refused() {
    let read = |kind: &str, offset: &str| {
        let all = headers(&[("content-type", kind), ("upload-offset", offset), ("content-length", "3")]);
        coming(&all).map(|coming| (coming.offset, coming.declared))
    };
    for (kind, offset, fate) in [
        (PIECE, "5", Ok((5, Some(3)))),
        ("application/octet-stream", "5", Err(No::Kind)),
        (PIECE, "-5", Err(No::Header("upload-offset"))),
        (PIECE, "", Err(No::Header("upload-offset"))),
    ] {
        assert_eq!(read(kind, offset), fate, "{kind} {offset}");
    }
}

#[test]
fn each_refusal_has_its_status() {
    let statuses = [No::Header(""), No::Unknown, No::Offset, No::Gone, No::Version, No::TooLarge, No::Kind];
    assert_eq!(statuses.map(|no| no.status().as_u16()), [400, 404, 409, 410, 412, 413, 415]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_heads_are_read_or_refused(
        number in "[0-9+e -]{0,21}",
        metadata in "((target|filename|x) [a-zA-Z0-9+/= !]{0,30},?){0,4}",
    ) {
        let all = headers(&[
            ("upload-length", &number),
            ("upload-metadata", &metadata),
            ("content-type", PIECE),
            ("upload-offset", &number),
            ("content-length", &number),
        ]);
        if let Ok(found) = announced(&all, 100) {
            prop_assert!(found.length <= 100 && !found.target.is_empty(), "{found:?}");
        }
        if let Ok(found) = coming(&all) {
            prop_assert!(i64::try_from(found.offset).is_ok());
        }
    }

    #[test]
    fn what_is_announced_is_read_as_it_was_meant(
        length in 0..=100_u64,
        target in "\\PC{1,60}",
        file_name in "\\PC{0,60}",
    ) {
        let [place, name] = [&target, &file_name].map(|text| BASE64.encode(text.as_bytes()));
        let metadata = format!("filename {name},target {place}");
        let all = headers(&[("upload-length", &length.to_string()), ("upload-metadata", &metadata)]);
        prop_assert_eq!(announced(&all, 100), Ok(Announced { length, target, file_name }));
    }
}
