//! SIGTERM while people work.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use beian::demo::mailbox::Manners;
use beian::notify::Notice;
use beian::text::Lang;
use beian::values::actor::Role;
use futures_util::future::join;

use super::desk::Desk;
use super::moments;
use super::worker::workplace;
use crate::messages::house::House;
use crate::papers::pictures;
use crate::support::cases::Office;
use crate::support::guest::Guest;
use crate::support::program::{Program, ends_in_time};
use crate::support::upload::Upload;

/// What came of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// A whole answer with this status.
    Whole(u16),
    /// No byte of an answer.
    Nothing,
    /// The beginning of one.
    Torn,
}

fn asked(port: u16, cookies: &str) -> Outcome {
    let Ok(mut stream) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)) else { return Outcome::Nothing };
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let head =
        format!("GET /queue HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookies}\r\nConnection: close\r\n\r\n");
    let mut answer = Vec::new();
    if stream.write_all(head.as_bytes()).is_err() || stream.read_to_end(&mut answer).is_err() || answer.is_empty() {
        return if answer.is_empty() { Outcome::Nothing } else { Outcome::Torn };
    }
    let text = String::from_utf8_lossy(&answer).into_owned();
    let Some((head, _)) = text.split_once("\r\n\r\n") else { return Outcome::Torn };
    let own =
        head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
    let length: usize = own.unwrap_or(0);
    let start = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 4;
    if answer.len() - start == length {
        Outcome::Whole(text.split(' ').nth(1).unwrap().parse().unwrap())
    } else {
        Outcome::Torn
    }
}

#[actix_web::test]
#[ignore = "takes a minute: make faults"]
async fn a_server_told_to_end_under_load_tears_no_answer_and_ends_within_thirty_seconds() {
    let (rounds, mut chance) = moments(10);
    let mut program = Program::start().await;
    let office = Office::of(&program).await;
    let who = office.hire("lin", Role::Specialist, &[]).await;
    office.case(1).await;
    let db = program.db();
    drop(office);
    for round in 0..rounds {
        let cookies = Guest::clerk(&program, &db, who).await.cookies();
        let port: u16 = program.office.rsplit(':').next().unwrap().parse().unwrap();
        let (is_over, heard) = (Arc::new(AtomicBool::new(false)), Arc::new(Mutex::new(Vec::new())));
        let clients: Vec<_> = (0..8)
            .map(|_| {
                let (is_over, heard, cookies) = (Arc::clone(&is_over), Arc::clone(&heard), cookies.clone());
                std::thread::spawn(move || {
                    while !is_over.load(Ordering::Relaxed) {
                        let outcome = asked(port, &cookies);
                        heard.lock().unwrap().push(outcome);
                        if outcome == Outcome::Nothing {
                            std::thread::sleep(Duration::from_millis(5));
                        }
                    }
                })
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(300 + chance.below(500))).await;
        program.tell_to_end();
        let took = ends_in_time(|| program.has_ended()).await;
        is_over.store(true, Ordering::Relaxed);
        clients.into_iter().for_each(|client| client.join().unwrap());
        let heard = heard.lock().unwrap().clone();
        let whole = heard.iter().filter(|outcome| **outcome == Outcome::Whole(200)).count();
        let is_fine = |one: &&Outcome| matches!(one, Outcome::Whole(200) | Outcome::Nothing);
        let others: Vec<_> = heard.iter().filter(|one| !is_fine(one)).collect();
        assert!(others.is_empty() && whole > 10, "round {round}: {whole} whole answers, and {others:?}");
        println!("ended after {took:.0?}, {whole} whole answers");
        program.start_again();
    }
}

/// Bytes that a slow line takes in a tenth of a second.
const SLOW: usize = 4_000;

/// Sends a request over a slow line, until all of it is sent or the line is cut; what was answered.
fn sent_slowly(port: u16, request: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    for piece in request.chunks(SLOW) {
        if stream.write_all(piece).is_err() {
            break;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    answer
}

/// One sends a picture that would take a minute, others go on with their work.
#[actix_web::test]
#[ignore = "takes a minute: make faults"]
async fn a_slow_upload_keeps_no_server_from_ending_within_thirty_seconds_and_what_is_cut_is_not_there() {
    let mut program = Program::start().await;
    let mut desk = Desk::open(&program).await;
    let office = Office::of(&program).await;
    let case = office.draft(101).await;
    let owner = Guest::applicant(&program, &office.db, case.owner).await;
    drop(office);
    let page = format!("/filings/{}/materials", case.reference);
    owner.get(&page).await.page();
    let body =
        Upload::default().file("entity-certificate", "noise.png", &pictures::noise(900)).with_token(&owner.token());
    let port: u16 = program.portal.rsplit(':').next().unwrap().parse().unwrap();
    let head = format!(
        "POST {page} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: {}\r\nCookie: {}\r\nConnection: close\r\n\
         Content-Type: multipart/form-data; boundary={}\r\nContent-Length: {}\r\n\r\n",
        program.portal,
        owner.cookies(),
        Upload::BOUNDARY,
        body.len()
    );
    let request = [head.into_bytes(), body].concat();
    let upload = std::thread::spawn(move || sent_slowly(port, &request));
    let papers = format!("select count(*)::text from materials where filing_id = '{}'", case.id);
    let before = program.database.text(&papers).await;
    let begun = Instant::now();
    let ending = async {
        tokio::time::sleep(Duration::from_secs(2)).await;
        program.tell_to_end();
        ends_in_time(|| program.has_ended()).await
    };
    let ((), took) = join(desk.work(begun + Duration::from_secs(4)), ending).await;
    assert!(took > Duration::from_secs(20), "the upload had its time: {took:?}");
    let answer = upload.join().unwrap();
    assert!(answer.is_empty(), "{}", String::from_utf8_lossy(&answer));
    program.start_again();
    assert_eq!(program.database.text(&papers).await, before);
    assert_eq!(owner.get(&page).await.status, 200);
    assert!(desk.done() > 10, "hardly anybody worked");
    desk.holds(&program).await;
}

#[actix_web::test]
#[ignore = "takes half a minute: make faults"]
async fn a_worker_told_to_end_while_a_mail_hangs_ends_within_thirty_seconds_and_the_next_one_sends_it() {
    let house = House::open().await;
    house.mail.mailbox.set_manners(Manners { slow: Duration::from_secs(600), ..Manners::default() });
    let workplace = workplace(&house);
    let person = house.person(1, Lang::Zh).await;
    house.tell(&person, Notice::FilingSubmitted).await;
    let mut worker = workplace.start();
    house.mail.wait(&person.email).await;
    worker.tell_to_end();
    let took = ends_in_time(|| worker.has_ended()).await;
    assert!(took > Duration::from_secs(10), "the mail had its time: {took:?}\n{}", workplace.log());
    let held = "select count(*) as count from outbox where leased_until is not null";
    assert_eq!(house.count(held).await, 0, "{}", workplace.log());
    house.mail.mailbox.set_manners(Manners::default());
    house.worker().run_until_idle().await.unwrap();
    assert_eq!(house.count("select count(*) as count from deliveries where state = 'sent'").await, 1);
    house.close().await;
}
