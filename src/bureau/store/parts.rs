//! The zip of a long file that came, in parts: each is sealed on its own, so that no more of it than one is on its way to or from
//! the database at a time, where it stands several times over.

use diesel::insert_into;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::Tx;
use crate::error::Result;
use crate::schema::bureau_download_parts as t;

/// Table and column, for the sealing.
const CONTENT: &str = "bureau_download_parts.content";
/// Bytes of a part.
const PART: usize = 1 << 20;

/// Stores the zip of a file.
///
/// # Errors
/// When the database refuses.
pub(super) async fn insert(tx: &mut Tx<'_>, download: Uuid, zip: &[u8]) -> Result<()> {
    for (place, part) in (0..).zip(zip.chunks(PART)) {
        let sealed = tx.sealer.seal_bytes(CONTENT, part, &row(download, place))?;
        insert_into(t::table)
            .values((t::download_id.eq(download), t::place.eq(place), t::content_sealed.eq(sealed)))
            .execute(tx.conn)
            .await?;
    }
    Ok(())
}

/// The zip of a file; none where it has no parts, or they are over.
///
/// # Errors
/// When one does not open.
pub(super) async fn find(tx: &mut Tx<'_>, download: Uuid) -> Result<Option<Vec<u8>>> {
    let own = t::table.filter(t::download_id.eq(download));
    let places: Vec<i32> = own.select(t::place).order(t::place).load(tx.conn).await?;
    let mut zip = Vec::with_capacity(places.len() * PART);
    for place in &places {
        let sealed: Vec<u8> = t::table.find((download, *place)).select(t::content_sealed).first(tx.conn).await?;
        zip.extend(tx.sealer.open_bytes(CONTENT, &sealed, &row(download, *place))?);
    }
    Ok((!places.is_empty()).then_some(zip))
}

/// The row of a part, for the sealing.
fn row(download: Uuid, place: i32) -> Vec<u8> {
    format!("{download}/{place}").into_bytes()
}
