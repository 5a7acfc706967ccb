//! A letter or form with what was filled in, to be printed, signed, sealed and uploaded.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::error::{Error, Result};
use crate::filing::checks::Facts;
use crate::filing::letter::{Filled, fill};
use crate::filing::needed::{Needed, needed_by};
use crate::paths;
use crate::reference::{Block, book};
use crate::text::Tr;
use crate::web::{App, Applicant, Page, render};
use crate::wizard::service::scene::Scene;

#[derive(Template)]
#[template(path = "wizard/letter.html")]
struct LetterPage {
    page: Page,
    t: Tr,
    reference: String,
    slot: String,
    letter: Filled,
}

/// Where the letter of a paper is printed, while the paper can be sent and whoever files has use for one.
pub fn link(scene: &Scene, needed: &Needed) -> Option<String> {
    let letter = book().letter(&needed.rule.slot, scene.days().rules)?;
    let is_theirs = !letter.signs(scene.drafts.filer().individual).is_empty();
    let is_open = scene.editable.allows_paper(&needed.slot);
    (is_theirs && is_open).then(|| paths::filing_letter(&scene.filing.reference, &needed.slot))
}

/// Shows one that the filing needs or may have.
///
/// # Errors
/// `NotFound` for another's filing and for a paper that is no letter.
pub async fn show(
    req: HttpRequest,
    applicant: Applicant,
    app: Data<App>,
    path: Path<(String, String)>,
) -> Result<HttpResponse> {
    let (reference, slot) = path.into_inner();
    let scene = app.db.read(applicant.actor(), async |tx| Scene::load(tx, applicant.account, &reference).await).await?;
    let content = scene.drafts.read(book(), scene.days());
    let facts = Facts::new(&scene.drafts, &content, book(), scene.days());
    let paper = needed_by(&facts).into_iter().find(|needed| needed.slot == slot).ok_or(Error::NotFound)?;
    let letter = book().letter(&paper.rule.slot, facts.rules_day).ok_or(Error::NotFound)?;
    let t = applicant.t();
    render(&LetterPage {
        page: Page::new(&req, t.pick(&paper.rule.zh, &paper.rule.en)),
        t,
        reference,
        slot,
        letter: fill(letter, &facts, paper.website),
    })
}
