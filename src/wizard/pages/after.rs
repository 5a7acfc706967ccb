//! After the review: the SMS verification, and what is left to do once the number is there.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::TimeDelta;

use super::standing;
use crate::clock;
use crate::error::{Error, Result};
use crate::filing::state::State;
use crate::reference::province::ShownNumber;
use crate::reference::{Block, Text, blocks, book};
use crate::registry::store as registry;
use crate::text::Tr;
use crate::values::personal::Masked;
use crate::web::{App, Applicant, Page, render};
use crate::wizard::service::scene::Scene;

#[derive(Template)]
#[template(path = "wizard/sms.html")]
struct SmsPage {
    page: Page,
    t: Tr,
    reference: String,
    above: String,
    until: String,
    persons: Vec<String>,
}

/// Who must enter which code where, by when.
///
/// # Errors
/// `NotFound` for another's filing, or where nothing is to be verified.
pub async fn sms(req: HttpRequest, applicant: Applicant, app: Data<App>, path: Path<String>) -> Result<HttpResponse> {
    let t = applicant.t();
    let scene = app.db.read(applicant.actor(), async |tx| Scene::load(tx, applicant.account, &path).await).await?;
    let State::Verifying { until } = scene.filing.state else { return Err(Error::NotFound) };
    let mut persons = vec![person(&scene.drafts.entity_person.name, &scene.drafts.entity_person.mobile)];
    for ordinal in (1..=scene.drafts.website_count()).filter(|n| !scene.drafts.is_run_by_entity_person(*n)) {
        if let Some(draft) = scene.drafts.website(ordinal) {
            persons.push(person(&draft.person.name, &draft.person.mobile));
        }
    }
    persons.dedup();
    render(&SmsPage {
        page: Page::titled(&req, "wizard-sms-title"),
        t,
        reference: scene.filing.reference.to_string(),
        above: standing::above(t, &scene.filing),
        until: t.time(until),
        persons,
    })
}

fn person(name: &str, mobile: &str) -> String {
    format!("{} {}", Masked::name(name), Masked::phone(mobile))
}

/// A website with its number.
struct Site {
    name: String,
    snippet: String,
    shown: String,
}

#[derive(Template)]
#[template(path = "wizard/next_steps.html")]
struct NextStepsPage {
    page: Page,
    t: Tr,
    reference: String,
    above: String,
    entity_number: String,
    websites: Vec<Site>,
    footer_text: String,
    psb_until: String,
    psb: Vec<String>,
    licence_title: String,
    licence: Vec<String>,
}

/// Footer, PSB filing, licence.
///
/// # Errors
/// `NotFound` for another's filing, or one that is not approved.
pub async fn next_steps(
    req: HttpRequest,
    applicant: Applicant,
    app: Data<App>,
    path: Path<String>,
) -> Result<HttpResponse> {
    let t = applicant.t();
    let (scene, websites) = app
        .db
        .read(applicant.actor(), async |tx| {
            let scene = Scene::load(tx, applicant.account, &path).await?;
            let websites = registry::list_websites_of_filing(tx, scene.filing.id).await?;
            Ok((scene, websites))
        })
        .await?;
    if scene.filing.state != State::Approved {
        return Err(Error::NotFound);
    }
    let today = scene.today;
    let limits = book().limits(today);
    let approved_on = clock::china_day(scene.filing.state_since);
    let shows_entity = scene.province().is_some_and(|province| province.shown_number == ShownNumber::Entity);
    let snippet = book().text(Text::FOOTER_SNIPPET, today);
    let entity_number = websites
        .first()
        .and_then(|site| site.number.rsplit_once('-'))
        .map_or_else(String::new, |(entity, _)| entity.to_owned());
    let sites = websites.iter().map(|site| {
        let shown = if shows_entity { entity_number.clone() } else { site.number.clone() };
        let snippet = snippet.map_or_else(String::new, |text| text.filled(t.lang, &[("number", &shown)]));
        Site { name: site.name.clone(), snippet, shown }
    });
    let licence = book().text(Text::LICENCE, today);
    render(&NextStepsPage {
        page: Page::titled(&req, "wizard-next-steps-title"),
        t,
        reference: scene.filing.reference.to_string(),
        above: standing::above(t, &scene.filing),
        websites: sites.collect(),
        entity_number,
        footer_text: lines(t, book().text(Text::FOOTER, today)).join(" "),
        psb_until: t.date(approved_on + TimeDelta::days(limits.psb_days)),
        psb: lines(t, book().text(Text::PSB, today)),
        licence_title: licence.map_or_else(String::new, |text| text.title(t.lang).to_owned()),
        licence: lines(t, licence),
    })
}

/// The lines of a text, lists opened up.
pub fn lines(t: Tr, text: Option<&Text>) -> Vec<String> {
    let body = text.map_or("", |text| t.pick(&text.zh, &text.en));
    blocks(body)
        .into_iter()
        .flat_map(|block| match block {
            Block::Heading(line) | Block::Paragraph(line) => vec![line],
            Block::List(items) => items,
        })
        .collect()
}
