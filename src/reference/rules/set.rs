//! The rules that hold for one applicant on one day, and what is asked of them.

use super::choice::{
    Abroad, AddressDetail, ApprovalLetter, ApprovalSites, EntityRemark, Face, Holder, LegalRep, Mailing, Mobile,
    PaidSites, Residence, SitesOpen, Sms, Yes,
};
use super::value::{AgeFrom, Number, Phones};
use super::{Rule, Sort};
use crate::reference::Limits;

/// The rules that hold, in the order in which a guide tells them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RuleSet<'r> {
    rules: Vec<&'r Rule>,
}

/// The value of a sort, if a rule of it holds.
macro_rules! value {
    ($set:expr, $variant:ident) => {
        $set.rules.iter().find_map(|rule| match &rule.sort {
            Sort::$variant(value) => Some(value),
            _ => None,
        })
    };
}

/// The number of a sort, if a rule of it holds.
macro_rules! number {
    ($set:expr, $variant:ident) => {
        value!($set, $variant).map(|Number(number)| *number)
    };
}

impl<'r> RuleSet<'r> {
    /// Of rules that are all meant for the applicant, the closest of each sort.
    pub(super) fn closest(all: impl Iterator<Item = &'r Rule>) -> Self {
        let mut set = Self::default();
        for rule in all {
            match set.rules.iter_mut().find(|other| rule.is_rival_of(other)) {
                Some(other) if other.closeness() < rule.closeness() => *other = rule,
                Some(_) => {}
                None => set.rules.push(rule),
            }
        }
        set.rules.sort_by_key(|rule| rule.rank);
        set
    }

    /// Every rule.
    pub fn iter(&self) -> impl Iterator<Item = &'r Rule> {
        self.rules.iter().copied()
    }

    /// What fits no sort.
    pub fn notes(&self) -> impl Iterator<Item = &'r Rule> {
        self.iter().filter(|rule| matches!(rule.sort, Sort::Note(_)))
    }

    /// Whether the persons in charge verify by SMS.
    pub fn asks_sms(&self) -> bool {
        value!(self, Sms) == Some(&Sms::Required)
    }

    /// Individuals from other provinces.
    pub fn residence(&self) -> Residence {
        value!(self, Residence).copied().unwrap_or(Residence::Any)
    }

    /// Who is the entity person.
    pub fn legal_rep(&self) -> LegalRep {
        value!(self, LegalRep).copied().unwrap_or(LegalRep::Free)
    }

    /// The legal representatives who authorise somebody else.
    pub fn legal_rep_abroad(&self) -> Option<Abroad> {
        value!(self, LegalRepAbroad).copied()
    }

    /// How the person in charge of a website is verified.
    pub fn face(&self) -> Face {
        value!(self, Face).copied().unwrap_or(Face::None)
    }

    /// Days an ID must still be valid.
    pub fn id_days(&self) -> Option<u32> {
        number!(self, IdDays)
    }

    /// Age of persons in charge; of website persons it may differ.
    pub fn age_from(&self, of_website: bool) -> Option<AgeFrom> {
        let own = value!(self, WebsiteAgeFrom).filter(|_| of_website);
        own.or_else(|| value!(self, AgeFrom)).copied()
    }

    /// Where mobiles come from.
    pub fn mobile(&self) -> Mobile {
        value!(self, Mobile).copied().unwrap_or(Mobile::Any)
    }

    /// Different phone numbers of one and of two persons.
    pub fn phones(&self) -> Option<Phones> {
        value!(self, Phones).copied()
    }

    /// Whether the filing password is asked for.
    pub fn asks_filing_password(&self) -> bool {
        value!(self, FilingPassword) == Some(&Yes::Yes)
    }

    /// Days the certificate of an organisation must still be valid.
    pub fn certificate_days(&self) -> Option<u32> {
        number!(self, CertificateDays)
    }

    /// Days a domain must still be registered.
    pub fn domain_days(&self) -> Option<u32> {
        number!(self, DomainDays)
    }

    /// Who may hold the domain; empty if no rule says.
    pub fn holders(&self) -> &'r [Holder] {
        value!(self, Holder).map_or(&[], |list| &list.0)
    }

    /// Whether privacy protection of the domain must be off.
    pub fn privacy_off(&self) -> bool {
        value!(self, PrivacyOff) == Some(&Yes::Yes)
    }

    /// Whether the websites on record must be open.
    pub fn sites_open(&self) -> bool {
        value!(self, SitesOpen) == Some(&SitesOpen::Open)
    }

    /// Whether the mailing address names the room.
    pub fn asks_room(&self) -> bool {
        value!(self, AddressDetail) == Some(&AddressDetail::Room)
    }

    /// Domains of one website.
    pub fn domains_per_website(&self) -> Option<u32> {
        number!(self, DomainsPerWebsite)
    }

    /// Domains of one filing.
    pub fn domains_per_filing(&self) -> Option<u32> {
        number!(self, DomainsPerFiling)
    }

    /// Websites of one filing.
    pub fn websites_per_filing(&self) -> Option<u32> {
        number!(self, WebsitesPerFiling)
    }

    /// Whether a service content may be chosen.
    pub fn accepts_content(&self, code: u64) -> bool {
        let only = value!(self, ContentOnly).is_none_or(|list| list.0.contains(&code));
        let refused = value!(self, ContentRefused).is_some_and(|list| list.0.contains(&code));
        only && !refused
    }

    /// Words of the province that ask for a pre-approval.
    pub fn approval_words(&self) -> impl Iterator<Item = &'r str> + use<'r> {
        let words: &'r [String] = value!(self, NameApproval).map_or(&[], |list| &list.0);
        words.iter().map(String::as_str)
    }

    /// Whether the remark of a website holds the declaration.
    pub fn asks_declaration(&self) -> bool {
        self.rules.iter().any(|rule| matches!(&rule.sort, Sort::Remark(remark) if remark.is_declaration()))
    }

    /// Whether the remark on the entity is needed for this.
    pub fn asks_entity_remark(&self, why: EntityRemark) -> bool {
        self.rules.iter().any(|rule| rule.sort == Sort::EntityRemark(why))
    }

    /// Whether a paper is asked for here, by its slot.
    pub fn asks_paper(&self, slot: &str) -> bool {
        self.rules.iter().any(|rule| matches!(&rule.sort, Sort::Paper(own) if own == slot))
    }

    /// From this number of domains on their certificates are uploaded.
    pub fn domain_certificate_from(&self) -> Option<u32> {
        number!(self, DomainCertificate)
    }

    /// More domains than this need a statement.
    pub fn statement_above(&self) -> Option<u32> {
        number!(self, DomainStatement)
    }

    /// From this number of websites on a plan is due.
    pub fn plan_from(&self) -> Option<u32> {
        number!(self, PlanFrom)
    }

    /// Whether the letter that no pre-approval is involved is of use.
    pub fn takes_approval_letter(&self) -> bool {
        value!(self, ApprovalLetter) != Some(&ApprovalLetter::Refused)
    }

    /// Websites that need pre-approval.
    pub fn approval_sites(&self) -> ApprovalSites {
        value!(self, ApprovalSites).copied().unwrap_or(ApprovalSites::Document)
    }

    /// Websites that charge their users.
    pub fn paid_sites(&self) -> PaidSites {
        value!(self, PaidSites).copied().unwrap_or(PaidSites::Licence)
    }

    /// Paper by post.
    pub fn mailing(&self) -> Mailing {
        value!(self, Mailing).copied().unwrap_or(Mailing::NoneKnown)
    }

    /// Working days the bureau may take.
    pub fn review_days(&self) -> Option<u32> {
        number!(self, ReviewDays)
    }

    /// The same, as the law has it where no rule says.
    pub fn bureau_days(&self, limits: &Limits) -> i64 {
        self.review_days().map_or(limits.bureau_working_days, i64::from)
    }

    /// Whether an entity without websites may add one.
    pub fn shell_adds(&self) -> bool {
        value!(self, ShellAdds) == Some(&Yes::Yes)
    }

    /// Whether an access whose record differs from what is true comes first, and the change after it.
    pub fn access_first(&self) -> bool {
        value!(self, AccessFirst) == Some(&Yes::Yes)
    }

    /// Whether a website may be moved to another entity.
    pub fn allows_migration(&self) -> bool {
        value!(self, Migration) == Some(&Yes::Yes)
    }
}
