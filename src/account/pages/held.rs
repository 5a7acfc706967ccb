//! A form that was posted into an ended session: shown to its owner after sign-in, to be sent again or thrown away.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use uuid::Uuid;

use crate::clock;
use crate::error::Result;
use crate::paths;
use crate::reference::book;
use crate::text::Tr;
use crate::web::held::{self, HeldPost};
use crate::web::post_form::NoFields;
use crate::web::ui::SummaryRow;
use crate::web::{App, Applicant, Page, PostForm, flash, render};

#[derive(Template)]
#[template(path = "account/held.html")]
struct HeldPage {
    page: Page,
    t: Tr,
    held: HeldPost,
    shown: Vec<SummaryRow>,
}

/// Files that were chosen and are to be chosen again.
#[derive(Template)]
#[template(path = "account/held_files.html")]
struct HeldFilesPage {
    page: Page,
    t: Tr,
    held: HeldPost,
    rows: Vec<SummaryRow>,
}

/// Shows the form.
///
/// # Errors
/// [`crate::error::Error::NotFound`] for other accounts, after an hour, and once it was sent.
pub async fn show(req: HttpRequest, applicant: Applicant, app: Data<App>, id: Path<Uuid>) -> Result<HttpResponse> {
    let account = applicant.account;
    let held = app.db.read(applicant.actor(), async |tx| held::load(tx, account, *id).await).await?;
    let t = applicant.t();
    if !held.files.is_empty() {
        let rows = files(t, &held);
        return render(&HeldFilesPage { page: Page::titled(&req, "account-held-files-title"), t, rows, held });
    }
    render(&HeldPage { page: Page::titled(&req, "account-held-title"), t, shown: shown(t, &held), held })
}

/// What each file was chosen for, as far as its input is the place of a paper.
fn files(t: Tr, held: &HeldPost) -> Vec<SummaryRow> {
    let today = clock::china_day(clock::now());
    let row = |(input, name): &(String, String)| {
        let rule = book().material_of_slot(input, today);
        let label = rule.map_or_else(String::new, |rule| t.pick(&rule.zh, &rule.en).to_owned());
        let name: String = name.chars().filter(|c| !c.is_control()).take(100).collect();
        SummaryRow::new(label, name)
    };
    held.files.iter().map(row).collect()
}

/// Choices: they are sent again with the rest, but their codes tell nobody anything.
const CHOICES: [&str; 15] = [
    "province",
    "city",
    "entity_kind",
    "cert_kind",
    "cert_long_term",
    "already_filed",
    "legal_rep_cert_kind",
    "is_legal_rep",
    "same_as_entity_person",
    "service_content",
    "languages",
    "pre_approval",
    "sms",
    "terms",
    "session",
];

/// What was typed, under the words of its page, without passwords and without what the page itself put into the form.
fn shown(t: Tr, held: &HeldPost) -> Vec<SummaryRow> {
    let is_typed = |(name, value): &&(String, String)| {
        let technical = ["version", "act", "next", "to", "lang", "go"].contains(&name.as_str());
        !technical && !CHOICES.contains(&name.as_str()) && !is_secret(name) && !value.trim().is_empty()
    };
    let row = |(name, value): &(String, String)| SummaryRow::new(label(t, &held.path, name), value.clone());
    held.fields.iter().filter(is_typed).map(row).collect()
}

/// The words beside a field on the page of a filing that it was posted to.
fn label(t: Tr, path: &str, name: &str) -> String {
    let group = match path.rsplit('/').next().unwrap_or_default() {
        "new" => "type-check",
        "person" | "entity-person" => "person",
        number if number.parse::<u32>().is_ok() => "website",
        section => section,
    };
    let field = name.replace('_', "-");
    t.maybe(&format!("filing-field-{group}-{field}")).unwrap_or_else(|| t.t("account-held-entry"))
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
