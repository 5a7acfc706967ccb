//! A website (4.4): name, domains, content, languages, approvals.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::form::{Checker, Form};
use crate::reference::codes::NO_PRE_APPROVAL;
use crate::text::Message;
use crate::values::day::parse_day;
use crate::values::{DomainName, HomeUrl, Line, Paragraphs, SiteName};

/// A website as typed. Approvals are rows: the n-th texts of `pre_approval` and the `approval_` lists belong together.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WebsiteForm {
    /// Name of the website.
    pub site_name: String,
    /// Domains; the first of the first website is the one of the type check.
    pub domains: Vec<String>,
    /// Address of the home page.
    pub home_url: String,
    /// Codes of the service contents.
    pub service_content: Vec<String>,
    /// Codes of the languages.
    pub languages: Vec<String>,
    /// Codes of the trades that need approval, or `none`.
    pub pre_approval: Vec<String>,
    /// Number of each approval.
    pub approval_number: Vec<String>,
    /// Who gave it.
    pub approval_authority: Vec<String>,
    /// Its last day; empty if it has none.
    pub approval_until: Vec<String>,
    /// What the website is about, and what the province asks to be said.
    pub site_remark: String,
}

/// An approval of a trade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// Code of the trade.
    pub trade: String,
    /// Its number.
    pub number: Line<2, 50>,
    /// Who gave it.
    pub authority: Line<2, 100>,
    /// Its last day, if it has one.
    pub until: Option<NaiveDate>,
}

/// A valid website, without its person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebsiteDetails {
    /// Name.
    pub name: SiteName,
    /// Domains, at least one.
    pub domains: Vec<DomainName>,
    /// Home page.
    pub home_url: HomeUrl,
    /// Codes of the service contents, in the order of the list.
    pub service_content: Vec<u64>,
    /// Codes of the languages.
    pub languages: Vec<u64>,
    /// Approvals; empty if none is needed.
    pub approvals: Vec<Approval>,
    /// Remark.
    pub remark: Option<Paragraphs<0, 200>>,
}

impl WebsiteDetails {
    /// The remark, empty if there is none.
    pub fn remark(&self) -> &str {
        self.remark.as_ref().map_or("", Paragraphs::as_str)
    }
}

/// One row of approvals as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ApprovalRow<'a> {
    /// Code of the trade, `none`, or empty.
    pub trade: &'a str,
    /// Its number.
    pub number: &'a str,
    /// Who gave it.
    pub authority: &'a str,
    /// Its last day.
    pub until: &'a str,
}

impl ApprovalRow<'_> {
    /// Whether nothing was typed into the row.
    pub fn is_empty(&self) -> bool {
        [self.trade, self.number, self.authority, self.until].iter().all(|text| text.trim().is_empty())
    }
}

impl WebsiteForm {
    /// The first website, as it begins: what the type check settled, and what most are.
    pub fn beginning(domain: &str) -> Self {
        Self {
            home_url: domain.to_owned(),
            domains: vec![domain.to_owned()],
            languages: vec!["1".to_owned()],
            ..Self::default()
        }
    }

    /// The rows of approvals, empty ones too, so that their places stay those of the page.
    pub fn approval_rows(&self) -> Vec<ApprovalRow<'_>> {
        let lists = [&self.pre_approval, &self.approval_number, &self.approval_authority, &self.approval_until];
        let rows = lists.iter().map(|list| list.len()).max().unwrap_or_default();
        let cell = |list: &'_ usize, row: usize| lists[*list].get(row).map_or("", String::as_str);
        (0..rows)
            .map(|row| ApprovalRow {
                trade: cell(&0, row),
                number: cell(&1, row),
                authority: cell(&2, row),
                until: cell(&3, row),
            })
            .collect()
    }

    /// The row of the page in which an approval stands, by its place among those that are filled in.
    pub fn approval_row(&self, place: usize) -> usize {
        let rows = self.approval_rows();
        let mut filled = rows.iter().enumerate().filter(|(_, row)| !row.is_empty());
        filled.nth(place).map_or(place, |(row, _)| row)
    }

    fn check_domains(&self, c: &mut Checker<'_>) -> Option<Vec<DomainName>> {
        let most = c.reference().limits(c.today()).domains_per_website;
        let typed = self.domains.iter().filter(|text| !text.trim().is_empty()).count();
        if !c.require("domains", typed > 0, Message::new("value-domain-empty")) {
            return None;
        }
        c.require("domains", typed <= most, Message::new("filing-domains-many").with("most", most));
        let domains = c.list("domains", &self.domains, DomainName::parse)?;
        for (index, domain) in domains.iter().enumerate() {
            if domains[..index].contains(domain) {
                c.error(format!("domains-{index}"), Message::new("filing-domain-twice").with("domain", domain));
            }
        }
        let wrong = c.errors().iter().any(|(name, _)| name.starts_with("domains"));
        (!wrong).then_some(domains)
    }

    fn check_approvals(&self, c: &mut Checker<'_>) -> Option<Vec<Approval>> {
        let rows = self.approval_rows();
        if !c.require("pre_approval", rows.iter().any(|row| !row.is_empty()), Message::new("filing-pre-approval-empty"))
        {
            return None;
        }
        let none = rows.iter().any(|row| row.trade == NO_PRE_APPROVAL);
        let others = rows.iter().any(|row| !row.is_empty() && row.trade != NO_PRE_APPROVAL);
        if none {
            let alone = c.require("pre_approval", !others, Message::new("filing-pre-approval-none"));
            return alone.then(Vec::new);
        }
        let mut all: Option<Vec<Approval>> = Some(Vec::new());
        for (index, row) in rows.iter().enumerate().filter(|(_, row)| !row.is_empty()) {
            let repeated = rows[..index].iter().any(|other| other.trade == row.trade);
            let approval = check_approval(row, index, repeated, c);
            all = all.zip(approval).map(|(mut all, approval)| {
                all.push(approval);
                all
            });
        }
        all
    }

    fn check_remark(&self, c: &mut Checker<'_>) -> Option<Option<Paragraphs<0, 200>>> {
        let limits = c.reference().limits(c.today());
        let (least, most) = (limits.remark_min, limits.remark_max);
        let remark = c.optional("site_remark", &self.site_remark, Paragraphs::<0, 200>::parse)?;
        let length = remark.as_ref().map_or(0, |remark| remark.as_str().chars().count());
        let long_enough = remark.is_none() || length >= least;
        let fits = c.require("site_remark", long_enough, Message::new("value-too-short").with("min", least))
            && c.require(
                "site_remark",
                length <= most,
                Message::new("value-too-long").with("max", most).with("over", length.saturating_sub(most)),
            );
        fits.then_some(remark)
    }
}

impl Form for WebsiteForm {
    type Valid = WebsiteDetails;

    fn check(&self, c: &mut Checker<'_>) -> Option<WebsiteDetails> {
        let (book, today) = (c.reference(), c.today());
        let name = c.field("site_name", SiteName::parse(&self.site_name));
        let domains = self.check_domains(c);
        let home_url = c.field("home_url", HomeUrl::parse(&self.home_url));
        if let (Some(url), Some(domains)) = (&home_url, &domains) {
            // X18
            c.require("home_url", url.belongs_to(domains), Message::new("filing-home-url-domain"));
        }
        let most = book.limits(today).service_contents;
        let is_content = |code| book.service_content(code, today).is_some_and(|content| content.websites);
        let service_content = check_codes(c, "service_content", &self.service_content, is_content);
        let many = service_content.as_ref().is_none_or(|codes| codes.len() <= most);
        c.require("service_content", many, Message::new("filing-service-content-many").with("most", most));
        let languages = check_codes(c, "languages", &self.languages, |code| book.language(code, today).is_some());
        let approvals = self.check_approvals(c);
        let remark = self.check_remark(c);
        Some(WebsiteDetails {
            name: name?,
            domains: domains?,
            home_url: home_url?,
            service_content: service_content?,
            languages: languages?,
            approvals: approvals?,
            remark: remark?,
        })
    }
}

impl From<&WebsiteDetails> for WebsiteForm {
    fn from(valid: &WebsiteDetails) -> Self {
        let texts = |codes: &[u64]| codes.iter().map(u64::to_string).collect();
        let of_approvals = |read: &dyn Fn(&Approval) -> String| valid.approvals.iter().map(read).collect::<Vec<_>>();
        let trades = of_approvals(&|approval| approval.trade.clone());
        Self {
            site_name: valid.name.as_str().to_owned(),
            domains: valid.domains.iter().map(DomainName::unicode).collect(),
            home_url: valid.home_url.to_string(),
            service_content: texts(&valid.service_content),
            languages: texts(&valid.languages),
            pre_approval: if trades.is_empty() { vec![NO_PRE_APPROVAL.to_owned()] } else { trades },
            approval_number: of_approvals(&|approval| approval.number.as_str().to_owned()),
            approval_authority: of_approvals(&|approval| approval.authority.as_str().to_owned()),
            approval_until: of_approvals(&|approval| approval.until.map(|day| day.to_string()).unwrap_or_default()),
            site_remark: valid.remark().to_owned(),
        }
    }
}

/// Ticked boxes: known codes, each once, in the order of the page; at least one.
fn check_codes(c: &mut Checker<'_>, name: &str, texts: &[String], known: impl Fn(u64) -> bool) -> Option<Vec<u64>> {
    let empty = if name == "languages" { "filing-languages-empty" } else { "filing-service-content-empty" };
    let mut codes: Vec<u64> = Vec::new();
    for text in texts.iter().filter(|text| !text.trim().is_empty()) {
        let code = text.trim().parse::<u64>().ok().filter(|code| known(*code));
        let code = c.choice(name, code, "filing-choice-unknown")?;
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    c.require(name, !codes.is_empty(), Message::new(empty)).then_some(codes)
}

fn check_approval(row: &ApprovalRow<'_>, index: usize, repeated: bool, c: &mut Checker<'_>) -> Option<Approval> {
    let (book, today) = (c.reference(), c.today());
    let field = |name: &str| format!("{name}-{index}");
    let trade = book.pre_approval(row.trade, today).map(|trade| trade.code.clone());
    let trade = c.choice(field("pre_approval"), trade, "filing-pre-approval-trade");
    if repeated && trade.is_some() {
        c.error(field("pre_approval"), Message::new("filing-pre-approval-twice"));
        return None;
    }
    let number = filled(row.number, "filing-approval-number-empty").and_then(with_a_digit);
    let number = c.field(field("approval_number"), number);
    let authority = c.field(field("approval_authority"), filled(row.authority, "filing-approval-authority-empty"));
    let until = c.optional(field("approval_until"), row.until, |text| match parse_day(text)? {
        day if day < today => Err(Message::new("filing-approval-expired")),
        day => Ok(day),
    });
    Some(Approval { trade: trade?, number: number?, authority: authority?, until: until? })
}

/// Whatever the trade, a number holds a digit.
fn with_a_digit<const MAX: usize>(number: Line<2, MAX>) -> Result<Line<2, MAX>, Message> {
    let has_digit = number.as_str().chars().any(char::is_numeric);
    if has_digit { Ok(number) } else { Err(Message::new("filing-approval-number-digits")) }
}

fn filled<const MAX: usize>(text: &str, empty: &'static str) -> Result<Line<2, MAX>, Message> {
    if text.trim().is_empty() { Err(Message::new(empty)) } else { Line::parse(text) }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{organisation, today};
    use super::*;
    use crate::form;
    use crate::reference::book;

    fn errors(form: &WebsiteForm) -> Vec<(String, &'static str)> {
        match form::check(form, book(), today()) {
            Ok(_) => Vec::new(),
            Err(errors) => errors.iter().map(|(name, message)| (name.to_owned(), message.key)).collect(),
        }
    }

    fn good() -> WebsiteForm {
        organisation().websites.remove(0).website
    }

    #[test]
    fn a_good_one_goes_there_and_back() {
        let valid = form::check(&good(), book(), today()).unwrap();
        assert_eq!(WebsiteForm::from(&valid), good());
        let approved = WebsiteForm {
            pre_approval: vec!["9".into()],
            approval_number: vec!["京网文〔2026〕0001".into()],
            approval_authority: vec!["北京市文化和旅游局".into()],
            approval_until: vec!["2028-01-01".into()],
            ..good()
        };
        let valid = form::check(&approved, book(), today()).unwrap();
        assert_eq!((valid.approvals.len(), WebsiteForm::from(&valid)), (1, approved));
    }

    #[test]
    fn approvals_are_rows() {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let form = WebsiteForm {
            pre_approval: texts(&["9", "", "9", "77"]),
            approval_number: texts(&["", "", "123", "456"]),
            approval_authority: texts(&["某局", "", "某局", "某局"]),
            approval_until: texts(&["2020-01-01"]),
            ..good()
        };
        assert_eq!(
            errors(&form),
            [
                ("approval_number-0".to_owned(), "filing-approval-number-empty"),
                ("approval_until-0".to_owned(), "filing-approval-expired"),
                ("pre_approval-2".to_owned(), "filing-pre-approval-twice"),
                ("pre_approval-3".to_owned(), "filing-pre-approval-trade"),
            ]
        );
    }
}
