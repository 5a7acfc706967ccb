//! A form that was posted into an ended session: shown to its owner after sign-in, to be sent again or thrown away.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use uuid::Uuid;

use crate::auth::session::Whose;
use crate::error::Result;
use crate::paths;
use crate::text::Tr;
use crate::web::held::{self, HeldView};
use crate::web::post_form::NoFields;
use crate::web::{App, Applicant, Page, PostForm, flash, render};

#[derive(Template)]
#[template(path = "account/held.html")]
struct HeldPage {
    page: Page,
    t: Tr,
    held: HeldView,
}

/// Shows the form.
///
/// # Errors
/// [`crate::error::Error::NotFound`] for other accounts, after an hour, and once it was sent.
pub async fn show(req: HttpRequest, applicant: Applicant, app: Data<App>, id: Path<Uuid>) -> Result<HttpResponse> {
    let whose = Whose::Account(applicant.account);
    let held = app.db.read(applicant.actor(), async |tx| held::load(tx, whose, *id).await).await?;
    let held = HeldView::new(applicant.t(), whose, held);
    render(&HeldPage { page: Page::titled(&req, held.title()), t: applicant.t(), held })
}

/// Throws it away.
///
/// # Errors
/// When the database refuses.
pub async fn discard(
    req: HttpRequest,
    applicant: Applicant,
    app: Data<App>,
    id: Path<Uuid>,
    _: PostForm<NoFields>,
) -> Result<HttpResponse> {
    let whose = Whose::Account(applicant.account);
    app.db.write(applicant.by(), async |tx| held::take(tx, whose, *id).await).await?;
    Ok(flash::see_other_with(&req, paths::filings(), "site-held-discarded"))
}
