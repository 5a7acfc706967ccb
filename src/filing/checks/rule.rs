//! One rule of the book against one filing: what changes with a province is here, and nowhere else.

use super::{Facts, Finding, approval, domain, elsewhere, entity, naming, person, record, website};
use crate::filing::kind::Kind;
use crate::reference::rules::choice::{AbroadDomain, ApprovalSites, SitesOpen, Yes};
use crate::reference::rules::{Rule, Severity, Sort};
use crate::text::{Lang, Message};

/// What a rule finds in a filing, whether it holds there yet or not: so a change can be tried on filings it would touch.
/// Rules that lead to papers are told by the list of papers; rules about facts that nobody looks up are told to a person.
pub fn check_rule(rule: &Rule, facts: &Facts<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if rule.severity == Severity::Informs {
        return findings;
    }
    judge(rule, facts, &mut findings);
    findings.iter_mut().for_each(|finding| finding.blocking &= rule.severity == Severity::Blocks);
    findings
}

/// What tells whether a rule is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// What was typed.
    ByContent,
    /// What was typed, as it is read: a field is right or wrong by it.
    ByReading,
    /// What was typed and what was seen of the domains.
    ByDomains,
    /// What was typed and the other filings here in which its persons stand.
    ByOthers,
    /// What was seen of its domains, and of the websites of its entity that are on record.
    BySites,
    /// What was typed of the record.
    ByRecord,
    /// A person, of the filings that it is about by what was typed.
    ByPerson,
    /// A person, or the way of the filing: not what it says.
    Otherwise,
}

/// What tells whether a rule of a sort is kept.
pub fn told_by(sort: &Sort) -> Told {
    match sort {
        Sort::AddressDetail(_) => Told::ByReading,
        Sort::SitesOpen(_) => Told::BySites,
        Sort::PhoneUnique(_) | Sort::PersonUnique(_) | Sort::OneOrganisation(_) => Told::ByOthers,
        Sort::Holder(_) | Sort::DomainDays(_) | Sort::PrivacyOff(_) | Sort::DomainAbroad(_) => Told::ByDomains,
        Sort::AccessFirst(_) => Told::ByRecord,
        Sort::IndividualBusiness(_) | Sort::EntityChange(_) => Told::ByPerson,
        Sort::PaidSites(_)
        | Sort::Mailing(_)
        | Sort::Sms(_)
        | Sort::ReviewDays(_)
        | Sort::ShellAdds(_)
        | Sort::Migration(_)
        | Sort::ToEnterprise(_)
        | Sort::Note(_) => Told::Otherwise,
        _ => Told::ByContent,
    }
}

/// Whether a rule of a sort can be about filings of a kind: only one kind adds a website to an entity that has none.
pub fn is_about_kind(sort: &Sort, kind: &str) -> bool {
    !matches!(sort, Sort::ShellAdds(_)) || kind == Kind::NewMiit.code()
}

/// Whether a filing is one that a rule of a sort which a person judges can be about.
pub fn is_about(sort: &Sort, facts: &Facts<'_>) -> bool {
    match sort {
        Sort::IndividualBusiness(_) => entity::is_individual_business(facts),
        Sort::EntityChange(_) => record::is_renamed(facts),
        _ => true,
    }
}

/// What is told of an access whose record differs by the rules of [`Sort::AccessFirst`]: it comes first, or is held back.
pub fn differs(rules: &[Rule], facts: &Facts<'_>) -> Option<Finding> {
    record::differs(rules.iter().any(|rule| rule.sort == Sort::AccessFirst(Yes::Yes)), facts)
}

/// Whether a rule of a sort may lead to a paper, or to a verification by face.
pub fn leads_to_papers(sort: &Sort) -> bool {
    matches!(
        sort,
        Sort::Paper(_)
            | Sort::Face(_)
            | Sort::DomainCertificate(_)
            | Sort::DomainStatement(_)
            | Sort::PlanFrom(_)
            | Sort::ApprovalLetter(_)
            | Sort::NameApproval(_)
            | Sort::Residence(_)
            | Sort::LegalRep(_)
            | Sort::AgeFrom(_)
            | Sort::WebsiteAgeFrom(_)
    )
}

/// A rule's own words as a message.
pub(super) fn own_words(rule: &Rule) -> Option<Message> {
    let [zh, en] = [Lang::Zh, Lang::En].map(|lang| rule.own_words(lang));
    Some(Message::new("filing-rule-words").with("zh", zh?).with("en", en?))
}

fn judge(rule: &Rule, facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    match &rule.sort {
        Sort::Residence(residence) => findings.extend(entity::residence(*residence, facts)),
        Sort::CertificateDays(days) => findings.extend(entity::term(days.0, facts)),
        Sort::SameCity(asked) if asked.is_yes() => findings.extend(entity::same_city(facts)),
        Sort::Investor(allowed) => findings.extend(entity::investor(&allowed.0, facts)),
        Sort::EntityRemark(why) => findings.extend(entity::remark(*why, facts)),
        Sort::IdRefused(kinds) => person::id_refused(&kinds.0, facts, findings),
        Sort::LegalRep(who) => findings.extend(person::legal_rep(*who, facts)),
        Sort::LegalRepAbroad(whose) => findings.extend(person::legal_rep_abroad(*whose, facts)),
        Sort::OnePerson(asked) if asked.is_yes() => person::one_person(facts, findings),
        Sort::AgeFrom(age) => person::age(*age, false, facts, findings),
        Sort::WebsiteAgeFrom(age) => person::age(*age, true, facts, findings),
        Sort::AgeTo(age) => person::oldest(*age, facts, findings),
        Sort::IdDays(days) => person::term(days.0, facts, findings),
        Sort::Mobile(whence) => person::mobile(*whence, facts, findings),
        Sort::Phones(phones) => person::phones(*phones, facts, findings),
        Sort::Landline(asked) if asked.is_yes() => findings.extend(person::landline(facts)),
        Sort::OfficePhone(asked) if asked.is_yes() => person::office_phone(facts, findings),
        Sort::SuffixList(asked) if asked.is_yes() => domain::listed(facts, findings),
        Sort::SuffixOnly(suffixes) => domain::only(&suffixes.0, facts, findings),
        Sort::SuffixNever(suffixes) => domain::never(&suffixes.0, facts, findings),
        Sort::PhoneUnique(asked) => elsewhere::phone_unique(*asked, facts, findings),
        Sort::PersonUnique(asked) => elsewhere::person_unique(*asked, facts, findings),
        Sort::OneOrganisation(asked) if asked.is_yes() => elsewhere::one_organisation(facts, findings),
        Sort::Holder(allowed) => domain::holder(&allowed.0, facts, findings),
        Sort::DomainDays(days) => domain::days_left(days.0, facts, findings),
        Sort::PrivacyOff(asked) if asked.is_yes() => domain::privacy_off(facts, findings),
        Sort::DomainAbroad(AbroadDomain::Refused) => domain::abroad(facts, findings),
        Sort::DomainWords(words) => domain::words(&words.0, rule, facts, findings),
        Sort::DomainsPerWebsite(most) => website::domains_per_website(most.0, facts, findings),
        Sort::DomainsPerFiling(most) => findings.extend(website::domains_per_filing(most.0, facts)),
        Sort::WebsitesPerFiling(most) | Sort::WebsitesInAll(most) => {
            findings.extend(website::websites_per_filing(most.0, facts));
        }
        Sort::ContentOnly(codes) => website::content(|code| codes.0.contains(&code), facts, findings),
        Sort::ContentRefused(codes) => website::content(|code| !codes.0.contains(&code), facts, findings),
        Sort::ContentRemark(asked) => website::content_remark(asked, facts, findings),
        Sort::ApprovalSites(ApprovalSites::Refused) => approval::refused(facts, findings),
        Sort::SitesOpen(SitesOpen::Open) => {
            domain::site_open(facts, findings);
            elsewhere::sites(facts, |_| true, findings);
        }
        Sort::SitesOpen(SitesOpen::Numbered) => elsewhere::sites(facts, |site| !site.is_closed, findings),
        Sort::Remark(asked) => website::remark(asked, rule, facts, findings),
        sort if sort.is_about_names() => naming::by_rule(rule, facts, findings),
        _ => {}
    }
}
