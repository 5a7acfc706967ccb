//! The account's page: contact data, password, devices, language and text size.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::account::account::Account;
use crate::account::store;
use crate::auth::store as sessions;
use crate::error::Result;
use crate::paths;
use crate::text::Tr;
use crate::web::ui::SummaryRow;
use crate::web::{App, Applicant, Page, render};

#[derive(Template)]
#[template(path = "account/profile.html")]
struct ProfilePage {
    page: Page,
    t: Tr,
    rows: Vec<SummaryRow>,
    needs_mobile: bool,
}

/// Shows it.
///
/// # Errors
/// When the database refuses.
pub async fn show(req: HttpRequest, applicant: Applicant, app: Data<App>) -> Result<HttpResponse> {
    let id = applicant.account;
    let (account, devices) = app
        .db
        .read(applicant.actor(), async |tx| {
            Ok((store::load(tx, id).await?, sessions::list_of_account(tx.conn, id).await?.len()))
        })
        .await?;
    let t = applicant.t();
    let page = Page::titled(&req, "account-title");
    let needs_mobile = !account.is_mobile_confirmed;
    render(&ProfilePage { page, t, rows: rows(t, account, devices), needs_mobile })
}

fn rows(t: Tr, account: Account, devices: usize) -> Vec<SummaryRow> {
    let mut email = SummaryRow::new(t.t("account-email"), account.email).with_change(paths::account_email());
    if account.is_email_refused {
        email.warning = t.t("account-email-refused");
    }
    let mut mobile =
        SummaryRow::new(t.t("account-mobile"), account.mobile.unwrap_or_default()).with_change(paths::account_mobile());
    if account.is_mobile_refused {
        mobile.warning = t.t("account-mobile-refused");
    }
    vec![
        email,
        mobile,
        SummaryRow::new(t.t("account-password"), "••••••••").with_change(paths::account_password()),
        SummaryRow::new(t.t("account-sessions-title"), t.a1("account-sessions-count", "count", devices))
            .with_change(paths::account_sessions()),
    ]
}
