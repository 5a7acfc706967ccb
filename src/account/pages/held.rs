//! A form that was posted into an ended session: shown to its owner after sign-in, to be sent again or thrown away.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use uuid::Uuid;

use crate::error::Result;
use crate::paths;
use crate::text::Tr;
use crate::web::held::{self, HeldPost};
use crate::web::post_form::NoFields;
use crate::web::{App, Applicant, Page, PostForm, flash, render};

#[derive(Template)]
#[template(path = "account/held.html")]
struct HeldPage {
    page: Page,
    t: Tr,
    held: HeldPost,
    shown: Vec<(String, String)>,
}

/// Shows the form.
///
/// # Errors
/// [`crate::error::Error::NotFound`] for other accounts, after an hour, and once it was sent.
pub async fn show(req: HttpRequest, applicant: Applicant, app: Data<App>, id: Path<Uuid>) -> Result<HttpResponse> {
    let account = applicant.account;
    let held = app.db.read(applicant.actor(), async |tx| held::load(tx, account, *id).await).await?;
    let t = applicant.t();
    render(&HeldPage { page: Page::titled(&req, "account-held-title"), t, shown: shown(&held), held })
}

/// What was typed, without passwords and without what the page itself put into the form.
fn shown(held: &HeldPost) -> Vec<(String, String)> {
    let is_typed = |(name, value): &&(String, String)| {
        let technical = ["version", "act", "next", "to", "lang", "go"].contains(&name.as_str());
        !technical && !is_secret(name) && !value.trim().is_empty()
    };
    held.fields.iter().filter(is_typed).cloned().collect()
}

fn is_secret(name: &str) -> bool {
    ["password", "current", "code"].contains(&name)
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
    let account = applicant.account;
    app.db.write(applicant.by(), async |tx| held::take(tx, account, *id).await).await?;
    Ok(flash::see_other_with(&req, paths::filings(), "account-held-discarded"))
}
