//! Clients that keep a site waiting, each in its own way, and come again when they are thrown out.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
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
pub struct Slow {
    clients: Vec<JoinHandle<()>>,
    held: Arc<AtomicUsize>,
}

impl Slow {
    /// How many keep the site waiting at this moment: neither thrown out nor on their way back.
    pub fn held(&self) -> usize {
        self.held.load(Ordering::Relaxed)
    }

    /// They leave.
    pub fn end(self) {
        self.clients.iter().for_each(JoinHandle::abort);
    }
}

/// So many of each kind, spread over addresses that each have room for them; all are connected.
pub async fn begin(program: &Program, kinds: &[Kind], count: u16) -> Slow {
    let to = address_of(&program.portal);
    let mut slow = Slow { clients: Vec::new(), held: Arc::default() };
    for (network, kind) in kinds.iter().enumerate() {
        for n in 0..count {
            let from = Ipv4Addr::new(127, 1, u8::try_from(network).unwrap(), u8::try_from(1 + n % 20).unwrap());
            let first = open(to, from).await.unwrap_or_else(|error| panic!("{kind:?} {n} finds no way in: {error}"));
            slow.held.fetch_add(1, Ordering::Relaxed);
            let client = keep_waiting(*kind, program.portal.clone(), (to, from), first, Arc::clone(&slow.held));
            slow.clients.push(tokio::spawn(client));
        }
    }
    slow
}

/// With room for little of what comes.
async fn open(to: SocketAddr, from: Ipv4Addr) -> std::io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.set_recv_buffer_size(2048)?;
    socket.bind((from, 0).into())?;
    socket.connect(to).await
}

async fn keep_waiting(
    kind: Kind,
    origin: String,
    (to, from): (SocketAddr, Ipv4Addr),
    mut stream: TcpStream,
    held: Arc<AtomicUsize>,
) {
    loop {
        until_thrown_out(kind, &origin, stream).await;
        held.fetch_sub(1, Ordering::Relaxed);
        stream = loop {
            sleep(Duration::from_millis(500)).await;
            if let Ok(again) = open(to, from).await {
                break again;
            }
        };
        held.fetch_add(1, Ordering::Relaxed);
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
