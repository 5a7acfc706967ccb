//! A form of the back office that was posted into an ended session: shown to who sent it, to be sent again or thrown away.

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
use crate::web::{App, Officer, Page, PostForm, flash, render};

#[derive(Template)]
#[template(path = "staff/held.html")]
struct HeldPage {
    page: Page,
    t: Tr,
    held: HeldView,
}

/// Shows the form.
///
/// # Errors
/// [`crate::error::Error::NotFound`] for anybody else, after an hour, and once it was sent.
pub async fn show(req: HttpRequest, officer: Officer, app: Data<App>, id: Path<Uuid>) -> Result<HttpResponse> {
    let whose = Whose::Staff(officer.staff);
    let held = app.db.read(officer.actor(), async |tx| held::load(tx, whose, *id).await).await?;
    let held = HeldView::new(officer.t(), whose, held);
    render(&HeldPage { page: Page::titled(&req, held.title()), t: officer.t(), held })
}

/// Throws it away.
///
/// # Errors
/// When the database refuses.
pub async fn discard(
    req: HttpRequest,
    officer: Officer,
    app: Data<App>,
    id: Path<Uuid>,
    _: PostForm<NoFields>,
) -> Result<HttpResponse> {
    let whose = Whose::Staff(officer.staff);
    app.db.write(officer.by(), async |tx| held::take(tx, whose, *id).await).await?;
    Ok(flash::see_other_with(&req, paths::home(), "site-held-discarded"))
}
