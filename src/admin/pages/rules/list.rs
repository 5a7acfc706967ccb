//! Every rule with its source and days, and what was decided here, by whom and why.

use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::NaiveDate;
use serde::Deserialize;

use crate::admin::rules::store::{self, Decided};
use crate::clock;
use crate::error::Result;
use crate::filing::kind::Kind;
use crate::form::FieldErrors;
use crate::paths::office;
use crate::reference::rules::choice::Topic;
use crate::reference::rules::{ANY, Rule, Sort, origin};
use crate::reference::{self, book};
use crate::staff::permission::DECIDES_RULES;
use crate::staff::staff::named;
use crate::text::Tr;
use crate::web::ui::{Choice, OptionGroup, StatusTag};
use crate::web::{App, Officer, Page, render};

/// All provinces and everywhere.
const ALL: &str = "all";

/// Which rules are looked at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// Division code of a province, [`ALL`], or empty for what holds everywhere.
    province: String,
    /// Word of a sort; empty is all.
    sort: String,
    /// Also those that do not hold today.
    days: String,
}

impl Filter {
    fn fits(&self, rule: &Rule, today: NaiveDate) -> bool {
        let here = match self.province.as_str() {
            ALL => true,
            "" | ANY => rule.province.is_none(),
            code => rule.province.as_deref() == Some(code),
        };
        let sort = self.sort.is_empty() || rule.sort.word() == self.sort;
        here && sort && (!self.days.is_empty() || rule.to.is_none_or(|to| to >= today))
    }
}

struct Row {
    id: String,
    /// Rows of one name follow one another in time: the last one is found by it.
    is_last: bool,
    title: String,
    who: String,
    text: String,
    severity: String,
    origin: String,
    tag: StatusTag,
    change: Option<String>,
}

/// A decision.
struct Decision {
    rule: String,
    title: String,
    text: String,
    from: String,
    by: String,
    at: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "admin/rules.html")]
struct RulesPage {
    page: Page,
    t: Tr,
    provinces: Vec<Choice>,
    sorts: Vec<OptionGroup>,
    days: Vec<Choice>,
    errors: FieldErrors,
    count: String,
    rows: Vec<Row>,
    decisions: Vec<Decision>,
    /// Where a rule is added, for who may.
    add: Option<String>,
}

/// Shows the rules that fit the filter.
///
/// # Errors
/// When the database refuses.
pub async fn show(
    req: HttpRequest,
    officer: Officer,
    app: Data<App>,
    Query(mut filter): Query<Filter>,
) -> Result<HttpResponse> {
    let t = officer.t();
    let today = clock::china_day(clock::now());
    // All of all provinces is no list that anybody reads.
    if filter.province == ALL && filter.sort.is_empty() {
        filter.province = String::new();
    }
    let decided = app.db.read(officer.actor(), async |tx| store::list(tx).await).await?;
    let may = DECIDES_RULES.contains(&officer.role);
    let mut rules: Vec<&Rule> =
        book().rule_book().with_lines().map(|(_, rule)| rule).filter(|rule| filter.fits(rule, today)).collect();
    rules.sort_by_key(|rule| (rule.rank(), rule.province.clone(), rule.id.clone(), rule.from));
    let is_last = |at: usize, rule: &Rule| rules.get(at + 1).is_none_or(|next| next.id != rule.id);
    let rows = rules.iter().enumerate().map(|(at, rule)| row(t, rule, is_last(at, rule), may, today));
    let rows: Vec<Row> = rows.collect();
    let days = Choice { chosen: !filter.days.is_empty(), ..Choice::new("all", t.t("rule-page-other-days"), "") };
    render(&RulesPage {
        page: Page::titled(&req, "rule-page-title"),
        t,
        provinces: provinces(t, &filter.province, today),
        sorts: sorts(t, &filter.sort),
        days: vec![days],
        errors: FieldErrors::new(),
        count: t.a1("rule-page-count", "n", rows.len()),
        rows,
        decisions: decided.iter().rev().map(|decided| decision(t, decided, today)).collect(),
        add: may.then(office::rule),
    })
}

/// Everywhere first, then the provinces.
fn provinces(t: Tr, current: &str, today: NaiveDate) -> Vec<Choice> {
    let mut all = vec![Choice::new(ALL, t.t("rule-page-all-provinces"), current)];
    all.extend(province_choices(t, current, today));
    all
}

pub(super) fn province_choices(t: Tr, current: &str, today: NaiveDate) -> Vec<Choice> {
    let choice = |province: &reference::Province| {
        Choice::new(province.code.clone(), t.pick(&province.zh, &province.en), current)
    };
    book().provinces(today).into_iter().map(choice).collect()
}

/// The sorts by topic.
pub(super) fn sorts(t: Tr, current: &str) -> Vec<OptionGroup> {
    let choice = |word: &&'static str| Choice::new(*word, t.t(&format!("rule-title-{word}")), current);
    let of_topic = |topic: &Topic| OptionGroup {
        label: t.t(topic.key()),
        choices: Sort::WORDS.iter().filter(|word| Sort::topic_of(word) == Some(*topic)).map(choice).collect(),
    };
    Topic::ALL.iter().map(of_topic).collect()
}

/// The name of a place in a rule.
pub(super) fn place(t: Tr, province: Option<&str>, today: NaiveDate) -> String {
    match province.and_then(|code| book().province(code, today)) {
        Some(province) => t.pick(&province.zh, &province.en).to_owned(),
        None => t.t("rule-page-everywhere"),
    }
}

/// For whom a rule is: place, entities, kinds of filing.
pub(super) fn who(t: Tr, rule: &Rule, today: NaiveDate) -> String {
    let mut parts = vec![place(t, rule.province.as_deref(), today)];
    parts.push(rule.scope.says(t, book(), today));
    let kinds: Vec<String> =
        rule.kinds.iter().filter_map(|code| Kind::from_code(code)).map(|kind| t.t(&kind.key())).collect();
    parts.push(if kinds.len() > 4 {
        t.a1("rule-page-kinds", "n", kinds.len())
    } else {
        kinds.join(t.pick("、", ", "))
    });
    parts.retain(|part| !part.is_empty());
    parts.join(" · ")
}

fn row(t: Tr, rule: &Rule, is_last: bool, may: bool, today: NaiveDate) -> Row {
    let is_over = rule.to.is_some_and(|to| to < today);
    Row {
        title: t.t(rule.sort.title()),
        who: who(t, rule, today),
        text: rule.says(t, book(), today),
        severity: t.t(rule.severity.key()),
        origin: origin(t, book(), [rule.from, rule.to], &rule.source, today),
        tag: if is_over {
            StatusTag::neutral(t.t("rule-page-over"))
        } else if rule.holds_on(today) {
            StatusTag::success(t.t("rule-page-holds"))
        } else {
            StatusTag::info(t.t("rule-page-to-come"))
        },
        change: (may && !is_over).then(|| office::rule_change(&rule.id)),
        id: rule.id.clone(),
        is_last,
    }
}

fn decision(t: Tr, decided: &Decided, today: NaiveDate) -> Decision {
    let amendment = &decided.amendment;
    let rule = amendment.rule().ok().flatten();
    let known = rule.as_ref().or_else(|| book().rule_book().named(&amendment.id).last());
    Decision {
        rule: amendment.id.clone(),
        title: known.map(|rule| t.t(rule.sort.title())).unwrap_or_default(),
        text: match (&rule, &amendment.row) {
            (Some(rule), _) => format!("{} · {}", who(t, rule, today), rule.says(t, book(), today)),
            // Written by another version, and left out of the book.
            (None, Some(row)) => format!("{} {}", row.cells.sort, row.cells.value),
            (None, None) => t.t("rule-page-ended"),
        },
        from: t.date(amendment.from),
        by: named(t, decided.by.clone()),
        at: t.time(decided.at),
        reason: decided.reason.clone(),
    }
}
