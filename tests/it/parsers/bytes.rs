//! Bytes from outside: the bureau's documents and answers, the first bytes of files.

use beian::bureau::gbk;
use beian::bureau::soap::{Answer, Method, Received, Request};
use beian::bureau::xml::{self, Limits};
use beian::material::picture::{self, PictureLimits};
use beian::text::{Lang, Tr};
use proptest::prelude::*;

use super::few;

/// Of what documents are made, and what is none, one after the other.
fn document() -> impl Strategy<Value = Vec<u8>> {
    const PIECES: [&[u8]; 26] = [
        b"<a>",
        b"</a>",
        b"<b c='d'>",
        b"</b>",
        b"<e/>",
        b"<",
        b">",
        b"</",
        b"&amp;",
        b"&#13;",
        b"&b;",
        b"<![CDATA[",
        b"]]>",
        b"<!--",
        b"-->",
        b"<!DOCTYPE a>",
        b"<?xml version=\"1.0\" encoding=\"GBK\"?>",
        b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
        b"\xca\xbe\xc0\xfd",
        b"\xff\xfe",
        b"\0",
        b" text ",
        b"<return>",
        b"</return>",
        b"<msg_code>0</msg_code>",
        b"<beianInfo>",
    ];
    proptest::collection::vec(proptest::sample::select(PIECES.to_vec()), 0..16).prop_map(|pieces| pieces.concat())
}

/// The same within an envelope, as an answer to a download.
fn answer() -> impl Strategy<Value = Vec<u8>> {
    const BEFORE: &[u8] = b"<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body>";
    const AFTER: &[u8] = b"</soap:Body></soap:Envelope>";
    (document(), any::<bool>()).prop_map(
        |(inner, is_in_one)| {
            if is_in_one { [BEFORE, &inner, AFTER].concat() } else { inner }
        },
    )
}

/// How files begin, with what stands behind.
fn file() -> impl Strategy<Value = Vec<u8>> {
    const HEADS: [&[u8]; 9] = [
        b"",
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xc0\0\x11\x08",
        b"\x89PNG\r\n\x1a\n",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"RIFF\x20\0\0\0WEBPVP8 ",
        b"RIFF\x20\0\0\0WEBPVP8L",
        b"\xef\xbb\xbf%PDF-1.7\n",
        b"\0\0\0\x18ftypheic",
    ];
    let rest = proptest::collection::vec(any::<u8>(), 0..400);
    (proptest::sample::select(HEADS.to_vec()), rest).prop_map(|(head, rest)| [head, &rest].concat())
}

proptest! {
    #![proptest_config(few())]

    #[test]
    fn any_document_is_read_or_refused_and_alike_as_it_comes(bytes in document()) {
        let limits = Limits::default();
        let whole = xml::read(&bytes, &limits);
        let as_it_comes = xml::read_from(bytes.as_slice(), &limits, |_| false);
        prop_assert_eq!(whole.as_ref().ok(), as_it_comes.as_ref().ok());
        let _ = xml::read_envelope(&bytes, &limits);
        // What was read can be written, and is read again.
        if let Ok(root) = whole {
            prop_assert!(xml::read_inner(&xml::to_text(&root), &limits).is_ok());
        }
    }

    #[test]
    fn any_answer_or_call_is_read_or_a_fault(bytes in answer(), piece in 1..9usize) {
        for method in Method::ALL {
            let _ = Answer::read(&bytes, method);
        }
        let _ = Request::read(&bytes);
        let mut received = Received::default();
        bytes.chunks(piece).for_each(|piece| received.push(piece));
        prop_assert_eq!(received.came(), bytes.len());
        let whole = Answer::read(&bytes, Method::Download).is_ok();
        prop_assert_eq!(Answer::receive(received, Method::Download).is_ok(), whole);
    }

    #[test]
    fn an_answer_with_any_words_is_read_as_it_was_written(code in 0..100i64, words in "[a-z<>&'\"\\]示例\u{20000}]{0,30}") {
        let answer = Answer::of(code, words);
        let envelope = answer.to_envelope(Method::Upload, "V.3.0");
        prop_assert_eq!(Answer::read(envelope.as_bytes(), Method::Upload).ok(), Some(answer));
    }

    #[test]
    fn words_go_to_the_bureau_and_back_or_are_refused(words in "[\u{4e00}-\u{9fff}a-z€·—①\u{20000}\\PC]{0,20}", bytes in proptest::collection::vec(any::<u8>(), 0..20)) {
        match gbk::encode(&words) {
            Ok(encoded) => prop_assert_eq!(gbk::decode(&encoded).ok(), Some(words)),
            Err(missing) => prop_assert_eq!(words.chars().nth(missing.place), Some(missing.character)),
        }
        let _ = gbk::decode(&bytes);
    }

    #[test]
    fn any_file_is_refused_or_made_into_a_picture_of_ours(bytes in file()) {
        let limits = PictureLimits { pixels: 1 << 16, least_side: 1, ..PictureLimits::default() };
        match picture::prepare(&bytes, &limits) {
            Ok(made) => prop_assert!(made.jpeg.starts_with(&[0xff, 0xd8]) && made.jpeg.len() <= limits.kept_bytes),
            Err(refusal) => {
                let message = refusal.message();
                prop_assert!(Lang::ALL.iter().all(|lang| Tr::new(*lang).message(&message) != message.key), "{refusal:?}");
            }
        }
    }
}
