//! A rule as an administrator writes it: every cell of its row in a field of its own, read by the parser of the table.

use chrono::NaiveDate;
use serde::Deserialize;

use crate::form::{Checker, Form};
use crate::reference::Amendment;
use crate::reference::amendment::{NewRow, NewSource};
use crate::reference::rules::{ANY, Cells, FILING_KINDS, Rule, Rules, Severity, Sort};
use crate::text::Message;
use crate::values::day::parse_day;
use crate::values::{Line, Reason};

/// The rule is no more from its day on.
pub const END: &str = "end";
/// The rule is as written from its day on.
pub const CHANGE: &str = "change";
/// It is for some kinds of entity only.
pub const KINDS: &str = "kinds";

/// What was typed.
#[derive(Debug, Default, Clone, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct RuleForm {
    /// Name of the rule; empty for a new one.
    pub id: String,
    /// Word of its sort.
    pub sort: String,
    /// Division code of the province, or `*`.
    pub province: String,
    /// [`CHANGE`] or [`END`].
    pub act: String,
    /// Whom it is for.
    pub scope: String,
    /// Kinds of entity by code, with [`KINDS`].
    pub entity_kinds: Vec<String>,
    /// Kinds of filing by code; none is all.
    pub kinds: Vec<String>,
    /// First day.
    pub from: String,
    /// Last day, if it is known.
    pub to: String,
    /// The value; several where several may be chosen.
    pub value: Vec<String>,
    /// What follows.
    pub severity: String,
    /// Own words in Chinese.
    pub words_zh: String,
    /// Own words in English.
    pub words_en: String,
    /// The source in Chinese.
    pub source_zh: String,
    /// The source in English.
    pub source_en: String,
    /// Its date.
    pub source_on: String,
    /// Why.
    pub reason: String,
    /// Which button: `try`, `more`, `save` or `edit`.
    pub step: String,
    /// How many decisions there were when the preview was made.
    pub seen: String,
    /// The last filing that the preview named.
    pub after: String,
}

impl RuleForm {
    /// The form of a rule as it is.
    pub fn of(rule: &Rule) -> Self {
        let scope = rule.scope.cell();
        let is_plain = matches!(scope.as_str(), "all" | "organisation" | "individual");
        let several = |cell: &str| cell.split('|').map(str::to_owned).collect::<Vec<_>>();
        let words = |lang| rule.own_words(lang).unwrap_or_default().to_owned();
        Self {
            id: rule.id.clone(),
            sort: rule.sort.word().to_owned(),
            province: rule.province.clone().unwrap_or_else(|| ANY.to_owned()),
            act: CHANGE.to_owned(),
            entity_kinds: if is_plain { Vec::new() } else { several(&scope) },
            scope: if is_plain { scope } else { KINDS.to_owned() },
            kinds: rule.kinds.clone(),
            to: rule.to.map(|day| day.to_string()).unwrap_or_default(),
            value: if rule.sort.is_several() { several(&rule.value) } else { vec![rule.value.clone()] },
            severity: rule.severity.word().to_owned(),
            words_zh: words(crate::text::Lang::Zh),
            words_en: words(crate::text::Lang::En),
            ..Self::default()
        }
    }

    /// An empty form of a sort.
    pub fn empty(sort: &str, province: &str) -> Self {
        Self {
            sort: sort.to_owned(),
            province: province.to_owned(),
            act: CHANGE.to_owned(),
            scope: "all".to_owned(),
            severity: Severity::Blocks.word().to_owned(),
            ..Self::default()
        }
    }

    /// The value as the table has it.
    pub fn value(&self) -> String {
        let parts: Vec<&str> = self.value.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
        parts.join("|")
    }

    /// Whether it says nothing without words of its own: of a note that holds whatever it is about.
    pub fn needs_words(&self) -> bool {
        Sort::parse(&self.sort, &self.value()).map_or(self.sort == Sort::NOTE, |sort| sort.needs_words())
    }

    /// Every field of the rule with its value, to be posted again.
    pub fn fields(&self) -> Vec<(&'static str, &str)> {
        let mut all = vec![
            ("id", self.id.as_str()),
            ("sort", &self.sort),
            ("province", &self.province),
            ("act", &self.act),
            ("scope", &self.scope),
            ("from", &self.from),
            ("to", &self.to),
            ("severity", &self.severity),
            ("words_zh", &self.words_zh),
            ("words_en", &self.words_en),
            ("source_zh", &self.source_zh),
            ("source_en", &self.source_en),
            ("source_on", &self.source_on),
            ("reason", &self.reason),
        ];
        for (name, values) in [("entity_kinds", &self.entity_kinds), ("kinds", &self.kinds), ("value", &self.value)] {
            all.extend(values.iter().map(|value| (name, value.as_str())));
        }
        all
    }

    fn scope_cell(&self, c: &mut Checker<'_>) -> Option<String> {
        if self.scope != KINDS {
            let known = matches!(self.scope.as_str(), "all" | "organisation" | "individual");
            return c.choice("scope", known.then(|| self.scope.clone()), "rule-page-choose");
        }
        let known = |code: &String| c.reference().entity_kind(code, c.today()).is_some();
        let fits = !self.entity_kinds.is_empty() && self.entity_kinds.iter().all(known);
        c.choice("entity_kinds", fits.then(|| self.entity_kinds.join("|")), "rule-page-choose-some")
    }

    /// Own words: in both languages or none, and some where the value alone says nothing.
    fn words(&self, c: &mut Checker<'_>) -> Option<(String, String)> {
        let zh = c.field("words_zh", Line::<0, 300>::parse(&self.words_zh))?.as_str().to_owned();
        let en = c.field("words_en", Line::<0, 600>::parse(&self.words_en))?.as_str().to_owned();
        let needed = self.needs_words() || !zh.is_empty() || !en.is_empty();
        let mut told = |name: &str, words: &str| {
            c.require(name, !needed || !words.is_empty(), Message::new("rule-page-words-missing"))
        };
        let (has_zh, has_en) = (told("words_zh", &zh), told("words_en", &en));
        (has_zh && has_en).then_some((zh, en))
    }

    fn row(&self, c: &mut Checker<'_>, from: Option<NaiveDate>) -> Option<NewRow> {
        let is_known = self.province == ANY || c.reference().province(&self.province, c.today()).is_some();
        c.require("province", is_known, Message::new("rule-page-choose"));
        let scope = self.scope_cell(c);
        let kinds_known = self.kinds.iter().all(|kind| FILING_KINDS.contains(&kind.as_str()));
        let kinds = kinds_known.then(|| if self.kinds.is_empty() { ANY.to_owned() } else { self.kinds.join("|") });
        let kinds = c.choice("kinds", kinds, "rule-page-choose");
        let to = c.optional("to", &self.to, parse_day);
        let in_order = from.zip(to.flatten()).is_none_or(|(from, to)| from <= to);
        c.require("to", in_order, Message::new("rule-page-to-before"));
        let value = self.value();
        c.require("value", !value.is_empty(), Message::new("rule-page-value-missing"));
        c.field("value", Sort::parse(&self.sort, &value).map_err(|_| Message::new("rule-page-value")));
        let severity = c.choice("severity", Severity::from_word(&self.severity), "rule-page-choose");
        let words = self.words(c);
        let source = source(c, [&self.source_zh, &self.source_en, &self.source_on]);
        let (words_zh, words_en) = words?;
        let source = source?;
        let from = from?;
        let cells = Cells {
            id: if self.id.is_empty() { self.new_id(c.reference().rule_book(), from) } else { self.id.clone() },
            province: self.province.clone(),
            scope: scope?,
            kinds: kinds?,
            from: Some(from),
            to: to?,
            sort: self.sort.clone(),
            value,
            severity: severity?,
            source: source.tag(),
            words_zh,
            words_en,
        };
        Some(NewRow { cells, source })
    }

    /// A name that no rule has.
    fn new_id(&self, rules: &Rules, from: NaiveDate) -> String {
        let place = if self.province == ANY { "all" } else { &self.province };
        let base = format!("{place}-{}-{}", self.sort, from.format("%Y%m%d"));
        let numbered = (2..).map(|n: u32| format!("{base}-{n}"));
        let mut names = std::iter::once(base.clone()).chain(numbered);
        names.find(|name| rules.named(name).next().is_none()).unwrap_or(base)
    }
}

/// The source of what is decided: its name in Chinese, in English where it has one, and its day.
pub fn source(c: &mut Checker<'_>, [zh, en, on]: [&str; 3]) -> Option<NewSource> {
    let zh = c.field("source_zh", Line::<2, 120>::parse(zh));
    let en = c.field("source_en", Line::<0, 200>::parse(en));
    let today = c.today();
    let published =
        |day: NaiveDate| (day <= today).then_some(day).ok_or_else(|| Message::new("rule-page-source-future"));
    let as_of = c.field("source_on", parse_day(on).and_then(published));
    let (zh, en) = (zh?.as_str().to_owned(), en?.as_str().to_owned());
    Some(NewSource { en: if en.is_empty() { zh.clone() } else { en }, zh, as_of: as_of? })
}

impl Form for RuleForm {
    type Valid = (Amendment, String);

    fn check(&self, c: &mut Checker<'_>) -> Option<Self::Valid> {
        let today = c.today();
        let later = |day: NaiveDate| (day > today).then_some(day).ok_or_else(|| Message::new("rule-page-from-past"));
        let from = c.field("from", parse_day(&self.from).and_then(later));
        let row = if self.act == END { None } else { Some(self.row(c, from)) };
        let reason = c.field("reason", Reason::parse(&self.reason));
        let row = match row {
            None => None,
            Some(row) => Some(row?),
        };
        if let Some(row) = &row {
            fits(c, row)?;
        }
        let id = row.as_ref().map_or_else(|| self.id.clone(), |row| row.cells.id.clone());
        let from = from?;
        let to_come = |rule: &Rule| rule.from.filter(|own| *own >= from);
        let replaces = Some(c.reference().rule_book().named(&id).filter_map(to_come).collect());
        Some((Amendment { id, from, row, replaces }, reason?.as_str().to_owned()))
    }
}

/// Whether the row names only what is listed, and says nothing that another rule says.
fn fits(c: &mut Checker<'_>, row: &NewRow) -> Option<()> {
    let rule = c.field("value", Rule::try_from(row.cells.clone()).map_err(|_| Message::new("rule-page-value")))?;
    if let Some(code) = c.reference().unlisted_in(&rule) {
        c.error("value", Message::new("rule-page-unlisted").with("code", code));
        return None;
    }
    let rival = |other: &&Rule| other.id != rule.id && rule.contradicts(other);
    if let Some((_, rival)) = c.reference().rule_book().with_lines().find(|(_, other)| rival(other)) {
        c.error("scope", Message::new("rule-page-rival").with("rule", &rival.id));
        return None;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::check;
    use crate::reference::book;

    fn today() -> NaiveDate {
        "2026-11-28".parse().unwrap()
    }

    /// A stricter rule of Beijing on the days that a domain is registered.
    fn good() -> RuleForm {
        let rule = book().rule_book().named("beijing-domain-days").last().unwrap();
        let text = str::to_owned;
        RuleForm {
            from: text("2026-12-01"),
            value: vec![text("120")],
            source_zh: text("北京市通信管理局通知"),
            source_on: text("2026-11-20"),
            reason: text("管局来函"),
            ..RuleForm::of(rule)
        }
    }

    fn with(change: impl FnOnce(&mut RuleForm)) -> RuleForm {
        let mut form = good();
        change(&mut form);
        form
    }

    #[test]
    fn every_fault_is_told_beside_its_field() {
        let new = |sort: &str, value: &str| RuleForm {
            id: String::new(),
            sort: sort.to_owned(),
            value: vec![value.to_owned()],
            ..good()
        };
        for (case, form, expected) in [
            ("all right", good(), vec![]),
            ("an end needs a day and a reason only", RuleForm { act: END.into(), value: vec![], ..good() }, vec![]),
            ("from today", with(|form| form.from = "2026-11-28".into()), vec!["from rule-page-from-past"]),
            ("no day", with(|form| form.from = "soon".into()), vec!["from value-day"]),
            ("ends before", with(|form| form.to = "2026-11-30".into()), vec!["to rule-page-to-before"]),
            ("no value", with(|form| form.value = vec![]), vec!["value rule-page-value-missing"]),
            ("no number", with(|form| form.value = vec!["soon".into()]), vec!["value rule-page-value"]),
            ("no kind", with(|form| form.scope = KINDS.into()), vec!["entity_kinds rule-page-choose-some"]),
            ("no severity", with(|form| form.severity = "hurts".into()), vec!["severity rule-page-choose"]),
            ("a kind of filing", with(|form| form.kinds = vec!["X".into()]), vec!["kinds rule-page-choose"]),
            ("one language", with(|form| form.words_zh = "说明".into()), vec!["words_en rule-page-words-missing"]),
            ("no source", with(|form| form.source_zh = String::new()), vec!["source_zh value-text-empty"]),
            (
                "of tomorrow",
                with(|form| form.source_on = "2026-11-29".into()),
                vec!["source_on rule-page-source-future"],
            ),
            ("no reason", with(|form| form.reason = String::new()), vec!["reason value-text-empty"]),
            ("two say it", new("domain-days", "120"), vec!["scope rule-page-rival"]),
            ("no such content", new("content-refused", "3"), vec!["value rule-page-unlisted"]),
            (
                "a note without words",
                new("note", "process"),
                vec!["words_zh rule-page-words-missing", "words_en rule-page-words-missing"],
            ),
        ] {
            let errors = check(&form, book(), today()).err().unwrap_or_default();
            let told: Vec<String> = errors.iter().map(|(name, message)| format!("{name} {}", message.key)).collect();
            assert_eq!(told, expected, "{case}");
        }
    }

    #[test]
    fn a_rule_keeps_its_name_and_a_new_one_gets_its_own() {
        let (amendment, reason) = check(&good(), book(), today()).unwrap();
        assert_eq!((amendment.id.as_str(), reason.as_str()), ("beijing-domain-days", "管局来函"));
        assert_eq!(amendment.row.unwrap().cells.value, "120");
        let new = RuleForm { id: String::new(), sort: "same-city".into(), value: vec!["yes".into()], ..good() };
        let (amendment, _) = check(&new, book(), today()).unwrap();
        assert_eq!(amendment.id, "110000-same-city-20261201");
        let (end, _) = check(&RuleForm { act: END.into(), ..good() }, book(), today()).unwrap();
        assert_eq!((end.id.as_str(), end.row), ("beijing-domain-days", None));
    }

    /// What ends by itself still does where only something else is changed.
    #[test]
    fn a_known_end_stays() {
        let mut rule = book().rule_book().named("beijing-domain-days").last().unwrap().clone();
        rule.to = "2027-06-30".parse().ok();
        assert_eq!(RuleForm::of(&rule).to, "2027-06-30");
    }

    /// What a rule says can be written again as it is, whatever its sort.
    #[test]
    fn every_rule_of_the_book_can_be_written_again() {
        for (_, rule) in book().rule_book().with_lines().filter(|(_, rule)| rule.to.is_none()) {
            let RuleForm { from, source_zh, source_on, reason, .. } = good();
            let form = RuleForm { from, source_zh, source_on, reason, ..RuleForm::of(rule) };
            let (amendment, _) =
                check(&form, book(), today()).unwrap_or_else(|errors| panic!("{}: {errors:?}", rule.id));
            let again = amendment.rule().unwrap().unwrap();
            assert_eq!(
                (again.sort, again.scope, again.kinds),
                (rule.sort.clone(), rule.scope.clone(), rule.kinds.clone()),
                "{}",
                rule.id
            );
        }
    }
}
