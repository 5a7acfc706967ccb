//! Clients that keep a site waiting, each in its own way, and come again when they are thrown out.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use super::address_of;
use crate::support::program::Program;

/// Ways of being slow.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// A head that never ends.
    Head,
    /// A body that comes byte by byte.
    Body,
    /// Answers that are taken byte by byte.
    Read,
    /// A page asked for in a thousand ranges.
    Range,
}

impl Kind {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Head, Self::Body, Self::Read, Self::Range];

    fn begins(self, origin: &str) -> String {
        let host = origin.trim_start_matches("http://");
        match self {
            Self::Head => format!("GET / HTTP/1.1\r\nHost: {host}\r\n"),
            Self::Body => format!(
                "POST /sign-in HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\nSec-Fetch-Site: same-origin\r\n\
                 Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 8192\r\n\r\n"
            ),
            Self::Read => format!("GET /terms HTTP/1.1\r\nHost: {host}\r\n\r\n").repeat(5),
            Self::Range => {
                let ranges: Vec<String> = (1..1000).map(|end| format!("5-{end}")).collect();
                format!("GET /sign-in HTTP/1.1\r\nHost: {host}\r\nRange: bytes=0-,{}\r\n\r\n", ranges.join(","))
            }
        }
    }

    fn goes_on(self) -> &'static [u8] {
        match self {
            Self::Head => b"X-More: y\r\n",
            Self::Body => b"a",
            Self::Read | Self::Range => b"",
        }
    }
}

/// Many of them.
pub struct Slow(Vec<JoinHandle<()>>);

impl Slow {
    /// They leave.
    pub fn end(self) {
        self.0.iter().for_each(JoinHandle::abort);
    }
}

/// So many of each kind, spread over addresses that each have room for them; all are connected.
pub async fn begin(program: &Program, kinds: &[Kind], count: u16) -> Slow {
    let to = address_of(&program.portal);
    let mut clients = Vec::new();
    for (network, kind) in kinds.iter().enumerate() {
        for n in 0..count {
            let from = Ipv4Addr::new(127, 1, u8::try_from(network).unwrap(), u8::try_from(1 + n % 20).unwrap());
            let first = open(to, from).await;
            clients.push(tokio::spawn(keep_waiting(*kind, program.portal.clone(), to, from, first)));
        }
    }
    Slow(clients)
}

/// With room for little of what comes.
async fn open(to: SocketAddr, from: Ipv4Addr) -> Option<TcpStream> {
    let socket = TcpSocket::new_v4().ok()?;
    socket.set_recv_buffer_size(2048).ok()?;
    socket.bind((from, 0).into()).ok()?;
    socket.connect(to).await.ok()
}

async fn keep_waiting(kind: Kind, origin: String, to: SocketAddr, from: Ipv4Addr, mut first: Option<TcpStream>) {
    loop {
        let stream = match first.take() {
            Some(stream) => Some(stream),
            None => open(to, from).await,
        };
        if let Some(stream) = stream {
            until_thrown_out(kind, &origin, stream).await;
        }
        sleep(Duration::from_millis(500)).await;
    }
}

async fn until_thrown_out(kind: Kind, origin: &str, mut stream: TcpStream) {
    if stream.write_all(kind.begins(origin).as_bytes()).await.is_err() {
        return;
    }
    let mut bytes = [0; 16];
    loop {
        sleep(Duration::from_secs(1)).await;
        if stream.write_all(kind.goes_on()).await.is_err() {
            return;
        }
        if let Ok(Ok(0) | Err(_)) = timeout(Duration::from_millis(10), stream.read(&mut bytes)).await {
            return;
        }
    }
}
