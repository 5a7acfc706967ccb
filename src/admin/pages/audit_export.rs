//! The audit as a file, for whoever checks it elsewhere. Taking it is an event itself.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::Data;
use anyhow::Context as _;
use chrono::{DateTime, SecondsFormat};

use super::audit::{AuditForm, filter};
use crate::audit::store as audit_store;
use crate::audit::{self, Action, Event, Link, Subject};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::web::{App, Officer, PostForm};

/// Events a file may hold.
const MOST: i64 = 100_000;

/// Writes what fits the filter into a file.
///
/// # Errors
/// [`Error::BadRequest`] for a filter that the page would refuse.
pub async fn save(officer: Officer, app: Data<App>, PostForm(form): PostForm<AuditForm>) -> Result<HttpResponse> {
    let export = async |tx: &mut Tx<'_>| {
        let filter = filter(tx, &form).await?.map_err(|_| Error::BadRequest("audit filter"))?;
        let links = audit_store::list(tx.conn, &filter, MOST).await?;
        let event = Event::new(Action::AuditExported, Subject::new("audit", "-"));
        audit::record(tx, event.detail(format!("{} events", links.len()))).await?;
        Ok(links)
    };
    let links = app.db.write(officer.by(), export).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"audit.csv\""))
        .body(csv(&links)?))
}

/// Oldest first, with the hashes: the chain can be walked again from the file when nothing was filtered out.
fn csv(links: &[Link]) -> anyhow::Result<Vec<u8>> {
    // The mark tells spreadsheets that the text is UTF-8.
    let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record([
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
    ])?;
    for link in links.iter().rev() {
        let at = DateTime::from_timestamp_micros(link.at_us).context("time of an event")?;
        let id = |id: Option<uuid::Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
        writer.write_record([
            link.seq.to_string(),
            at.to_rfc3339_opts(SecondsFormat::Micros, true),
            link.actor_kind.clone(),
            id(link.actor_id),
            link.action.clone(),
            link.subject_kind.clone(),
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

/// A text that a spreadsheet does not take for a formula.
fn plain(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        assert_eq!(plain("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(plain("因为"), "因为");
    }
}
