//! Plain requests, without a client's manners: for health, the mailbox's list and the driver.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::time::Duration;

/// Status and body of an address on this machine; none while nobody answers.
pub fn get(port: u16, path: &str) -> Option<(u16, String)> {
    ask(port, "GET", path, "\r\n")
}

/// The same after sending JSON.
pub fn post(port: u16, path: &str, json: &str) -> Option<(u16, String)> {
    let head = format!("Content-Type: application/json\r\nContent-Length: {}\r\n", json.len());
    ask(port, "POST", path, &format!("{head}\r\n{json}"))
}

fn ask(port: u16, method: &str, path: &str, rest: &str) -> Option<(u16, String)> {
    let mut stream = BufReader::new(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).ok()?);
    stream.get_ref().set_read_timeout(Some(Duration::from_secs(30))).ok()?;
    let head = format!("{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n");
    stream.get_mut().write_all((head + rest).as_bytes()).ok()?;
    let mut line = String::new();
    stream.read_line(&mut line).ok()?;
    let status = line.split(' ').nth(1)?.parse().ok()?;
    let mut length = 0;
    while !line.trim_end().is_empty() {
        line.clear();
        stream.read_line(&mut line).ok()?;
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    Some((status, String::from_utf8(body).ok()?))
}

/// A port nobody listens on.
pub fn free_port() -> u16 {
    free_ports::<1>()[0]
}

/// Ports nobody listens on, no two alike, below those that connections get by themselves.
pub fn free_ports<const N: usize>() -> [u16; N] {
    [(); N].map(|()| listen()).map(|(_, port)| port)
}

fn listen() -> (TcpListener, u16) {
    let mut random = [0; 2];
    loop {
        getrandom::fill(&mut random).unwrap();
        let port = 20_000 + u16::from_ne_bytes(random) % 12_000;
        if let Ok(listener) = TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            return (listener, port);
        }
    }
}
