//! What a backup asks the database, as the role that owns the tables.

use std::collections::BTreeMap;

use diesel::sql_types::{BigInt, Binary, Text, Uuid as SqlUuid};
use diesel::{QueryableByName, sql_query};
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};
use uuid::Uuid;

use crate::db::Tx;
use crate::error::Result;
use crate::material::material::{Size, bound_to as bound_to_page};
use crate::storage::StoredObject;
use crate::values::ids::{FaceCheckId, MaterialId, UploadId};
use crate::web::resumable::bound_to as bound_to_upload;
use crate::{liveness, material, reference};

/// Rows that are looked at at once.
const PORTION: i64 = 2000;

/// A column that names sealed files, with what opens them.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// The table.
    pub table: &'static str,
    /// Column of the names.
    pub name: &'static str,
    /// Column of the wrapped keys.
    pub key: &'static str,
    id: &'static str,
    part: &'static str,
    bytes: &'static str,
    bound_to: fn(Uuid, i64) -> Vec<u8>,
}

const fn pages(
    table: &'static str,
    name: &'static str,
    key: &'static str,
    bound_to: fn(Uuid, i64) -> Vec<u8>,
) -> Place {
    Place { table, name, key, id: "material_id", part: "page::bigint", bytes: "0::bigint", bound_to }
}

/// Every column that names sealed files.
pub const PLACES: [Place; 5] = [
    pages("material_pages", "object_name", "key_wrapped", |id, page| page_of(id, page, Size::Full)),
    pages("material_pages", "thumb_name", "thumb_key_wrapped", |id, page| page_of(id, page, Size::Thumb)),
    pages("sent_pictures", "object_name", "key_wrapped", |id, page| page_of(id, page, Size::Sent)),
    Place {
        table: "upload_parts",
        name: "object_name",
        key: "key_wrapped",
        id: "upload_id",
        part: "start",
        bytes: "0::bigint",
        bound_to: |id, start| bound_to_upload(UploadId::from_uuid(id), start.unsigned_abs()),
    },
    // Large ones lie piece by piece.
    Place {
        table: "face_checks",
        name: "object_name",
        key: "key_wrapped",
        id: "id",
        part: "0::bigint",
        bytes: "coalesce(bytes, 0)",
        bound_to: |id, _| liveness::client::bound_to(FaceCheckId::from_uuid(id)),
    },
];

fn page_of(id: Uuid, page: i64, size: Size) -> Vec<u8> {
    bound_to_page(MaterialId::from_uuid(id), i32::try_from(page).unwrap_or(i32::MAX), size)
}

/// A sealed file that the database names.
#[derive(Debug, Clone)]
pub(super) struct Named {
    /// Where it lies, and its key.
    pub object: StoredObject,
    /// What it is bound to.
    pub bound_to: Vec<u8>,
    /// How long it is unsealed where it lies piece by piece; none where it lies whole.
    pub pieces_of: Option<u64>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Binary)]
    key: Vec<u8>,
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = BigInt)]
    part: i64,
    #[diesel(sql_type = BigInt)]
    bytes: i64,
}

/// Some files that a column names, in the order of their names, after one of them; none at the end.
pub(super) async fn list_named(conn: &mut AsyncPgConnection, place: &Place, after: &str) -> Result<Vec<Named>> {
    let Place { table, name, key, id, part, bytes, bound_to } = *place;
    let sql = format!(
        "select {name} as name, {key} as key, {id} as id, {part} as part, {bytes} as bytes from {table}
         where {name} > $1 order by {name} limit $2"
    );
    let rows: Vec<Row> = sql_query(sql).bind::<Text, _>(after).bind::<BigInt, _>(PORTION).get_results(conn).await?;
    let named = |row: Row| Named {
        bound_to: bound_to(row.id, row.part),
        object: StoredObject { name: row.name, key_wrapped: row.key },
        pieces_of: u64::try_from(row.bytes).ok().filter(|bytes| *bytes > 0),
    };
    Ok(rows.into_iter().map(named).collect())
}

/// Which of these files are needed: others may be removed at any time.
pub(super) async fn list_needed(tx: &mut Tx<'_>, names: &[String]) -> Result<Vec<String>> {
    let since = material::service::removed_since(tx, reference::book());
    material::store::list_needed(tx, names, since).await
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

#[derive(QueryableByName)]
struct Told {
    #[diesel(sql_type = Text)]
    told: String,
}

/// Rows by table.
pub(super) async fn count_rows(conn: &mut AsyncPgConnection) -> Result<BTreeMap<String, i64>> {
    const TABLES: &str = "select relname::text as told from pg_class
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by 1";
    let tables: Vec<Told> = sql_query(TABLES).get_results(conn).await?;
    let mut rows = BTreeMap::new();
    for Told { told: table } in tables {
        let count = format!("select '{table}' as name, count(*) as rows from public.\"{table}\"");
        let counted: Counted = sql_query(count).get_result(conn).await?;
        rows.insert(counted.name, counted.rows);
    }
    Ok(rows)
}

/// Version of the server.
pub(super) async fn load_version(conn: &mut AsyncPgConnection) -> Result<String> {
    let version: Told = sql_query("select current_setting('server_version') as told").get_result(conn).await?;
    Ok(version.told)
}

/// Stops the line to the bureau after a restore: the bureau knows files that this database does not, and their ids must not
/// be given again.
pub(super) async fn stop_bureau_line(conn: &mut AsyncPgConnection) -> Result<()> {
    const STOP: &str = "update bureau_line set stopped_at = now(), is_in_step = false, next_ids = next_ids + 100000000";
    sql_query(STOP).execute(conn).await?;
    Ok(())
}
