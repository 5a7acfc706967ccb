//! Pre-approval (X20): what hints at a trade that needs one, and whether an approval can be what it says.

use chrono::NaiveDate;

use super::{Facts, Finding};
use crate::facts::{DomainFacts, HomePage};
use crate::filing::application::WebsiteDetails;
use crate::filing::section::{Part, Target};
use crate::reference::naming::WordList;
use crate::reference::rules::choice::ApprovalSites;
use crate::reference::{PreApproval, Reference};
use crate::text::Message;

/// How much of a page is shown on either side of a word.
const AROUND: usize = 12;

pub(super) fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for (ordinal, website) in facts.websites() {
        let part = Part::website(ordinal);
        if !is_refused(facts) {
            numbers(facts, ordinal, website, findings);
        }
        home_page(facts, part, website, findings);
    }
    findings.extend(entity_name(facts));
}

/// Whether websites that need pre-approval are not open to the applicant.
pub(super) fn is_refused(facts: &Facts<'_>) -> bool {
    facts.rules().approval_sites() == ApprovalSites::Refused
}

/// Approvals of an applicant to whom such websites are not open.
pub(super) fn refused(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for (ordinal, _) in facts.websites().filter(|(_, website)| !website.approvals.is_empty()) {
        let target = Target::field(Part::website(ordinal), "pre_approval");
        let finding = Finding::blocking("X20", target, Message::new("filing-approval-refused"));
        findings.push(finding.way_out("filing-approval-refused-way"));
    }
}

/// A number that is written unlike those of its trade: the desk compares it with the document.
fn numbers(facts: &Facts<'_>, ordinal: u32, website: &WebsiteDetails, findings: &mut Vec<Finding>) {
    let part = Part::website(ordinal);
    let typed = facts.drafts.websites.get(ordinal as usize - 1).map(|draft| &draft.website);
    for (place, approval) in website.approvals.iter().enumerate() {
        let trade = facts.reference.pre_approval(&approval.trade, facts.today);
        let number = approval.number.as_str();
        let Some(trade) = trade.filter(|trade| !trade.fits(number)) else { continue };
        let message = of_trade("filing-approval-number-odd", trade).with("example", &trade.example);
        let seen = Message::new("filing-approval-number-seen").with("number", number);
        let row = typed.map_or(place, |typed| typed.approval_row(place));
        let finding = Finding::warning("X20", Target::field(part, "approval_number"), message).in_row(row);
        findings.push(finding.because("MAT-11", seen).way_out("filing-approval-number-way"));
    }
}

/// A word of a trade in the organisation's name, with no approval of it anywhere. The desk asks; a letter may be due.
fn entity_name(facts: &Facts<'_>) -> Option<Finding> {
    let (name, word) = open_word_of_entity(facts).filter(|_| !facts.content.websites.is_empty())?;
    let message = Message::new("filing-pre-approval-entity").with("word", word);
    let seen = Message::new("filing-pre-approval-seen-entity").with("word", word).with("name", name);
    let finding = Finding::warning("X20", Target::field(Part::website(1), "pre_approval"), message);
    Some(finding.because("WEB-10", seen).with_way_out(way_out(facts, word)))
}

/// The organisation's name with its word of a trade of which no website names an approval.
fn open_word_of_entity<'a>(facts: &Facts<'a>) -> Option<(&'a str, &'a str)> {
    let name = facts.type_check()?.entity_name.organisation()?.as_str();
    let covered = |word: &str| facts.websites().any(|(_, website)| is_covered(facts, website, word));
    open_word(facts, name, covered).map(|word| (name, word))
}

/// The first word of a trade in a name whose approval is not named.
fn open_word<'a>(facts: &Facts<'a>, name: &str, covered: impl Fn(&str) -> bool) -> Option<&'a str> {
    let mut words = facts.reference.approval_words(&facts.rules(), facts.rules_day);
    words.find(|word| facts.reference.holds_approval_word(name, word, facts.rules_day) && !covered(word))
}

/// Whether the name of a website or of its entity holds a word of a trade without its approval: what a letter may answer.
pub(crate) fn holds_open_word(facts: &Facts<'_>, website: Option<&WebsiteDetails>) -> bool {
    let of_site = |site: &WebsiteDetails| open_word(facts, site.name.as_str(), |word| is_covered(facts, site, word));
    open_word_of_entity(facts).is_some() || website.and_then(of_site).is_some()
}

/// Words of trades on a home page that opens: one finding for each trade that the website names no approval of.
fn home_page(facts: &Facts<'_>, part: Part, website: &WebsiteDetails, findings: &mut Vec<Finding>) {
    let mut told: Vec<&str> = Vec::new();
    for domain in &website.domains {
        let seen = facts.domains.iter().find(|seen| seen.domain == *domain).map(|seen: &DomainFacts| &seen.home_page);
        let Some((Some(page), evidence)) = seen.and_then(|fact| fact.seen()) else { continue };
        if !page.opens() {
            continue;
        }
        for (word, text) in words_of(facts, website, page) {
            let Some(trade) = facts.reference.trade_of_word(word, facts.rules_day) else { continue };
            if told.contains(&trade.code.as_str()) || is_covered(facts, website, word) {
                continue;
            }
            told.push(&trade.code);
            let message = of_trade("filing-pre-approval-page", trade).with("word", word);
            let way = if is_refused(facts) {
                Message::new("filing-pre-approval-page-refused-way")
            } else {
                of_trade("filing-pre-approval-page-way", trade)
            };
            let finding = Finding::warning("X20", Target::field(part, "pre_approval"), message);
            findings.push(finding.because("WEB-10", evidence.saw(&around(text, word))).with_way_out(way));
        }
    }
}

/// What hints at a trade, with the text it stands in. Titles are judged like names, but for the words of the names, which
/// are told of; in a text names of trades stand for many a thing, so that only what says it offers one counts.
fn words_of<'a>(facts: &Facts<'a>, website: &WebsiteDetails, page: &'a HomePage) -> Vec<(&'a str, &'a str)> {
    let held = |list, text| held_words(facts.reference, list, text, facts.rules_day);
    let entity_name =
        facts.type_check().and_then(|own| own.entity_name.organisation()).map_or("", |name| name.as_str());
    let is_named = |word: &str| entity_name.contains(word) || website.name.as_str().contains(word);
    let in_title = held(WordList::PreApproval, &page.title).chain(held(WordList::Page, &page.title));
    in_title.filter(|(word, _)| !is_named(word)).chain(held(WordList::Page, &page.text)).collect()
}

/// The words of a list that a text holds for themselves, each with the text.
pub(crate) fn held_words<'a>(
    book: &'a Reference,
    list: WordList,
    text: &'a str,
    on: NaiveDate,
) -> impl Iterator<Item = (&'a str, &'a str)> {
    let words = book.naming_words(list, on).map(|row| row.word.as_str());
    words.filter(move |word| book.holds_approval_word(text, word, on)).map(move |word| (word, text))
}

/// Whether a website names an approval of the word's trade; of any trade, where the word names none.
fn is_covered(facts: &Facts<'_>, website: &WebsiteDetails, word: &str) -> bool {
    match facts.reference.trade_of_word(word, facts.rules_day) {
        Some(trade) => website.approvals.iter().any(|approval| approval.trade == trade.code),
        None => !website.approvals.is_empty(),
    }
}

/// A word in the name of a website, with what was seen; none where its approval is named (N8).
pub(super) fn of_site_name(
    facts: &Facts<'_>,
    website: &WebsiteDetails,
    word: &str,
    finding: Finding,
) -> Option<Finding> {
    let seen = Message::new("filing-pre-approval-seen-site").with("word", word).with("name", website.name.as_str());
    let finding = finding.because("WEB-05", seen).with_way_out(way_out(facts, word));
    (!is_covered(facts, website, word)).then_some(finding)
}

/// What to do about a word in a name: show the approval, or say that it is none in the way the province takes.
fn way_out(facts: &Facts<'_>, word: &str) -> Message {
    if is_refused(facts) {
        return Message::new("filing-pre-approval-refused-way");
    }
    let trade = facts.reference.trade_of_word(word, facts.rules_day);
    match (trade, facts.rules().takes_approval_letter()) {
        (Some(trade), true) => of_trade("filing-pre-approval-trade-way", trade),
        (Some(trade), false) => of_trade("filing-pre-approval-trade-reduce-way", trade),
        (None, true) => Message::new("filing-pre-approval-way"),
        (None, false) => Message::new("filing-pre-approval-reduce-way"),
    }
}

/// A message that names trade, authority and document, each in the reader's language.
pub(crate) fn of_trade(key: &'static str, trade: &PreApproval) -> Message {
    Message::new(key)
        .with("zh", &trade.zh)
        .with("en", &trade.en)
        .with("authority_zh", &trade.authority_zh)
        .with("authority_en", &trade.authority_en)
        .with("document_zh", &trade.document_zh)
        .with("document_en", &trade.document_en)
}

/// A word with what stands around it.
pub(crate) fn around(text: &str, word: &str) -> String {
    let Some((before, after)) = text.split_once(word) else { return word.to_owned() };
    let start = before.chars().count().saturating_sub(AROUND);
    let before: String = before.chars().skip(start).collect();
    let after: String = after.chars().take(AROUND).collect();
    format!("{before}{word}{after}")
}
