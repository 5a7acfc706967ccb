//! Works through uploads: version, schema, sender, rules, duplicates, blacklists. Faults of an item are told all at once;
//! an item without faults becomes a case.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::case::{Asked, Case, Stage};
use super::world::World;
use crate::bureau::messages::{
    self, Finding, IcpDownload, IcpUpload, ItemResult, ResultLine, Results, Rules, Upload, UploadBody,
};
use crate::bureau::result_code;
use crate::bureau::xml::{self, Limits, schema};

/// Characters of a result's text.
const TEXT: usize = 255;

impl World {
    /// Works through everything that waits: uploads, lapsed verifications, cases a rule decides.
    pub fn work(&mut self, now: DateTime<Utc>) {
        let pause = Duration::from_secs(self.rules.wait);
        while let Some(index) = self.uploads.iter().position(|upload| !upload.done && upload.at + pause <= now) {
            self.uploads[index].done = true;
            let (unit, name, bytes) = {
                let upload = &self.uploads[index];
                (upload.unit, upload.name.clone(), upload.bytes.clone())
            };
            self.uploads[index].kept = self.judge(unit, &name, &bytes, now);
        }
        self.lapse_verifications(now);
        self.decide_by_rules(now);
    }

    /// Judges a file; whether it is to be kept as it is.
    fn judge(&mut self, unit: i64, name: &str, bytes: &[u8], now: DateTime<Utc>) -> bool {
        let upload = match self.readable(bytes, name) {
            Ok(upload) => upload,
            Err((code, data)) => {
                self.refuse_file(unit, code, &data, now);
                return false;
            }
        };
        match &upload.body {
            UploadBody::Icp(body) => {
                let found = self.findings(unit, &upload);
                self.take_items(unit, body, &found, now);
                false
            }
            UploadBody::Ip(element) => {
                self.take_addresses(unit, element, now);
                true
            }
            UploadBody::Ym(element) => {
                self.take_domains(unit, element, now);
                true
            }
        }
    }

    /// A file that can be read, or the code that it cannot be and what to say with it.
    fn readable(&self, bytes: &[u8], name: &str) -> Result<Upload, (i64, String)> {
        let unreadable = |code| (code, name.to_owned());
        let document = xml::read(bytes, &Limits::default()).map_err(|refused| match refused {
            xml::Refused::NotGbk | xml::Refused::Encoding(_) | xml::Refused::Character(_) => unreadable(5008),
            _ => unreadable(5001),
        })?;
        if document.get("version") != Some(&self.settings.version) {
            return Err((5004, self.settings.version.clone()));
        }
        if !schema::check_upload(&document).is_empty() {
            return Err(unreadable(5001));
        }
        Upload::read(document).map(|(upload, _)| upload).map_err(|_| unreadable(5001))
    }

    fn findings(&self, unit: i64, upload: &Upload) -> Vec<Finding> {
        let ranges = self.sources(unit);
        let rules = Rules { unit: Some(unit), ranges: self.rules.check_ranges.then_some(ranges.as_slice()) };
        messages::check(upload, &rules)
    }

    fn take_items(&mut self, unit: i64, body: &IcpUpload, found: &[Finding], now: DateTime<Utc>) {
        // What is wrong with the file as a whole concerns every item of it.
        let whole: Vec<_> = found.iter().filter(|finding| !finding.path.contains('/')).map(line).collect();
        let mut items: Vec<(String, Asked)> = Vec::new();
        let mut add = |tag: &str, index: usize, asked| items.push((format!("{tag}[{}]", index + 1), asked));
        for (index, filing) in body.new_filings.iter().enumerate() {
            add("XZBA/Baxx", index, Asked::Filing(filing.clone()));
        }
        for (index, added) in body.new_websites.iter().enumerate() {
            add("XZWZ/Xzxx", index, Asked::Websites(added.clone()));
        }
        for (index, added) in body.new_accesses.iter().enumerate() {
            add("XZJR/Xzxx", index, Asked::Access(added.clone()));
        }
        for (index, change) in body.changes.iter().enumerate() {
            add("BGBA/Bgxx", index, Asked::Change(change.clone()));
        }
        for (index, cancellation) in body.cancellations.iter().enumerate() {
            add("ZXBA/Zx_xx", index, Asked::Cancel(cancellation.clone()));
        }
        for (path, asked) in items {
            let of_item = found.iter().filter(|finding| finding.path.starts_with(&format!("{path}/"))).map(line);
            let mut lines: Vec<(i64, String)> = whole.iter().cloned().chain(of_item).collect();
            lines.extend(self.conflicts(unit, &asked));
            self.take_item(unit, asked, lines, now);
        }
        self.take_attachments(unit, body, found, &whole, now);
        self.take_answers(unit, body, &whole, now);
    }

    fn take_item(&mut self, unit: i64, asked: Asked, lines: Vec<(i64, String)>, now: DateTime<Utc>) {
        let number = self.cases.len() + 1;
        let mut case = Case { number, unit, asked, stage: Stage::Review, since: now };
        if !lines.is_empty() {
            return self.tell_results(&case, lines, now);
        }
        if self.rules.tell_success {
            self.tell_results(&case, vec![(1062, text_of(1062))], now);
        }
        if self.rules.sms && self.begin_verification(number, &case.asked, now) {
            case.stage = Stage::Verifying;
        }
        self.replace_lapsed(&case, now);
        self.cases.push(case);
    }

    /// Tells the results of a case's checks.
    pub fn tell_results(&mut self, case: &Case, lines: Vec<(i64, String)>, now: DateTime<Utc>) {
        self.tell(case.unit, case.asked.operation().code(), Some(case.asked.key()), lines, now);
    }

    /// Tells results by operation and key.
    pub(super) fn tell(
        &mut self,
        unit: i64,
        operation: i64,
        key: Option<String>,
        lines: Vec<(i64, String)>,
        now: DateTime<Utc>,
    ) {
        let line = |(code, text): (i64, String)| ResultLine {
            code,
            text: Some(text.chars().take(TEXT).collect::<String>()).filter(|text| !text.is_empty()),
        };
        let lines = lines.into_iter().map(line).collect();
        let key = key.filter(|key| !key.is_empty());
        let result = ItemResult { lines, operation, key, remark: None };
        let results = Results { results: vec![result], decisions: Vec::new() };
        self.publish(unit, IcpDownload { results: Some(results), ..IcpDownload::default() }, now);
    }

    /// A file as a whole: its operation cannot be known, so it is called a new filing, and its key is missing.
    fn refuse_file(&mut self, unit: i64, code: i64, data: &str, now: DateTime<Utc>) {
        let text = if code == 5001 { data.to_owned() } else { format!("{}：{data}", text_of(code)) };
        self.tell(unit, 1, None, vec![(code, text)], now);
    }
}

/// The text of a code.
pub(super) fn text_of(code: i64) -> String {
    result_code::of_content(code).map_or_else(|| "其他错误".to_owned(), |row| row.zh.clone())
}

/// A line as a live bureau writes it: the code's text, the website's name, what is wrong.
pub(super) fn told(code: i64, site: Option<&str>, data: Option<&str>) -> (i64, String) {
    let text = text_of(code);
    let text = match (site, data) {
        (Some(site), Some(data)) => format!("{text}。网站名称：{site}，错误数据：{data}"),
        (Some(site), None) => format!("{text}。网站名称：{site}"),
        (None, Some(data)) => format!("{text}。错误数据：{data}"),
        (None, None) => text,
    };
    (code, text)
}

fn line(finding: &Finding) -> (i64, String) {
    told(finding.code, finding.site.as_deref(), finding.data.as_deref())
}
