//! The papers of a frozen round, as the desk lists them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::error::Result;
use crate::filing::store::submissions::Papers;
use crate::schema::{material_pages, materials, sent_pictures};
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
    /// Width and height of each, in their order.
    pub sizes: Vec<(i32, i32)>,
    /// Whether the pictures for the bureau's system are made.
    pub is_made: bool,
    /// The paper it took the place of.
    pub replaces: Option<MaterialId>,
    /// What is doubtful about its pictures, by code.
    pub warnings: Vec<String>,
    /// When it was uploaded.
    pub created_at: DateTime<Utc>,
}

/// The papers of a round, in the order of their slots there: the filing's own may have moved since.
///
/// # Errors
/// When the database refuses.
pub async fn list(conn: &mut AsyncPgConnection, round: &Papers) -> Result<Vec<Paper>> {
    type Row = (Uuid, String, Option<Uuid>, Vec<Option<String>>, DateTime<Utc>);
    let slots: BTreeMap<Uuid, &String> =
        round.iter().flat_map(|(slot, ids)| ids.iter().map(move |id| (*id, slot))).collect();
    let ids: Vec<Uuid> = slots.keys().copied().collect();
    let rows: Vec<Row> = materials::table
        .filter(materials::id.eq_any(&ids))
        .select((materials::id, materials::kind, materials::replaces, materials::warnings, materials::created_at))
        .load(conn)
        .await?;
    let pictures: Vec<(Uuid, i32, i32)> = material_pages::table
        .filter(material_pages::material_id.eq_any(&ids))
        .order((material_pages::material_id, material_pages::page))
        .select((material_pages::material_id, material_pages::width, material_pages::height))
        .load(conn)
        .await?;
    let made: Vec<Uuid> = sent_pictures::table
        .filter(sent_pictures::material_id.eq_any(&ids))
        .select(sent_pictures::material_id)
        .load(conn)
        .await?;
    let paper = |(id, kind, replaces, warnings, created_at): Row| {
        let own = pictures.iter().filter(|(own, ..)| *own == id);
        let sizes: Vec<(i32, i32)> = own.map(|(_, width, height)| (*width, *height)).collect();
        Paper {
            id: MaterialId::from_uuid(id),
            slot: slots.get(&id).map_or_else(String::new, |slot| (*slot).clone()),
            kind,
            pages: i32::try_from(sizes.len()).unwrap_or(i32::MAX),
            sizes,
            is_made: made.contains(&id),
            replaces: replaces.map(MaterialId::from_uuid),
            warnings: warnings.into_iter().flatten().collect(),
            created_at,
        }
    };
    let mut papers: Vec<Paper> = rows.into_iter().map(paper).collect();
    papers.sort_by(|a, b| (&a.slot, a.id.uuid()).cmp(&(&b.slot, b.id.uuid())));
    Ok(papers)
}
