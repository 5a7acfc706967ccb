//! One connection: when it is due to end, unless something happens on it.

use std::net::{Shutdown, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use super::DoorLimits;

/// Due while we are at work on a request: what a sender may take for its body is seen to where it is read.
const NEVER: u64 = u64::MAX;

/// An open connection.
pub(super) struct Line {
    socket: TcpStream,
    pub(super) limits: DoorLimits,
    since: Instant,
    /// When it is due, in milliseconds since it began.
    due: AtomicU64,
}

impl Line {
    /// One that has just begun: a request must come.
    pub(super) fn new(socket: TcpStream, limits: DoorLimits) -> Self {
        let line = Self { socket, limits, since: Instant::now(), due: AtomicU64::new(0) };
        line.awaits(0);
        line
    }

    /// It is we who are waited for.
    pub(super) fn is_at_work(&self) {
        self.due.store(NEVER, Ordering::Relaxed);
    }

    /// So many bytes lie ready to be taken; after them a request must come.
    pub(super) fn awaits(&self, bytes: usize) {
        let floor = self.limits.files.floor.max(1);
        let time = self.limits.patience + Duration::from_millis(bytes as u64 * 1000 / floor);
        let due = millis(self.since.elapsed() + time);
        let former = self.due.load(Ordering::Relaxed);
        self.due.store(if former == NEVER { due } else { former.max(due) }, Ordering::Relaxed);
    }

    /// Ends it if it is due.
    pub(super) fn end_if_due(&self) {
        if self.due.load(Ordering::Relaxed) <= millis(self.since.elapsed()) {
            self.end();
        }
    }

    /// Ends it: whoever serves it sees that the other side is gone.
    pub(super) fn end(&self) {
        // It may have ended by itself.
        let _ = self.socket.shutdown(Shutdown::Both);
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(NEVER - 1)
}
