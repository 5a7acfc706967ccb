//! The papers of a frozen round, as the desk lists them.

use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::error::Result;
use crate::schema::{material_pages, materials};
use crate::values::ids::MaterialId;

/// A paper.
#[derive(Debug, Clone)]
pub struct Paper {
    /// Row id.
    pub id: MaterialId,
    /// Where it belongs.
    pub slot: String,
    /// What it is.
    pub kind: String,
    /// How many pictures it has.
    pub pages: i32,
    /// The paper it took the place of.
    pub replaces: Option<MaterialId>,
    /// What is doubtful about its pictures, by code.
    pub warnings: Vec<String>,
}

/// Papers by id, in the order of their slots.
///
/// # Errors
/// When the database refuses.
pub async fn list(conn: &mut AsyncPgConnection, ids: &[Uuid]) -> Result<Vec<Paper>> {
    type Row = (Uuid, String, String, Option<Uuid>, Vec<Option<String>>);
    let rows: Vec<Row> = materials::table
        .filter(materials::id.eq_any(ids))
        .select((materials::id, materials::slot, materials::kind, materials::replaces, materials::warnings))
        .order((materials::slot, materials::id))
        .load(conn)
        .await?;
    let counts: Vec<(Uuid, i64)> = material_pages::table
        .filter(material_pages::material_id.eq_any(ids))
        .group_by(material_pages::material_id)
        .select((material_pages::material_id, count_star()))
        .load(conn)
        .await?;
    let paper = |(id, slot, kind, replaces, warnings): Row| {
        let pages = counts.iter().find(|(own, _)| *own == id).map_or(0, |(_, count)| *count);
        Paper {
            id: MaterialId::from_uuid(id),
            slot,
            kind,
            pages: i32::try_from(pages).unwrap_or(i32::MAX),
            replaces: replaces.map(MaterialId::from_uuid),
            warnings: warnings.into_iter().flatten().collect(),
        }
    };
    Ok(rows.into_iter().map(paper).collect())
}
