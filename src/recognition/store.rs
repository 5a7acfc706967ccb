//! The table of readings: one row for each picture that was to be read, sealed.

use std::collections::BTreeMap;

use anyhow::Context as _;
use diesel::prelude::*;
use diesel::{delete, insert_into};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::reading::{Outcome, PageRead, Reading};
use crate::db::Tx;
use crate::error::Result;
use crate::schema::material_readings;
use crate::values::ids::MaterialId;

/// Table and column under which readings are sealed; the row is the paper's id and its page.
const READING: &str = "material_readings.reading";

type Row = (Uuid, i32, String, Option<Vec<u8>>);

/// Keeps what became of a picture. What was read once stays; anything else gives way to a later word.
///
/// # Errors
/// When the database refuses.
pub async fn put(tx: &mut Tx<'_>, material: MaterialId, read: &PageRead) -> Result<()> {
    let row = row_of(material, read.page);
    let sealed = match read.outcome {
        Outcome::Read => Some(tx.sealer.seal_json(READING, &read.reading, row.as_bytes())?),
        _ => None,
    };
    delete(material_readings::table.find((material.uuid(), read.page)))
        .filter(material_readings::outcome.ne(Outcome::Read.code()))
        .execute(tx.conn)
        .await?;
    insert_into(material_readings::table)
        .values((
            material_readings::material_id.eq(material.uuid()),
            material_readings::page.eq(read.page),
            material_readings::outcome.eq(read.outcome.code()),
            material_readings::reading_sealed.eq(sealed),
            material_readings::read_at.eq(tx.ctx.now),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn)
        .await?;
    Ok(())
}

/// What became of the pictures of some papers, page by page. Papers that were not looked at yet are left out.
///
/// # Errors
/// When the database refuses.
pub async fn list(tx: &mut Tx<'_>, materials: &[MaterialId]) -> Result<BTreeMap<MaterialId, Vec<PageRead>>> {
    let ids: Vec<Uuid> = materials.iter().map(|id| id.uuid()).collect();
    let rows: Vec<Row> = material_readings::table
        .select((
            material_readings::material_id,
            material_readings::page,
            material_readings::outcome,
            material_readings::reading_sealed,
        ))
        .filter(material_readings::material_id.eq_any(ids))
        .order((material_readings::material_id, material_readings::page))
        .load(tx.conn)
        .await?;
    let mut read: BTreeMap<MaterialId, Vec<PageRead>> = BTreeMap::new();
    for (id, page, outcome, sealed) in rows {
        let id = MaterialId::from_uuid(id);
        let outcome = Outcome::from_code(&outcome).context("unknown outcome of a reading")?;
        let reading = match sealed {
            Some(sealed) => tx.sealer.open_json(READING, &sealed, row_of(id, page).as_bytes())?,
            None => Reading::default(),
        };
        read.entry(id).or_default().push(PageRead { page, outcome, reading });
    }
    Ok(read)
}

fn row_of(material: MaterialId, page: i32) -> String {
    format!("{material}/{page}")
}
