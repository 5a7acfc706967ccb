//! `beian rules`: the rule book.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use beian::clock;
use beian::reference::rules::sort::Sort;
use beian::reference::{Caught, Reference, ReferenceError, Rule, Rules};
use chrono::NaiveDate;
use clap::Subcommand;

/// What can be done with the rule book.
#[derive(Subcommand)]
pub enum RulesCommand {
    /// Read every rule, tell what is wrong with its line, count rules by sort and those that nothing checks yet
    ///
    /// Ends with an error if a rule cannot be read, names something unknown or contradicts another.
    Check {
        /// A file of rules in place of those compiled in
        file: Option<PathBuf>,
    },
}

/// Runs one of them.
pub fn run(command: &RulesCommand) -> anyhow::Result<ExitCode> {
    match command {
        RulesCommand::Check { file } => check(file.as_deref()),
    }
}

fn check(file: Option<&Path>) -> anyhow::Result<ExitCode> {
    let text = match file {
        Some(file) => Some(std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?),
        None => None,
    };
    match read(text.as_deref()) {
        Ok((book, rules)) => {
            report(&book, &rules, clock::china_day(clock::now()));
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            eprintln!("{error}");
            Ok(ExitCode::FAILURE)
        }
    }
}

fn read(text: Option<&str>) -> Result<(Reference, Rules), ReferenceError> {
    let book = Reference::load()?;
    let rules = match text {
        Some(text) => Rules::parse("the file", text)?,
        None => book.rule_book().clone(),
    };
    book.check_rules(&rules)?;
    Ok((book, rules))
}

fn report(book: &Reference, rules: &Rules, today: NaiveDate) {
    let all: Vec<_> = rules.with_lines().map(|(_, rule)| rule).collect();
    let now: Vec<_> = all.iter().filter(|rule| rule.holds_on(today)).collect();
    let provinces = book.provinces(today);
    let of = |code: &str| now.iter().filter(|rule| rule.province.as_deref() == Some(code)).count();
    let covered = provinces.iter().filter(|province| of(&province.code) > 0).count();
    println!("{} rules, {} in force on {today}, {} of other days.", all.len(), now.len(), all.len() - now.len());
    println!("{covered} of {} provinces have rules of their own:", provinces.len());
    for province in provinces {
        println!("  {} {:<14} {:>3}", province.code, province.en, of(&province.code));
    }
    let mut by_sort: BTreeMap<usize, (&str, usize, bool)> = BTreeMap::new();
    for rule in &now {
        let entry = by_sort.entry(rule.rank()).or_insert((rule.sort.word(), 0, rule.sort.is_checked()));
        entry.1 += 1;
    }
    println!("{} of {} sorts are in force:", by_sort.len(), Sort::WORDS.len());
    for (word, count, is_checked) in by_sort.values() {
        println!("  {word:<20} {count:>3}{}", if *is_checked { "" } else { "  told to a person, no check yet" });
    }
    superseded(rules, today);
    let reasons = book.reasons(today);
    println!("{} reasons for which filings are returned:", reasons.len());
    for (caught, told) in
        [(Caught::Blocks, "blocked"), (Caught::Warns, "warned of"), (Caught::Person, "left to a person")]
    {
        let codes: Vec<&str> = reasons.iter().filter(|own| own.caught == caught).map(|own| own.code.as_str()).collect();
        println!("  {} {told}: {}", codes.len(), codes.join(" "));
    }
    let notes = now.iter().filter(|rule| matches!(rule.sort, Sort::Note(_))).count();
    let told = now.iter().filter(|rule| !rule.sort.is_checked()).count() - notes;
    println!(
        "{} rules are checked or lead to a paper; {told} are told to a person; {notes} are notes.",
        now.len() - told - notes
    );
}

/// Where sources disagree the newest holds; what it took the place of is told with its own source.
fn superseded(rules: &Rules, today: NaiveDate) {
    let all = rules.with_lines().map(|(_, rule)| rule);
    let pairs: Vec<(&Rule, &Rule)> = all
        .filter(|rule| rule.to.is_some_and(|to| to < today))
        .filter_map(|old| {
            let next = old.to?.succ_opt()?;
            let new = rules.named(&old.id).find(|rule| rule.from == Some(next))?;
            Some((old, new))
        })
        .filter(|(old, new)| old.sort != new.sort && old.source != new.source)
        .collect();
    println!("{} rows are superseded by a newer source that says otherwise:", pairs.len());
    for (old, new) in pairs {
        let until = old.to.map(|to| to.to_string()).unwrap_or_default();
        println!(
            "  {} until {until}: {} ({}), since then {} ({})",
            old.id, old.value, old.source, new.value, new.source
        );
    }
}
