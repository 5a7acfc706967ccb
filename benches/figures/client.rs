//! Who asks for pages again and again: plain HTTP on connections that stay open, so cheap that what it measures is the server.

use std::rc::Rc;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A page of a server, as somebody asks for it.
#[derive(Debug, Clone)]
pub struct Target {
    /// Host and port.
    pub address: String,
    /// Path and query.
    pub path: String,
    /// The cookie header.
    pub cookies: String,
}

impl Target {
    /// A page of a site, whose origin is `http://` and an address.
    pub fn new(origin: &str, path: impl Into<String>, cookies: impl Into<String>) -> Self {
        let address = origin.trim_start_matches("http://").to_owned();
        Self { address, path: path.into(), cookies: cookies.into() }
    }

    fn request(&self) -> Vec<u8> {
        let Self { address, path, cookies } = self;
        format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nCookie: {cookies}\r\n\r\n").into_bytes()
    }
}

/// What was measured of many answers.
#[derive(Debug, Clone, Copy)]
pub struct Measured {
    /// Answers in a second.
    pub per_second: f64,
    /// Half of them took less.
    pub half: Duration,
    /// Ninety-nine of a hundred took less.
    pub p99: Duration,
}

/// Asks on so many connections for a while.
pub async fn ask(target: &Target, connections: usize, span: Duration) -> Measured {
    let started = Instant::now();
    let until = started + span;
    let all = join_all((0..connections).map(|_| async move {
        let (mut line, mut took) = (Line::open(target).await, Vec::new());
        while Instant::now() < until {
            took.push(line.ask(target).await);
        }
        took
    }));
    let mut took: Vec<Duration> = all.await.into_iter().flatten().collect();
    let per_second = took.len() as f64 / started.elapsed().as_secs_f64();
    took.sort();
    Measured { per_second, half: took[took.len() / 2], p99: took[took.len() * 99 / 100] }
}

/// Asks for all of these in turn, so many times in all, on so many connections; at most so many in a second where it is told.
pub async fn ask_mixed(targets: &[Target], count: usize, connections: usize, per_second: Option<f64>) {
    let (next, started) = (Rc::new(std::cell::Cell::new(0)), Instant::now());
    join_all((0..connections).map(|_| {
        let next = Rc::clone(&next);
        async move {
            while next.get() < count {
                let n = next.replace(next.get() + 1);
                if let Some(pace) = per_second {
                    let due = started + Duration::from_secs_f64(n as f64 / pace);
                    tokio::time::sleep_until(due.into()).await;
                }
                // The connections of one address are not those of another.
                Line::open(&targets[n % targets.len()]).await.ask(&targets[n % targets.len()]).await;
            }
        }
    }))
    .await;
}

/// One connection.
struct Line {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Line {
    async fn open(target: &Target) -> Self {
        let stream = TcpStream::connect(&target.address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, read: Vec::new() }
    }

    /// Asks and reads the whole answer; how long it took.
    async fn ask(&mut self, target: &Target) -> Duration {
        let started = Instant::now();
        self.stream.write_all(&target.request()).await.unwrap();
        self.read.clear();
        let (start, length) = loop {
            assert!(self.stream.read_buf(&mut self.read).await.unwrap() > 0, "{}: the line ended", target.path);
            if let Some(end) = memchr::memmem::find(&self.read, b"\r\n\r\n") {
                let head = String::from_utf8_lossy(&self.read[..end]).to_ascii_lowercase();
                assert!(head.starts_with("http/1.1 200"), "{}: {head}", target.path);
                let length = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()?.parse().ok());
                break (end + 4, length.expect("the length is told"));
            }
        };
        let length: usize = length;
        while self.read.len() < start + length {
            assert!(self.stream.read_buf(&mut self.read).await.unwrap() > 0, "{}: half an answer", target.path);
        }
        started.elapsed()
    }
}
