//! The sorts of rules: what a rule is about, with the one value it takes.

use super::choice::{
    Abroad, AbroadDomain, AddressDetail, ApprovalLetter, ApprovalSites, EntityChange, EntityRemark, Face, Holder,
    IndividualBusiness, Investor, Latin, LegalRep, Mailing, Mobile, PaidSites, PersonUnique, PhoneUnique, Places,
    Residence, SitesOpen, Sms, ToEnterprise, Topic, Yes,
};
use super::value::{AgeFrom, AgeTo, ContentRemark, List, Number, Phones, Remark};
use super::written::{Typed, Written};

/// Declares the sorts: variant, value, word in the table, what it is about.
macro_rules! sorts {
    ($($(#[$doc:meta])* $variant:ident($value:ty) = $word:literal in $topic:ident,)+) => {
        /// A sort of rule with its value.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Sort {
            $($(#[$doc])* $variant($value),)+
        }

        impl Sort {
            /// The words of all sorts, in the order in which a guide tells them.
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            /// Reads word and value.
            pub fn parse(word: &str, value: &str) -> Result<Self, String> {
                match word {
                    $($word => value.parse::<$value>().map(Self::$variant).map_err(|error| error.to_string()),)+
                    _ => Err("no such sort".to_owned()),
                }
            }

            /// The word in the table.
            pub fn word(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => $word,)+
                }
            }

            /// How the value of a sort is written; none for a word that is no sort.
            pub fn written(word: &str) -> Option<Written> {
                match word {
                    $($word => Some(<$value as Typed>::ONE),)+
                    _ => None,
                }
            }

            /// The topic of a sort by its word; none for a word that is no sort.
            pub fn topic_of(word: &str) -> Option<Topic> {
                match word {
                    $($word => Some(Topic::$topic),)+
                    _ => None,
                }
            }

            /// Key of the name of the sort.
            pub fn title(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => concat!("rule-title-", $word),)+
                }
            }

            /// The part of a filing it belongs to.
            pub fn topic(&self) -> Topic {
                if let Self::Note(topic) = self {
                    return *topic;
                }
                match self {
                    $(Self::$variant(_) => Topic::$topic,)+
                }
            }
        }
    };
}

sorts! {
    /// Individuals whose ID address is in another province (X15).
    Residence(Residence) = "residence" in Entity,
    /// Kinds of ID that are refused, by code.
    IdRefused(List<String>) = "id-refused" in Persons,
    /// How an individual business files.
    IndividualBusiness(IndividualBusiness) = "individual-business" in Entity,
    /// Days the certificate of an organisation must still be valid (X25).
    CertificateDays(Number) = "certificate-days" in Entity,
    /// How fine the mailing address is.
    AddressDetail(AddressDetail) = "address-detail" in Entity,
    /// Certificate and mailing address in one city (X14).
    SameCity(Yes) = "same-city" in Entity,
    /// What the field investor or superior unit may hold.
    Investor(List<Investor>) = "investor" in Entity,
    /// When the remark on the entity is needed.
    EntityRemark(EntityRemark) = "entity-remark" in Entity,
    /// Who is the entity person of an organisation (X09).
    LegalRep(LegalRep) = "legal-rep" in Persons,
    /// Legal representatives who authorise somebody else.
    LegalRepAbroad(Abroad) = "legal-rep-abroad" in Persons,
    /// An entity person who is not the legal representative runs the websites too (X10).
    OnePerson(Yes) = "one-person" in Persons,
    /// Age of persons in charge (X12).
    AgeFrom(AgeFrom) = "age-from" in Persons,
    /// Age of website persons of organisations, where it differs.
    WebsiteAgeFrom(AgeFrom) = "website-age-from" in Persons,
    /// The oldest website person.
    AgeTo(AgeTo) = "age-to" in Persons,
    /// Days an ID must still be valid (X25).
    IdDays(Number) = "id-days" in Persons,
    /// Where mobiles come from (X08).
    Mobile(Mobile) = "mobile" in Persons,
    /// Different phone numbers (X03).
    Phones(Phones) = "phones" in Persons,
    /// A landline among the numbers of an organisation.
    Landline(Yes) = "landline" in Persons,
    /// An office phone with its area code of each person in charge of an organisation.
    OfficePhone(Yes) = "office-phone" in Persons,
    /// The filing password that the bureau gave the entity.
    FilingPassword(Yes) = "entity-password" in Entity,
    /// A mobile belongs to one entity (X05).
    PhoneUnique(PhoneUnique) = "phone-unique" in Persons,
    /// An ID belongs to one entity (X06).
    PersonUnique(PersonUnique) = "person-unique" in Persons,
    /// A website person serves one organisation (X07).
    OneOrganisation(Yes) = "one-organisation" in Persons,
    /// How the person in charge of a website is verified (8.4).
    Face(Face) = "face" in Persons,
    /// Who may hold the domain (D6).
    Holder(List<Holder>) = "holder" in Domain,
    /// Days a domain must still be registered (D3).
    DomainDays(Number) = "domain-days" in Domain,
    /// The province keeps a list of suffixes of its own (D1).
    SuffixList(Yes) = "suffix-list" in Domain,
    /// The only suffixes (X24).
    SuffixOnly(List<String>) = "suffix-only" in Domain,
    /// Suffixes that are refused (X24).
    SuffixNever(List<String>) = "suffix-never" in Domain,
    /// Words no domain begins with (D13).
    DomainWords(List<String>) = "domain-words" in Domain,
    /// Domains of registrars abroad (D2).
    DomainAbroad(AbroadDomain) = "domain-abroad" in Domain,
    /// Privacy protection of the domain is off (D9).
    PrivacyOff(Yes) = "privacy-off" in Domain,
    /// Domains of one website (X17).
    DomainsPerWebsite(Number) = "domains-per-website" in Domain,
    /// Domains of one filing (X17).
    DomainsPerFiling(Number) = "domains-per-filing" in Domain,
    /// Websites of one filing (X17).
    WebsitesPerFiling(Number) = "websites-per-filing" in Website,
    /// Websites of an entity in all (X17).
    WebsitesInAll(Number) = "websites-in-all" in Website,
    /// Service contents that may be chosen (X19).
    ContentOnly(List<u64>) = "content-only" in Website,
    /// Service contents that may not (X19).
    ContentRefused(List<u64>) = "content-refused" in Website,
    /// Service contents that the remark tells of.
    ContentRemark(ContentRemark) = "content-remark" in Website,
    /// Websites that need pre-approval.
    ApprovalSites(ApprovalSites) = "approval-sites" in Website,
    /// Websites that charge their users.
    PaidSites(PaidSites) = "paid-sites" in Website,
    /// The remark of a website.
    Remark(Remark) = "remark" in Website,
    /// Chinese characters of a website name (N2).
    NameLeast(Number) = "name-least" in Website,
    /// Latin letters in website names.
    NameLatin(Latin) = "name-latin" in Website,
    /// Place names in website names.
    NamePlaces(Places) = "name-places" in Website,
    /// Words no website name holds.
    NameWords(List<String>) = "name-words" in Website,
    /// Words that need pre-approval here (N8).
    NameApproval(List<String>) = "name-approval" in Website,
    /// Words no website name ends in.
    NameEndings(List<String>) = "name-endings" in Website,
    /// Words that organisations use only with what their unit is in brackets.
    NameExplained(List<String>) = "name-explained" in Website,
    /// What the name of a website ends in.
    NamePatterns(List<String>) = "name-patterns" in Website,
    /// How the websites on record are found (R14).
    SitesOpen(SitesOpen) = "sites-open" in Website,
    /// A paper asked for here, by its slot.
    Paper(String) = "paper" in Papers,
    /// From this number of domains on their certificates are uploaded.
    DomainCertificate(Number) = "domain-certificate" in Papers,
    /// More domains than this need a sealed statement.
    DomainStatement(Number) = "domain-statement" in Papers,
    /// From this number of websites on a construction plan is due.
    PlanFrom(Number) = "plan-from" in Papers,
    /// The letter that no pre-approval is involved.
    ApprovalLetter(ApprovalLetter) = "approval-letter" in Papers,
    /// Paper by post.
    Mailing(Mailing) = "mailing" in Papers,
    /// SMS verification.
    Sms(Sms) = "sms" in Process,
    /// Working days the bureau may take.
    ReviewDays(Number) = "review-days" in Process,
    /// An entity without websites adds one without cancelling first (2.3).
    ShellAdds(Yes) = "shell-adds" in Process,
    /// Access comes first, changes follow within ten working days.
    AccessFirst(Yes) = "access-first" in Change,
    /// Whether a website may be moved to another entity (2.5).
    Migration(Yes) = "migration" in Change,
    /// Whether a record may pass to changed organisations.
    EntityChange(EntityChange) = "entity-change" in Change,
    /// Whether the record of an individual becomes that of an enterprise.
    ToEnterprise(ToEnterprise) = "to-enterprise" in Change,
    /// What fits no sort: told to applicant and specialist.
    Note(Topic) = "note" in Process,
}

impl Sort {
    /// Whether only the bureau's system asks for it: it holds where filings go there by themselves.
    pub fn is_of_gateway(&self) -> bool {
        matches!(self, Self::OfficePhone(_) | Self::FilingPassword(_))
    }

    /// The word of notes.
    pub const NOTE: &'static str = "note";

    /// Whether several rows of this sort hold together; of the others one row holds.
    pub fn adds_up(&self) -> bool {
        matches!(self, Self::Note(_) | Self::Paper(_) | Self::Remark(_) | Self::EntityRemark(_))
    }

    /// Whether a rule of it says nothing without words of its own.
    pub fn needs_words(&self) -> bool {
        match self {
            Self::Note(_) => true,
            Self::Remark(remark) => !remark.one_of.is_empty(),
            _ => false,
        }
    }

    /// Whether its value is chosen from a list, and may be several.
    pub fn is_several(&self) -> bool {
        matches!(Self::written(self.word()), Some(Written::Words(_) | Written::Contents))
    }

    /// Whether it is about the names of websites: these are judged together, so that a word is told once.
    pub fn is_about_names(&self) -> bool {
        matches!(
            self,
            Self::NameLeast(_)
                | Self::NameLatin(_)
                | Self::NamePlaces(_)
                | Self::NameWords(_)
                | Self::NameApproval(_)
                | Self::NameEndings(_)
                | Self::NameExplained(_)
                | Self::NamePatterns(_)
        )
    }

    /// Whether a check looks at it or a paper follows from it; the others are told to a person.
    pub fn is_checked(&self) -> bool {
        !matches!(
            self,
            Self::Note(_)
                | Self::PaidSites(_)
                | Self::IndividualBusiness(_)
                // Nobody is held to what is only better.
                | Self::Mobile(Mobile::Better)
                | Self::EntityChange(_)
                | Self::ToEnterprise(_)
        )
    }
}
