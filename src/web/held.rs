//! A form that was posted into an ended session: kept sealed for an hour and given back to that account alone. Of files only
//! the names are kept: nobody who is not signed in leaves megabytes here.

use actix_web::dev::Payload;
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse};
use chrono::TimeDelta;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::state::App;
use super::upload::{self, Upload, UploadLimits};
use super::viewer::Viewer;
use super::{csrf, flash, post_form, see_other};
use crate::clock;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::paths;
use crate::reference::book;
use crate::schema::held_posts;
use crate::values::actor::Actor;
use crate::values::ids::AccountId;

/// The field by which a form that is sent again names the row it was kept in.
pub const FIELD: &str = "held";
/// Fields that are not kept: the token, which is of the ended session, and what is secret or works once.
pub(super) const NEVER_KEPT: [&str; 6] = [csrf::FIELD, FIELD, BACKGROUND, "password", "current", "code"];
/// Marks what a page saved by itself.
pub const BACKGROUND: &str = "_background";

/// Query by which the address of a form tells that it was one of files.
pub const FILES: &str = "files";

const GROUP: &str = "held_posts.body";
/// Forms that one account can leave behind in an hour.
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
}

/// What is sealed of it.
#[derive(Debug, Serialize, Deserialize)]
struct Body {
    fields: Vec<(String, String)>,
    files: Vec<(String, String)>,
}

/// Keeps the form of a request and sends the browser to sign in; the form waits behind it.
///
/// # Errors
/// When it is no plain form or the database refuses.
pub async fn keep(req: &HttpRequest, app: &App, account: AccountId, payload: Payload) -> Result<HttpResponse> {
    let limits = book().limits(clock::china_day(clock::now()));
    let mut is_background = false;
    let body = if upload::is_upload(req) {
        Body { fields: Vec::new(), files: Upload::names(req, payload, UploadLimits::from(limits)).await? }
    } else {
        let posted = post_form::read(req, payload).await?;
        let (left_out, fields): (Vec<_>, Vec<_>) =
            form_urlencoded::parse(&posted).into_owned().partition(|(name, _)| NEVER_KEPT.contains(&name.as_str()));
        is_background = left_out.iter().any(|(name, _)| name == BACKGROUND);
        Body { fields, files: Vec::new() }
    };
    let post = Post { path: req.path(), body: &body, is_background };
    let id = app.db.write(Actor::Visitor, async |tx| insert(tx, account, &post).await).await?;
    let next = id.map_or_else(paths::filings, paths::held);
    if body.files.is_empty() {
        return Ok(see_other(to_sign_in(&next)));
    }
    Ok(flash::see_other_failed(req, to_sign_in(&format!("{next}?{FILES}")), "site-upload-signed-out"))
}

fn to_sign_in(next: &str) -> String {
    let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
    format!("{}?next={next}", paths::sign_in())
}

/// What was posted.
struct Post<'a> {
    path: &'a str,
    body: &'a Body,
    is_background: bool,
}

async fn insert(tx: &mut Tx<'_>, account: AccountId, post: &Post<'_>) -> Result<Option<Uuid>> {
    let of_account = held_posts::table.filter(held_posts::account_id.eq(account.uuid()));
    // A page saves itself again and again: only the newest of these counts, and none beside what was sent by hand.
    let by_itself = of_account.filter(held_posts::path.eq(post.path).and(held_posts::is_background));
    diesel::delete(by_itself).execute(tx.conn).await?;
    let waiting: i64 = of_account
        .filter(held_posts::taken_at.is_null().and(held_posts::expires_at.gt(tx.ctx.now)))
        .count()
        .get_result(tx.conn)
        .await?;
    if waiting >= MOST {
        return Ok(None);
    }
    let id = Uuid::now_v7();
    let minutes = book().limits(clock::china_day(tx.ctx.now)).held_post_minutes;
    diesel::insert_into(held_posts::table)
        .values((
            held_posts::id.eq(id),
            held_posts::account_id.eq(account.uuid()),
            held_posts::path.eq(post.path),
            held_posts::body_sealed.eq(tx.sealer.seal_json(GROUP, post.body, id.as_bytes())?),
            held_posts::is_background.eq(post.is_background),
            held_posts::created_at.eq(tx.ctx.now),
            held_posts::expires_at.eq(tx.ctx.now + TimeDelta::minutes(minutes)),
        ))
        .execute(tx.conn)
        .await?;
    Ok(Some(id))
}

/// The forms that wait for an account, the newest first.
///
/// # Errors
/// When the database refuses.
pub async fn waiting(tx: &mut Tx<'_>, account: AccountId) -> Result<Vec<Uuid>> {
    Ok(held_posts::table
        .filter(held_posts::account_id.eq(account.uuid()))
        .filter(held_posts::taken_at.is_null().and(held_posts::expires_at.gt(tx.ctx.now)))
        .order(held_posts::created_at.desc())
        .limit(MOST)
        .select(held_posts::id)
        .load(tx.conn)
        .await?)
}

/// The form, for its own account and within its hour.
///
/// # Errors
/// [`Error::NotFound`] for another account, after an hour, or once taken.
pub async fn load(tx: &mut Tx<'_>, account: AccountId, id: Uuid) -> Result<HeldPost> {
    let (path, sealed): (String, Vec<u8>) = held_posts::table
        .filter(held_posts::id.eq(id).and(held_posts::account_id.eq(account.uuid())))
        .filter(held_posts::taken_at.is_null().and(held_posts::expires_at.gt(tx.ctx.now)))
        .select((held_posts::path, held_posts::body_sealed))
        .first(tx.conn)
        .await
        .optional()?
        .ok_or(Error::NotFound)?;
    let Body { fields, files } = tx.sealer.open_json(GROUP, &sealed, id.as_bytes())?;
    Ok(HeldPost { id, path, fields, files })
}

/// The kept form that a request sends again; the guard marks it as given back once the answer stands.
#[derive(Debug, Clone, Copy)]
pub struct SentAgain(pub Uuid);

/// Marks the form as given back, after a request that sent it again and was understood.
///
/// # Errors
/// When the database refuses.
pub async fn take_sent(req: &HttpRequest, app: &App) -> Result<()> {
    let sent = req.extensions().get::<SentAgain>().copied();
    let viewer = Viewer::of(req);
    match (sent, viewer.actor()) {
        (Some(SentAgain(id)), Actor::Applicant(account)) => {
            app.db.write(viewer.by(), async |tx| take(tx, account, id).await).await
        }
        _ => Ok(()),
    }
}

/// Marks the form as given back.
///
/// # Errors
/// When the database refuses.
pub async fn take(tx: &mut Tx<'_>, account: AccountId, id: Uuid) -> Result<()> {
    diesel::update(held_posts::table.filter(held_posts::id.eq(id).and(held_posts::account_id.eq(account.uuid()))))
        .set(held_posts::taken_at.eq(Some(tx.ctx.now)))
        .execute(tx.conn)
        .await?;
    Ok(())
}
