//! Do I need a filing, and what for: five short questions, and a list for this very case.

use actix_web::http::StatusCode;
use actix_web::web::Query;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::NaiveDate;
use serde::Deserialize;

use crate::clock;
use crate::error::Result;
use crate::form::FieldErrors;
use crate::guide::preparation;
use crate::paths;
use crate::reference::rules::INITIAL;
use crate::reference::rules::choice::Residence;
use crate::reference::{Applicant, INDIVIDUAL, MaterialRule, Province, RuleSet, book};
use crate::text::{Message, Tr};
use crate::web::cookies::{self, Prepared};
use crate::web::ui::Choice;
use crate::web::{Page, Visitor, render_with};

/// The five answers; a page of its own for each set, so that it can be printed and sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Answers {
    who: String,
    province: String,
    server: String,
    domain: String,
    content: String,
    /// The form was sent: what it lacks is told.
    asked: String,
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
    errors: FieldErrors,
    who: Vec<Choice>,
    provinces: Vec<Choice>,
    server: Vec<Choice>,
    domain: Vec<Choice>,
    content: Vec<Choice>,
    result: Option<Outcome>,
}

/// Papers that belong to one case.
struct Bundle {
    title: String,
    papers: Vec<Line>,
}

/// What the answers lead to.
struct Outcome {
    needed: bool,
    stops: Vec<Line>,
    papers: Vec<Bundle>,
    waits: Vec<Line>,
    people: Vec<Line>,
    start_url: String,
    province: String,
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
    let province = book().province(&answers.province, today);
    let errors = answers.errors(province.is_some());
    let result = province
        .filter(|_| errors.is_empty() && answers.is_complete())
        .map(|province| outcome(t, province, &answers, today));
    let prepared = result
        .as_ref()
        .filter(|result| result.needed)
        .map(|_| Prepared { province: answers.province.clone(), kind: answers.kind().unwrap_or_default().to_owned() });
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = CheckPage {
        page: Page::titled(&req, "guide-check-title"),
        t,
        errors,
        who: choices("who", &["company", "individual", "other"], &answers.who),
        provinces,
        server: choices("server", &["here", "elsewhere", "abroad"], &answers.server),
        domain: choices("domain", &["mine", "other", "none"], &answers.domain),
        content: choices("content", &["plain", "approval", "sales"], &answers.content),
        result,
    };
    let answer = render_with(status, &page)?;
    Ok(match prepared {
        Some(prepared) => cookies::prepare(&req, answer, &prepared),
        None => answer,
    })
}

/// Codes of the kinds enterprise and public institution.
const ENTERPRISE: &str = "4";
const INSTITUTION: &str = "3";

impl Answers {
    fn all(&self) -> [(&'static str, &str); 5] {
        [
            ("who", &self.who),
            ("province", &self.province),
            ("server", &self.server),
            ("domain", &self.domain),
            ("content", &self.content),
        ]
    }

    fn is_complete(&self) -> bool {
        self.all().iter().all(|(_, answer)| !answer.is_empty())
    }

    /// What is still to be answered; nothing while the questions were only opened.
    fn errors(&self, knows_province: bool) -> FieldErrors {
        let mut errors = FieldErrors::new();
        if !self.asked.is_empty() || self.is_complete() {
            let is_open = |name: &str, answer: &str| answer.is_empty() || (name == "province" && !knows_province);
            for (name, _) in self.all().into_iter().filter(|(name, answer)| is_open(name, answer)) {
                errors.add(name, Message::new("guide-check-missing"));
            }
        }
        errors
    }

    fn is_individual(&self) -> bool {
        self.who == "individual"
    }

    /// The kind of entity, where the answer leaves no choice.
    fn kind(&self) -> Option<&'static str> {
        match self.who.as_str() {
            "company" => Some(ENTERPRISE),
            "individual" => Some(INDIVIDUAL),
            _ => None,
        }
    }

    /// The kind whose papers are listed: public institutions stand for the other organisations.
    fn kind_of_papers(&self) -> &'static str {
        self.kind().unwrap_or(INSTITUTION)
    }
}

fn outcome(t: Tr, province: &Province, answers: &Answers, today: NaiveDate) -> Outcome {
    let individual = answers.is_individual();
    let applicant = Applicant { province: &province.code, entity_kind: answers.kind_of_papers(), filing_kind: INITIAL };
    let rules = book().rules(&applicant, today);
    let name = t.pick(&province.zh, &province.en).to_owned();
    let province_url = paths::guide_province(&province.code);
    if answers.server == "abroad" {
        return Outcome::not_needed(line(t, "guide-check-abroad"), name, province_url);
    }
    let mut waits = vec![
        line(t, "guide-check-wait-real-name"),
        Line {
            title: t.t("guide-check-wait-bureau-title"),
            text: t.a1("guide-check-wait-bureau-text", "days", rules.review_days().unwrap_or_default()),
        },
    ];
    if answers.content == "sales" && !individual {
        waits.push(line(t, "guide-check-licence"));
    }
    let people: &[&str] = if individual {
        &["guide-check-person-self"]
    } else {
        &["guide-check-person-legal", "guide-check-person-website"]
    };
    Outcome {
        needed: true,
        stops: stops(t, &rules, answers),
        papers: bundles(t, &province.code, answers, today),
        waits,
        people: people.iter().map(|key| line(t, key)).collect(),
        start_url: paths::filing_new_with(answers.kind().unwrap_or_default(), &province.code),
        province: name,
        province_url,
    }
}

fn line(t: Tr, key: &str) -> Line {
    Line { title: t.t(&format!("{key}-title")), text: t.t(&format!("{key}-text")) }
}

/// What must be put right before a filing can succeed.
fn stops(t: Tr, rules: &RuleSet<'_>, answers: &Answers) -> Vec<Line> {
    let individual = answers.is_individual();
    let mut keys = Vec::new();
    if answers.server == "elsewhere" {
        keys.push("guide-check-elsewhere");
    }
    match answers.domain.as_str() {
        "none" => keys.push("guide-check-no-domain"),
        "other" => keys.push("guide-check-other-domain"),
        _ => {}
    }
    if answers.content == "approval" {
        keys.push(if individual { "guide-check-approval-individual" } else { "guide-check-approval" });
    }
    match rules.residence() {
        Residence::LocalOnly => keys.push("guide-check-local-only"),
        Residence::Permit | Residence::PermitOrProof => keys.push("guide-check-permit"),
        Residence::Any => {}
    }
    keys.into_iter().map(|key| line(t, key)).collect()
}

/// The papers of the common case, then of those beside it.
fn bundles(t: Tr, province: &str, answers: &Answers, today: NaiveDate) -> Vec<Bundle> {
    let is_approved = answers.content == "approval";
    let papers = preparation::papers(book(), answers.kind_of_papers(), province, is_approved, today);
    let bundle = |key: &str, rules: Vec<&MaterialRule>| Bundle {
        title: t.t(key),
        papers: rules
            .into_iter()
            .map(|rule| Line {
                title: t.pick(&rule.zh, &rule.en).to_owned(),
                text: t.pick(&rule.hint_zh, &rule.hint_en).to_owned(),
            })
            .collect(),
    };
    let all = [
        bundle("guide-check-papers", papers.always),
        bundle("guide-check-papers-other", papers.other_person),
        bundle("guide-check-papers-elsewhere", papers.from_elsewhere),
    ];
    all.into_iter().filter(|bundle| !bundle.papers.is_empty()).collect()
}

impl Outcome {
    fn not_needed(why: Line, province: String, province_url: String) -> Self {
        Self {
            needed: false,
            stops: vec![why],
            papers: Vec::new(),
            waits: Vec::new(),
            people: Vec::new(),
            start_url: String::new(),
            province,
            province_url,
        }
    }
}
