use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Instant;

use actix_web::middleware::from_fn;
use actix_web::web::{self, Bytes, Payload};
use actix_web::{App as Service, HttpRequest, HttpResponse, HttpServer};
use futures_util::StreamExt as _;

use super::*;

/// Short enough for a test, and more than a busy machine needs for an answer.
const LIMITS: DoorLimits = DoorLimits {
    of_one: 2,
    of_all: 3,
    patience: Duration::from_secs(2),
    plain: Pace { whole: Duration::from_millis(300), grace: Duration::from_millis(300), floor: 1 },
    files: Pace { whole: Duration::from_secs(10), grace: Duration::from_millis(300), floor: 32 << 20 },
};
/// More than any line holds by itself.
const LARGE: usize = 64 << 20;
/// When a test has waited for too long.
const LONG: Duration = Duration::from_secs(20);

#[test]
fn one_address_has_a_share_of_what_the_readme_tells() {
    let DoorLimits { of_one, of_all, .. } = DoorLimits::default();
    let told =
        format!("Each site holds {of_all} connections, of one address (of version 6 one network of 64 bits) {of_one};");
    assert!(include_str!("../../../README.md").contains(&told), "{told}");
    assert!(of_one < of_all / 8);
}

#[test]
fn a_plain_form_has_a_minute_and_a_line_of_fifty_kilobytes_a_second_brings_any_file() {
    let DoorLimits { plain, files, .. } = DoorLimits::default();
    assert_eq!((plain.whole, plain.grace), (Duration::from_secs(60), Duration::from_secs(60)));
    for floor in [files.floor, Pace::default().floor] {
        assert!((1..50_000).contains(&floor), "{floor}");
    }
}

#[test]
fn connections_of_one_network_of_version_6_share_and_a_proxy_has_no_share() {
    let ip = |text: &str| text.parse::<IpAddr>().unwrap();
    let door = Door::new(LIMITS, vec![ip("10.0.0.1")]);
    let share = |text: &str| door.share_of(ip(text));
    assert_eq!(share("2001:db8:1:2::1"), share("2001:db8:1:2:ffff::9"));
    assert_ne!(share("2001:db8:1:2::1"), share("2001:db8:1:3::1"));
    assert_ne!(share("203.0.113.1"), share("203.0.113.2"));
    assert_eq!(share("10.0.0.1"), None);
}

/// Reads a body to its end on `/read`, sends much on `/large`, and otherwise looks at nothing.
async fn answer(req: HttpRequest, mut body: Payload) -> HttpResponse {
    match req.path() {
        "/large" => HttpResponse::Ok().body(Bytes::from(vec![7; LARGE])),
        "/read" => {
            while let Some(chunk) = body.next().await {
                if let Err(error) = chunk {
                    return HttpResponse::BadRequest().body(error.to_string());
                }
            }
            HttpResponse::Ok().body("read")
        }
        _ => HttpResponse::Ok().body("here"),
    }
}

/// A server behind a door of these limits.
fn serve(proxies: Vec<IpAddr>) -> (SocketAddr, Arc<Door>) {
    let door = Door::new(LIMITS, proxies);
    door.watch();
    let server = HttpServer::new(|| Service::new().wrap(from_fn(pass)).default_service(web::to(answer)));
    let server = server.workers(1).disable_signals().on_connect(door.on_connect()).bind("127.0.0.1:0").unwrap();
    let address = server.addrs()[0];
    tokio::task::spawn_local(server.run());
    (address, door)
}

/// Waits until somebody is inside, or nobody.
fn wait_until(door: &Door, is_empty: bool) {
    let until = Instant::now() + LONG;
    while door.open().lines.is_empty() != is_empty {
        assert!(Instant::now() < until, "it does not come to that: nobody inside {is_empty}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// A client at an address of its own; what it does blocks.
struct Client(TcpStream);

impl Client {
    fn connect(server: SocketAddr) -> Self {
        let stream = TcpStream::connect(server).unwrap();
        stream.set_read_timeout(Some(LONG)).unwrap();
        Self(stream)
    }

    fn send(&mut self, text: &str) {
        // Who was refused may notice it while it sends.
        let _ = self.0.write_all(text.as_bytes());
    }

    /// What comes next, as text; none at the end.
    fn next(&mut self) -> Option<String> {
        let mut bytes = [0; 4096];
        match self.0.read(&mut bytes) {
            Ok(0) => None,
            Ok(length) => Some(String::from_utf8_lossy(&bytes[..length]).into_owned()),
            Err(error) if error.kind() == ErrorKind::ConnectionReset => None,
            Err(error) => panic!("neither answered nor ended: {error}"),
        }
    }

    fn get(&mut self) -> bool {
        self.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        self.next().is_some_and(|answer| answer.starts_with("HTTP/1.1 200"))
    }

    /// Reads until the end; tells how many bytes came.
    fn end(&mut self) -> usize {
        let mut bytes = Vec::new();
        match self.0.read_to_end(&mut bytes) {
            Err(error) if error.kind() != ErrorKind::ConnectionReset => panic!("not ended: {error}"),
            _ => bytes.len(),
        }
    }
}

/// Does what blocks beside the server.
async fn beside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.unwrap()
}

#[actix_web::test]
async fn one_address_has_its_share_until_one_of_its_connections_ends() {
    let (server, _) = serve(Vec::new());
    beside(move || {
        let mut first = Client::connect(server);
        let mut second = Client::connect(server);
        assert!(first.get() && second.get());
        assert!(!Client::connect(server).get(), "a third of one address");
        drop(first);
        let until = Instant::now() + LONG;
        while !Client::connect(server).get() {
            assert!(Instant::now() < until, "no room after one left");
        }
    })
    .await;
}

#[actix_web::test]
async fn a_proxy_of_ours_has_more_but_nobody_more_than_all() {
    let (server, _) = serve(vec![IpAddr::V4(Ipv4Addr::LOCALHOST)]);
    beside(move || {
        let mut all = [Client::connect(server), Client::connect(server), Client::connect(server)];
        assert!(all.iter_mut().all(Client::get));
        assert!(!Client::connect(server).get(), "a fourth of all");
    })
    .await;
}

#[actix_web::test]
async fn a_body_that_stalls_is_answered_and_ended_whatever_it_is() {
    let (server, _) = serve(Vec::new());
    for (kind, rest) in [
        ("application/x-www-form-urlencoded", "Content-Length: 100\r\n\r\na=1"),
        ("application/json", "Transfer-Encoding: chunked\r\n\r\n3\r\n{\"a\r\n"),
        ("multipart/form-data; boundary=b", "Content-Length: 100\r\n\r\n--b\r\n"),
        ("application/offset+octet-stream", "Content-Length: 100\r\n\r\nabc"),
    ] {
        beside(move || {
            let mut client = Client::connect(server);
            client.send(&format!("POST /read HTTP/1.1\r\nHost: a\r\nContent-Type: {kind}\r\n{rest}"));
            let answer = client.next().unwrap_or_default();
            assert!(answer.starts_with("HTTP/1.1 400"), "{kind}: {answer}");
            client.end();
        })
        .await;
    }
}

#[actix_web::test]
async fn a_body_that_says_that_it_is_too_long_is_not_read() {
    let (server, _) = serve(Vec::new());
    beside(move || {
        let mut client = Client::connect(server);
        client.send("POST /read HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 99000000\r\n\r\nx");
        assert!(client.next().is_some_and(|answer| answer.starts_with("HTTP/1.1 400")));
    })
    .await;
}

#[actix_web::test]
async fn heads_and_bodies_that_dawdle_are_ended_also_after_an_answer() {
    let (server, _) = serve(Vec::new());
    for (first, more) in [
        // The first head of all.
        ("", "X: y\r\n"),
        // A second head that never ends.
        ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", "X: y\r\n"),
        // A body that nobody reads.
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\na\r\n"),
    ] {
        beside(move || {
            let mut client = Client::connect(server);
            client.send(first);
            let is_nothing = first.is_empty();
            assert!(is_nothing || client.next().is_some_and(|answer| answer.starts_with("HTTP/1.1 200")), "{first}");
            client.send(if more.starts_with('X') { "GET / HTTP/1.1\r\n" } else { more });
            client.0.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
            let until = Instant::now() + LONG;
            let mut bytes = [0; 64];
            loop {
                client.send(more);
                match client.0.read(&mut bytes) {
                    Ok(0) => break,
                    Err(error) if error.kind() == ErrorKind::ConnectionReset => break,
                    _ => assert!(Instant::now() < until, "{first} is still open"),
                }
            }
        })
        .await;
    }
}

#[actix_web::test]
async fn an_answer_that_nobody_takes_is_cut() {
    let (server, door) = serve(Vec::new());
    beside(move || {
        let mut client = Client::connect(server);
        client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
        wait_until(&door, false);
        wait_until(&door, true);
        let come = client.end();
        assert!(come < LARGE, "{come} bytes");
        let mut quick = Client::connect(server);
        quick.send("GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        assert!(quick.end() > LARGE, "who takes it gets all");
    })
    .await;
}
