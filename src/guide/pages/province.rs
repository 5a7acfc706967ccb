//! The rules of one province in plain words, written from the rule data.

use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::clock;
use crate::error::{Error, Result};
use crate::reference::province::{DomainHolder, EntityPersonRule, Individuals, Mailing, Permit, PhoneRule};
use crate::reference::{Province, Source, book};
use crate::text::Tr;
use crate::web::ui::SummaryRow;
use crate::web::{Page, Visitor, render};

#[derive(Template)]
#[template(path = "guide/province.html")]
struct ProvincePage {
    page: Page,
    t: Tr,
    province: &'static Province,
    people: Vec<SummaryRow>,
    website: Vec<SummaryRow>,
    review: Vec<SummaryRow>,
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
        people: people(t, province),
        website: website(t, province),
        review: review(t, province),
        as_of: as_of(t, &sources),
        sources,
    })
}

/// The day of the newest source.
fn as_of(t: Tr, sources: &[&Source]) -> String {
    let newest = sources.iter().filter_map(|source| source.as_of).max();
    newest.map(|day| t.a1("guide-sources-as-of", "day", t.date(day))).unwrap_or_default()
}

fn row(t: Tr, key: &str, value: String) -> SummaryRow {
    SummaryRow::new(t.t(key), value)
}

fn people(t: Tr, p: &Province) -> Vec<SummaryRow> {
    let individuals = match p.individuals {
        Individuals::Yes => "guide-individuals-yes",
        Individuals::LocalIdOnly => "guide-individuals-local",
    };
    let permit = match p.permit {
        Permit::Required => "guide-permit-required",
        Permit::RequiredOrOtherProof => "guide-permit-or-proof",
        Permit::NotRequired => "guide-permit-not-required",
        Permit::NotAccepted => "guide-permit-not-accepted",
    };
    let entity_person = match p.entity_person {
        EntityPersonRule::Required => "guide-entity-person-required",
        EntityPersonRule::LetterAllowed => "guide-entity-person-letter",
        EntityPersonRule::Optional => "guide-entity-person-optional",
    };
    let phone = match p.phone {
        PhoneRule::Required => "guide-phone-required",
        PhoneRule::RequiredNonlocalIndividual => "guide-phone-nonlocal",
        PhoneRule::Recommended => "guide-phone-recommended",
        PhoneRule::NotRequired => "guide-phone-not-required",
    };
    vec![
        row(t, "guide-individuals", t.t(individuals)),
        row(t, "guide-permit", t.t(permit)),
        row(t, "guide-entity-person", t.t(entity_person)),
        row(t, "guide-age", age(t, p)),
        row(t, "guide-phone", t.t(phone)),
    ]
}

fn age(t: Tr, p: &Province) -> String {
    let (org, individual) = (p.min_age_org, p.min_age_individual);
    if org == individual {
        t.a1("guide-age-one", "age", org)
    } else {
        t.a2("guide-age-value", "org", org, "individual", individual)
    }
}

fn website(t: Tr, p: &Province) -> Vec<SummaryRow> {
    let holder = match p.domain_holder {
        DomainHolder::Organisation => "guide-holder-organisation",
        DomainHolder::LegalRep => "guide-holder-legal-rep",
        DomainHolder::Wider => "guide-holder-wider",
    };
    let domains = if p.one_domain_per_website { "guide-domains-one" } else { "guide-domains-several" };
    vec![
        row(t, "guide-domain-days", t.a1("guide-domain-days-value", "days", p.domain_min_days)),
        row(t, "guide-holder", t.t(holder)),
        row(t, "guide-domains", t.t(domains)),
    ]
}

fn review(t: Tr, p: &Province) -> Vec<SummaryRow> {
    let mailing = match p.mailing {
        Mailing::Conditional => "guide-mailing-conditional",
        Mailing::NoneKnown => "guide-mailing-none",
    };
    vec![
        row(t, "guide-review-days", t.a1("guide-review-days-value", "days", p.review_days)),
        row(t, "guide-sms", t.a1("guide-sms-value", "day", t.date(p.sms_from))),
        row(t, "guide-mailing", t.t(mailing)),
    ]
}
