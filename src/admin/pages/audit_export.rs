//! The audit as a file, for whoever checks it elsewhere: written piece by piece, so that its length costs no memory. Taking
//! it is an event itself.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse};
use anyhow::Context as _;
use chrono::{DateTime, SecondsFormat};
use futures_util::stream;

use super::audit::{self as audit_page, AuditForm, filter};
use crate::audit::store::{self as audit_store, Filter};
use crate::audit::{self, Action, Event, Link, Subject};
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::values::actor::Actor;
use crate::web::{App, Officer, PostForm};

/// Events of one piece.
const PIECE: i64 = 1000;

/// The columns of the file.
const HEAD: [&str; 12] = [
    "seq",
    "at",
    "actor_kind",
    "actor_id",
    "action",
    "subject_kind",
    "subject_id",
    "reason",
    "detail",
    "request_id",
    "prev_hash",
    "hash",
];

/// Writes what fits the filter into a file, oldest first, up to the event before this export itself.
///
/// # Errors
/// When the database refuses.
pub async fn save(
    req: HttpRequest,
    officer: Officer,
    app: Data<App>,
    PostForm(form): PostForm<AuditForm>,
) -> Result<HttpResponse> {
    let begin = async |tx: &mut Tx<'_>| {
        let Ok(filter) = filter(tx, &form).await? else { return Ok(None) };
        let until = audit_store::last_seq(tx.conn).await?;
        let narrowed = form.fields().into_iter().filter(|(_, value)| !value.is_empty());
        let narrowed: Vec<String> = narrowed.map(|(name, value)| noted(&filter, name, value)).collect();
        let detail = format!("up to event {until} {}", narrowed.join(" "));
        let event = Event::new(Action::AuditExported, Subject::new("audit", "-"));
        audit::record(tx, event.detail(detail.trim_end())).await?;
        Ok(Some((filter, until)))
    };
    let Some((filter, until)) = app.db.write(officer.by(), begin).await? else {
        return audit_page::answer(&req, &officer, &app, form).await;
    };
    let file = File { db: app.db.clone(), actor: officer.actor(), filter, after: None, until };
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"audit.csv\""))
        .streaming(stream::try_unfold(file, File::next)))
}

/// What a field of the filter was, as it is noted: somebody of the staff by their id, for a login is forgotten one day, and what
/// is noted stays.
fn noted(filter: &Filter, name: &str, typed: &str) -> String {
    let meant = match name {
        "person" => filter.actor_id.map(|id| id.to_string()),
        "subject" => filter.subjects.last().cloned(),
        _ => None,
    };
    format!("{name}={}", meant.as_deref().unwrap_or(typed))
}

/// A file that is being written.
struct File {
    db: Db,
    actor: Actor,
    filter: Filter,
    /// The last event that was written; none before the head.
    after: Option<i64>,
    until: i64,
}

impl File {
    /// The next piece; none at the end. Each is read in a transaction of its own: what is behind `until` never comes.
    async fn next(mut self) -> Result<Option<(Bytes, Self)>> {
        let Some(after) = self.after else {
            self.after = Some(0);
            // The mark tells spreadsheets that the text is UTF-8.
            let mut head = "\u{feff}".as_bytes().to_vec();
            head.extend(lines(&[], true)?);
            return Ok(Some((head.into(), self)));
        };
        let read =
            async |tx: &mut Tx<'_>| audit_store::list_between(tx.conn, &self.filter, (after, self.until), PIECE).await;
        let links = self.db.read(self.actor, read).await?;
        let Some(last) = links.last() else { return Ok(None) };
        self.after = Some(last.seq);
        Ok(Some((lines(&links, false)?.into(), self)))
    }
}

/// Lines with their hashes: the chain can be walked again from the file when nothing was filtered out.
fn lines(links: &[Link], with_head: bool) -> anyhow::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    if with_head {
        writer.write_record(HEAD)?;
    }
    for link in links {
        let at = DateTime::from_timestamp_micros(link.at_us).context("time of an event")?;
        let id = |id: Option<uuid::Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
        writer.write_record([
            link.seq.to_string(),
            at.to_rfc3339_opts(SecondsFormat::Micros, true),
            plain(&link.actor_kind),
            id(link.actor_id),
            plain(&link.action),
            plain(&link.subject_kind),
            plain(&link.subject_id),
            plain(&link.reason),
            plain(&link.detail),
            id(link.request_id),
            data_encoding::HEXLOWER.encode(&link.prev_hash),
            data_encoding::HEXLOWER.encode(&link.hash),
        ])?;
    }
    writer.into_inner().map_err(|error| anyhow::anyhow!("csv: {error}"))
}

/// A text that no spreadsheet takes for a formula, not even one that reads full width signs as the plain ones.
fn plain(text: &str) -> String {
    const BEGIN: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    if text.trim_start_matches(' ').starts_with(BEGIN) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for text in ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "\n=1", " =1", "＝1", "＠x"] {
            assert_eq!(plain(text), format!("'{text}"));
        }
        for text in ["因为", "a=b", "", "BA-00000001"] {
            assert_eq!(plain(text), text);
        }
    }
}
