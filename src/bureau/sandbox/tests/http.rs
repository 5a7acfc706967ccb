//! The sandbox over HTTP, by a client that knows nothing but sockets.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use super::*;
use crate::bureau::sandbox::server::{Site, serve};
use crate::bureau::soap::{Service, wsdl};

/// Status and body, or `None` if the connection ended early.
pub(super) fn ask(address: SocketAddr, head: &str, body: &str) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(std::time::Duration::from_secs(10))).unwrap();
    let length = body.len();
    write!(stream, "{head} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nSOAPAction: \"\"\r\nContent-Type: {}\r\nContent-Length: {length}\r\n\r\n{body}",
        if body.starts_with('<') { "text/xml; charset=utf-8" } else { "application/x-www-form-urlencoded" }).unwrap();
    let mut text = Vec::new();
    stream.read_to_end(&mut text).ok()?;
    let text = String::from_utf8_lossy(&text).into_owned();
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let is_whole = head.lines().any(|line| line.to_ascii_lowercase().starts_with("content-length")) || status == 303;
    assert!(head.to_ascii_lowercase().contains("connection: close"), "{head}");
    is_whole.then(|| (status, body.to_owned()))
}

pub(super) fn with_server(test: impl FnOnce(SocketAddr, Site) + Send + 'static) {
    actix_web::rt::System::new().block_on(async {
        let site = Site::new(World::new(Settings::default()), None, None);
        let (server, address) = serve(site.clone(), "127.0.0.1:0".parse().unwrap()).unwrap();
        let handle = server.handle();
        actix_web::rt::spawn(server);
        let done = actix_web::web::block(move || test(address, site)).await;
        handle.stop(false).await;
        done.unwrap();
    });
}

pub(super) fn envelope(call: Call) -> String {
    Client::new().request(call).into_envelope(None)
}

pub(super) fn upload() -> Call {
    let bytes = messages::tests_support::new_filing().to_bytes().unwrap();
    Call::Upload { package: pack(UPLOAD_ENTRY, &bytes, Some(&cipher())).unwrap(), sequence: 1, compression: 0 }
}

#[test]
fn services_tell_their_wsdl_and_take_calls() {
    with_server(|address, site| {
        for service in Service::ALL {
            let (status, text) = ask(address, &format!("GET {}?wsdl", service.path()), "").unwrap();
            assert_eq!((status, text), (200, wsdl(service, &format!("http://{address}{}", service.path()))));
        }
        assert_eq!(ask(address, "GET /ISPWebService/upDownLoad", "").unwrap().0, 404);
        let files = format!("POST {}", Service::Files.path());
        let (status, text) = ask(address, &files, &envelope(upload())).unwrap();
        assert_eq!((status, Answer::read(text.as_bytes(), upload().method()).unwrap().code), (200, 0));
        for wrong in [envelope(Call::Status { kind: 0, condition: "example.com".into() }), "<nonsense".to_owned()] {
            let (status, text) = ask(address, &files, &wrong).unwrap();
            assert!(status == 500 && text.contains("faultstring"), "{text}");
        }
        assert_eq!(site.with(|world| world.cases.len()), 1);
    });
}

#[test]
fn faults_are_switched_on() {
    with_server(|address, site| {
        let files = format!("POST {}", Service::Files.path());
        site.with(|world| world.switches.error_500 = true);
        assert_eq!(ask(address, &files, &envelope(upload())).unwrap().0, 500);
        site.with(|world| world.switches = Switches { garbage: true, ..Switches::default() });
        let (_, text) = ask(address, &files, &envelope(upload())).unwrap();
        assert!(Answer::read(text.as_bytes(), upload().method()).is_err());
        assert_eq!(site.with(|world| world.uploads.len()), 0);
        site.with(|world| world.switches = Switches { cut: true, ..Switches::default() });
        assert_eq!(ask(address, &files, &envelope(upload())), None);
        assert_eq!(site.with(|world| world.uploads.len()), 1, "the call was carried out");
        site.with(|world| world.switches = Switches { hang: true, ..Switches::default() });
        let mut waiting = TcpStream::connect(address).unwrap();
        waiting.set_read_timeout(Some(std::time::Duration::from_millis(300))).unwrap();
        let call = envelope(Call::Download);
        write!(waiting, "{files} HTTP/1.1\r\nHost: a\r\nContent-Length: {}\r\n\r\n{call}", call.len()).unwrap();
        assert!(waiting.read(&mut [0]).is_err(), "no answer comes");
        site.with(|world| world.switches = Switches { slow: 300, ..Switches::default() });
        let started = std::time::Instant::now();
        ask(address, &files, &envelope(Call::Download)).unwrap();
        assert!(started.elapsed().as_millis() >= 300);
    });
}

#[test]
fn faults_come_by_chance_and_the_same_seed_brings_the_same() {
    let faults = |seed| {
        let mut world = World::new(Settings { seed, ..Settings::default() });
        world.switches.fault_percent = 30;
        (0..200).map(|_| world.fault()).collect::<Vec<_>>()
    };
    let met = faults(7).iter().flatten().count();
    assert!((30..90).contains(&met), "{met} of 200");
    assert_eq!(faults(7), faults(7));
    assert_ne!(faults(7), faults(8));
}
