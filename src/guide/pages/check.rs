//! Do I need a filing, and what for: five short questions, and a list for this very case.

use std::collections::BTreeMap;

use actix_web::web::Query;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use crate::clock;
use crate::error::Result;
use crate::paths;
use crate::reference::material::Need;
use crate::reference::province::{Individuals, Permit};
use crate::reference::{INDIVIDUAL, MaterialRule, Province, book};
use crate::text::{Lang, Message, Tr};
use crate::web::ui::Choice;
use crate::web::{Page, Visitor, render};

/// The five answers; a page of its own for each set, so that it can be printed and sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Answers {
    who: String,
    province: String,
    server: String,
    domain: String,
    content: String,
}

/// One line of the list, with what it is about.
struct Line {
    title: String,
    text: String,
}

#[derive(Template)]
#[template(path = "guide/check.html")]
struct CheckPage {
    page: Page,
    t: Tr,
    errors: BTreeMap<&'static str, Message>,
    who: Vec<Choice>,
    provinces: Vec<Choice>,
    server: Vec<Choice>,
    domain: Vec<Choice>,
    content: Vec<Choice>,
    result: Option<Outcome>,
}

/// What the answers lead to.
struct Outcome {
    needed: bool,
    stops: Vec<Line>,
    papers: Vec<Line>,
    waits: Vec<Line>,
    people: Vec<Line>,
    start_url: String,
    province_url: String,
}

/// The questions, and below them the list once they are answered.
///
/// # Errors
/// When the template cannot be rendered.
pub async fn show(req: HttpRequest, visitor: Visitor, answers: Query<Answers>) -> Result<HttpResponse> {
    let t = visitor.t();
    let today = clock::china_day(clock::now());
    let choices = |name: &str, values: &[&str], current: &str| -> Vec<Choice> {
        values.iter().map(|v| Choice::new(*v, t.t(&format!("guide-check-{name}-{v}")), current)).collect()
    };
    let provinces = book()
        .provinces(today)
        .into_iter()
        .map(|p| Choice::new(p.code.clone(), visitor.lang.pick(&p.zh, &p.en), &answers.province))
        .collect();
    let result = book().province(&answers.province, today).filter(|_| answers.is_complete()).map(|province| {
        let papers =
            book().materials(if answers.who == "individual" { INDIVIDUAL } else { ENTERPRISE }, &province.code, today);
        outcome(t, visitor.lang, province, &answers, &papers)
    });
    render(&CheckPage {
        page: Page::titled(&req, "guide-check-title"),
        t,
        errors: BTreeMap::new(),
        who: choices("who", &["organisation", "individual"], &answers.who),
        provinces,
        server: choices("server", &["here", "elsewhere", "abroad"], &answers.server),
        domain: choices("domain", &["mine", "other", "none"], &answers.domain),
        content: choices("content", &["plain", "approval", "sales"], &answers.content),
        result,
    })
}

/// Code of the kind enterprise: the commonest organisation, whose papers stand for the others' here.
const ENTERPRISE: &str = "4";

impl Answers {
    fn is_complete(&self) -> bool {
        [&self.who, &self.server, &self.domain, &self.content].iter().all(|answer| !answer.is_empty())
    }
}

fn outcome(t: Tr, lang: Lang, province: &Province, answers: &Answers, papers: &[&MaterialRule]) -> Outcome {
    let individual = answers.who == "individual";
    let line = |key: &str| Line { title: t.t(&format!("{key}-title")), text: t.t(&format!("{key}-text")) };
    let mut stops = Vec::new();
    if answers.server == "abroad" {
        return Outcome::not_needed(line("guide-check-abroad"), province);
    }
    if answers.server == "elsewhere" {
        stops.push(line("guide-check-elsewhere"));
    }
    if answers.domain != "mine" {
        stops.push(line(if answers.domain == "none" { "guide-check-no-domain" } else { "guide-check-other-domain" }));
    }
    if answers.content == "approval" {
        stops.push(line(if individual { "guide-check-approval-individual" } else { "guide-check-approval" }));
    }
    if individual && province.individuals == Individuals::LocalIdOnly {
        stops.push(line("guide-check-local-only"));
    } else if individual && matches!(province.permit, Permit::Required | Permit::RequiredOrOtherProof) {
        stops.push(line("guide-check-permit"));
    }
    let papers = papers
        .iter()
        .filter(|rule| rule.need == Need::Required)
        .map(|rule| Line {
            title: lang.pick(&rule.zh, &rule.en).to_owned(),
            text: lang.pick(&rule.hint_zh, &rule.hint_en).to_owned(),
        })
        .collect();
    let mut waits = vec![
        line("guide-check-wait-real-name"),
        Line {
            title: t.t("guide-check-wait-bureau-title"),
            text: t.a1("guide-check-wait-bureau-text", "days", province.review_days),
        },
    ];
    if answers.content == "sales" && !individual {
        waits.push(line("guide-check-licence"));
    }
    let people = if individual {
        vec![line("guide-check-person-self")]
    } else {
        vec![line("guide-check-person-legal"), line("guide-check-person-website")]
    };
    Outcome {
        needed: true,
        stops,
        papers,
        waits,
        people,
        start_url: format!(
            "{}?kind={}&province={}",
            paths::filing_new(),
            if individual { INDIVIDUAL } else { ENTERPRISE },
            province.code
        ),
        province_url: paths::guide_province(&province.code),
    }
}

impl Outcome {
    fn not_needed(why: Line, province: &Province) -> Self {
        Self {
            needed: false,
            stops: vec![why],
            papers: Vec::new(),
            waits: Vec::new(),
            people: Vec::new(),
            start_url: String::new(),
            province_url: paths::guide_province(&province.code),
        }
    }
}
