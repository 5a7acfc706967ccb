//! What a kind of filing means before it starts: what must hold, what is filled in and handed in, who verifies, the bureau's
//! part, what follows from it.

use chrono::NaiveDate;

use crate::filing::kind::{Bureau, Class, Kind, Sms};
use crate::filing::section::Section;
use crate::filing::times::Times;
use crate::reference::material::Need;
use crate::reference::{Applicant, RuleSet, book};
use crate::text::Tr;

/// For whom a kind is spelled out.
#[derive(Debug, Clone, Copy)]
pub struct For<'a> {
    /// The kind.
    pub kind: Kind,
    /// Division code of the province.
    pub province: &'a str,
    /// Code of the kind of entity.
    pub entity_kind: &'a str,
    /// Whether its entity is on record in this account.
    pub is_here: bool,
}

/// It, spelled out.
pub struct Means {
    /// What must hold before it begins.
    pub before: Vec<String>,
    /// What follows from it; empty where a website is opened.
    pub consequences: Vec<String>,
    /// What is needed, in a sentence.
    pub needs: String,
    /// The sections that are filled in.
    pub sections: String,
    /// The papers of the matrix, with those that only some hand in marked.
    pub papers: Vec<String>,
    /// Who verifies by SMS.
    pub who: String,
    /// How long, with the bureau's part.
    pub time: String,
    /// How long it took others, or that too few filed so far.
    pub measured: Vec<String>,
}

impl Means {
    /// Spells a kind out as the rules are on a day.
    pub fn of(t: Tr, whom: For<'_>, on: NaiveDate, times: &Times) -> Self {
        let For { kind, province, entity_kind, is_here } = whom;
        let rules = book().rules(&Applicant { province, entity_kind, filing_kind: kind.code() }, on);
        let is_opening = kind.profile().class == Class::Opening;
        let lines =
            |key: String| -> Vec<String> { t.maybe(&key).unwrap_or_default().lines().map(str::to_owned).collect() };
        let slug = kind.slug();
        let (limits, bureau) = (book().limits(on), kind.profile().bureau);
        let desk = limits.review_target_working_days;
        let needs = if is_opening { format!("wizard-needs-{slug}") } else { format!("record-{slug}-needs") };
        let mut before = vec![t.t("record-before-none-open")];
        before.extend(lines(format!("record-{slug}-before")));
        Self {
            before,
            consequences: if is_opening { Vec::new() } else { lines(format!("record-{slug}-consequences")) },
            needs: t.maybe(&needs).unwrap_or_default(),
            sections: sections(t, kind, is_here).join(t.pick("、", ", ")),
            papers: papers(t, whom, &rules, on),
            who: t.t(who(kind, &rules)),
            measured: times.lines(t, limits.times_cases, bureau == Bureau::Review),
            time: match bureau {
                Bureau::Review => t.a2("record-time-bureau", "desk", desk, "days", rules.bureau_days(limits)),
                Bureau::Notice => t.a1("record-time-notice", "desk", desk),
                Bureau::None => t.a1("record-time-desk", "desk", desk),
            },
        }
    }
}

fn who(kind: Kind, rules: &RuleSet<'_>) -> &'static str {
    match kind.profile().sms {
        _ if !rules.asks_sms() => "record-sms-nobody",
        Sms::Nobody => "record-sms-nobody",
        Sms::EntityPerson => "record-sms-entity-person",
        Sms::WebsitePersons => "record-sms-website-person",
        Sms::Everybody => "record-sms-both",
    }
}

fn sections(t: Tr, kind: Kind, is_here: bool) -> Vec<String> {
    let all = [
        (Section::Operation, "wizard-task-operation"),
        (Section::Access, "wizard-access-title"),
        (Section::Entity, "wizard-entity-title"),
        (Section::EntityPerson, "wizard-entity-person-title"),
        (Section::Website, "record-website"),
        (Section::WebsitePerson, "record-website-person"),
    ];
    all.iter().filter(|(section, _)| kind.asks(*section, is_here)).map(|(_, key)| t.t(key)).collect()
}

fn papers(t: Tr, whom: For<'_>, rules: &RuleSet<'_>, on: NaiveDate) -> Vec<String> {
    let columns = whom.kind.paper_columns(whom.is_here);
    // Where a website is opened most papers turn on answers that nobody gave yet: the filing tells them.
    let is_told = |need: Need| match need {
        Need::Required => true,
        Need::Conditional => whom.kind.profile().class != Class::Opening,
        Need::Optional => false,
    };
    let asked = book().materials(whom.entity_kind, on).into_iter().filter(|rule| {
        is_told(rule.need) && rule.is_in(columns) && (!rule.by_province || rules.asks_paper(&rule.slot))
    });
    let mut names = Vec::new();
    for rule in asked {
        let name = t.pick(rule.zh.as_str(), rule.en.as_str());
        let told = if rule.need == Need::Required { name.to_owned() } else { t.a1("record-paper-if", "name", name) };
        if !names.contains(&told) {
            names.push(told);
        }
    }
    names
}
