//! Looks at personal data: every one is audited. Within a case of one's own, opening a section or paper is the look;
//! anywhere else it takes a reason.

use data_encoding::BASE64URL_NOPAD;

use crate::audit::{self, Action, Event, Subject};
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::Result;
use crate::filing::state::Filing;
use crate::reference::book;
use crate::sealing::Sealer;
use crate::values::ids::{MaterialId, SessionId};

const SORT: &str = "paper look";

/// Records that a section with personal data was opened.
///
/// # Errors
/// When the database refuses.
pub async fn section_seen(tx: &mut Tx<'_>, filing: &Filing, section: &str) -> Result<()> {
    let event = Event::new(Action::SectionSeen, Subject::filing(filing.id));
    audit::record(tx, event.detail(section)).await
}

/// Records that something was revealed in a case that is not one's own, and why.
///
/// # Errors
/// When the database refuses.
pub async fn revealed(tx: &mut Tx<'_>, filing: &Filing, what: &str, reason: &str) -> Result<()> {
    let event = Event::new(Action::ValueRevealed, Subject::filing(filing.id));
    audit::record(tx, event.because(reason).detail(what)).await
}

/// The key with which a session fetches the pictures of a paper it revealed, for some minutes.
pub fn key(sealer: &Sealer, session: SessionId, paper: MaterialId, now: chrono::DateTime<chrono::Utc>) -> String {
    BASE64URL_NOPAD.encode(&sealer.proof(SORT, proved(session, paper, span(now)).as_bytes()))
}

/// Whether a key is right, now or a moment ago.
pub fn is_key(
    sealer: &Sealer,
    session: SessionId,
    paper: MaterialId,
    now: chrono::DateTime<chrono::Utc>,
    key: &str,
) -> bool {
    let span = span(now);
    let given = BASE64URL_NOPAD.decode(key.as_bytes()).unwrap_or_default();
    let is_of = |span: i64| sealer.is_proof(SORT, proved(session, paper, span).as_bytes(), &given);
    is_of(span) || is_of(span - 1)
}

/// The number of the span of time a moment lies in.
fn span(now: chrono::DateTime<chrono::Utc>) -> i64 {
    now.timestamp() / 60 / book().limits(china_day(now)).revealed_paper_minutes.max(1)
}

fn proved(session: SessionId, paper: MaterialId, span: i64) -> String {
    format!("{session} {paper} {span}")
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};

    use super::*;

    #[test]
    fn a_key_opens_one_paper_for_one_session_for_some_minutes() {
        let sealer = Sealer::parse(&format!("1:{}", "11".repeat(32)), "test").unwrap();
        let (session, paper) = (SessionId::new(), MaterialId::new());
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let own = key(&sealer, session, paper, now);
        assert!(is_key(&sealer, session, paper, now, &own));
        assert!(is_key(&sealer, session, paper, now + TimeDelta::minutes(9), &own));
        assert!(!is_key(&sealer, session, paper, now + TimeDelta::minutes(21), &own));
        assert!(!is_key(&sealer, SessionId::new(), paper, now, &own));
        assert!(!is_key(&sealer, session, MaterialId::new(), now, &own));
        assert!(!is_key(&sealer, session, paper, now, ""));
    }
}
