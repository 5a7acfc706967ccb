//! The door of a site: how many connections it holds, of one address and of all, and how long each may keep us waiting. The
//! server itself ends only a first request whose head is slow. Here end all the others: later heads, bodies that come too
//! slowly on whatever route, and answers that are taken too slowly.

mod counts;
mod line;
mod pass;
#[cfg(test)]
mod tests;

use std::any::Any;
use std::collections::HashMap;
use std::net::{IpAddr, TcpStream};
use std::os::fd::AsFd as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use actix_web::dev::Extensions;
use actix_web::rt::net::TcpStream as Accepted;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::time::sleep;

use self::counts::Counts;
use self::line::Line;
pub use self::pass::pass;
use super::client_address::network;
use super::upload::Pace;

/// Files that both sites may need at a time: two for each connection, and some for all else.
const FILES: u64 = 20_000;

/// How many connections there may be, and how long each may keep us waiting.
#[derive(Debug, Clone, Copy)]
pub struct DoorLimits {
    /// Connections of one address, of version 6 of one network of 64 bits. A proxy of ours has no such limit.
    pub of_one: usize,
    /// Connections of all addresses.
    pub of_all: usize,
    /// How long a connection may be without a request, and how long an answer may lie untaken beside the time of its bytes.
    pub patience: Duration,
    /// How slow a body may be that brings no files.
    pub plain: Pace,
    /// How slow files may come, and the slowest at which an answer may be taken.
    pub files: Pace,
}

impl Default for DoorLimits {
    fn default() -> Self {
        let minute = Duration::from_secs(60);
        Self {
            of_one: 256,
            of_all: 4096,
            // A connection without a request is closed after 5 s, and a head may take as long.
            patience: Duration::from_secs(10),
            plain: Pace { whole: minute, grace: minute, floor: 1 << 10 },
            files: Pace::default(),
        }
    }
}

/// The door of one site.
pub struct Door {
    limits: DoorLimits,
    /// Proxies of ours: each stands for many people.
    proxies: Vec<IpAddr>,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    counts: Counts,
    lines: HashMap<u64, Arc<Line>>,
    next: u64,
}

impl Door {
    /// A door with nobody inside.
    pub fn new(limits: DoorLimits, proxies: Vec<IpAddr>) -> Arc<Self> {
        Arc::new(Self { limits, proxies, open: Mutex::default() })
    }

    /// Ends connections that are overdue, from now on and as long as the door is in use. Within a runtime.
    pub fn watch(self: &Arc<Self>) {
        let door = Arc::downgrade(self);
        let pause = (self.limits.patience / 10).min(Duration::from_secs(1));
        tokio::spawn(async move {
            while let Some(door) = door.upgrade() {
                door.open().lines.values().for_each(|line| line.end_if_due());
                drop(door);
                sleep(pause).await;
            }
        });
    }

    /// What a server does with each connection: it gets its place, or its end.
    pub fn on_connect(self: &Arc<Self>) -> impl Fn(&dyn Any, &mut Extensions) + Send + Sync + 'static {
        let door = Arc::clone(self);
        move |connection, kept| {
            let Some(socket) = connection.downcast_ref::<Accepted>().and_then(second_handle) else { return };
            let Some(place) = Self::enter(&door, socket) else { return };
            kept.insert(place);
        }
    }

    fn enter(door: &Arc<Self>, socket: TcpStream) -> Option<Place> {
        let peer = socket.peer_addr().ok().map(|peer| peer.ip().to_canonical());
        let address = peer.and_then(|peer| door.share_of(peer));
        let line = Arc::new(Line::new(socket, door.limits));
        let mut open = door.open();
        if peer.is_none() || !open.counts.enter(address, &door.limits) {
            line.end();
            return None;
        }
        let id = open.next;
        open.next += 1;
        open.lines.insert(id, Arc::clone(&line));
        Some(Place { door: Arc::clone(door), id, address, line })
    }

    /// What a connection counts for; a proxy of ours for nothing of its own.
    fn share_of(&self, peer: IpAddr) -> Option<IpAddr> {
        (!self.proxies.contains(&peer)).then(|| network(peer))
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The connection once more, so that it can be ended from outside of what serves it.
fn second_handle(connection: &Accepted) -> Option<TcpStream> {
    Some(TcpStream::from(connection.as_fd().try_clone_to_owned().ok()?))
}

/// The place of a connection, as long as it is open.
struct Place {
    door: Arc<Door>,
    id: u64,
    address: Option<IpAddr>,
    line: Arc<Line>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.door.open();
        open.lines.remove(&self.id);
        open.counts.leave(self.address);
    }
}

/// Allows this process as many open files as the connections may need, as far as the system lets it.
pub fn raise_file_limit() {
    let now = getrlimit(Resource::Nofile);
    let wanted = now.maximum.map_or(FILES, |most| most.min(FILES));
    if now.current.is_some_and(|current| current < wanted)
        && let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum: now.maximum })
    {
        tracing::warn!(%error, "no more files can be opened than the shell allowed");
    }
}
