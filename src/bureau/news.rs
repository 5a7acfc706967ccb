//! What a download tells of filings, piece by piece, each with the upload it is about.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;

use super::codes::{CancelKind, Operation, ReviewOutcome};
use super::known::Known;
use super::listed::{self, Entry};
use super::messages::{
    Cancelled, CodeTables, Content as _, Decision, Download, DownloadBody, FiledWebsite, Filing, IcpDownload,
    ItemResult, ResultLine, Unknown,
};
use super::result_code::{self, Effect, REFUSED};
use super::upload::Upload;
use super::work::{self, Piece};
use super::xml::{Element, Place};
use crate::values::day::parse_day;

/// The sort of the pieces that tell of papers on their own; stored.
pub const PAPERS: &str = "papers";

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
    /// The one with this block of ids, of this operation where the piece tells one.
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
    /// It is off the record: the bureau's id of it.
    Cancelled(i64),
    /// What the bureau calls things on record, and nothing else.
    Known(Vec<Known>),
    /// The operator's matter, not the case's: our program, settings or records do not fit. The codes.
    Ours(Vec<i64>),
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
}

/// The pieces of a download for our unit, in the order in which they are applied: results, then what is on record and what is
/// no more, then the rest.
pub fn items(download: &Download, unknown: &[Unknown], unit: i64) -> Vec<Item> {
    let mut items = match &download.body {
        DownloadBody::Icp(body) => of_filings(body, unit),
        DownloadBody::Ip(_) => vec![strange("addresses", "IP")],
        DownloadBody::Ym(_) => vec![strange("domains", "YM")],
        DownloadBody::Tables(tables) => {
            vec![Item { sort: "tables", about: None, news: News::Codes(Box::new(tables.clone())) }]
        }
        DownloadBody::Sync(copy) => vec![of_copy(copy, unit)],
    };
    items.extend(unknown.iter().map(|unknown| strange("unknown", &unknown.path)));
    items
}

/// How many of the first pieces may be applied side by side: as far as each is about another upload than those before it. What
/// is about none, or about more than a case, goes alone, after all that came before it.
pub fn side_by_side(items: &[(i32, &Item)]) -> usize {
    let mut seen = BTreeSet::new();
    let is_of_its_own = |(_, item): &&(i32, &Item)| match (&item.about, &item.news) {
        (
            Some(About::Ids(ids, _)),
            News::Faulty(_) | News::Refused { .. } | News::Approved { .. } | News::OnRecord(_) | News::Fine,
        ) => seen.insert(*ids),
        _ => false,
    };
    items.iter().take_while(is_of_its_own).count().max(1)
}

fn of_filings(body: &IcpDownload, unit: i64) -> Vec<Item> {
    let mut items = Vec::new();
    if let Some(results) = &body.results {
        items.extend(results.results.iter().flat_map(result));
        items.extend(results.decisions.iter().map(decision));
    }
    items.extend(body.filings.iter().flat_map(|filing| on_record(filing, unit)));
    items.extend(body.cancelled.iter().map(cancelled));
    let entry = |entry: std::result::Result<Entry, String>| match entry {
        Ok(entry) => Item { sort: "listed", about: None, news: News::Listed(Box::new(entry)) },
        Err(element) => strange("listed", &element),
    };
    items.extend(body.blacklists.iter().flat_map(listed::entries).map(entry));
    let work = |piece: Piece| Item { sort: "work", about: None, news: News::Work(Box::new(piece)) };
    items.extend(work::pieces(body).into_iter().map(work));
    items
}

/// A copy of all records tells how the bureau calls them; of addresses, domains and tables nobody knows what follows.
fn of_copy(copy: &Element, unit: i64) -> Item {
    let records = copy.child("ICP").into_iter().flat_map(|records| records.all("Baxx"));
    let read = |record: &Element| Filing::read(record.clone(), Place::root("Baxx"), &mut Vec::new()).ok();
    match records.map(read).collect::<Option<Vec<_>>>() {
        Some(records) if !records.is_empty() => {
            let known = records.iter().flat_map(|record| Known::of(record, unit)).collect();
            Item { sort: "copy", about: None, news: News::Known(known) }
        }
        _ => strange("copy", "SJTB"),
    }
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
    let ours: Vec<i64> = ours.iter().map(|line| line.code).collect();
    let news = match faults.as_slice() {
        [] if !ours.is_empty() => None,
        [] => Some(News::Fine),
        [line] if line.code == REFUSED => {
            Some(News::Refused { opinion: line.text.clone().unwrap_or_else(|| meaning(REFUSED)), on: None })
        }
        _ => Some(News::Faulty(faults)),
    };
    let ours = Some(ours).filter(|codes| !codes.is_empty()).map(News::Ours);
    let is_of_papers = Operation::of(result.operation) == Some(Operation::Attachments);
    let sort = if is_of_papers { PAPERS } else { "result" };
    [news, ours].into_iter().flatten().map(|news| Item { sort, about: about.clone(), news }).collect()
}

/// What the results of an operation name it by (13.3).
fn keyed(operation: Operation, key: &str) -> Option<About> {
    let ids = || key.parse().ok().map(|id| About::Ids(Upload::block_of(id), Some(operation)));
    match operation {
        Operation::NewFiling => ids(),
        // Its own id, or the number of the website.
        Operation::NewAccess => ids().or_else(|| Some(About::Record(operation, key.to_owned()))),
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
    let Some(code) = operation else { return Some(About::Ids(Upload::block_of(id), None)) };
    let operation = Operation::of(code)?;
    match operation {
        Operation::NewFiling | Operation::NewWebsite | Operation::NewAccess => {
            Some(About::Ids(Upload::block_of(id), Some(operation)))
        }
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
    let about = CancelKind::of(cancelled.kind)
        .map(|kind| About::Record(Operation::of_cancellation(kind), cancelled.id.to_string()));
    Item { sort: "cancelled", about, news: News::Cancelled(cancelled.id) }
}

/// The day of a time as the bureau writes it: a date, with or without a time behind it.
fn day(text: &str) -> Option<NaiveDate> {
    parse_day(text.trim().get(..10)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bureau::xml::{self, Limits};

    fn read(inside: &str) -> Vec<Item> {
        let text =
            format!(r#"<?xml version="1.0" encoding="GBK"?><DownloadData version="V.3.0">{inside}</DownloadData>"#);
        let bytes = crate::bureau::gbk::encode(&text).unwrap();
        let (download, unknown) = Download::read(xml::read(&bytes, &Limits::default()).unwrap()).unwrap();
        items(&download, &unknown, 7)
    }

    #[test]
    fn pieces_about_different_uploads_are_applied_side_by_side() {
        let about = |ids: i64, news: News| Item { sort: "result", about: Some(About::Ids(ids, None)), news };
        let fine = |ids| about(ids, News::Fine);
        let table = [
            ("each about another", vec![fine(1000), fine(2000), fine(3000)], 3),
            ("one twice", vec![fine(1000), fine(2000), fine(1000)], 2),
            ("the same at once", vec![fine(1000), fine(1000)], 1),
            ("about none", vec![strange("unknown", "ICP/New"), fine(1000)], 1),
            ("until one about none", vec![fine(1000), strange("unknown", "ICP/New"), fine(2000)], 1),
            ("off the record", vec![fine(1000), about(2000, News::Cancelled(7)), fine(3000)], 1),
            ("alone", vec![fine(1000)], 1),
        ];
        for (name, items, together) in table {
            let items: Vec<(i32, &Item)> = (0..).zip(&items).collect();
            assert_eq!(side_by_side(&items), together, "{name}");
        }
    }

    #[test]
    fn a_copy_of_the_records_tells_what_the_bureau_calls_them() {
        let filed = crate::bureau::messages::tests_support::published();
        let inside = crate::bureau::xml::to_text(&filed);
        let items = read(&format!("<SJTB><ICP>{inside}</ICP></SJTB>"));
        let News::Known(known) = &items[0].news else { panic!("{items:?}") };
        let ids: Vec<_> = known.iter().map(|known| (known.number.as_str(), known.id)).collect();
        assert_eq!(ids, [("浙ICP备00000001号", 330_000_000_001), ("浙ICP备00000001号-1", 330_000_000_002)]);
    }

    #[test]
    fn each_piece_names_the_upload_it_is_about() {
        let line = |code: i64| format!("<Jgxx><Jgdm>{code}</Jgdm></Jgxx>");
        let result = |lines: &str, kind: i64, key: &str| {
            format!("<ICP><BAJG><Jg_xx>{lines}<Czlx>{kind}</Czlx><Bs>{key}</Bs></Jg_xx></BAJG></ICP>")
        };
        let of = |code: i64| Some(About::Ids(7000, Operation::of(code)));
        let named = |code: i64, key: &str| Operation::of(code).map(|operation| About::Record(operation, key.into()));
        let approved = News::Approved { on: "2016-04-15".parse().ok() };
        let decided = |outcome: i64, kind: i64| {
            format!(
                "<ICP><BAJG><GJSHS><Gjsh><Shsj>2016-04-15 15:10:04</Shsj><Shyj>证件不清晰</Shyj><Shjg>{outcome}</Shjg>\
                 <Czlx>{kind}</Czlx><Jlid>7000</Jlid></Gjsh></GJSHS></BAJG></ICP>"
            )
        };
        let refused = News::Refused { opinion: "证件不清晰".into(), on: "2016-04-15".parse().ok() };
        let faults =
            |codes: &[i64]| News::Faulty(codes.iter().map(|code| ResultLine { code: *code, text: None }).collect());
        let table = [
            (result(&line(1062), 1, "7000"), of(1), News::Fine),
            (result(&(line(1004) + &line(1062) + &line(1041)), 1, "7001"), of(1), faults(&[1004, 1041])),
            (result(&line(1999), 1, "7000"), of(1), faults(&[1999])),
            (result(&(line(5004) + &line(1037)), 1, "7000"), of(1), News::Ours(vec![5004, 1037])),
            (result(&line(1002), 1, "7000"), of(1), News::Refused { opinion: "审核拒绝".into(), on: None }),
            (decided(0, 1), of(1), refused),
            (decided(1, 1), of(1), approved.clone()),
            // 13.3, an operation a row: what its results and its decisions name.
            (result(&line(1004), 2, "京ICP备1号"), named(2, "京ICP备1号"), faults(&[1004])),
            (decided(1, 2), of(2), approved.clone()),
            (result(&line(1018), 3, "京ICP备1号-1"), named(3, "京ICP备1号-1"), faults(&[1018])),
            (result(&line(1018), 3, "7001"), of(3), faults(&[1018])),
            (decided(1, 3), of(3), approved.clone()),
            (result(&line(1046), 4, "110000000001"), named(4, "110000000001"), faults(&[1046])),
            (decided(1, 4), named(4, "7000"), approved.clone()),
            (decided(1, 5), named(5, "7000"), approved.clone()),
            (decided(1, 6), named(6, "7000"), approved.clone()),
            (decided(1, 7), named(7, "7000"), approved),
            (result(&line(1060), 35, "110000000001"), named(35, "110000000001"), News::Fine),
            (
                "<ICP><ZXSJ><Zxxx><Zxlb>1</Zxlb><Jlid>9</Jlid></Zxxx></ZXSJ></ICP>".into(),
                named(7, "9"),
                News::Cancelled(9),
            ),
            ("<ICP><New><A>1</A></New></ICP>".into(), None, News::Strange("ICP/New".into())),
            ("<YM/>".into(), None, News::Strange("YM".into())),
            ("<SJTB><YM/></SJTB>".into(), None, News::Strange("SJTB".into())),
            ("<SJTB><ICP><Baxx><Zt_xx/></Baxx></ICP></SJTB>".into(), None, News::Strange("SJTB".into())),
        ];
        for (inside, about, news) in table {
            let items = read(&inside);
            assert_eq!(items.len(), 1, "{inside}");
            assert_eq!((&items[0].about, &items[0].news), (&about, &news), "{inside}");
        }
        let both = read(&result(&(line(1028) + &line(1004)), 1, "7000"));
        let news: Vec<&News> = both.iter().map(|item| &item.news).collect();
        assert_eq!(news, [&faults(&[1004]), &News::Ours(vec![1028])], "what both can mend goes to both");
    }
}
