//! The rules of one province in plain words, written from the rule book.

use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::clock;
use crate::error::{Error, Result};
use crate::guide::rules::{Told, told};
use crate::reference::{Province, Source, book};
use crate::text::Tr;
use crate::web::{Page, Visitor, render};

#[derive(Template)]
#[template(path = "guide/province.html")]
struct ProvincePage {
    page: Page,
    t: Tr,
    province: &'static Province,
    told: Told,
    sources: Vec<&'static Source>,
    as_of: String,
}

/// One province.
///
/// # Errors
/// [`Error::NotFound`] for a code that is no province's.
pub async fn show(req: HttpRequest, visitor: Visitor, code: Path<String>) -> Result<HttpResponse> {
    let today = clock::china_day(clock::now());
    let province = book().province(&code, today).ok_or(Error::NotFound)?;
    let t = visitor.t();
    let sources = book().sources_of(&province.source, today);
    let name = visitor.lang.pick(&province.zh, &province.en);
    render(&ProvincePage {
        page: Page::new(&req, t.a1("guide-province-title", "name", name)),
        t,
        province,
        told: told(t, book(), &province.code, today),
        as_of: as_of(t, &sources),
        sources,
    })
}

/// The day of the newest source.
pub(super) fn as_of(t: Tr, sources: &[&Source]) -> String {
    let newest = sources.iter().filter_map(|source| source.as_of).max();
    newest.map(|day| t.a1("guide-sources-as-of", "day", t.date(day))).unwrap_or_default()
}
