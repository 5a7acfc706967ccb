use std::time::Duration;

use actix_web::test::TestRequest;
use futures_util::stream;

use super::*;
use crate::sealing::Sealer;

const SEED: &str = "session:1";
const LIMITS: UploadLimits = UploadLimits {
    file_bytes: 1000,
    files: 2,
    pace: Pace { whole: Duration::from_secs(2), grace: Duration::from_millis(200), floor: 1000 },
};

fn sealer() -> Sealer {
    Sealer::parse(&format!("1:{}", "11".repeat(32)), "test").unwrap()
}

fn request() -> HttpRequest {
    TestRequest::post().insert_header((CONTENT_TYPE, "multipart/form-data; boundary=b")).to_http_request()
}

fn text(name: &str, value: &str) -> Vec<u8> {
    format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes()
}

fn file(name: &str, file_name: &str, bytes: &[u8]) -> Vec<u8> {
    let head = format!(
        "--b\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n"
    );
    [head.as_bytes(), bytes, b"\r\n"].concat()
}

fn token() -> Vec<u8> {
    text("csrf", &csrf::token(&sealer(), SEED).unwrap())
}

fn form(parts: &[Vec<u8>]) -> Vec<u8> {
    [parts.concat(), b"--b--\r\n".to_vec()].concat()
}

/// Sends a body in small chunks and tells what came of it: a word for each part, then the error.
async fn read(body: Vec<u8>) -> (Vec<String>, Option<Error>) {
    let chunks: Vec<_> = body.chunks(37).map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect();
    read_stream(stream::iter(chunks)).await
}

async fn read_stream(
    body: impl Stream<Item = Result<Bytes, PayloadError>> + Unpin + 'static,
) -> (Vec<String>, Option<Error>) {
    let mut seen = Vec::new();
    let done = async {
        let mut upload = Upload::open(&request(), body, LIMITS, &["note"])?;
        csrf::check(&sealer(), SEED, &upload.token().await?)?;
        while let Some(part) = upload.next().await? {
            seen.push(match part {
                Part::Text(name, value) => format!("{name}={value}"),
                Part::File(file) => match file.content {
                    Ok(bytes) => format!("{}:{}:{}", file.field, file.name, bytes.len()),
                    Err(why) => format!("{}:{why:?}:{}", file.field, file.sent),
                },
            });
        }
        Ok(())
    };
    let error = done.await.err();
    (seen, error)
}

#[tokio::test]
async fn files_come_by_name_and_empty_inputs_are_passed_over() {
    let body = form(&[
        token(),
        file("a", "", b""),
        file("b", "身份证.jpg", &[7; 900]),
        text("note", "好"),
        file("c", "empty.jpg", b""),
    ]);
    let (seen, error) = read(body).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(seen, ["b:身份证.jpg:900", "note=好", "c:empty.jpg:0"]);
}

#[tokio::test]
async fn a_file_too_large_or_too_many_does_not_harm_the_others() {
    let body = form(&[
        token(),
        file("a", "a.jpg", &[1; 1001]),
        file("b", "b.jpg", &[1; 1000]),
        file("c", "c.jpg", b"x"),
        file("d", "", b""),
    ]);
    assert_eq!(read(body).await.0, ["a:TooLarge:1001", "b:b.jpg:1000", "c:TooMany:1"]);
}

#[tokio::test]
async fn the_token_comes_first_and_is_right() {
    let other = text("csrf", &csrf::token(&sealer(), "session:2").unwrap());
    let cases = [
        form(&[file("a", "a.jpg", b"x"), token()]),
        form(&[text("note", "x"), token()]),
        form(&[other, file("a", "a.jpg", b"x")]),
        form(&[text("csrf", "")]),
        form(&[]),
    ];
    for body in cases {
        let (seen, error) = read(body).await;
        assert!(seen.is_empty() && matches!(error, Some(Error::Forged(_))), "{error:?}");
    }
}

#[tokio::test]
async fn fields_that_are_not_ours_and_broken_forms_are_refused() {
    let cases = [
        form(&[token(), text("other", "x")]),
        form(&[token(), text("csrf", "again")]),
        token(),
        form(&[token(), file("a", "a.jpg", b"x")])[..230].to_vec(),
        b"no boundary at all".to_vec(),
    ];
    for body in cases {
        let (_, error) = read(body).await;
        assert!(matches!(error, Some(Error::BadRequest(_))), "{error:?}");
    }
}

#[tokio::test]
async fn what_is_refused_in_a_form_leaves_none_of_it_unread() {
    let long = "x".repeat(TEXT_BYTES + 1);
    for refused in [text("note", &long), text("other", "x"), text("csrf", "again"), file("a", "b.jpg", &[1; 1001])] {
        let body = form(&[token(), refused, file("a", "a.jpg", &[1; 900])]);
        let chunks: Vec<_> = body.chunks(37).map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect();
        let mut upload = Upload::open(&request(), stream::iter(chunks), LIMITS, &["note"]).unwrap();
        upload.token().await.unwrap();
        let left = std::cell::Cell::new(0);
        let spend = async |sent: u64| {
            left.set(sent);
            Err(Error::refused("more than a day takes"))
        };
        let take = async |upload: &mut Upload| match upload.next().await? {
            Some(Part::File(file)) if file.content.is_err() => Err(Error::refused("no file of ours")),
            _ => Ok(()),
        };
        let answer = upload.whole(spend, take).await;
        assert!(matches!(answer, Err(Error::TooLarge | Error::BadRequest(_) | Error::Refused(_))), "{answer:?}");
        assert_eq!(left.get(), 900, "{answer:?}");
    }
}

#[tokio::test]
async fn as_many_parts_as_a_form_may_have_are_read_to_its_end_and_what_was_taken_counts() {
    // The token is one, and its end counts as one.
    let parts = [vec![token()], vec![text("note", "x"); MOST_PARTS - 2]].concat();
    let body = stream::iter([Ok(Bytes::from(form(&parts)))]);
    let mut upload = Upload::open(&request(), body, LIMITS, &["note"]).unwrap();
    upload.token().await.unwrap();
    let take = async |upload: &mut Upload| {
        let mut taken = 0;
        while upload.next().await?.is_some() {
            taken += 1;
        }
        Ok::<_, Error>(taken)
    };
    let taken = upload.whole(async |_: u64| Ok(()), take).await;
    assert_eq!(taken.unwrap(), MOST_PARTS - 2);
}

#[tokio::test]
async fn the_whole_form_has_a_limit_whatever_it_declares() {
    let declared = TestRequest::post()
        .insert_header((CONTENT_TYPE, "multipart/form-data; boundary=b"))
        .insert_header((CONTENT_LENGTH, LIMITS.body_bytes() + 1))
        .to_http_request();
    let opened = Upload::open(&declared, stream::empty(), LIMITS, &[]);
    assert!(matches!(opened.err(), Some(Error::TooLarge)));
    let plain = TestRequest::post().insert_header((CONTENT_TYPE, "text/plain")).to_http_request();
    assert!(matches!(Upload::open(&plain, stream::empty(), LIMITS, &[]).err(), Some(Error::BadRequest(_))));

    let mut body = token();
    body.extend(file("a", "a.jpg", &vec![1; 3 << 20]));
    assert!(matches!(read(body).await.1, Some(Error::TooLarge)));
}

#[tokio::test]
async fn an_endless_part_header_ends_early() {
    let seen = Rc::new(std::cell::Cell::new(0));
    let count = Rc::clone(&seen);
    let lines = stream::repeat_with(move || {
        count.set(count.get() + 1);
        Ok(Bytes::from_static(b"X-H: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n"))
    });
    let start = stream::iter([Ok(Bytes::from(token())), Ok(Bytes::from_static(b"--b\r\n"))]);
    let (_, error) = read_stream(start.chain(lines)).await;
    assert!(matches!(error, Some(Error::BadRequest(_) | Error::TooLarge)), "{error:?}");
    assert!(seen.get() < 40_000, "{} lines read", seen.get());
}

#[tokio::test]
async fn a_body_that_stalls_is_ended() {
    let start = stream::iter([Ok(Bytes::from(token()))]);
    let (_, error) = read_stream(start.chain(stream::pending())).await;
    assert!(matches!(error, Some(Error::BadRequest("upload too slow"))), "{error:?}");
}

/// Inputs without a file count too: whoever sends them without end is told so long before the form has ended.
#[tokio::test]
async fn twelve_thousand_parts_are_too_many_whatever_they_are() {
    for (part, most) in
        [(file("a", "a.jpg", b"x"), MOST_PARTS), (text("note", "x"), MOST_PARTS), (file("a", "", b""), 0)]
    {
        let chunks =
            std::iter::once(token()).chain(std::iter::repeat_n(part, 12_000)).map(|part| Ok(Bytes::from(part)));
        let (seen, error) = read_stream(stream::iter(chunks)).await;
        assert!(matches!(error, Some(Error::BadRequest("too many parts"))), "{error:?}");
        assert!(seen.len() <= most, "{} were read", seen.len());
    }
}

/// A part may say how long it is. What it says shortens it; it does not make it reach beyond the form.
#[tokio::test]
async fn a_part_that_lies_about_its_length_harms_nobody_but_itself() {
    let lying = |length: &str| {
        let head = "--b\r\nContent-Disposition: form-data; name=\"a\"; filename=\"a.jpg\"\r\n";
        format!("{head}Content-Length: {length}\r\n\r\n12345678\r\n").into_bytes()
    };
    let of = |length: &str| form(&[token(), lying(length), file("b", "b.jpg", b"x")]);
    for length in ["3", "8"] {
        let (seen, error) = read(of(length)).await;
        assert!(error.is_none() && seen == [format!("a:a.jpg:{length}"), "b:b.jpg:1".to_owned()], "{seen:?} {error:?}");
    }
    for length in ["600", "18446744073709551615", "-1", "8 or so"] {
        let (seen, error) = read(of(length)).await;
        assert!(seen.is_empty() && matches!(error, Some(Error::BadRequest(_))), "{length}: {seen:?} {error:?}");
    }
}
