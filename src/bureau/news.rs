//! What a download tells of filings, piece by piece, each with the upload it is about.

use chrono::NaiveDate;

use super::codes::{Operation, ReviewOutcome};
use super::messages::{Decision, Download, DownloadBody, Filing, IcpDownload, ItemResult, ResultLine, Unknown};
use super::result_code::{self, Effect};
use super::upload::Upload;
use crate::values::day::parse_day;

/// A piece of a download.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// What sort of piece it is; stored.
    pub sort: &'static str,
    /// The block of ids it is about; none where it names none of ours.
    pub about: Option<i64>,
    /// What it tells.
    pub news: News,
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
    /// It is on record.
    OnRecord {
        /// Number of the entity.
        entity: Option<String>,
        /// Number of each website that is ours, with its id.
        websites: Vec<(i64, Option<String>)>,
        /// Since when.
        on: Option<NaiveDate>,
    },
    /// The operator's matter, not the case's: our program, settings or records do not fit. The codes.
    Ours(Vec<i64>),
    /// Nothing follows from it.
    Fine,
    /// Nobody but a person knows what follows from it.
    Strange(String),
}

/// The pieces of a download, in the order in which they are applied: results, then what is on record, then the rest.
pub fn items(download: &Download, unknown: &[Unknown]) -> Vec<Item> {
    let mut items = match &download.body {
        DownloadBody::Icp(body) => of_filings(body),
        DownloadBody::Ip(_) => vec![strange("addresses", "IP")],
        DownloadBody::Ym(_) => vec![strange("domains", "YM")],
        DownloadBody::Tables(_) => vec![strange("tables", "JCDM")],
        DownloadBody::Sync(_) => vec![strange("copy", "SJTB")],
    };
    items.extend(unknown.iter().map(|unknown| strange("unknown", &unknown.path)));
    items
}

fn of_filings(body: &IcpDownload) -> Vec<Item> {
    let mut items = Vec::new();
    if let Some(results) = &body.results {
        items.extend(results.results.iter().flat_map(result));
        items.extend(results.decisions.iter().map(decision));
    }
    items.extend(body.filings.iter().map(on_record));
    // Lists of work that nobody does by a program yet: each is kept and shown.
    let lists = [
        ("ZXSJ", body.cancelled.len()),
        ("HMDLB", usize::from(body.blacklists.is_some())),
        ("FFJRHMD", body.illegal_accesses.len()),
        ("WBAWZLB", body.unfiled_sites.len()),
        ("HSRW", body.tasks.len()),
        ("HCJG", usize::from(body.audit.is_some())),
        ("XGTZ", body.notices.len()),
    ];
    items.extend(lists.into_iter().filter(|(_, count)| *count > 0).map(|(name, _)| strange("list", name)));
    items
}

fn strange(sort: &'static str, what: &str) -> Item {
    Item { sort, about: None, news: News::Strange(what.to_owned()) }
}

/// What is wrong with the data, and what is wrong with us: the applicant can mend the one, the operator the other.
fn result(result: &ItemResult) -> Vec<Item> {
    let about = result.key.as_deref().and_then(|key| key.trim().parse().ok());
    let about = about.filter(|_| result.operation == Operation::NewFiling.code()).map(Upload::block_of);
    let effect = |line: &ResultLine| result_code::of_content(line.code).map(|row| row.effect);
    let faults = result.lines.iter().filter(|line| effect(line) != Some(Effect::Done));
    let (ours, faults): (Vec<_>, Vec<_>) = faults.cloned().partition(|line| effect(line) == Some(Effect::Operator));
    let ours: Vec<i64> = ours.iter().map(|line| line.code).collect();
    const REFUSED: i64 = 1002;
    let news = match faults.as_slice() {
        [] if !ours.is_empty() => None,
        [] => Some(News::Fine),
        [line] if line.code == REFUSED => {
            Some(News::Refused { opinion: line.text.clone().unwrap_or_else(|| meaning(REFUSED)), on: None })
        }
        _ => Some(News::Faulty(faults)),
    };
    let ours = Some(ours).filter(|codes| !codes.is_empty()).map(News::Ours);
    [news, ours].into_iter().flatten().map(|news| Item { sort: "result", about, news }).collect()
}

fn meaning(code: i64) -> String {
    result_code::of_content(code).map(|row| row.zh.clone()).unwrap_or_default()
}

fn decision(decision: &Decision) -> Item {
    // A decision without a kind is about the kind whose id it names; only new filings go up yet.
    let is_ours = decision.operation.is_none_or(|operation| operation == Operation::NewFiling.code());
    let about = decision.id.filter(|_| is_ours).map(Upload::block_of);
    let news = match ReviewOutcome::of(decision.approved) {
        // The numbers follow with the record.
        Some(ReviewOutcome::Approved) => News::Fine,
        Some(ReviewOutcome::Refused) => {
            let opinion = decision.opinion.clone().unwrap_or_else(|| meaning(1002));
            News::Refused { opinion, on: day(&decision.reviewed_at) }
        }
        None => News::Strange(format!("Shjg {}", decision.approved)),
    };
    Item { sort: "decision", about, news }
}

fn on_record(filing: &Filing) -> Item {
    let entity = &filing.entity;
    let websites = filing.websites.iter().filter_map(|site| Some((site.isp_website?, site.number.clone()))).collect();
    let news = News::OnRecord { entity: entity.number.clone(), websites, on: day(&entity.changed_at) };
    Item { sort: "record", about: entity.isp_entity.map(Upload::block_of), news }
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
        items(&download, &unknown)
    }

    #[test]
    fn each_piece_names_the_upload_it_is_about() {
        let line = |code: i64| format!("<Jgxx><Jgdm>{code}</Jgdm></Jgxx>");
        let result = |lines: &str, kind: i64, key: &str| {
            format!("<ICP><BAJG><Jg_xx>{lines}<Czlx>{kind}</Czlx><Bs>{key}</Bs></Jg_xx></BAJG></ICP>")
        };
        let decided = |outcome: i64| {
            format!(
                "<ICP><BAJG><GJSHS><Gjsh><Shsj>2016-04-15 15:10:04</Shsj><Shyj>证件不清晰</Shyj><Shjg>{outcome}</Shjg>\
                 <Czlx>1</Czlx><Jlid>7000</Jlid></Gjsh></GJSHS></BAJG></ICP>"
            )
        };
        let refused = News::Refused { opinion: "证件不清晰".into(), on: "2016-04-15".parse().ok() };
        let faults =
            |codes: &[i64]| News::Faulty(codes.iter().map(|code| ResultLine { code: *code, text: None }).collect());
        let table = [
            (result(&line(1062), 1, "7000"), Some(7000), News::Fine),
            (result(&(line(1004) + &line(1062) + &line(1041)), 1, "7001"), Some(7000), faults(&[1004, 1041])),
            (result(&line(1999), 1, "7000"), Some(7000), faults(&[1999])),
            (result(&(line(5004) + &line(1037)), 1, "7000"), Some(7000), News::Ours(vec![5004, 1037])),
            (result(&line(1002), 1, "7000"), Some(7000), News::Refused { opinion: "审核拒绝".into(), on: None }),
            (result(&line(1004), 2, "7000"), None, faults(&[1004])),
            (decided(0), Some(7000), refused),
            (decided(1), Some(7000), News::Fine),
            (
                "<ICP><ZXSJ><Zxxx><Zxlb>1</Zxlb><Jlid>9</Jlid></Zxxx></ZXSJ></ICP>".into(),
                None,
                News::Strange("ZXSJ".into()),
            ),
            ("<ICP><New><A>1</A></New></ICP>".into(), None, News::Strange("ICP/New".into())),
            ("<YM/>".into(), None, News::Strange("YM".into())),
        ];
        for (inside, about, news) in table {
            let items = read(&inside);
            assert_eq!(items.len(), 1, "{inside}");
            assert_eq!((items[0].about, &items[0].news), (about, &news), "{inside}");
        }
        let both = read(&result(&(line(1028) + &line(1004)), 1, "7000"));
        let news: Vec<&News> = both.iter().map(|item| &item.news).collect();
        assert_eq!(news, [&faults(&[1004]), &News::Ours(vec![1028])], "what both can mend goes to both");
    }
}
