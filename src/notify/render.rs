//! A notice in words: mail with subject, text and HTML, and SMS. Pure; words come from the Fluent file, frames from two templates.

use askama::Template;
use chrono::{DateTime, Utc};
use fluent_templates::fluent_bundle::FluentValue;

use super::facts::Facts;
use super::jobs::SendHead;
use super::notice::{Notice, Secrets};
use crate::clock;
use crate::config::{Config, Provider};
use crate::paths;
use crate::text::{Lang, Tr};

/// What every message needs of the house: its name and contacts, and where its links lead.
#[derive(Debug, Clone)]
pub struct House {
    /// The provider.
    pub provider: Provider,
    /// Scheme, host and port of the portal.
    pub portal_origin: String,
}

/// A mail in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// One line.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

/// A line of facts.
struct Row {
    label: String,
    value: String,
}

/// The one thing to do.
struct Action {
    label: String,
    url: String,
}

#[derive(Template)]
#[template(path = "mail/message.txt")]
struct TextPage<'a> {
    t: Tr,
    letter: &'a Letter,
}

#[derive(Template)]
#[template(path = "mail/message.html")]
struct HtmlPage<'a> {
    t: Tr,
    letter: &'a Letter,
}

struct Letter {
    subject: String,
    provider: String,
    phone: String,
    lead: String,
    rows: Vec<Row>,
    body: Option<String>,
    action: Option<Action>,
    is_link_gone: bool,
}

impl House {
    /// From the settings.
    pub fn of(config: &Config) -> Self {
        Self { provider: config.provider.clone(), portal_origin: config.portal_origin.clone() }
    }

    /// The same for what goes to staff: its links lead to the back office.
    pub fn of_office(config: &Config) -> Self {
        Self { portal_origin: config.office_origin.clone(), ..Self::of(config) }
    }

    fn name(&self, lang: Lang) -> &str {
        lang.pick(&self.provider.name_zh, &self.provider.name_en)
    }
}

/// The mail of a notice. Without its secrets the link is left out.
///
/// # Errors
/// When a template fails.
pub fn mail(house: &House, lang: Lang, facts: &Facts, secrets: &Secrets) -> anyhow::Result<Mail> {
    write(Tr::new(lang), letter(house, lang, facts, secrets))
}

/// Subject and plain text of the same mail, as it is shown again: without its secrets, and nobody sees its HTML.
///
/// # Errors
/// When a template fails.
pub fn shown_again(house: &House, lang: Lang, facts: &Facts) -> anyhow::Result<(String, String)> {
    let letter = letter(house, lang, facts, &Secrets::default());
    let text = TextPage { t: Tr::new(lang), letter: &letter }.render()?;
    Ok((letter.subject, text))
}

fn letter(house: &House, lang: Lang, facts: &Facts, secrets: &Secrets) -> Letter {
    let t = Tr::new(lang);
    let args = arguments(t, facts, secrets);
    let say = |part: &str| t.maybe_args(&key(&facts.notice, part), &args);
    let path = path(facts, secrets);
    Letter {
        subject: one_line(&say("subject").unwrap_or_default()),
        provider: house.name(lang).to_owned(),
        phone: house.provider.phone.clone(),
        lead: say("lead").unwrap_or_default(),
        rows: rows(t, facts),
        body: say("body"),
        is_link_gone: path.is_none() && say("action").is_some(),
        action: say("action")
            .zip(path)
            .map(|(label, path)| Action { label, url: one_line(&format!("{}{path}", house.portal_origin)) }),
    }
}

fn write(t: Tr, letter: Letter) -> anyhow::Result<Mail> {
    let text = TextPage { t, letter: &letter }.render()?;
    let html = HtmlPage { t, letter: &letter }.render()?;
    Ok(Mail { subject: letter.subject, text, html })
}

/// The mail to the former address of somebody of the staff: of sign-ins they are told elsewhere from now on, or nowhere.
///
/// # Errors
/// When a template fails.
pub fn alarms_moved(house: &House, lang: Lang, at: DateTime<Utc>) -> anyhow::Result<Mail> {
    let t = Tr::new(lang);
    let url = format!("{}{}", house.portal_origin, paths::office::me());
    let letter = Letter {
        subject: t.t("notify-alarms-moved-subject"),
        provider: house.name(lang).to_owned(),
        phone: house.provider.phone.clone(),
        lead: t.a1("notify-alarms-moved-lead", "at", t.time(at)),
        rows: Vec::new(),
        body: Some(t.t("notify-alarms-moved-body")),
        is_link_gone: false,
        action: Some(Action { label: t.t("notify-alarms-moved-action"), url }),
    };
    write(t, letter)
}

/// The mail that carries the head of the audit chain out of the house, in the language of the house.
pub fn head(house: &House, job: &SendHead) -> Mail {
    let t = Tr::new(Lang::default());
    let words = t.t("notify-head-text");
    let text = format!("{words}\n\n{}\n\n{}\n", job.line, house.name(t.lang));
    // Position, hash and time: nothing in it needs escaping.
    let html = format!("<p>{words}</p><p>{}</p>", job.line);
    Mail { subject: t.a1("notify-head-subject", "seq", job.seq.to_string()), text, html }
}

/// The SMS of a notice: one line with the provider's signature, which is registered with the carriers under its Chinese
/// name. A kind without words of its own says that there is news.
pub fn sms(house: &House, lang: Lang, facts: &Facts, secrets: &Secrets) -> String {
    let t = Tr::new(lang);
    let mut args = arguments(t, facts, secrets);
    if let Notice::RelayLink { .. } = facts.notice {
        let url = path(facts, secrets).map(|path| format!("{}{path}", house.portal_origin));
        args.push(("url", url.unwrap_or_else(|| t.t("notify-link-gone")).into()));
    }
    let words = t
        .maybe_args(&key(&facts.notice, "sms"), &args)
        .or_else(|| t.maybe_args("notify-sms-news", &args))
        .unwrap_or_default();
    one_line(&format!("【{}】{words}", house.provider.name_zh))
}

/// The subject alone, for lists.
pub fn subject(lang: Lang, facts: &Facts) -> String {
    let t = Tr::new(lang);
    let secrets = Secrets::default();
    let args = arguments(t, facts, &secrets);
    one_line(&t.maybe_args(&key(&facts.notice, "subject"), &args).unwrap_or_default())
}

/// What the owner of the filing and the desk read of a message that went to somebody else: that it went, not its words. None
/// for one that went to the owner.
pub fn to_helper(lang: Lang, facts: &Facts) -> Option<String> {
    if !facts.notice.goes_to_helper() {
        return None;
    }
    let (t, secrets) = (Tr::new(lang), Secrets::default());
    let words = t.maybe_args(&key(&facts.notice, "told"), &arguments(t, facts, &secrets));
    words.map(|words| one_line(&words))
}

fn key(notice: &Notice, part: &str) -> String {
    format!("notify-{}-{part}", notice.kind().replace('_', "-"))
}

/// Where the action leads; none for a one-time link that is gone.
fn path(facts: &Facts, secrets: &Secrets) -> Option<String> {
    let reference = facts.filing.as_ref().map_or("", |filing| filing.reference.as_str());
    let part = |name: &str| Some(paths::filing_part(reference, name));
    match &facts.notice {
        Notice::ConfirmEmail { .. }
        | Notice::EmailChanged { .. }
        | Notice::MobileChanged { .. }
        | Notice::RelayLink { .. }
        | Notice::ResetPassword { .. } => secrets.path.as_ref().map(|path| path.reveal().to_owned()),
        Notice::MobileCode { .. } => None,
        Notice::AccountClosed { .. } => Some(paths::home()),
        Notice::PasswordChanged => Some(paths::password_forgot()),
        Notice::NewDevice { office, .. } => Some(if *office { paths::office::me() } else { paths::account_sessions() }),
        Notice::AccountExists => Some(paths::sign_in()),
        Notice::ChangesRequested { .. } => part("corrections"),
        Notice::MailNeeded { .. } => part("mailing"),
        Notice::SmsNeeded { .. } | Notice::SmsReminder { .. } | Notice::CodeReminder { .. } | Notice::SmsLapsed => {
            part("sms")
        }
        Notice::ServerEnded { .. } => part("access"),
        Notice::NumberHanded { .. } | Notice::RecordReceived { .. } | Notice::CancelledByBureau { .. } => {
            Some(paths::filings())
        }
        // What no filing of the account put on record stands among its websites.
        Notice::PsbReminder { .. } | Notice::LicenceReminder { .. } | Notice::SiteFindings { .. }
            if facts.filing.is_none() =>
        {
            Some(paths::own_websites())
        }
        Notice::FilingApproved { .. }
        | Notice::PsbReminder { .. }
        | Notice::LicenceReminder { .. }
        | Notice::SiteFindings { .. } => part("next-steps"),
        Notice::FilingExpired | Notice::LookupAnswered => Some(paths::filing_new()),
        Notice::FilingSubmitted
        | Notice::FilingRejected
        | Notice::FilingAccepted
        | Notice::SentToBureau
        | Notice::BureauReview
        | Notice::BureauRefused
        | Notice::OperationDone { .. }
        | Notice::FilingWithdrawn
        | Notice::FilingExpiring { .. }
        | Notice::FilingRecalled => Some(paths::filing(reference)),
    }
}

type Arguments<'a> = Vec<(&'static str, FluentValue<'a>)>;

fn arguments<'a>(t: Tr, facts: &'a Facts, secrets: &'a Secrets) -> Arguments<'a> {
    let mut args: Arguments<'a> = Vec::new();
    if let Some(filing) = &facts.filing {
        args.push(("ref", filing.reference.as_str().into()));
    }
    match &facts.notice {
        Notice::ChangesRequested { count } => args.push(("count", (*count).into())),
        Notice::MailNeeded { until } => {
            args.push(("until", t.day(*until).into()));
            args.push(("until_short", clock::china_day(*until).to_string().into()));
        }
        Notice::SmsNeeded { until } | Notice::SmsReminder { until } | Notice::CodeReminder { until, .. } => {
            args.push(("until", t.deadline(*until).into()));
            let short = if clock::ends_china_day(*until) { "%Y-%m-%d" } else { "%Y-%m-%d %H:%M" };
            let short = until.with_timezone(&clock::china()).format(short).to_string();
            args.push(("until_short", short.into()));
        }
        Notice::FilingApproved { entity_number, website_numbers } => {
            // The number of a website begins with that of its entity: the first tells both.
            args.push(("number", website_numbers.first().unwrap_or(entity_number).as_str().into()));
            args.push(("count", website_numbers.len().into()));
        }
        Notice::RecordReceived { website } => args.push(("what", if *website { "website" } else { "record" }.into())),
        Notice::CancelledByBureau { number, what } => {
            args.push(("number", number.as_str().into()));
            args.push(("what", what.as_str().into()));
        }
        Notice::OperationDone { operation } => args.push(("operation", operation.as_str().into())),
        Notice::FilingExpiring { on, paper } => {
            args.push(("on", t.date(*on).into()));
            args.push(("on_short", on.to_string().into()));
            args.push(("awaits", if *paper { "paper" } else { "answers" }.into()));
        }
        Notice::PsbReminder { website_number, deadline } => {
            args.push(("number", website_number.as_str().into()));
            args.push(("deadline", t.date(*deadline).into()));
            args.push(("deadline_short", deadline.to_string().into()));
        }
        Notice::LicenceReminder { website_number } => args.push(("number", website_number.as_str().into())),
        Notice::SiteFindings { website_number, count } => {
            args.push(("number", website_number.as_str().into()));
            args.push(("count", (*count).into()));
        }
        Notice::NumberHanded { number } => args.push(("count", number.split(' ').count().into())),
        Notice::ServerEnded { instance } => args.push(("instance", instance.as_str().into())),
        other => args.extend(arguments_of_person(t, other, secrets)),
    }
    args
}

/// The same where a notice is about somebody's sign-in, or goes to somebody else.
fn arguments_of_person<'a>(t: Tr, notice: &'a Notice, secrets: &'a Secrets) -> Arguments<'a> {
    let mut args: Arguments<'a> = Vec::new();
    match notice {
        Notice::NewDevice { device, at, .. } => {
            let device = if device.is_empty() { t.t("site-device-unknown") } else { device.clone() };
            args.push(("device", one_line(&device).into()));
            args.push(("at", t.time(*at).into()));
        }
        Notice::RelayLink { paper_zh, paper_en, hours, is_face, .. } => {
            args.push(("task", if *is_face { "face" } else { "paper" }.into()));
            args.push(("paper", t.pick(paper_zh, paper_en).into()));
            args.push(("hours", (*hours).into()));
        }
        Notice::ConfirmEmail { hours, .. }
        | Notice::EmailChanged { hours, .. }
        | Notice::MobileChanged { hours, .. } => args.push(("hours", (*hours).into())),
        Notice::ResetPassword { minutes, .. } => args.push(("minutes", (*minutes).into())),
        Notice::MobileCode { minutes, .. } => {
            let code = secrets.code.as_ref().map_or_else(|| t.t("notify-code-gone"), |code| code.reveal().to_owned());
            args.push(("code", code.into()));
            args.push(("minutes", (*minutes).into()));
        }
        _ => {}
    }
    args
}

fn rows(t: Tr, facts: &Facts) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut add = |label: &str, value: &str| rows.push(Row { label: t.t(label), value: one_line(value) });
    if let Some(filing) = &facts.filing {
        add("notify-row-filing", &filing.reference);
        if let Some(name) = &filing.name {
            add("notify-row-entity", name);
        }
    }
    if let Notice::FilingApproved { entity_number, website_numbers } = &facts.notice {
        add("notify-row-entity-number", entity_number);
        for number in website_numbers {
            add("notify-row-website-number", number);
        }
    }
    if let Notice::NumberHanded { number } = &facts.notice {
        for number in number.split(' ') {
            add("notify-row-service-number", number);
        }
    }
    rows
}

/// One line without control or direction characters, whatever a stored text holds.
pub fn one_line(text: &str) -> String {
    let is_odd = |c: char| {
        c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    text.split(is_odd).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
