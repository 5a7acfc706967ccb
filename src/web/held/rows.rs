//! The table of kept forms.

use chrono::TimeDelta;
use diesel::dsl::{Eq, Or};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Words;
use crate::auth::session::Whose;
use crate::clock;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::reference::book;
use crate::schema::held_posts;

const GROUP: &str = "held_posts.body";
/// Forms that somebody can leave behind in an hour.
const MOST: i64 = 10;

/// A form that waits for its owner.
#[derive(Debug, Clone)]
pub struct HeldPost {
    /// Row id.
    pub id: Uuid,
    /// Where it was posted.
    pub path: String,
    /// Its fields, without the token.
    pub fields: Vec<(String, String)>,
    /// The files that were chosen, as input and name.
    pub files: Vec<(String, String)>,
    /// Whether it was a form with files: that is not sent again but filled in again.
    pub is_upload: bool,
}

/// What is sealed of it.
#[derive(Serialize, Deserialize)]
struct Body {
    fields: Vec<(String, String)>,
    files: Vec<(String, String)>,
    #[serde(default)]
    is_upload: bool,
}

/// What was posted.
pub(super) struct Post<'a> {
    pub(super) path: &'a str,
    pub(super) words: &'a Words,
    pub(super) is_background: bool,
    /// The kept form that it sends again: this one takes its place.
    pub(super) sent_again: Option<Uuid>,
}

type Of = Or<Eq<held_posts::account_id, Option<Uuid>>, Eq<held_posts::staff_id, Option<Uuid>>>;

fn of(whose: Whose) -> Of {
    let (account, staff) = whose.columns();
    held_posts::account_id.eq(account).or(held_posts::staff_id.eq(staff))
}

/// Keeps a form; none where there is no place for it.
pub(super) async fn insert(tx: &mut Tx<'_>, whose: Whose, post: &Post<'_>) -> Result<Option<Uuid>> {
    let own = held_posts::table.filter(of(whose));
    // A page saves itself again and again: only the newest of these counts, and none beside what was sent by hand.
    let by_itself = own.filter(held_posts::path.eq(post.path).and(held_posts::is_background));
    diesel::delete(by_itself).execute(tx.conn).await?;
    if let Some(former) = post.sent_again {
        diesel::delete(own.filter(held_posts::id.eq(former))).execute(tx.conn).await?;
    }
    if !has_place(tx, whose).await? {
        return Ok(None);
    }
    let id = Uuid::now_v7();
    let minutes = book().limits(clock::china_day(tx.ctx.now)).held_post_minutes;
    let Words { fields, files, is_upload, .. } = post.words;
    let body = Body { fields: fields.clone(), files: files.clone(), is_upload: *is_upload };
    let (account, staff) = whose.columns();
    diesel::insert_into(held_posts::table)
        .values((
            held_posts::id.eq(id),
            held_posts::account_id.eq(account),
            held_posts::staff_id.eq(staff),
            held_posts::path.eq(post.path),
            held_posts::body_sealed.eq(tx.sealer.seal_json(GROUP, &body, id.as_bytes())?),
            held_posts::is_background.eq(post.is_background),
            held_posts::created_at.eq(tx.ctx.now),
            held_posts::expires_at.eq(tx.ctx.now + TimeDelta::minutes(minutes)),
        ))
        .execute(tx.conn)
        .await?;
    Ok(Some(id))
}

/// Whether one more can wait. What a page saved by itself gives way, the oldest first; what was sent by hand does not.
async fn has_place(tx: &mut Tx<'_>, whose: Whose) -> Result<bool> {
    let waiting = held_posts::table
        .filter(of(whose))
        .filter(held_posts::taken_at.is_null().and(held_posts::expires_at.gt(tx.ctx.now)));
    let count: i64 = waiting.count().get_result(tx.conn).await?;
    if count < MOST {
        return Ok(true);
    }
    let oldest: Option<Uuid> = waiting
        .filter(held_posts::is_background)
        .order(held_posts::created_at)
        .select(held_posts::id)
        .first(tx.conn)
        .await
        .optional()?;
    let Some(oldest) = oldest else { return Ok(false) };
    diesel::delete(held_posts::table.find(oldest)).execute(tx.conn).await?;
    Ok(true)
}

/// The forms that wait for somebody, the newest first.
///
/// # Errors
/// When the database refuses.
pub async fn waiting(tx: &mut Tx<'_>, whose: Whose) -> Result<Vec<Uuid>> {
    Ok(held_posts::table
        .filter(of(whose))
        .filter(held_posts::taken_at.is_null().and(held_posts::expires_at.gt(tx.ctx.now)))
        .order(held_posts::created_at.desc())
        .limit(MOST)
        .select(held_posts::id)
        .load(tx.conn)
        .await?)
}

/// The form, for whose it is and within its hour.
///
/// # Errors
/// [`Error::NotFound`] for anybody else, after an hour, or once taken.
pub async fn load(tx: &mut Tx<'_>, whose: Whose, id: Uuid) -> Result<HeldPost> {
    let (path, sealed): (String, Vec<u8>) = held_posts::table
        .filter(of(whose).and(held_posts::id.eq(id)))
        .filter(held_posts::taken_at.is_null().and(held_posts::expires_at.gt(tx.ctx.now)))
        .select((held_posts::path, held_posts::body_sealed))
        .first(tx.conn)
        .await
        .optional()?
        .ok_or(Error::NotFound)?;
    let Body { fields, files, is_upload } = tx.sealer.open_json(GROUP, &sealed, id.as_bytes())?;
    Ok(HeldPost { id, path, fields, is_upload: is_upload || !files.is_empty(), files })
}

/// Marks the form as given back.
///
/// # Errors
/// When the database refuses.
pub async fn take(tx: &mut Tx<'_>, whose: Whose, id: Uuid) -> Result<()> {
    diesel::update(held_posts::table.filter(of(whose).and(held_posts::id.eq(id))))
        .set(held_posts::taken_at.eq(Some(tx.ctx.now)))
        .execute(tx.conn)
        .await?;
    Ok(())
}
