//! Claiming a record that lies here without an account, from a filing that met it: what it means, then the claim.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::means::{For, Means};
use crate::clock;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::filing::application::TypeCheck;
use crate::filing::kind::Kind;
use crate::filing::service::{self, StartFiling};
use crate::filing::store::times;
use crate::form;
use crate::paths;
use crate::reference::book;
use crate::registry::entity::{Entity, entity_hash};
use crate::registry::store as registry;
use crate::text::Tr;
use crate::web::flash::see_other_with;
use crate::web::post_form::NoFields;
use crate::web::{App, Applicant, Page, PostForm, render};
use crate::wizard::service::scene::Scene;

#[derive(Template)]
#[template(path = "wizard/claim.html")]
struct ClaimPage {
    page: Page,
    t: Tr,
    above: String,
    action: String,
    back: String,
    means: Means,
}

/// The type check of a filing, and the record of its entity that belongs to no account.
///
/// # Errors
/// `NotFound` for another's filing, or where no such record lies here.
async fn unclaimed(tx: &mut Tx<'_>, applicant: &Applicant, reference: &str) -> Result<(Scene, TypeCheck, Entity)> {
    let scene = Scene::load(tx, applicant.account, reference).await?;
    let check = form::check(&scene.drafts.type_check, book(), scene.today).map_err(|_| Error::NotFound)?;
    let hash = entity_hash(tx.sealer, &check.entity_key());
    let found = registry::find_entity(tx, &hash).await?;
    let entity = found.filter(|entity| entity.account.is_none() && entity.cancelled_on.is_none());
    Ok((scene, check, entity.ok_or(Error::NotFound)?))
}

/// What claiming means.
///
/// # Errors
/// `NotFound` for another's filing, or where nothing is to be claimed.
pub async fn show(req: HttpRequest, applicant: Applicant, app: Data<App>, path: Path<String>) -> Result<HttpResponse> {
    let (scene, check, times) = app
        .db
        .read(applicant.actor(), async |tx| {
            let (scene, check, _) = unclaimed(tx, &applicant, &path).await?;
            let times = times::of(tx.conn, &check.province, Kind::Claim).await?;
            Ok((scene, check, times))
        })
        .await?;
    let t = applicant.t();
    let TypeCheck { province, entity_kind, .. } = &check;
    let whom = For { kind: Kind::Claim, province, entity_kind, is_here: false };
    render(&ClaimPage {
        page: Page::new(&req, t.t(&Kind::Claim.key())),
        t,
        above: scene.filing.reference.to_string(),
        action: paths::filing_part(&scene.filing.reference, "claim"),
        back: paths::filing(&scene.filing.reference),
        means: Means::of(t, whom, clock::china_day(clock::now()), &times),
    })
}

/// Begins the claim.
///
/// # Errors
/// `NotFound` for another's filing, or where nothing is to be claimed.
pub async fn save(
    req: HttpRequest,
    applicant: Applicant,
    app: Data<App>,
    path: Path<String>,
    _: PostForm<NoFields>,
) -> Result<HttpResponse> {
    let begun = app
        .db
        .write(applicant.by(), async |tx| {
            let (_, check, entity) = unclaimed(tx, &applicant, &path).await?;
            let begin = StartFiling { entity: Some(entity.id), ..StartFiling::new(Kind::Claim, check) };
            service::start(tx, applicant.account, begin).await
        })
        .await?;
    Ok(see_other_with(&req, paths::filing(&begun), "wizard-started"))
}
