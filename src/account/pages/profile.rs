//! The account's page: contact data, password, devices, language and text size.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use crate::account::account::Account;
use crate::account::store;
use crate::auth::store as sessions;
use crate::error::Result;
use crate::form::FieldErrors;
use crate::notify::notice::SmsWishes;
use crate::paths;
use crate::text::Tr;
use crate::web::ui::{Choice, SummaryRow};
use crate::web::{App, Applicant, Page, PostForm, flash, render};

#[derive(Template)]
#[template(path = "account/profile.html")]
struct ProfilePage {
    page: Page,
    t: Tr,
    rows: Vec<SummaryRow>,
    devices: usize,
    needs_mobile: bool,
    topics: Vec<Choice>,
    errors: FieldErrors,
}

/// Which news come by SMS too.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct TopicsForm {
    sms: Vec<String>,
}

impl TopicsForm {
    fn wishes(&self) -> SmsWishes {
        let has = |code: &str| self.sms.iter().any(|chosen| chosen == code);
        SmsWishes { results: has(RESULTS), reminders: has(REMINDERS), progress: has(PROGRESS) }
    }
}

/// The topics as the form posts them.
const RESULTS: &str = "results";
const REMINDERS: &str = "reminders";
const PROGRESS: &str = "progress";

/// Shows it.
///
/// # Errors
/// When the database refuses.
pub async fn show(req: HttpRequest, applicant: Applicant, app: Data<App>) -> Result<HttpResponse> {
    let id = applicant.account;
    let (account, devices) = app
        .db
        .read(applicant.actor(), async |tx| {
            Ok((store::load(tx, id).await?, sessions::list_of_account(tx, id).await?.len()))
        })
        .await?;
    let t = applicant.t();
    let page = Page::titled(&req, "account-title");
    let needs_mobile = !account.is_mobile_confirmed;
    let topics = topics(t, account.wishes);
    render(&ProfilePage { page, t, rows: rows(t, account), devices, needs_mobile, topics, errors: FieldErrors::new() })
}

fn topics(t: Tr, wishes: SmsWishes) -> Vec<Choice> {
    let choice = |value: &str, chosen: bool, label: &str, hint: &str| Choice {
        value: value.to_owned(),
        label: t.t(label),
        hint: t.t(hint),
        chosen,
    };
    vec![
        choice(RESULTS, wishes.results, "account-sms-results", "account-sms-results-hint"),
        choice(REMINDERS, wishes.reminders, "account-sms-reminders", "account-sms-reminders-hint"),
        choice(PROGRESS, wishes.progress, "account-sms-progress", "account-sms-progress-hint"),
    ]
}

/// Keeps which news come by SMS too.
///
/// # Errors
/// When the database refuses.
pub async fn save(
    req: HttpRequest,
    applicant: Applicant,
    app: Data<App>,
    PostForm(form): PostForm<TopicsForm>,
) -> Result<HttpResponse> {
    let (id, wishes) = (applicant.account, form.wishes());
    app.db.write(applicant.by(), async |tx| store::update_wishes(tx, id, wishes).await).await?;
    Ok(flash::see_other_with(&req, paths::account(), "account-sms-saved"))
}

fn rows(t: Tr, account: Account) -> Vec<SummaryRow> {
    let mut email = SummaryRow::new(t.t("account-email"), account.email).with_change(paths::account_email());
    if account.is_email_refused {
        email.warning = t.t("account-email-refused");
    }
    let mut mobile =
        SummaryRow::new(t.t("account-mobile"), account.mobile.unwrap_or_default()).with_change(paths::account_mobile());
    if account.is_mobile_refused {
        mobile.warning = t.t("account-mobile-refused");
    }
    vec![email, mobile, SummaryRow::new(t.t("account-password"), "••••••••").with_change(paths::account_password())]
}
