//! The switches of language and of display: kept in a cookie, and in the account of who is signed in.

use actix_web::http::{Uri, header};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::Deserialize;

use super::cookies::Purpose;
use super::state::{App, SiteState};
use super::{PostForm, Visitor, cookies, see_other};
use crate::db::Tx;
use crate::error::Result;
use crate::paths;
use crate::schema::{accounts, staff};
use crate::text::Lang;
use crate::values::actor::Actor;

/// The language switch.
#[derive(Debug, Deserialize)]
pub struct LanguageForm {
    #[serde(default)]
    lang: String,
    #[serde(default)]
    to: String,
    /// A form that was refused.
    #[serde(rename = "_typed")]
    typed: Option<String>,
}

/// Changes the language. A form that was refused is sent to its page again, which refuses it in the other language. A
/// language that is none of ours changes nothing: the page comes again as it was.
///
/// # Errors
/// When the database refuses.
pub async fn language(
    req: HttpRequest,
    visitor: Visitor,
    app: Data<App>,
    PostForm(form): PostForm<LanguageForm>,
) -> Result<HttpResponse> {
    let to = if form.to.is_empty() { page_before(&req) } else { local(&form.to) };
    let mut response = match form.typed {
        Some(_) => HttpResponse::TemporaryRedirect().insert_header((header::LOCATION, to)).finish(),
        None => see_other(to),
    };
    let Some(lang) = Lang::from_code(&form.lang) else { return Ok(response) };
    app.db.write(visitor.by(), async |tx| keep_language(tx, lang).await).await?;
    if let Some(state) = SiteState::of(&req) {
        let _ = response.add_cookie(&cookies::kept(state, Purpose::Language, lang.code()));
    }
    Ok(response)
}

/// The language that was chosen in this browser.
pub fn chosen_language(req: &HttpRequest) -> Option<Lang> {
    cookies::value(req, Purpose::Language).and_then(|code| Lang::from_code(&code))
}

/// Keeps the language of who acts in their account: what is chosen before signing in holds afterwards.
///
/// # Errors
/// When the database refuses.
pub async fn keep_language(tx: &mut Tx<'_>, lang: Lang) -> Result<()> {
    match tx.ctx.actor {
        Actor::Applicant(id) => {
            diesel::update(accounts::table.find(id.uuid()))
                .set(accounts::language.eq(lang.code()))
                .execute(tx.conn)
                .await?
        }
        Actor::Staff(id, _) => {
            diesel::update(staff::table.find(id.uuid())).set(staff::language.eq(lang.code())).execute(tx.conn).await?
        }
        _ => 0,
    };
    Ok(())
}

/// The switch of text size (portal) and of light and dark (back office).
#[derive(Debug, Deserialize)]
pub struct DisplayForm {
    large_text: Option<String>,
    dark: Option<String>,
    #[serde(default)]
    to: String,
}

/// Changes text size or darkness.
///
/// # Errors
/// When the database refuses.
pub async fn display(
    req: HttpRequest,
    visitor: Visitor,
    app: Data<App>,
    PostForm(form): PostForm<DisplayForm>,
) -> Result<HttpResponse> {
    app.db.write(visitor.by(), async |tx| keep_display(tx, &form).await).await?;
    let mut response = see_other(local(&form.to));
    if let (Some(state), Some(size)) = (SiteState::of(&req), &form.large_text) {
        let _ = response.add_cookie(&cookies::kept(state, Purpose::LargeText, if size == "on" { "on" } else { "off" }));
    }
    Ok(response)
}

async fn keep_display(tx: &mut Tx<'_>, form: &DisplayForm) -> Result<()> {
    let is_on = |switch: &Option<String>| switch.as_deref() == Some("on");
    match tx.ctx.actor {
        Actor::Applicant(id) if form.large_text.is_some() => {
            diesel::update(accounts::table.find(id.uuid()))
                .set(accounts::large_text.eq(is_on(&form.large_text)))
                .execute(tx.conn)
                .await?
        }
        Actor::Staff(id, _) if form.dark.is_some() => {
            // Neither is chosen any more where the system is to decide.
            let dark = form.dark.as_deref().filter(|dark| *dark != "system").map(|dark| dark == "on");
            diesel::update(staff::table.find(id.uuid())).set(staff::dark.eq(dark)).execute(tx.conn).await?
        }
        _ => 0,
    };
    Ok(())
}

/// The page on which a form without an address of its own stood.
fn page_before(req: &HttpRequest) -> String {
    let told = req.headers().get(header::REFERER).and_then(|value| value.to_str().ok()?.parse::<Uri>().ok());
    told.and_then(|uri| uri.path_and_query().map(|whole| local(whole.as_str()))).unwrap_or_else(paths::home)
}

/// Where to go back to: only a path of this site.
pub fn local(to: &str) -> String {
    let is_path = to.starts_with('/') && !to.starts_with("//") && !to.contains(['\\', '\r', '\n', '\t']);
    if is_path { to.to_owned() } else { paths::home() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_path_of_this_site_is_followed() {
        for (to, goes) in [
            ("/filings?x=1", "/filings?x=1"),
            ("https://evil.example", "/"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("/a\r\nX: y", "/"),
            ("", "/"),
        ] {
            assert_eq!(local(to), goes, "{to}");
        }
    }
}
