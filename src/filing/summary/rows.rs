//! The rows of each section.

use chrono::NaiveDate;

use super::{Line, Mask, Row};
use crate::filing::application::{Drafts, NO, PersonForm, WebsiteForm, YES, operation};
use crate::filing::section::{Part, Section, Target};
use crate::reference::codes::NO_PRE_APPROVAL;
use crate::reference::{INDIVIDUAL, Reference};
use crate::values::DomainName;
use crate::values::day::parse_day;

/// Writes the rows of one filing.
pub(super) struct Writer<'a> {
    pub(super) drafts: &'a Drafts,
    pub(super) reference: &'a Reference,
    pub(super) today: NaiveDate,
}

impl Writer<'_> {
    pub(super) fn rows(&self, part: Part) -> Vec<Row> {
        match part.section() {
            Section::TypeCheck => self.type_check(),
            Section::Operation => self.operation(),
            Section::Access => self.access(),
            Section::Entity => self.entity(),
            Section::EntityPerson => self.person(part, &self.drafts.entity_person()),
            Section::Website => {
                self.drafts.website(part.ordinal()).map_or_else(Vec::new, |draft| self.website(part, &draft.website))
            }
            Section::WebsitePerson => self.website_person(part),
            Section::Answers => Vec::new(),
        }
    }

    fn individual(&self) -> bool {
        self.drafts.type_check.entity_kind == INDIVIDUAL
    }

    fn operation(&self) -> Vec<Row> {
        let form = &self.drafts.operation;
        let yes = |value: &str| match value {
            "yes" => vec![Line::Word("site-yes")],
            "no" => vec![Line::Word("site-no")],
            _ => Vec::new(),
        };
        let number = if form.number_unknown == YES && form.entity_number.is_empty() {
            vec![Line::Word("filing-operation-number-unknown")]
        } else {
            text(&form.entity_number)
        };
        let is_given = !form.filing_password.is_empty();
        let password = if is_given { vec![Line::Word("filing-password-given")] } else { Vec::new() };
        let name_mask = if self.individual() { Mask::Name } else { Mask::Open };
        let rows = [
            ("entity_number", "filing-field-operation-entity-number", number, Mask::Open),
            ("website_number", "filing-field-operation-website-number", text(&form.website_number), Mask::Open),
            ("differs", "filing-field-operation-differs", yes(&form.differs), Mask::Open),
            ("new_name", "filing-field-operation-new-name", text(&form.new_name), name_mask),
            ("receiving_code", "filing-field-operation-receiving-code", text(&form.receiving_code), Mask::Number),
            ("filing_password", "filing-field-operation-filing-password", password, Mask::Open),
            ("phone_lost", "filing-field-operation-phone-lost", yes(&form.phone_lost), Mask::Open),
            ("reason", "filing-field-operation-reason", text(&form.reason), Mask::Open),
        ];
        let is_here = self.drafts.record.is_some();
        let asked = |name: &str, lines: &[Line]| {
            let is_asked =
                operation::asks(self.drafts.kind, name, is_here) && (!lines.is_empty() || name != "new_name");
            is_asked || (name == "filing_password" && is_given)
        };
        rows.into_iter()
            .filter(|(name, _, lines, _)| asked(name, lines))
            .map(|(name, label, lines, mask)| Row { target: Target::field(Part::OPERATION, name), label, lines, mask })
            .collect()
    }

    fn type_check(&self) -> Vec<Row> {
        let form = &self.drafts.type_check;
        let (book, today) = (self.reference, self.today);
        let row =
            |name: &str, label, lines, mask| Row { target: Target::field(Part::TYPE_CHECK, name), label, lines, mask };
        let data = |found: Option<(&str, &str)>, typed: &str| match found {
            Some((zh, en)) => vec![Line::Data { zh: zh.to_owned(), en: en.to_owned() }],
            None => text(typed),
        };
        let city = book.city(&form.city, today).map(|row| (row.zh.as_str(), row.en.as_str()));
        let kind = book.entity_kind(&form.entity_kind, today).map(|row| (row.zh.as_str(), row.en.as_str()));
        let (name_mask, number_mask) =
            if self.individual() { (Mask::Name, Mask::Number) } else { (Mask::Open, Mask::Open) };
        vec![
            row("province", "filing-field-type-check-province", self.province(&form.province), Mask::Open),
            row("city", "filing-field-type-check-city", data(city, &form.city), Mask::Open),
            row("district", "filing-field-type-check-district", text(&form.district), Mask::Open),
            row("entity_kind", "filing-field-type-check-entity-kind", data(kind, &form.entity_kind), Mask::Open),
            row("entity_name", "filing-field-type-check-entity-name", text(&form.entity_name), name_mask),
            row("cert_kind", "filing-field-type-check-cert-kind", self.cert_kind(&form.cert_kind), Mask::Open),
            row("cert_number", "filing-field-type-check-cert-number", text(&form.cert_number), number_mask),
            row("domain", "filing-field-type-check-domain", vec_of(domain(&form.domain)), Mask::Open),
        ]
    }

    fn province(&self, code: &str) -> Vec<Line> {
        match self.reference.province(code, self.today) {
            Some(province) => vec![Line::Data { zh: province.zh.clone(), en: province.en.clone() }],
            None => text(code),
        }
    }

    fn cert_kind(&self, code: &str) -> Vec<Line> {
        match self.reference.certificate_kind(code, self.today) {
            Some(kind) => vec![Line::Data { zh: kind.zh.clone(), en: kind.en.clone() }],
            None => text(code),
        }
    }

    /// One line a website: two websites without an answer are two empty lines.
    fn access(&self) -> Vec<Row> {
        let access = &self.drafts.access;
        let lines = |read: &dyn Fn(u32) -> String| {
            let all: Vec<String> = (1..=self.drafts.website_count()).map(read).collect();
            if all.iter().all(String::is_empty) { Vec::new() } else { all.into_iter().map(Line::Text).collect() }
        };
        let row = |name: &str, label, lines| Row {
            target: Target::field(Part::ACCESS, name),
            label,
            lines,
            mask: Mask::Open,
        };
        vec![
            row("instance", "filing-field-access-instance", lines(&|n| access.row(n).0.to_owned())),
            row("service_number", "filing-field-access-service-number", lines(&|n| access.row(n).1.to_owned())),
            row("other_addresses", "filing-field-access-other-addresses", lines(&|n| access.other(n).to_owned())),
        ]
    }

    fn entity(&self) -> Vec<Row> {
        let form = &self.drafts.entity;
        let row =
            |name: &str, label, lines, mask| Row { target: Target::field(Part::ENTITY, name), label, lines, mask };
        let address = if self.individual() { Mask::Whole } else { Mask::Open };
        let mut rows = vec![row("cert_address", "filing-field-entity-cert-address", text(&form.cert_address), address)];
        if !self.individual() {
            let to = until(&form.cert_valid_to, &form.cert_long_term);
            rows.push(row(
                "cert_valid_from",
                "filing-field-entity-cert-valid-from",
                day(&form.cert_valid_from),
                Mask::Open,
            ));
            rows.push(row("cert_valid_to", "filing-field-entity-cert-valid-to", to, Mask::Open));
        }
        rows.push(row("mailing_address", "filing-field-entity-mailing-address", text(&form.mailing_address), address));
        if !self.individual() {
            rows.push(row("investor", "filing-field-entity-investor", text(&form.investor), Mask::Open));
        }
        rows.push(row("entity_remark", "filing-field-entity-entity-remark", text(&form.entity_remark), Mask::Open));
        rows
    }

    fn website_person(&self, part: Part) -> Vec<Row> {
        let Some(draft) = self.drafts.website(part.ordinal()) else { return Vec::new() };
        let same = self.drafts.is_run_by_entity_person(part.ordinal());
        let answer = match (same, draft.person.same_as_entity_person.as_str()) {
            (true, _) => vec![Line::Word("filing-person-same")],
            (false, NO) => vec![Line::Word("filing-person-other")],
            (false, _) => Vec::new(),
        };
        let mut rows = vec![Row {
            target: Target::field(part, "same_as_entity_person"),
            label: "filing-field-person-same-as-entity-person",
            lines: answer,
            mask: Mask::Open,
        }];
        if !same {
            rows.extend(self.person(part, &draft.person));
        }
        rows
    }

    fn person(&self, part: Part, form: &PersonForm) -> Vec<Row> {
        let row = |name: &str, label, lines, mask| Row { target: Target::field(part, name), label, lines, mask };
        let mut rows = vec![row("name", "filing-field-person-name", text(&form.name), Mask::Name)];
        if !self.individual() {
            rows.push(row(
                "is_legal_rep",
                "filing-field-person-is-legal-rep",
                yes_or_no(&form.is_legal_rep),
                Mask::Open,
            ));
        }
        if !self.individual() && form.is_legal_rep == NO && part == Part::ENTITY_PERSON {
            let kind = self.cert_kind(&form.legal_rep_cert_kind);
            let number = text(&form.legal_rep_cert_number);
            rows.push(row(
                "legal_rep_name",
                "filing-field-person-legal-rep-name",
                text(&form.legal_rep_name),
                Mask::Name,
            ));
            rows.push(row("legal_rep_cert_kind", "filing-field-person-legal-rep-cert-kind", kind, Mask::Open));
            rows.push(row("legal_rep_cert_number", "filing-field-person-legal-rep-cert-number", number, Mask::Number));
        }
        let to = until(&form.cert_valid_to, &form.cert_long_term);
        rows.extend([
            row("cert_kind", "filing-field-person-cert-kind", self.cert_kind(&form.cert_kind), Mask::Open),
            row("cert_number", "filing-field-person-cert-number", text(&form.cert_number), Mask::Number),
            row("cert_valid_from", "filing-field-person-cert-valid-from", day(&form.cert_valid_from), Mask::Open),
            row("cert_valid_to", "filing-field-person-cert-valid-to", to, Mask::Open),
            row("mobile", "filing-field-person-mobile", text(&form.mobile), Mask::Phone),
        ]);
        if !form.mobile_province.is_empty() {
            let province = self.province(&form.mobile_province);
            rows.push(row("mobile_province", "filing-field-person-mobile-province", province, Mask::Open));
        }
        rows.extend([
            row("emergency_phone", "filing-field-person-emergency-phone", text(&form.emergency_phone), Mask::Phone),
            row("office_phone", "filing-field-person-office-phone", text(&form.office_phone), Mask::Phone),
            row("email", "filing-field-person-email", text(&form.email), Mask::Email),
        ]);
        rows
    }

    fn website(&self, part: Part, form: &WebsiteForm) -> Vec<Row> {
        let row = |name: &str, label, lines| Row { target: Target::field(part, name), label, lines, mask: Mask::Open };
        let (book, today) = (self.reference, self.today);
        let content = |code| book.service_content(code, today).map(|row| (row.zh.clone(), row.en.clone()));
        let language = |code| book.language(code, today).map(|row| (row.zh.clone(), row.en.clone()));
        let domains = form.domains.iter().filter_map(|text| domain(text)).collect();
        let mut rows = vec![
            row("site_name", "filing-field-website-site-name", text(&form.site_name)),
            row("domains", "filing-field-website-domains", domains),
            row("home_url", "filing-field-website-home-url", text(&form.home_url)),
            row("service_content", "filing-field-website-service-content", codes(&form.service_content, content)),
            row("languages", "filing-field-website-languages", codes(&form.languages, language)),
            row("pre_approval", "filing-field-website-pre-approval", self.trades(form)),
        ];
        let approvals: Vec<_> = form.approval_rows().into_iter().filter(|row| !row.is_empty()).collect();
        if approvals.iter().any(|row| row.trade != NO_PRE_APPROVAL) {
            let numbers = approvals.iter().flat_map(|row| text(row.number)).collect();
            let authorities = approvals.iter().flat_map(|row| text(row.authority)).collect();
            let until = approvals.iter().flat_map(|row| day(row.until)).collect();
            rows.push(row("approval_number", "filing-field-website-approval-number", numbers));
            rows.push(row("approval_authority", "filing-field-website-approval-authority", authorities));
            rows.push(row("approval_until", "filing-field-website-approval-until", until));
        }
        rows.push(row("site_remark", "filing-field-website-site-remark", text(&form.site_remark)));
        rows
    }

    fn trades(&self, form: &WebsiteForm) -> Vec<Line> {
        let name = |code: &str| match self.reference.pre_approval(code, self.today) {
            Some(trade) => vec![Line::Data { zh: trade.zh.clone(), en: trade.en.clone() }],
            None => text(code),
        };
        form.approval_rows().iter().filter(|row| !row.is_empty()).flat_map(|row| name(row.trade)).collect()
    }
}

fn text(typed: &str) -> Vec<Line> {
    let typed = typed.trim();
    if typed.is_empty() { Vec::new() } else { vec![Line::Text(typed.to_owned())] }
}

fn vec_of(line: Option<Line>) -> Vec<Line> {
    line.into_iter().collect()
}

fn day(typed: &str) -> Vec<Line> {
    parse_day(typed).map_or_else(|_| text(typed), |day| vec![Line::Day(day)])
}

fn until(typed: &str, long_term: &str) -> Vec<Line> {
    if long_term == YES { vec![Line::Word("filing-long-term")] } else { day(typed) }
}

fn yes_or_no(typed: &str) -> Vec<Line> {
    match typed {
        YES => vec![Line::Word("filing-yes")],
        NO => vec![Line::Word("filing-no")],
        _ => Vec::new(),
    }
}

/// A domain as people write it, with the form of DNS beside it where they differ.
fn domain(typed: &str) -> Option<Line> {
    match DomainName::parse(typed) {
        Ok(domain) if domain.is_international() => Some(Line::Text(format!("{domain} ({})", domain.as_str()))),
        Ok(domain) => Some(Line::Text(domain.to_string())),
        Err(_) => text(typed).pop(),
    }
}

fn codes(typed: &[String], name: impl Fn(u64) -> Option<(String, String)>) -> Vec<Line> {
    let line = |code: &String| match code.parse().ok().and_then(&name) {
        Some((zh, en)) => vec![Line::Data { zh, en }],
        None => text(code),
    };
    typed.iter().flat_map(line).collect()
}
