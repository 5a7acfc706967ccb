//! The tables of papers and their pictures.

use anyhow::Context as _;
use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::{delete, insert_into, update};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use futures_util::future::try_join;
use uuid::Uuid;

use super::client::{Kept, StoredPicture};
use super::material::{DROPPED, EVIDENCE, FileName, Material, Page, Place, Size, bound_to, current};
use super::refusal::Warning;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::schema::{
    bureau_records, face_checks, filings, material_pages, material_readings, materials, sent_pictures,
    submission_materials, upload_parts,
};
use crate::storage::StoredObject;
use crate::values::ids::{FilingId, MaterialId};

/// Table and column under which file names are sealed; the row is the paper's id.
const FILE_NAME: &str = "materials.file_name";
/// What the keyed hash of a paper's pictures is made for.
const CONTENT: &str = "material content";
/// How much longer the files of a removed paper are kept than it can be brought back: a sweep and a return may meet.
const SPARE: TimeDelta = TimeDelta::hours(1);

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = materials)]
struct Row {
    id: Uuid,
    filing_id: Uuid,
    slot: String,
    kind: String,
    content_hash: Vec<u8>,
    file_name_sealed: Option<Vec<u8>>,
    bytes: i64,
    warnings: Vec<Option<String>>,
    replaces: Option<Uuid>,
    created_at: DateTime<Utc>,
    removed_at: Option<DateTime<Utc>>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = material_pages)]
struct PageRow {
    material_id: Uuid,
    page: i32,
    object_name: String,
    key_wrapped: Vec<u8>,
    thumb_name: String,
    thumb_key_wrapped: Vec<u8>,
    width: i32,
    height: i32,
}

/// What a filing has, its papers and who was verified for it, is changed one at a time: locks it until the transaction ends.
///
/// # Errors
/// `NotFound` when there is no such filing.
pub async fn lock_filing(conn: &mut AsyncPgConnection, filing: FilingId) -> Result<()> {
    let _: Uuid = filings::table.select(filings::id).find(filing.uuid()).for_no_key_update().first(conn).await?;
    Ok(())
}

/// The papers of a filing as they stand, in the order they came.
///
/// # Errors
/// When the database refuses.
pub async fn list_current(tx: &Tx<'_>, filing: FilingId) -> Result<Vec<Material>> {
    let rows: Vec<Row> = materials::table
        .select(Row::as_select())
        .filter(materials::filing_id.eq(filing.uuid()).and(materials::removed_at.is_null()))
        .filter(materials::slot.not_like(format!("{EVIDENCE}%")))
        .order((materials::created_at, materials::id))
        .load(&mut &*tx.conn)
        .await?;
    Ok(current(with_pages(tx, rows).await?))
}

/// The papers that were taken out since a moment, the latest of each slot, as far as the slot is empty now.
///
/// # Errors
/// When the database refuses.
pub async fn list_removed(tx: &mut Tx<'_>, filing: FilingId, since: DateTime<Utc>) -> Result<Vec<Material>> {
    let taken: Vec<String> = materials::table
        .select(materials::slot)
        .filter(materials::filing_id.eq(filing.uuid()).and(materials::removed_at.is_null()))
        .load(tx.conn)
        .await?;
    let rows: Vec<Row> = materials::table
        .select(Row::as_select())
        .filter(materials::filing_id.eq(filing.uuid()).and(materials::removed_at.gt(since)))
        .filter(materials::slot.ne_all(taken).and(materials::slot.not_like(format!("{DROPPED}%"))))
        .distinct_on(materials::slot)
        .order((materials::slot, materials::removed_at.desc(), materials::created_at.desc(), materials::id.desc()))
        .load(tx.conn)
        .await?;
    with_pages(tx, rows).await
}

/// Whether a paper shows the same pictures as these that are kept.
pub fn is_same(tx: &Tx<'_>, material: &Material, kept: &Kept) -> bool {
    material.content_hash == tx.sealer.search_hash(CONTENT, &kept.digest)
}

/// Papers by id. Unknown ids are left out.
///
/// # Errors
/// When the database refuses.
pub async fn list_by_ids(tx: &mut Tx<'_>, ids: &[MaterialId]) -> Result<Vec<Material>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows: Vec<Row> = materials::table
        .select(Row::as_select())
        .filter(materials::id.eq_any(ids))
        .order((materials::created_at, materials::id))
        .load(tx.conn)
        .await?;
    with_pages(tx, rows).await
}

/// A paper of a filing, also one that was replaced or taken out.
///
/// # Errors
/// `NotFound` when the filing has no such paper.
pub async fn load(tx: &mut Tx<'_>, filing: FilingId, id: MaterialId) -> Result<Material> {
    list_by_ids(tx, &[id]).await?.into_iter().find(|material| material.filing == filing).ok_or(Error::NotFound)
}

/// How many papers of a filing are kept, earlier versions counted.
///
/// # Errors
/// When the database refuses.
pub async fn count_kept(conn: &mut AsyncPgConnection, filing: FilingId) -> Result<usize> {
    let count: i64 = materials::table
        .filter(materials::filing_id.eq(filing.uuid()).and(materials::removed_at.is_null()))
        .filter(materials::slot.not_like(format!("{EVIDENCE}%")))
        .count()
        .get_result(conn)
        .await?;
    Ok(usize::try_from(count).context("negative count")?)
}

/// Records a paper whose pictures are kept.
///
/// # Errors
/// When the database refuses.
pub async fn insert(
    tx: &mut Tx<'_>,
    filing: FilingId,
    place: &Place,
    kept: &Kept,
    file_name: Option<&FileName>,
    replaces: Option<MaterialId>,
) -> Result<()> {
    let id = kept.id.uuid();
    let sealed = file_name.map(|name| tx.sealer.seal_text(FILE_NAME, name.reveal(), id.as_bytes())).transpose()?;
    let row = Row {
        id,
        filing_id: filing.uuid(),
        slot: place.slot.clone(),
        kind: place.kind.clone(),
        content_hash: tx.sealer.search_hash(CONTENT, &kept.digest).to_vec(),
        file_name_sealed: sealed,
        bytes: i64::try_from(kept.bytes).context("paper beyond the column")?,
        warnings: kept.warnings.iter().map(|warning| Some(warning.code())).collect(),
        replaces: replaces.map(MaterialId::uuid),
        created_at: tx.ctx.now,
        removed_at: None,
    };
    insert_into(materials::table).values(row).execute(tx.conn).await?;
    let mut pages = Vec::with_capacity(kept.pages.len());
    for (number, page) in (1..).zip(&kept.pages) {
        pages.push(PageRow {
            material_id: id,
            page: number,
            object_name: page.full.name.clone(),
            key_wrapped: page.full.key_wrapped.clone(),
            thumb_name: page.thumb.name.clone(),
            thumb_key_wrapped: page.thumb.key_wrapped.clone(),
            width: i32::try_from(page.width).context("picture beyond the column")?,
            height: i32::try_from(page.height).context("picture beyond the column")?,
        });
    }
    insert_into(material_pages::table).values(pages).execute(tx.conn).await?;
    Ok(())
}

/// Marks every version in a slot as taken out. What was read of them goes at once, unless it was handed in with them.
///
/// # Errors
/// When the database refuses.
pub async fn mark_removed(tx: &mut Tx<'_>, filing: FilingId, slot: &str) -> Result<()> {
    let frozen =
        diesel::dsl::exists(submission_materials::table.filter(submission_materials::material_id.eq(materials::id)));
    let papers = materials::table.filter(materials::filing_id.eq(filing.uuid()).and(materials::slot.eq(slot)));
    let unfrozen = papers.filter(diesel::dsl::not(frozen)).select(materials::id);
    delete(material_readings::table.filter(material_readings::material_id.eq_any(unfrozen))).execute(tx.conn).await?;
    update(materials::table.filter(materials::filing_id.eq(filing.uuid()).and(materials::slot.eq(slot))))
        .filter(materials::removed_at.is_null())
        .set(materials::removed_at.eq(Some(tx.ctx.now)))
        .execute(tx.conn)
        .await?;
    Ok(())
}

/// Brings back what was taken out of a slot at one moment: a paper with its earlier versions.
///
/// # Errors
/// When the database refuses.
pub async fn mark_restored(tx: &mut Tx<'_>, filing: FilingId, slot: &str, removed_at: DateTime<Utc>) -> Result<()> {
    update(materials::table.filter(materials::filing_id.eq(filing.uuid()).and(materials::slot.eq(slot))))
        .filter(materials::removed_at.eq(removed_at))
        .set(materials::removed_at.eq(None::<DateTime<Utc>>))
        .execute(tx.conn)
        .await?;
    Ok(())
}

/// Which of these files a row needs, or may need again: papers taken out after `removed_since` can be brought back.
///
/// # Errors
/// When the database refuses.
pub async fn list_needed(tx: &mut Tx<'_>, names: &[String], removed_since: DateTime<Utc>) -> Result<Vec<String>> {
    let known: Vec<(String, String)> = material_pages::table
        .inner_join(materials::table)
        .filter(material_pages::object_name.eq_any(names).or(material_pages::thumb_name.eq_any(names)))
        .filter(is_needed().or(materials::removed_at.gt(removed_since - SPARE)))
        .select((material_pages::object_name, material_pages::thumb_name))
        .load(tx.conn)
        .await?;
    let sent: Vec<Option<String>> = sent_pictures::table
        .inner_join(materials::table)
        .filter(sent_pictures::object_name.eq_any(names))
        .filter(is_needed().or(materials::removed_at.gt(removed_since - SPARE)))
        .select(sent_pictures::object_name)
        .load(tx.conn)
        .await?;
    let coming: Vec<String> = upload_parts::table
        .filter(upload_parts::object_name.eq_any(names))
        .select(upload_parts::object_name)
        .load(tx.conn)
        .await?;
    // Clips lie in the same storage.
    let clips: Vec<Option<String>> = face_checks::table
        .filter(face_checks::object_name.eq_any(names))
        .select(face_checks::object_name)
        .load(tx.conn)
        .await?;
    let papers = known.into_iter().flat_map(|(full, thumb)| [full, thumb]);
    Ok(papers.chain(sent.into_iter().chain(clips).flatten()).chain(coming).collect())
}

/// A paper's files are needed while it was not taken out, and for good once it was handed in or is evidence.
#[diesel::dsl::auto_type(no_type_alias)]
fn is_needed() -> _ {
    let frozen =
        diesel::dsl::exists(submission_materials::table.filter(submission_materials::material_id.eq(materials::id)));
    let evidence =
        diesel::dsl::exists(bureau_records::table.filter(bureau_records::evidence_id.eq(materials::id.nullable())));
    materials::removed_at.is_null().or(frozen).or(evidence)
}

/// Where a picture of a filing's paper lies, with the slot of the paper.
///
/// # Errors
/// `NotFound` when the filing has no such picture.
pub async fn load_picture(
    conn: &mut AsyncPgConnection,
    filing: FilingId,
    id: MaterialId,
    page: i32,
    size: Size,
) -> Result<(StoredPicture, String)> {
    let (row, slot): (PageRow, String) = material_pages::table
        .inner_join(materials::table)
        .filter(material_pages::material_id.eq(id.uuid()).and(material_pages::page.eq(page)))
        .filter(materials::filing_id.eq(filing.uuid()))
        .select((PageRow::as_select(), materials::slot))
        .first(conn)
        .await?;
    let (object, size) = match size {
        Size::Full => (StoredObject { name: row.object_name, key_wrapped: row.key_wrapped }, size),
        Size::Thumb => (StoredObject { name: row.thumb_name, key_wrapped: row.thumb_key_wrapped }, size),
        Size::Sent => match find_sent(conn, id, page).await?.ok_or(Error::NotFound)? {
            Some(object) => (object, size),
            None => (StoredObject { name: row.object_name, key_wrapped: row.key_wrapped }, Size::Full),
        },
    };
    Ok((StoredPicture { object, bound_to: bound_to(id, page, size) }, slot))
}

/// Where the picture for the bureau's system lies: outer none while it is not made, inner none where what is kept goes up.
async fn find_sent(conn: &mut AsyncPgConnection, id: MaterialId, page: i32) -> Result<Option<Option<StoredObject>>> {
    type Row = (Option<String>, Option<Vec<u8>>);
    let columns = (sent_pictures::object_name, sent_pictures::key_wrapped);
    let row: Option<Row> = sent_pictures::table.find((id.uuid(), page)).select(columns).first(conn).await.optional()?;
    let object = |(name, key): Row| Some(StoredObject { name: name?, key_wrapped: key? });
    Ok(row.map(object))
}

/// Records the picture for the bureau's system; none where what is kept goes up as it is. Whether it is the first: another
/// one that was made meanwhile stays.
///
/// # Errors
/// When the database refuses.
pub async fn insert_sent(
    conn: &mut AsyncPgConnection,
    id: MaterialId,
    page: i32,
    object: Option<&StoredObject>,
) -> Result<bool> {
    let rows = insert_into(sent_pictures::table)
        .values((
            sent_pictures::material_id.eq(id.uuid()),
            sent_pictures::page.eq(page),
            sent_pictures::object_name.eq(object.map(|object| object.name.as_str())),
            sent_pictures::key_wrapped.eq(object.map(|object| object.key_wrapped.as_slice())),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(rows == 1)
}

/// A page with its width and height.
type Measured = (Uuid, i32, i32, i32);

async fn with_pages(tx: &Tx<'_>, rows: Vec<Row>) -> Result<Vec<Material>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let (mut first, mut second): (&AsyncPgConnection, &AsyncPgConnection) = (&*tx.conn, &*tx.conn);
    let pages = material_pages::table
        .select((material_pages::material_id, material_pages::page, material_pages::width, material_pages::height))
        .filter(material_pages::material_id.eq_any(ids.clone()))
        .order((material_pages::material_id, material_pages::page))
        .load(&mut first);
    let made = sent_pictures::table
        .select((sent_pictures::material_id, sent_pictures::page))
        .filter(sent_pictures::material_id.eq_any(ids))
        .load(&mut second);
    // Sent together: none needs the other's answer.
    let (pages, made): (Vec<Measured>, Vec<(Uuid, i32)>) = try_join(pages, made).await?;
    let is_made = |id: Uuid, number: i32| made.contains(&(id, number));
    let own = |id: Uuid| {
        let of_it = pages.iter().filter(move |page| page.0 == id);
        let page = |(_, number, width, height): &Measured| Page {
            number: *number,
            width: *width,
            height: *height,
            is_made: is_made(id, *number),
        };
        of_it.map(page).collect()
    };
    rows.into_iter().map(|row| material(tx, own(row.id), row)).collect()
}

fn material(tx: &Tx<'_>, pages: Vec<Page>, row: Row) -> Result<Material> {
    let opened = row.file_name_sealed.map(|sealed| tx.sealer.open_text(FILE_NAME, &sealed, row.id.as_bytes()));
    Ok(Material {
        id: MaterialId::from_uuid(row.id),
        filing: FilingId::from_uuid(row.filing_id),
        slot: row.slot,
        kind: row.kind,
        content_hash: row.content_hash,
        file_name: opened.transpose()?.as_deref().and_then(FileName::parse),
        bytes: u64::try_from(row.bytes).context("negative count")?,
        warnings: row.warnings.iter().flatten().filter_map(|code| Warning::from_code(code)).collect(),
        replaces: row.replaces.map(MaterialId::from_uuid),
        created_at: row.created_at,
        removed_at: row.removed_at,
        pages,
    })
}
