//! The picture of what a link brought, for the phone that sent it and as long as the link is good: as the bureau gets it, where
//! that is made by now.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use super::view::Step;
use super::{Opened, open};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::material::material::Page;
use crate::material::{self, Material, Size};
use crate::values::actor::Actor;
use crate::web::{self, App, ClientAddress, Visitor};

/// The paper that a phone sent, among those that stand; none where another took its place since.
pub(super) fn sent<'a>(opened: &Opened, papers: &'a [Material]) -> Option<&'a Material> {
    let task = &opened.found.task;
    let is_good = opened.step == Step::Done && opened.now < task.expires_at;
    papers.iter().find(|paper| is_good && paper.slot == task.target && paper.created_at <= task.changed_at)
}

/// The small picture as it is there by now.
fn size(page: &Page) -> Size {
    if page.is_made { Size::Sent } else { Size::Thumb }
}

/// The picture, or its first page.
///
/// # Errors
/// `NotFound` for another phone, and for a link that brought none; `TooMany` after many links that were none.
pub async fn show(
    req: HttpRequest,
    visitor: Visitor,
    app: Data<App>,
    client: ClientAddress,
    token: Path<String>,
) -> Result<HttpResponse> {
    let opened = open(&req, &visitor, &app, client, &token).await?.ok_or(Error::NotFound)?;
    let filing = opened.found.task.filing;
    let find = async |tx: &mut Tx<'_>| {
        let papers = material::store::list_current(tx, filing).await?;
        let paper = sent(&opened, &papers).ok_or(Error::NotFound)?;
        let page = paper.pages.first().ok_or(Error::NotFound)?;
        material::service::open_page(tx, filing, paper.id, page.number, size(page)).await
    };
    let picture = app.db.read(Actor::Helper(opened.found.task.id), find).await?;
    Ok(web::picture(material::client::read(&app.storage, &picture).await?))
}
