//! Counts the raw bytes of a body and the time it takes, before any parser sees them: too much or too slow ends it.

use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::error::PayloadError;
use actix_web::web::Bytes;
use futures_util::Stream;
use tokio::time::{Instant, Sleep, sleep_until};

/// How slow a body may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Time for all of it, our own work included.
    pub whole: Duration,
    /// Time we wait for it before its speed counts.
    pub grace: Duration,
    /// Bytes for each second that we waited.
    pub floor: u64,
}

impl Default for Pace {
    fn default() -> Self {
        // As many files as a form may have, at the slowest that is allowed: no longer, as files without a row are swept.
        Self { whole: Duration::from_secs(2 * 60 * 60), grace: Duration::from_secs(10), floor: 32 * 1024 }
    }
}

/// Why a body was ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// More bytes than allowed.
    TooLarge,
    /// Slower than allowed.
    TooSlow,
}

impl Fault {
    /// Why another meter before this one ended the body, if it was one.
    pub fn of(error: &PayloadError) -> Option<Self> {
        match error {
            PayloadError::Overflow => Some(Self::TooLarge),
            PayloadError::Io(error) if error.kind() == std::io::ErrorKind::TimedOut => Some(Self::TooSlow),
            _ => None,
        }
    }
}

/// Where a [`Metered`] body tells why it ended.
pub type Told = Rc<Cell<Option<Fault>>>;

/// A body with its meter.
pub struct Metered<S> {
    body: S,
    most: u64,
    pace: Pace,
    seen: u64,
    started: Instant,
    /// Time spent waiting for bytes; while we decode a file, the sender is not at fault.
    waited: Duration,
    waiting_since: Option<Instant>,
    alarm: Pin<Box<Sleep>>,
    told: Told,
    /// It broke: nothing follows, and whoever asks again waits for nothing.
    is_broken: bool,
}

impl<S> Metered<S> {
    /// A body of at most `most` bytes.
    pub fn new(body: S, most: u64, pace: Pace, told: Told) -> Self {
        let started = Instant::now();
        let alarm = Box::pin(sleep_until(started + pace.whole));
        let (waited, waiting_since) = (Duration::ZERO, None);
        Self { body, most, pace, seen: 0, started, waited, waiting_since, alarm, told, is_broken: false }
    }

    fn end(&self, fault: Fault) -> PayloadError {
        self.told.set(Some(fault));
        match fault {
            Fault::TooLarge => PayloadError::Overflow,
            Fault::TooSlow => PayloadError::Io(std::io::ErrorKind::TimedOut.into()),
        }
    }

    /// The moment at which waiting on, without another byte, is too slow.
    fn last_moment(&self, waiting_since: Instant) -> Instant {
        let earned = Duration::from_secs_f64(self.seen as f64 / self.pace.floor.max(1) as f64);
        let left = earned.max(self.pace.grace).saturating_sub(self.waited);
        (waiting_since + left).min(self.started + self.pace.whole)
    }
}

impl<S: Stream<Item = Result<Bytes, PayloadError>> + Unpin> Stream for Metered<S> {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if this.is_broken || this.told.get().is_some() {
            return Poll::Ready(None);
        }
        let now = Instant::now();
        let polled = Pin::new(&mut this.body).poll_next(cx);
        if polled.is_pending() {
            let since = *this.waiting_since.get_or_insert(now);
            let last = this.last_moment(since);
            this.alarm.as_mut().reset(last);
            return match this.alarm.as_mut().poll(cx) {
                Poll::Ready(()) => Poll::Ready(Some(Err(this.end(Fault::TooSlow)))),
                Poll::Pending => Poll::Pending,
            };
        }
        if let Some(since) = this.waiting_since.take() {
            this.waited += now - since;
        }
        if let Poll::Ready(Some(Err(error))) = &polled {
            this.told.set(Fault::of(error));
            this.is_broken = true;
        }
        if let Poll::Ready(Some(Ok(chunk))) = &polled {
            this.seen += chunk.len() as u64;
            if this.seen > this.most {
                return Poll::Ready(Some(Err(this.end(Fault::TooLarge))));
            }
            if now > this.started + this.pace.whole {
                return Poll::Ready(Some(Err(this.end(Fault::TooSlow))));
            }
        }
        polled
    }
}

#[cfg(test)]
mod tests {
    use futures_util::{StreamExt as _, stream};

    use super::*;
    use crate::reference::book;

    const PACE: Pace = Pace { whole: Duration::from_millis(900), grace: Duration::from_millis(150), floor: 10_000 };

    /// A body that gives `size` bytes each time after `gap`.
    fn body(size: usize, gap: u64) -> impl Stream<Item = Result<Bytes, PayloadError>> + Unpin {
        Box::pin(stream::unfold((), move |()| async move {
            tokio::time::sleep(Duration::from_millis(gap)).await;
            Some((Ok(Bytes::from(vec![0; size])), ()))
        }))
    }

    async fn end_of(
        body: impl Stream<Item = Result<Bytes, PayloadError>> + Unpin,
        most: u64,
        pause: u64,
    ) -> (Option<Fault>, Duration) {
        let (told, started) = (Told::default(), Instant::now());
        let mut metered = Metered::new(body, most, PACE, Rc::clone(&told));
        while let Some(Ok(_)) = metered.next().await {
            tokio::time::sleep(Duration::from_millis(pause)).await;
        }
        (told.get(), started.elapsed())
    }

    #[tokio::test]
    async fn the_byte_over_the_limit_ends_it() {
        assert_eq!(end_of(body(100, 1), 1000, 0).await.0, Some(Fault::TooLarge));
    }

    #[tokio::test]
    async fn silence_and_trickle_end_after_the_grace() {
        for slow in [body(1, 10), body(1, 5_000)] {
            let (fault, time) = end_of(slow, 1 << 20, 0).await;
            assert_eq!(fault, Some(Fault::TooSlow));
            assert!(time >= PACE.grace && time < PACE.whole, "{time:?}");
        }
    }

    /// Each second's bytes buy it others: beyond the grace it goes on as long as it keeps up.
    #[tokio::test]
    async fn who_keeps_to_the_floor_goes_on_long_after_the_grace() {
        let pace = Pace { whole: Duration::from_secs(60), grace: Duration::from_millis(50), floor: 500 };
        let (told, started) = (Told::default(), Instant::now());
        let mut metered = Metered::new(body(500, 10).take(40), 1 << 20, pace, Rc::clone(&told));
        let mut come = 0;
        while let Some(Ok(chunk)) = metered.next().await {
            come += chunk.len();
        }
        assert_eq!((told.get(), come), (None, 20_000));
        assert!(started.elapsed() > 4 * pace.grace, "{:?}", started.elapsed());
    }

    #[tokio::test]
    async fn our_own_work_is_not_held_against_the_sender_but_the_whole_time_is() {
        let (fault, time) = end_of(body(500, 10), 1 << 20, 60).await;
        assert_eq!(fault, Some(Fault::TooSlow));
        assert!(time >= PACE.whole, "{time:?}");
    }

    #[tokio::test]
    async fn nothing_follows_what_broke() {
        let broken = stream::iter([Err(PayloadError::EncodingCorrupted)]).chain(stream::pending());
        let mut metered = Metered::new(broken, 1000, PACE, Told::default());
        assert!(matches!(metered.next().await, Some(Err(PayloadError::EncodingCorrupted))));
        assert!(metered.next().await.is_none(), "nobody waits for what never comes");
    }

    #[test]
    fn the_largest_clip_comes_within_the_minutes_that_a_slow_line_is_given() {
        let (pace, limits) = (Pace::default(), book().limits("2026-11-30".parse().unwrap()));
        let slowest = pace.grace + Duration::from_secs(limits.face_clip_bytes.div_ceil(pace.floor));
        let spare = Duration::from_secs(60 * limits.face_spare_minutes.unsigned_abs());
        assert!(slowest < spare && spare < pace.whole, "{slowest:?} {spare:?}");
    }
}
