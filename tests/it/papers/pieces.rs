//! Files that come in pieces (tus 1.0.0): they go on after a cut, nobody else's are found, and at the end they are what files
//! in a form are.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use beian::auth::throttle::Scope;
use beian::clock::{china_day, now};
use beian::reference::{Limits, book};
use beian::web::resumable;
use data_encoding::BASE64;
use reqwest::Method;

use super::by_link::{link_to, ready};
use super::house::{House, Owner};
use super::pictures::{noise, photo};
use crate::support::guest::{Answer, Guest};
use crate::support::upload::Upload;

const SLOT: &str = "entity-person-id-front";
const KIND: (&str, &str) = ("content-type", "application/offset+octet-stream");
const VERSION: (&str, &str) = ("tus-resumable", "1.0.0");

/// What a request of the protocol bears, without its own headers.
fn dressed<'a>(guest: &'a Guest, token: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![VERSION, ("origin", &guest.origin), ("x-form-token", token)]
}

pub async fn announce_of(guest: &Guest, at: &str, length: &str, slot: &str) -> Answer {
    let metadata =
        format!("target {},filename {}", BASE64.encode(slot.as_bytes()), BASE64.encode("证件.jpg".as_bytes()));
    let token = guest.token();
    let mut headers = dressed(guest, &token);
    headers.extend([("upload-length", length), ("upload-metadata", metadata.as_str())]);
    guest.send(Method::POST, at, &headers, "").await
}

async fn announce(guest: &Guest, at: &str, bytes: &[u8]) -> String {
    let answer = announce_of(guest, at, &bytes.len().to_string(), SLOT).await;
    assert_eq!((answer.status, answer.header("tus-resumable")), (201, "1.0.0"), "{answer:?}");
    assert!(answer.location().starts_with(at) && answer.header("upload-expires").ends_with(" GMT"), "{answer:?}");
    answer.location().to_owned()
}

async fn send_with(guest: &Guest, url: &str, offset: usize, bytes: &[u8], more: &[(&'static str, &str)]) -> Answer {
    let (token, offset) = (guest.token(), offset.to_string());
    let mut headers = dressed(guest, &token);
    headers.extend([KIND, ("upload-offset", offset.as_str())]);
    headers.retain(|(name, _)| !more.iter().any(|(own, _)| own == name));
    headers.extend(more);
    guest.send(Method::PATCH, url, &headers, bytes.to_vec()).await
}

/// Sends a piece; tells how much has come then, or the status that refuses it.
async fn piece(guest: &Guest, url: &str, offset: usize, bytes: &[u8]) -> Result<usize, u16> {
    let answer = send_with(guest, url, offset, bytes, &[]).await;
    if answer.status == 204 { Ok(answer.header("upload-offset").parse().unwrap()) } else { Err(answer.status) }
}

/// How much has come, or the status that tells nothing.
async fn state(guest: &Guest, url: &str) -> Result<usize, u16> {
    let answer = guest.send(Method::HEAD, url, &[VERSION], "").await;
    assert_eq!(answer.header("cache-control"), "no-store");
    if answer.status == 200 { Ok(answer.header("upload-offset").parse().unwrap()) } else { Err(answer.status) }
}

async fn names(guest: &Guest, page: &str, url: &str) -> Answer {
    guest.upload(page, Upload::of(&[("upload", url.rsplit('/').next().unwrap())])).await
}

fn limits() -> &'static Limits {
    book().limits(china_day(now()))
}

/// An owner who has opened the page of papers.
async fn at_papers(house: &House, n: u32) -> Owner {
    let owner = house.owner(n).await;
    owner.get(&owner.at("materials")).await.page();
    owner
}

async fn left(house: &House) -> String {
    house.text("select count(*) || ' ' || (select count(*) from upload_parts) from uploads").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_in_pieces_is_what_a_file_in_a_form_is() {
    let house = House::open().await;
    let owner = at_papers(&house, 1).await;
    let (page, at) = (owner.at("materials"), owner.at("uploads"));
    // More than one piece of ours, in requests that end anywhere.
    let bytes = noise(1100);
    assert!(bytes.len() > 3 << 20, "{}", bytes.len());
    let url = announce(&owner, &at, &bytes).await;
    assert_eq!(state(&owner, &url).await, Ok(0));
    let (first, second) = (1_500_000, 1_500_001);
    assert_eq!(piece(&owner, &url, 0, &bytes[..first]).await, Ok(first));
    assert_eq!(names(&owner, &page, &url).await.status, 422, "it is not whole");
    assert_eq!(piece(&owner, &url, first, &bytes[first..second]).await, Ok(second));
    assert_eq!(state(&owner, &url).await, Ok(second));
    let sealed = house.files();
    let whole: Vec<u8> = sealed.iter().flat_map(|file| std::fs::read(file).unwrap()).collect();
    assert!(!whole.windows(16).any(|part| part == &bytes[..16]), "pieces are sealed");
    assert_eq!(piece(&owner, &url, second, &bytes[second..]).await, Ok(bytes.len()));
    names(&owner, &page, &url).await.must_lead_to(&page);
    owner.get(&page).await.must_say_words("证件.jpg");
    assert_eq!(left(&house).await, "0 0");
    assert_eq!(house.files().len(), 2, "the paper with its small picture, and no piece");
    assert_eq!(state(&owner, &url).await, Err(404));
    names(&owner, &page, &url).await.must_say("material-upload-gone");

    // The same checks, the same words, and nothing is left.
    for (bytes, key) in [(&b"no picture"[..], "material-refused-unknown-type"), (b"", "material-refused-empty")] {
        let url = announce(&owner, &at, bytes).await;
        if !bytes.is_empty() {
            assert_eq!(piece(&owner, &url, 0, bytes).await, Ok(bytes.len()));
        }
        let refused = names(&owner, &page, &url).await;
        assert_eq!(refused.status, 422);
        refused.must_say(key);
        assert_eq!(left(&house).await, "0 0");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_protocol_forbids_is_refused_and_changes_nothing() {
    let house = House::open().await;
    let (owner, stranger) = (at_papers(&house, 1).await, at_papers(&house, 2).await);
    let at = owner.at("uploads");
    for (length, slot, status) in [
        ("10485761", SLOT, 413),
        ("-1", SLOT, 400),
        ("", SLOT, 400),
        ("10", "", 400),
        ("10", "no-such-place", 409),
        ("10485760", SLOT, 201),
    ] {
        assert_eq!(announce_of(&owner, &at, length, slot).await.status, status, "{length} {slot}");
    }
    assert_eq!(announce_of(&stranger, &at, "10", SLOT).await.status, 404);
    // Who asks before is told, whatever version they speak.
    let offer = owner.send(Method::OPTIONS, &at, &[("tus-resumable", "0.2.2")], "").await;
    let told = ["tus-resumable", "tus-version", "tus-extension", "tus-max-size"].map(|name| offer.header(name));
    assert_eq!((offer.status, told), (204, ["1.0.0", "1.0.0", "creation,expiration", "10485760"]));

    let url = announce(&owner, &at, &[7; 100]).await;
    assert_eq!(piece(&owner, &url, 0, &[7; 40]).await, Ok(40));
    for (name, offset, bytes, more, status) in [
        ("before the end of what has come", 39, 10, None, 409),
        ("behind it", 41, 10, None, 409),
        ("more than was announced", 40, 61, None, 413),
        ("of another version", 40, 10, Some(("tus-resumable", "0.2.2")), 412),
        ("of another kind", 40, 10, Some(("content-type", "application/octet-stream")), 415),
        ("without an offset", 40, 10, Some(("upload-offset", "")), 400),
        ("with a forged token", 40, 10, Some(("x-form-token", "x")), 403),
    ] {
        let answer = send_with(&owner, &url, offset, &vec![7; bytes], more.as_slice()).await;
        assert_eq!(answer.status, status, "{name}");
        assert_eq!(state(&owner, &url).await, Ok(40), "{name}");
    }
    assert_eq!(piece(&owner, &url, 40, &[7; 10]).await, Ok(50));

    let id = url.rsplit('/').next().unwrap();
    let at_theirs = stranger.at(&format!("uploads/{id}"));
    for (guest, url) in [(&stranger, &url), (&stranger, &at_theirs), (&owner, &owner.at("uploads/x"))] {
        assert_eq!(state(guest, url).await, Err(404), "{url}");
        assert_eq!(piece(guest, url, 50, b"x").await, Err(404), "{url}");
    }
    stranger.get(&stranger.at("materials")).await.page();
    names(&stranger, &stranger.at("materials"), &url).await.must_say("material-upload-gone");
    assert_eq!(state(&owner, &url).await, Ok(50), "another's form takes nothing");

    house.sql("update uploads set expires_at = now()").await;
    assert_eq!(state(&owner, &url).await, Err(410));
    assert_eq!(piece(&owner, &url, 50, b"x").await, Err(410));
    assert_eq!(resumable::sweep(&house.db, &house.storage()).await.unwrap(), 2);
    assert_eq!((left(&house).await.as_str(), house.files().len()), ("0 0", 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_at_once_one_goes_on_and_the_oldest_of_many_gives_way() {
    let house = House::open().await;
    let owner = at_papers(&house, 1).await;
    let (page, at, bytes) = (owner.at("materials"), owner.at("uploads"), photo(1));
    let url = announce(&owner, &at, &bytes).await;
    let (one, other) = tokio::join!(piece(&owner, &url, 0, &bytes), piece(&owner, &url, 0, &bytes));
    assert!([(one, other), (other, one)].contains(&(Ok(bytes.len()), Err(409))), "{one:?} {other:?}");
    assert_eq!(house.files().len(), 1, "the other's piece is gone");

    for _ in 1..limits().upload_open {
        announce(&owner, &at, &bytes).await;
    }
    assert_eq!(state(&owner, &url).await, Ok(bytes.len()));
    names(&owner, &page, &url).await.must_lead_to(&page);
    let url = announce(&owner, &at, &bytes).await;
    for _ in 0..limits().upload_open {
        announce(&owner, &at, &bytes).await;
    }
    assert_eq!(state(&owner, &url).await, Err(404));
    assert_eq!(left(&house).await, format!("{} 0", limits().upload_open));
    assert!(
        usize::try_from(limits().upload_open).unwrap() > limits().upload_files,
        "a form of many files ends none of its own"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_in_more_pieces_than_any_line_cuts_it_into_takes_no_more() {
    let house = House::open().await;
    let owner = at_papers(&house, 1).await;
    let url = announce(&owner, &owner.at("uploads"), &[7; 100]).await;
    let pieces = |count: u64| {
        format!(
            "insert into upload_parts (upload_id, start, object_name, key_wrapped)
             select id, 1000 + n, 'piece-' || n, '\\x00' from uploads, generate_series(1, {count}) n"
        )
    };
    house.sql(&pieces(limits().upload_spare_pieces - 1)).await;
    assert_eq!(piece(&owner, &url, 0, &[7; 10]).await, Ok(10));
    assert_eq!(piece(&owner, &url, 10, &[7; 10]).await, Err(413));
    assert_eq!((state(&owner, &url).await, house.files().len()), (Ok(10), 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_takes_each_file_it_names_once_and_no_more_than_a_form_may_have() {
    let house = House::open().await;
    let owner = at_papers(&house, 1).await;
    let (page, at, bytes) = (owner.at("materials"), owner.at("uploads"), photo(1));
    let url = announce(&owner, &at, &bytes).await;
    assert_eq!(piece(&owner, &url, 0, &bytes).await, Ok(bytes.len()));
    let id = url.rsplit('/').next().unwrap();
    owner.upload(&page, Upload::of(&[("upload", id), ("upload", id)])).await.must_lead_to(&page);
    assert_eq!(house.text("select count(*)::text from materials").await, "1");

    let url = announce(&owner, &at, &bytes).await;
    assert_eq!(piece(&owner, &url, 0, &bytes).await, Ok(bytes.len()));
    let others = (0..limits().upload_files).map(|n| format!("none-{n}"));
    let form = others.fold(Upload::default(), |form, id| form.text("upload", &id));
    let refused = owner.upload(&page, form.text("upload", url.rsplit('/').next().unwrap())).await;
    assert_eq!(refused.status, 422);
    refused.must_say_words(&format!("{} 个", limits().upload_files));
    assert_eq!(state(&owner, &url).await, Ok(bytes.len()), "it may be named again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_cut_it_goes_on_where_it_was() {
    let house = House::open().await;
    let owner = at_papers(&house, 1).await;
    let (page, bytes) = (owner.at("materials"), noise(900));
    let url = announce(&owner, &owner.at("uploads"), &bytes).await;
    let (came, sent) = (1 << 20, (1 << 20) + 5000);
    let mut line = TcpStream::connect(owner.origin.trim_start_matches("http://")).unwrap();
    let head = format!(
        "PATCH {url} HTTP/1.1\r\nHost: x\r\nOrigin: {}\r\nCookie: {}\r\nX-Form-Token: {}\r\nTus-Resumable: 1.0.0\r\n\
         Upload-Offset: 0\r\nContent-Type: {}\r\nContent-Length: {}\r\n\r\n",
        owner.origin,
        owner.cookies(),
        owner.token(),
        KIND.1,
        bytes.len(),
    );
    line.write_all(head.as_bytes()).and_then(|()| line.write_all(&bytes[..sent])).unwrap();
    let mut offset = Ok(0);
    for _ in 0..200 {
        offset = state(&owner, &url).await;
        if offset != Ok(0) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    assert_eq!(offset, Ok(came), "what is a piece of ours is kept while the line is open");
    line.shutdown(std::net::Shutdown::Both).unwrap();
    let _ = line.read(&mut [0; 16]);
    let offset = state(&owner, &url).await.unwrap();
    assert!(offset == came || offset == sent, "{offset}");
    let rest = match piece(&owner, &url, offset, &bytes[offset..]).await {
        // What was under way when the line was cut came in between.
        Err(409) => piece(&owner, &url, sent, &bytes[sent..]).await,
        rest => rest,
    };
    assert_eq!(rest, Ok(bytes.len()));
    names(&owner, &page, &url).await.must_lead_to(&page);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_takes_its_own_file_in_pieces_from_its_own_phone() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    let link = link_to(&owner, SLOT).await;
    let (at, bytes) = (format!("{link}/uploads"), photo(1));
    let early = Guest::at_portal(&house.program);
    early.get(&link).await.page();
    assert_eq!(announce_of(&early, &at, "10", SLOT).await.status, 404, "nothing is taken before the notice");
    let phone = ready(&house, &link).await;
    assert_eq!(announce_of(&phone, &at, "10", "entity-certificate").await.status, 409);
    let url = announce(&phone, &at, &bytes).await;
    assert_eq!(piece(&phone, &url, 0, &bytes[..1000]).await, Ok(1000));
    assert_eq!(state(&early, &url).await, Err(404), "another phone finds nothing");
    owner.get(&owner.at("materials")).await.page();
    let at_owners = owner.at(&format!("uploads/{}", url.rsplit('/').next().unwrap()));
    assert_eq!(state(&owner, &at_owners).await, Err(404), "nor does the owner");
    assert_eq!(piece(&phone, &url, 1000, &bytes[1000..]).await, Ok(bytes.len()));
    names(&phone, &link, &url).await.must_lead_to(&link);
    phone.get(&link).await.must_say("relay-done-text");
    assert_eq!((left(&house).await.as_str(), state(&phone, &url).await), ("0 0", Err(404)));

    // Announced alone, without a byte, it takes of the owner's day: not without end.
    let link = link_to(&owner, SLOT).await;
    let (at, phone) = (format!("{link}/uploads"), ready(&house, &link).await);
    for n in 0..=book().throttle(Scope::RelayTask.code(), china_day(now())).unwrap().free {
        assert_eq!(announce_of(&phone, &at, "10", SLOT).await.status, 201, "{n}");
    }
    let spent = "select failures::text from throttles where scope = 'upload:account'";
    let before = house.text(spent).await;
    assert_eq!(announce_of(&phone, &at, "10", SLOT).await.status, 429);
    assert_eq!(house.text(spent).await, before);
}
