//! At the door of the real program: how many connections it holds of one address, and that slow ones, guesses and many
//! sign-ins at one instant leave everybody else served. What takes long is left out here and runs in `make faults`.

mod slow;
mod timing;

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use futures_util::future::join_all;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::{Instant, sleep, timeout};

use crate::support::guest::Guest;
use crate::support::program::Program;

/// Connections of one address.
const OF_ONE: usize = 256;
/// When a test has waited for too long.
const LONG: Duration = Duration::from_secs(20);

/// Where a site listens.
fn address_of(origin: &str) -> SocketAddr {
    origin.trim_start_matches("http://").parse().unwrap()
}

/// A connection from an address of this machine.
async fn connect(to: SocketAddr, from: Ipv4Addr) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind((from, 0).into()).unwrap();
    socket.connect(to).await.unwrap()
}

/// Asks for the state of health, to be told more than once; whether it was.
async fn is_served(stream: &mut TcpStream) -> bool {
    // Who was refused may notice it while it asks.
    let _ = stream.write_all(b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n").await;
    let mut bytes = [0; 512];
    match timeout(LONG, stream.read(&mut bytes)).await.expect("neither answered nor ended") {
        Ok(length) => bytes[..length].starts_with(b"HTTP/1.1 200"),
        Err(_) => false,
    }
}

#[tokio::test]
async fn one_address_has_256_connections_and_its_neighbours_have_their_own() {
    let program = Program::start().await;
    let portal = address_of(&program.portal);
    let greedy = Ipv4Addr::new(127, 0, 6, 1);
    let mut all = join_all((0..OF_ONE + 20).map(|_| connect(portal, greedy))).await;
    let served = join_all(all.iter_mut().map(is_served)).await;
    assert_eq!(served.iter().filter(|served| **served).count(), OF_ONE);

    assert!(is_served(&mut connect(portal, Ipv4Addr::new(127, 0, 6, 2)).await).await, "a neighbour");
    assert!(
        is_served(&mut connect(address_of(&program.office), greedy).await).await,
        "the other site has its own door"
    );
    drop(all);
    let until = Instant::now() + LONG;
    while !is_served(&mut connect(portal, greedy).await).await {
        assert!(Instant::now() < until, "no room after all have left");
        sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn behind_a_proxy_of_ours_there_is_no_share() {
    let program = Program::start_with(&[("BEIAN_TRUSTED_PROXIES", "127.0.6.3")]).await;
    let portal = address_of(&program.portal);
    let mut all = join_all((0..OF_ONE + 20).map(|_| connect(portal, Ipv4Addr::new(127, 0, 6, 3)))).await;
    assert!(join_all(all.iter_mut().map(is_served)).await.iter().all(|served| *served));
}

/// Sends the head of a form and then so many bytes each second; how long it is before the site has had enough.
async fn sends(origin: &str, each_second: usize) -> Duration {
    let host = origin.trim_start_matches("http://");
    let mut stream = connect(address_of(origin), Ipv4Addr::new(127, 0, 6, 4)).await;
    let head = format!(
        "POST /sign-in HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\nSec-Fetch-Site: same-origin\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 60000\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let started = Instant::now();
    let mut bytes = [0; 64];
    loop {
        if stream.write_all(&vec![b'a'; each_second]).await.is_err()
            || timeout(Duration::from_secs(1), stream.read(&mut bytes)).await.is_ok()
        {
            return started.elapsed();
        }
        assert!(started.elapsed() < 5 * LONG, "{origin} is still open");
    }
}

/// Forms at both sites that stall or trickle.
async fn slow_forms_end_after_a_minute(program: &Program) {
    let Program { portal, office, .. } = program;
    let cases = [(portal, 0), (portal, 100), (office, 0), (office, 100)];
    let took = join_all(cases.iter().map(|(origin, each)| sends(origin, *each))).await;
    println!("slow plain forms are ended after {took:.0?}");
    assert!(took.iter().all(|took| (55..70).contains(&took.as_secs())), "{took:?}");
}

/// What a page takes while something else goes on: the longest of many looks.
async fn slowest_look(program: &Program, looks: usize) -> Duration {
    let mut slowest = Duration::ZERO;
    let probes = [
        (Guest::from(&program.portal, Ipv4Addr::new(127, 0, 5, 1)), "/health"),
        (Guest::from(&program.portal, Ipv4Addr::new(127, 0, 5, 1)), "/sign-in"),
        (Guest::from(&program.office, Ipv4Addr::new(127, 0, 5, 2)), "/sign-in"),
    ];
    for _ in 0..looks {
        for (guest, path) in &probes {
            let started = Instant::now();
            assert_eq!(guest.get(path).await.status, 200, "{path}");
            slowest = slowest.max(started.elapsed());
        }
        sleep(Duration::from_millis(100)).await;
    }
    slowest
}

#[tokio::test]
async fn slow_connections_of_every_kind_leave_every_look_answered() {
    let program = Program::start().await;
    let slow = slow::begin(&program, &slow::Kind::ALL, 60).await;
    assert!(slow.held() > 160, "only {} of 240 are there at the first look", slow.held());
    let slowest = slowest_look(&program, 10).await;
    slow.end();
    assert!(slowest < Duration::from_secs(2), "{slowest:?}");
}

#[tokio::test]
#[ignore = "takes minutes: make faults"]
async fn eight_hundred_slow_connections_of_each_kind_leave_every_look_answered_and_a_form_has_its_minute() {
    beian::web::door::raise_file_limit();
    let program = Program::start().await;
    tokio::join!(many_of_each_kind(&program), slow_forms_end_after_a_minute(&program));
}

async fn many_of_each_kind(program: &Program) {
    for kind in slow::Kind::ALL {
        let slow = slow::begin(program, &[kind], 800).await;
        let held = slow.held();
        assert!(held > 500, "{kind:?}: only {held} of 800 are there at the first look");
        let slowest = slowest_look(program, 150).await;
        slow.end();
        println!("800 slow connections ({kind:?}), {held} held at the first look: the slowest look took {slowest:?}");
        assert!(slowest < Duration::from_secs(2), "{kind:?}: {slowest:?}");
    }
}

/// All 60 find a place or are told when to come back; that the queue ends, and overflow is 503, is held in
/// `accounts/hashing.rs`.
#[tokio::test]
#[ignore = "measures times: make faults"]
async fn sixty_sign_ins_at_one_instant_leave_pages_under_a_second() {
    let as_promised = [("BEIAN_HASH_MEMORY_KIB", ""), ("BEIAN_HASH_PASSES", "")];
    let program = Program::start_with(&as_promised).await;
    let people: Vec<Guest> =
        (1..=60).map(|last| Guest::from(&program.portal, Ipv4Addr::new(127, 0, 4, last))).collect();
    join_all(people.iter().map(|guest| guest.get("/sign-in"))).await;
    let sign_ins = people.iter().enumerate().map(async |(n, guest)| {
        let email = format!("person{n}@example.com");
        let answer = guest.post("/sign-in", &[("email", &email), ("password", "a guess of many")]).await;
        assert!(answer.status == 422 || answer.status == 503 && answer.retry_after().is_some(), "{}", answer.status);
        answer.status
    });
    let (statuses, slowest) = tokio::join!(join_all(sign_ins), slowest_look(&program, 30));
    let busy = statuses.iter().filter(|status| **status == 503).count();
    assert!(busy < 60, "some are let in");
    println!("60 sign-ins at one instant: {busy} asked to come back, the slowest look took {slowest:?}");
    assert!(slowest < Duration::from_secs(1), "{slowest:?}");
}
