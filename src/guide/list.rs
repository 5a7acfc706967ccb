//! The list for one case: papers, people, rules and times, from the same data by which a filing is judged.

use chrono::NaiveDate;

use super::answers::{Case, Holding, Place, Purpose};
use super::preparation;
use super::rules::{self, Group};
use crate::filing::checks::of_name;
use crate::filing::times::{Span, Times};
use crate::reference::rules::choice::{ApprovalSites, Mailing, PaidSites, Residence};
use crate::reference::rules::{INITIAL, Sort, origin};
use crate::reference::{Applicant, MaterialRule, Reference, RuleSet};
use crate::text::{Message, Tr};

/// One line, with what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What.
    pub title: String,
    /// More of it.
    pub text: String,
    /// Where it comes from; empty where another rule of the list tells it.
    pub origin: String,
}

/// Papers that belong to one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// When they are due.
    pub title: String,
    /// The papers.
    pub papers: Vec<Line>,
}

/// What the answers lead to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct List {
    /// Whether anything is to be filed.
    pub needed: bool,
    /// What must be put right before a filing can succeed.
    pub stops: Vec<Line>,
    /// The papers of the common case, then of those beside it.
    pub papers: Vec<Bundle>,
    /// Everything asked, by topic.
    pub rules: Vec<Group>,
    /// Who must be reachable and verify.
    pub people: Vec<Line>,
    /// What the server must be.
    pub server: Vec<Line>,
    /// What takes how long.
    pub waits: Vec<Line>,
}

/// Writes the list of a case.
pub fn list(t: Tr, book: &Reference, case: &Case<'_>, today: NaiveDate, times: &Times) -> List {
    if case.server == Place::Abroad {
        return List { stops: vec![line(t, "guide-check-abroad")], ..List::default() };
    }
    let applicant = Applicant { province: &case.province.code, entity_kind: case.kind_of_rules, filing_kind: INITIAL };
    let rules = book.rules(&applicant, today);
    List {
        needed: true,
        stops: stops(t, book, &rules, case, today),
        papers: papers(t, book, &rules, case, today),
        rules: rules::asked(t, book, &rules, today),
        people: people(t, book, &rules, case, today),
        server: if case.server == Place::Here { server(t, book, today) } else { Vec::new() },
        waits: waits(t, book, &rules, case, today, times),
    }
}

fn line(t: Tr, key: &str) -> Line {
    Line { title: t.t(&format!("{key}-title")), text: t.t(&format!("{key}-text")), origin: String::new() }
}

fn line_with(t: Tr, key: &'static str, text: Message) -> Line {
    Line { title: t.t(key), text: t.message(&text), origin: String::new() }
}

/// Where numbers of the limits come from.
fn of_limits(t: Tr, book: &Reference, keys: &[&str], today: NaiveDate) -> String {
    let rows = book.limit_rows(today).into_iter().filter(|row| keys.contains(&row.key.as_str()));
    let mut told: Vec<String> = rows.map(|row| origin(t, book, [row.from, row.to], &row.source, today)).collect();
    told.dedup();
    told.join(t.pick("；", "; "))
}

fn stops(t: Tr, book: &Reference, rules: &RuleSet<'_>, case: &Case<'_>, today: NaiveDate) -> Vec<Line> {
    let mut keys = Vec::new();
    if case.server == Place::Elsewhere {
        keys.push("guide-check-elsewhere");
    }
    match case.domain {
        Holding::None => keys.push("guide-check-no-domain"),
        Holding::Other => keys.push("guide-check-other-domain"),
        Holding::Mine => {}
    }
    match (case.content, rules.approval_sites(), rules.paid_sites()) {
        (Purpose::Approval, ApprovalSites::Refused, _) => keys.push("guide-check-approval-individual"),
        (Purpose::Approval, ApprovalSites::Document, _) => keys.push("guide-check-approval"),
        (Purpose::Sales, _, PaidSites::Refused) => keys.push("guide-check-sales-individual"),
        (Purpose::Sales, _, PaidSites::Licence) | (Purpose::Plain, ..) => {}
    }
    match rules.residence() {
        Residence::LocalOnly => keys.push("guide-check-local-only"),
        Residence::Permit | Residence::PermitOrProof => keys.push("guide-check-permit"),
        Residence::Any => {}
    }
    let of_domain = case.name.iter().flat_map(|name| {
        let found = of_name(name, rules, book, &case.province.code, today);
        let way = t.t("filing-suffix-way");
        found.into_iter().map(move |message| Line {
            title: t.a1("guide-check-name-title", "domain", name.unicode()),
            text: format!("{}{}{way}", t.message(&message), t.pick("", " ")),
            origin: String::new(),
        })
    });
    keys.into_iter().map(|key| line(t, key)).chain(of_domain).collect()
}

fn papers(t: Tr, book: &Reference, rules: &RuleSet<'_>, case: &Case<'_>, today: NaiveDate) -> Vec<Bundle> {
    let is_approved = case.content == Purpose::Approval && rules.approval_sites() == ApprovalSites::Document;
    let papers = preparation::papers(book, case.kind_of_rules, &case.province.code, is_approved, today);
    let paper = |rule: &MaterialRule| Line {
        title: t.pick(&rule.zh, &rule.en).to_owned(),
        text: t.pick(&rule.hint_zh, &rule.hint_en).to_owned(),
        origin: origin(t, book, [rule.from, rule.to], &rule.source, today),
    };
    let bundle = |key: &str, rules: Vec<&MaterialRule>| Bundle {
        title: t.t(key),
        papers: rules.into_iter().map(paper).collect(),
    };
    let all = [
        bundle("guide-check-papers", papers.always),
        bundle("guide-check-papers-other", papers.other_person),
        bundle("guide-check-papers-elsewhere", papers.from_elsewhere),
    ];
    all.into_iter().filter(|bundle| !bundle.papers.is_empty()).collect()
}

/// The persons in charge: who they are, what they do, and by when they verify.
fn people(t: Tr, book: &Reference, rules: &RuleSet<'_>, case: &Case<'_>, today: NaiveDate) -> Vec<Line> {
    let mut people = if case.is_individual() {
        vec![line(t, "guide-check-person-self")]
    } else {
        let who = t.t(rules.legal_rep().key());
        let entity = Message::new("guide-check-person-entity-text").with("who", who);
        vec![line_with(t, "guide-check-person-entity-title", entity), line(t, "guide-check-person-website")]
    };
    if rules.asks_sms() {
        let text = Message::new("guide-check-sms-text").with("hours", book.limits(today).sms_hours);
        let origin = of_limits(t, book, &["sms_hours"], today);
        people.push(Line { origin, ..line_with(t, "guide-check-sms-title", text) });
    }
    people
}

fn server(t: Tr, book: &Reference, today: NaiveDate) -> Vec<Line> {
    let limits = book.limits(today);
    let term = Message::new("guide-check-server-term-text")
        .with("term", limits.instance_min_term_days)
        .with("left", limits.instance_min_left_days);
    let origin = of_limits(t, book, &["instance_min_term_days", "instance_min_left_days"], today);
    vec![line(t, "guide-check-server-place"), Line { origin, ..line_with(t, "guide-check-server-term-title", term) }]
}

fn waits(t: Tr, book: &Reference, rules: &RuleSet<'_>, case: &Case<'_>, today: NaiveDate, times: &Times) -> Vec<Line> {
    let limits = book.limits(today);
    let days = |about: &str, days: i64, origin: String| Line {
        title: t.t(&format!("guide-check-wait-{about}-title")),
        text: t.a1(&format!("guide-check-wait-{about}-text"), "days", days),
        origin,
    };
    let of = |key: &str| of_limits(t, book, &[key], today);
    // What others took is told beside what is promised and what the law allows.
    let beside = |source: String, span: Option<Span>, otherwise: &str| {
        let own = span.map_or_else(|| t.a1(otherwise, "n", limits.times_cases), |span| span.words(t));
        [source, own].join(t.pick("。", ". "))
    };
    let desk = beside(of("review_target_working_days"), times.review, "filing-times-data-desk");
    let mut waits = vec![
        days("real-name", limits.domain_wait_days, of("domain_wait_days")),
        days("desk", limits.review_target_working_days, desk),
    ];
    if rules.mailing() == Mailing::InCases {
        waits.push(days("mail", limits.mailing_days, of("mailing_days")));
    }
    let by_rule = rules.iter().find(|rule| matches!(rule.sort, Sort::ReviewDays(_)));
    let by_rule = by_rule.map(|rule| origin(t, book, [rule.from, rule.to], &rule.source, today));
    let bureau = by_rule.unwrap_or_else(|| of("bureau_working_days"));
    let bureau = beside(bureau, times.bureau, "filing-times-data-bureau");
    waits.push(days("bureau", rules.bureau_days(limits), bureau));
    waits.push(days("psb", limits.psb_days, of("psb_days")));
    if case.content == Purpose::Sales && rules.paid_sites() == PaidSites::Licence {
        waits.push(line(t, "guide-check-licence"));
    }
    waits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::answers::{Answers, OTHER};
    use crate::reference::book;
    use crate::text::Lang;

    fn of(who: &str, province: &str, domain: &str, name: &str, content: &str) -> List {
        let (server, asked) = ("here".to_owned(), String::new());
        let [who, province, domain, name, content] = [who, province, domain, name, content].map(str::to_owned);
        let answers = Answers { who, province, server, domain, name, content, asked };
        let today = "2026-11-28".parse().unwrap();
        list(Tr::new(Lang::En), book(), &answers.read(book(), today).unwrap().unwrap(), today, &Times::default())
    }

    fn titles(lines: &[Line]) -> Vec<&str> {
        lines.iter().map(|line| line.title.as_str()).collect()
    }

    /// Everything asked has words and says where it comes from, whoever files and wherever.
    #[test]
    fn every_list_is_whole() {
        let today = "2026-11-28".parse().unwrap();
        for province in book().provinces(today) {
            for kind in book().asked_kinds(today).into_iter().map(|kind| kind.code.as_str()).chain([OTHER]) {
                let list = of(kind, &province.code, "mine", "", "plain");
                let about = format!("{kind} in {}", province.en);
                let entries = list.rules.iter().flat_map(|group| &group.rows).flat_map(|row| &row.entries);
                for entry in entries.clone() {
                    assert!(!entry.text.is_empty() && !entry.origin.is_empty(), "{about}: {entry:?}");
                }
                assert!(entries.count() > 5, "{about}");
                let papers = list.papers.iter().flat_map(|bundle| &bundle.papers);
                assert!(papers.clone().all(|paper| !paper.origin.is_empty()), "{about}");
                let numbers = list.people.iter().chain(&list.server).chain(&list.waits);
                for line in numbers.filter(|line| line.text.chars().any(|c| c.is_ascii_digit())) {
                    assert!(!line.origin.is_empty(), "{about}: {line:?}");
                }
                for line in papers.chain(&list.people).chain(&list.server).chain(&list.waits).chain(&list.stops) {
                    assert!(!line.title.contains("guide-") && !line.text.contains("guide-"), "{about}: {line:?}");
                }
            }
        }
    }

    #[test]
    fn what_stands_in_the_way_by_the_answers() {
        for (who, province, domain, name, content, expected) in [
            ("4", "330000", "mine", "example.cn", "plain", vec![]),
            ("4", "330000", "none", "", "sales", vec!["No domain yet"]),
            ("5", "330000", "mine", "", "sales", vec!["Not open to individuals", "Proof of residence"]),
            ("5", "140000", "mine", "", "approval", vec!["Not open to individuals", "Local ID only"]),
            ("2", "330000", "mine", "example.cn", "plain", vec!["The domain example.cn"]),
            ("2", "330000", "mine", "example.gov.cn", "plain", vec![]),
            ("4", "110000", "mine", "example.org", "plain", vec!["The domain example.org"]),
        ] {
            assert_eq!(
                titles(&of(who, province, domain, name, content).stops),
                expected,
                "{who} in {province}: {name}"
            );
        }
    }

    #[test]
    fn times_and_people_by_province_and_kind() {
        let waits = |province| -> Vec<String> {
            of("4", province, "mine", "", "sales").waits.into_iter().map(|line| line.text).collect()
        };
        assert!(waits("330000").iter().any(|text| text.contains("30 working days")), "Zhejiang");
        assert!(waits("110000").iter().any(|text| text.contains("20 working days")), "Beijing");
        assert_eq!(waits("440000").len(), waits("330000").len() + 1, "Guangdong wants paper in some cases");
        assert_eq!(titles(&of("5", "110000", "mine", "", "plain").people).len(), 2);
        assert_eq!(titles(&of("4", "110000", "mine", "", "plain").people).len(), 3);
    }
}
