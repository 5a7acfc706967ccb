//! What was seen of the domains of a website from outside: beside what the applicant says, small, each with its source.

use crate::db::Tx;
use crate::error::Result;
use crate::facts::record::shown_holder;
use crate::facts::{DomainFacts, Evidence, Fact, HomePage, Why, service};
use crate::filing::application::Application;
use crate::filing::section::{Part, Section};
use crate::text::Tr;

/// A domain.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Which.
    pub domain: String,
    /// What was seen of it.
    pub lines: Vec<Line>,
    /// A person's name is shown in full.
    pub is_personal: bool,
}

/// One fact.
#[derive(Debug, Clone)]
pub struct Line {
    /// What it is.
    pub label: String,
    /// What was seen; why not, where nothing was.
    pub value: String,
    /// Where and when; empty where nothing was seen.
    pub source: String,
}

/// What was seen of the domains of a section; nothing for sections that are no website.
///
/// # Errors
/// When the database refuses.
pub async fn of_part(
    tx: &mut Tx<'_>,
    t: Tr,
    application: &Application,
    part: Option<Part>,
    is_full: bool,
) -> Result<Vec<Seen>> {
    let Some(part) = part.filter(|part| part.section() == Section::Website) else { return Ok(Vec::new()) };
    let index = (part.ordinal() as usize).saturating_sub(1);
    let Some(website) = application.websites.get(index) else { return Ok(Vec::new()) };
    let found = service::of_domains(tx, &website.details.domains).await?;
    Ok(found.iter().map(|facts| seen(t, facts, is_full)).collect())
}

fn seen(t: Tr, facts: &DomainFacts, is_full: bool) -> Seen {
    let holder = facts.holder();
    let is_personal = is_full && holder.seen().is_some_and(|(name, _)| shown_holder(name) != **name);
    let name = |name: &&str| if is_full { (*name).to_owned() } else { shown_holder(name) };
    let mut lines = vec![
        line(t, "facts-registrar", &facts.registrar(), |name| (*name).to_owned()),
        line(t, "facts-held-by", &holder, name),
        line(t, "facts-registered-on", &facts.registered_on(), |day| t.date(*day)),
        line(t, "facts-expires-on", &facts.expires_on(), |day| t.date(*day)),
    ];
    if facts.record.is_some() {
        let verified = facts.verified_on();
        let day = |day: &Option<_>| day.map_or_else(|| t.t("facts-not-verified"), |day| t.date(day));
        lines.push(line(t, "facts-verified-on", &verified, day));
    }
    lines.push(line(t, "facts-name-servers", &facts.dns, |dns| none_or(t, dns.name_servers.join("、"))));
    let addresses = |dns: &crate::facts::Dns| dns.addresses.iter().map(ToString::to_string).collect::<Vec<_>>();
    lines.push(line(t, "facts-addresses", &facts.dns, |dns| none_or(t, addresses(dns).join("、"))));
    lines.push(line(t, "facts-home-page", &facts.home_page, |page| home_page(t, page.as_ref())));
    Seen { domain: facts.domain.unicode(), lines: quiet(t, lines, facts), is_personal }
}

fn line<T>(t: Tr, label: &str, fact: &Fact<T>, show: impl Fn(&T) -> String) -> Line {
    let label = t.t(label);
    match fact {
        Fact::Known { value, evidence } => Line { label, value: show(value), source: source(t, evidence) },
        Fact::Unchecked(why) => Line { label, value: unchecked(t, *why), source: String::new() },
    }
}

/// Of a domain of which nothing could be seen one line says so.
fn quiet(t: Tr, lines: Vec<Line>, facts: &DomainFacts) -> Vec<Line> {
    let why = facts.dns.why().filter(|why| facts.record.is_none() && facts.registration.why() == Some(*why));
    match why.filter(|why| facts.home_page.why() == Some(*why)) {
        Some(why) => vec![Line { label: t.t("facts-all"), value: unchecked(t, why), source: String::new() }],
        None => lines,
    }
}

fn unchecked(t: Tr, why: Why) -> String {
    t.a1("facts-not-checked", "why", why.code())
}

fn source(t: Tr, evidence: &Evidence) -> String {
    t.message(&evidence.message())
}

fn none_or(t: Tr, text: String) -> String {
    if text.is_empty() { t.t("facts-none") } else { text }
}

fn home_page(t: Tr, page: Option<&HomePage>) -> String {
    let Some(page) = page else { return t.t("facts-leads-nowhere") };
    if let Some(host) = &page.leaves_to {
        return t.a1("facts-leaves-to", "host", host.as_str());
    }
    let mut words = vec![t.a1("facts-status", "status", page.status.to_string())];
    words.extend(Some(page.title.clone()).filter(|title| !title.is_empty()).map(|title| format!("“{title}”")));
    if let Some(number) = &page.number {
        let key = if page.links_to_ministry { "facts-number-linked" } else { "facts-number-unlinked" };
        words.push(t.a1(key, "number", number.as_str()));
    }
    words.extend(page.language.as_ref().map(|language| t.a1("facts-language", "language", language.as_str())));
    words.join(" · ")
}
