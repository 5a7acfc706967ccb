//! What a download tells of filings, piece by piece, each with the upload it is about.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;

use super::codes::{CancelKind, Operation, ReviewOutcome};
use super::known::Known;
use super::listed::{self, Entry};
use super::messages::{
    Cancelled, CodeTables, Content as _, Decision, Download, DownloadBody, FiledWebsite, Filing, IcpDownload,
    ItemResult, Misread, ResultLine, Unknown,
};
use super::result_code::{self, Effect, REFUSED};
use super::unread::{Unread, unnumbered};
use super::upload::Upload;
use super::work::{self, Piece};
use super::xml::{Element, Place};
use crate::values::day::parse_day;

/// The sort of the pieces that tell of papers on their own; stored.
pub const PAPERS: &str = "papers";
/// The most characters of a number, as the interface has it.
const NUMBER: usize = 128;
/// The most characters of a domain, and of what work is about.
const DOMAIN: usize = 255;

/// A piece of a download.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// What sort of piece it is; stored.
    pub sort: &'static str,
    /// Which upload it is about; none where it names none of ours.
    pub about: Option<About>,
    /// What it tells.
    pub news: News,
}

/// Which upload a piece is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// The one in whose block this id stands, of this operation where the piece tells one.
    Ids(i64, Option<Operation>),
    /// The last one of an operation that named a record so.
    Record(Operation, String),
}

/// What a record tells of the websites that have ids of ours, and of all of it.
#[derive(Debug, Clone, PartialEq)]
pub struct OnRecord {
    /// Number of the entity.
    pub entity: Option<String>,
    /// The websites.
    pub websites: Vec<SiteOnRecord>,
    /// Since when.
    pub on: Option<NaiveDate>,
    /// What the bureau calls it all.
    pub known: Vec<Known>,
}

/// A website on record.
#[derive(Debug, Clone, PartialEq)]
pub struct SiteOnRecord {
    /// Our id of it.
    pub ours: Option<i64>,
    /// Our ids of its accesses through us.
    pub accesses: Vec<i64>,
    /// Its number.
    pub number: Option<String>,
    /// Its domains.
    pub domains: Vec<String>,
}

/// What a piece tells of a filing.
#[derive(Debug, Clone, PartialEq)]
pub enum News {
    /// The checks found faults.
    Faulty(Vec<ResultLine>),
    /// The bureau refused.
    Refused {
        /// Its opinion.
        opinion: String,
        /// When.
        on: Option<NaiveDate>,
    },
    /// The bureau approved.
    Approved {
        /// When.
        on: Option<NaiveDate>,
    },
    /// It is on record.
    OnRecord(Arc<OnRecord>),
    /// It is off the record: what, and the bureau's id of it. Each kind may have a sequence of its own.
    Cancelled(CancelKind, i64),
    /// What the bureau calls things on record, and nothing else.
    Known(Vec<Known>),
    /// The operator's matter, not the case's: our program, settings or records do not fit.
    Ours(Vec<ResultLine>),
    /// Nothing follows from it.
    Fine,
    /// Work for the desk.
    Work(Box<Piece>),
    /// An entry of a blacklist.
    Listed(Box<Entry>),
    /// Code tables.
    Codes(Box<CodeTables>),
    /// Nobody but a person knows what follows from it.
    Strange(String),
    /// It cannot be read.
    Misread(Misread),
}

/// The pieces of a download for our unit, in the order in which they are applied: results, then what is on record and what is
/// no more, then the rest. What it was read from is let go meanwhile: both together would be twice the file.
pub fn items(download: Download, unknown: &[Unknown], unit: i64) -> Vec<Item> {
    let mut unread = Unread::of(unknown);
    let mut items = match download.body {
        DownloadBody::Icp(body) => of_filings(*body, &mut unread, unit),
        DownloadBody::Ip(_) => vec![strange("addresses", "IP")],
        DownloadBody::Ym(_) => vec![strange("domains", "YM")],
        DownloadBody::Tables(tables) => of_tables(tables, &mut unread),
        DownloadBody::Sync(copy) => of_copy(copy, unit),
    };
    items.extend(unread.rest().map(|misread| left("unknown", misread)));
    let unknown = unknown.iter().filter(|own| own.misread.is_none());
    items.extend(unknown.map(|unknown| strange("unknown", &unknown.path)));
    for item in &mut items {
        if let Some(element) = too_long(&item.news).map(str::to_owned) {
            item.news = News::Strange(element);
        }
    }
    items
}

/// Why a file cannot be read, where nothing can be applied of it: it is left as a whole then, to be read again by a program that
/// knows more.
pub fn nothing_read(items: &[Item]) -> Option<&Misread> {
    let misread = items.iter().find_map(|item| match &item.news {
        News::Misread(misread) => Some(misread),
        _ => None,
    });
    let is_left = |item: &Item| matches!(item.news, News::Misread(_) | News::Strange(_));
    misread.filter(|_| items.iter().all(is_left))
}

/// How many of the first pieces may be applied side by side: as far as each is about another upload than those before it, and
/// tells of no number that one of those does, as what is known of a number is one row. What is about none, or about more than
/// a case, goes alone, after all that came before it.
pub fn side_by_side(items: &[&Item]) -> usize {
    let (mut blocks, mut numbers): (BTreeSet<i64>, BTreeSet<&str>) = Default::default();
    let of_their_own = items.iter().take_while(|item| {
        let Some(About::Ids(ids, _)) = &item.about else { return false };
        let is_of_its_own = match &item.news {
            News::OnRecord(record) => record.known.iter().all(|known| numbers.insert(&known.number)),
            News::Faulty(_) | News::Refused { .. } | News::Approved { .. } | News::Fine => true,
            _ => false,
        };
        is_of_its_own && blocks.insert(Upload::block_of(*ids))
    });
    of_their_own.count().max(1)
}

/// The element that is longer than what it is found again by may be: an index does not take it, and for as long as that is
/// tried all that comes after would wait.
fn too_long(news: &News) -> Option<&str> {
    let exceeds = |text: &str, most: usize| text.chars().count() > most;
    let has_long = |known: &[Known]| known.iter().any(|own| exceeds(&own.number, NUMBER));
    match news {
        News::OnRecord(record) => has_long(&record.known).then_some("Baxh"),
        News::Known(known) => has_long(known).then_some("Baxh"),
        News::Listed(entry) => entry.domains.iter().any(|domain| exceeds(domain, DOMAIN)).then_some("Ym"),
        News::Work(piece) => exceeds(&piece.subject, DOMAIN).then_some(&*piece.content.name),
        _ => None,
    }
}

fn of_filings(mut body: IcpDownload, unread: &mut Unread, unit: i64) -> Vec<Item> {
    let mut items = Vec::new();
    let results = body.results.take().unwrap_or_default();
    items.extend(all("result", unread.among("ICP/BAJG/Jg_xx", results.results), |own| result(&own)));
    items.extend(all("decision", unread.among("ICP/BAJG/GJSHS/Gjsh", results.decisions), |own| vec![decision(&own)]));
    let filings = std::mem::take(&mut body.filings);
    items.extend(all("record", unread.among("ICP/BASJ/Baxx", filings), |own| on_record(&own, unit)));
    let over = std::mem::take(&mut body.cancelled);
    items.extend(all("cancelled", unread.among("ICP/ZXSJ/Zxxx", over), |own| vec![cancelled(&own)]));
    let lists = body.blacklists.take().unwrap_or_default();
    let entities = unread.among("ICP/HMDLB/Zthmdxxs", lists.entities);
    items.extend(all("listed", entities, |own| vec![entry(listed::entity(&own))]));
    let websites = unread.among("ICP/HMDLB/Wzhmdxxs", lists.websites);
    items.extend(all("listed", websites, |own| vec![entry(listed::website(&own))]));
    let work = |piece: Piece| vec![Item { sort: "work", about: None, news: News::Work(Box::new(piece)) }];
    items.extend(all("work", work::pieces(body, unread).into_iter(), work));
    items
}

/// The pieces of a list: of each record those it is, in its turn, and one where it cannot be read.
fn all<T>(
    sort: &'static str,
    records: impl Iterator<Item = Result<T, Misread>>,
    pieces: impl Fn(T) -> Vec<Item>,
) -> impl Iterator<Item = Item> {
    records.flat_map(move |record| match record {
        Ok(record) => pieces(record),
        Err(misread) => vec![left(sort, misread)],
    })
}

fn left(sort: &'static str, misread: Misread) -> Item {
    Item { sort, about: None, news: News::Misread(misread) }
}

fn entry(entry: Result<Entry, String>) -> Item {
    match entry {
        Ok(entry) => Item { sort: "listed", about: None, news: News::Listed(Box::new(entry)) },
        Err(element) => strange("listed", &element),
    }
}

/// Tables are one piece. What one of them lacks is over, so that of the units is left with the first that cannot be read.
fn of_tables(mut tables: CodeTables, unread: &mut Unread) -> Vec<Item> {
    let misread = unread.take("JCDM/Bbdwlb/Bbdw").into_iter().next().map(|(_, misread)| left("tables", misread));
    if misread.is_some() {
        tables.units.clear();
    }
    let is_told = misread.is_none() || tables.tables.is_some();
    let tables = is_told.then(|| Item { sort: "tables", about: None, news: News::Codes(Box::new(tables)) });
    tables.into_iter().chain(misread).collect()
}

/// A copy of all records tells how the bureau calls them; of addresses, domains and tables nobody knows what follows. What
/// stands beside the records, and in them, and is not known is told with its place: each kind of place once, however many
/// records have it.
fn of_copy(copy: Element, unit: i64) -> Vec<Item> {
    let root = Place::root("SJTB");
    let within = root.child("ICP", 1);
    let (lists, beside): (Vec<_>, Vec<_>) = copy.children.into_iter().partition(|child| &*child.name == "ICP");
    let mut places: BTreeSet<String> = beside.iter().map(|child| root.child(&child.name, 1).to_string()).collect();
    let (mut known, mut unknown, mut records) = (Vec::new(), Vec::new(), 0);
    for child in lists.into_iter().flat_map(|list| list.children) {
        if &*child.name != "Baxx" {
            places.insert(within.child(&child.name, 1).to_string());
            continue;
        }
        let Ok(record) = Filing::read(child, within.child("Baxx", 1), &mut unknown) else {
            return vec![strange("copy", "SJTB")];
        };
        known.extend(Known::of(&record, unit));
        places.extend(unknown.drain(..).map(|unknown| unnumbered(&unknown.path)));
        records += 1;
    }
    if records == 0 {
        return vec![strange("copy", "SJTB")];
    }
    let mut items = vec![Item { sort: "copy", about: None, news: News::Known(known) }];
    items.extend(places.iter().map(|place| strange("unknown", place)));
    items
}

fn strange(sort: &'static str, what: &str) -> Item {
    Item { sort, about: None, news: News::Strange(what.to_owned()) }
}

/// What is wrong with the data, and what is wrong with us: the applicant can mend the one, the operator the other.
fn result(result: &ItemResult) -> Vec<Item> {
    let key = result.key.as_deref().map(str::trim).unwrap_or_default();
    let about = Operation::of(result.operation).and_then(|operation| keyed(operation, key));
    let effect = |line: &ResultLine| result_code::of_content(line.code).map(|row| row.effect);
    let faults = result.lines.iter().filter(|line| effect(line) != Some(Effect::Done));
    let (ours, faults): (Vec<_>, Vec<_>) = faults.cloned().partition(|line| effect(line) == Some(Effect::Operator));
    let news = match faults.as_slice() {
        [] if !ours.is_empty() => None,
        [] => Some(News::Fine),
        [line] if line.code == REFUSED => {
            Some(News::Refused { opinion: line.text.clone().unwrap_or_else(|| meaning(REFUSED)), on: None })
        }
        _ => Some(News::Faulty(faults)),
    };
    let ours = Some(ours).filter(|lines| !lines.is_empty()).map(News::Ours);
    let is_of_papers = Operation::of(result.operation) == Some(Operation::Attachments);
    let sort = if is_of_papers { PAPERS } else { "result" };
    [news, ours].into_iter().flatten().map(|news| Item { sort, about: about.clone(), news }).collect()
}

/// What the results of an operation name it by (13.3).
fn keyed(operation: Operation, key: &str) -> Option<About> {
    let ids = || key.parse().ok().map(|id| About::Ids(id, Some(operation)));
    match operation {
        // Its own id, or the number of the website. What is called a new filing may be the answer to a piece of work, by the
        // bureau's id or the domain that this is about.
        Operation::NewFiling | Operation::NewAccess => ids().or_else(|| Some(About::Record(operation, key.to_owned()))),
        Operation::NewWebsite
        | Operation::Change
        | Operation::CancelAccess
        | Operation::CancelEntity
        | Operation::CancelWebsite
        | Operation::Attachments => Some(About::Record(operation, key.to_owned())),
    }
}

/// What decisions name an operation by (13.3). One without an operation is about what has our id.
fn decided(operation: Option<i64>, id: i64) -> Option<About> {
    let Some(code) = operation else { return Some(About::Ids(id, None)) };
    let operation = Operation::of(code)?;
    match operation {
        Operation::NewFiling | Operation::NewWebsite | Operation::NewAccess => Some(About::Ids(id, Some(operation))),
        Operation::Change
        | Operation::CancelAccess
        | Operation::CancelEntity
        | Operation::CancelWebsite
        | Operation::Attachments => Some(About::Record(operation, id.to_string())),
    }
}

fn meaning(code: i64) -> String {
    result_code::of_content(code).map(|row| row.zh.clone()).unwrap_or_default()
}

fn decision(decision: &Decision) -> Item {
    let about = decision.id.and_then(|id| decided(decision.operation, id));
    let news = match ReviewOutcome::of(decision.approved) {
        Some(ReviewOutcome::Approved) => News::Approved { on: day(&decision.reviewed_at) },
        Some(ReviewOutcome::Refused) => {
            let opinion = decision.opinion.clone().unwrap_or_else(|| meaning(REFUSED));
            News::Refused { opinion, on: day(&decision.reviewed_at) }
        }
        None => News::Strange(format!("Shjg {}", decision.approved)),
    };
    Item { sort: "decision", about, news }
}

/// A record, once for each of our uploads that it holds something of.
fn on_record(filing: &Filing, unit: i64) -> Vec<Item> {
    let entity = &filing.entity;
    let site = |site: &FiledWebsite| SiteOnRecord {
        ours: site.isp_website,
        accesses: site.accesses.iter().filter(|own| own.unit == unit).filter_map(|own| own.isp_access).collect(),
        number: site.number.clone(),
        domains: site.domains.iter().map(|domain| domain.name.clone()).collect(),
    };
    let record = Arc::new(OnRecord {
        entity: entity.number.clone(),
        websites: filing.websites.iter().map(site).collect(),
        on: day(&entity.changed_at),
        known: Known::of(filing, unit),
    });
    let sites = record.websites.iter();
    let ids = sites.flat_map(|site| site.ours.into_iter().chain(site.accesses.iter().copied()));
    let blocks: BTreeSet<i64> = entity.isp_entity.into_iter().chain(ids).map(Upload::block_of).collect();
    let item = |about| Item { sort: "record", about, news: News::OnRecord(Arc::clone(&record)) };
    if blocks.is_empty() {
        return vec![item(None)];
    }
    blocks.into_iter().map(|block| item(Some(About::Ids(block, None)))).collect()
}

fn cancelled(cancelled: &Cancelled) -> Item {
    let Some(kind) = CancelKind::of(cancelled.kind) else {
        return strange("cancelled", &format!("Zxlb {}", cancelled.kind));
    };
    let about = About::Record(Operation::of_cancellation(kind), cancelled.id.to_string());
    Item { sort: "cancelled", about: Some(about), news: News::Cancelled(kind, cancelled.id) }
}

/// The day of a time as the bureau writes it: a date, with or without a time behind it.
fn day(text: &str) -> Option<NaiveDate> {
    parse_day(text.trim().get(..10)?).ok()
}

#[cfg(test)]
mod tests;
