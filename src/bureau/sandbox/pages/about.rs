//! What the sandbox is, how to use it, and what it chose where the interface is silent.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use super::{page, switches};
use crate::bureau::result_code;
use crate::bureau::sandbox::server::Site;
use crate::bureau::sandbox::settings::Unit;
use crate::bureau::soap::Service;

#[derive(Template)]
#[template(path = "bureau/sandbox/about.html")]
struct About {
    origin: String,
    paths: Vec<&'static str>,
    units: Vec<Unit>,
    version: String,
    ways: Vec<Way>,
    /// Names of rules and switches, with what each does.
    switches: Vec<(&'static str, &'static str)>,
    settings: String,
}

/// A code with what it means and when it comes.
#[derive(Deserialize)]
struct Way {
    code: i64,
    zh: String,
    en: String,
    #[serde(skip)]
    meaning_zh: &'static str,
    #[serde(skip)]
    meaning_en: &'static str,
}

fn ways() -> Vec<Way> {
    let table = csv::Reader::from_reader(include_str!("../data/ways.csv").as_bytes()).into_deserialize();
    let meant = |way: Way| match result_code::of_call(way.code) {
        Some(row) => Way { meaning_zh: &row.zh, meaning_en: &row.en, ..way },
        None => way,
    };
    table.filter_map(Result::ok).map(meant).collect()
}

/// Shows the documentation.
pub async fn show(request: HttpRequest, site: Data<Site>) -> HttpResponse {
    let connection = request.connection_info();
    let origin = format!("{}://{}", connection.scheme(), connection.host());
    let settings = site.with(|world| world.settings.clone());
    let text = serde_json::to_string_pretty(&settings).unwrap_or_default();
    page(&About {
        origin,
        paths: Service::ALL.into_iter().map(Service::path).collect(),
        units: settings.units,
        version: settings.version,
        ways: ways(),
        switches: switches::labels(),
        settings: text,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_an_answer_has_its_way() {
        let codes: Vec<i64> = ways().iter().map(|way| way.code).collect();
        assert_eq!(codes, (0..=22).chain([901, 902, 999]).collect::<Vec<_>>());
        assert!(ways().iter().all(|way| !way.meaning_zh.is_empty() && !way.meaning_en.is_empty()));
    }
}
