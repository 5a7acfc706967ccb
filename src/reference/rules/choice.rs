//! Values of rules that are one word of a few.

use std::str::FromStr;

use super::written::{Typed, Written};

/// An enum read from and written as one word, with the key of its own words.
macro_rules! words_of {
    ($(#[$doc:meta])* $name:ident in $sort:literal { $($(#[$vdoc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name {
            $($(#[$vdoc])* $variant,)+
        }

        impl $name {
            /// Every value.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Every word with the key of what it says.
            pub const WORDS: &'static [(&'static str, &'static str)] =
                &[$(($word, concat!("rule-", $sort, "-", $word))),+];

            /// Key of the words for it.
            pub const fn key(self) -> &'static str {
                match self {
                    $(Self::$variant => concat!("rule-", $sort, "-", $word),)+
                }
            }
        }

        impl Typed for $name {
            const ONE: Written = Written::Word(Self::WORDS);
            const SEVERAL: Written = Written::Words(Self::WORDS);
        }

        impl FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                match text {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(format!("{text} is none of {}", [$($word),+].join(", "))),
                }
            }
        }
    };
}

words_of! {
    /// Whether something holds.
    Yes in "yes-no" {
        /// It does.
        Yes = "yes",
        /// It does not.
        No = "no",
    }
}

impl Yes {
    /// As a truth.
    pub fn is_yes(self) -> bool {
        self == Self::Yes
    }
}

words_of! {
    /// Whether the persons in charge verify by SMS.
    Sms in "sms" {
        /// They do.
        Required = "required",
        /// Nobody does.
        None = "none",
    }
}

words_of! {
    /// Individuals whose ID address is in another province.
    Residence in "residence" {
        /// May file.
        Any = "any",
        /// Upload a residence permit.
        Permit = "permit",
        /// Upload a residence permit or another proof the province names.
        PermitOrProof = "permit-or-proof",
        /// Cannot file here.
        LocalOnly = "local-only",
    }
}

words_of! {
    /// Who may be the entity person of an organisation.
    LegalRep in "legal-rep" {
        /// The legal representative.
        Required = "required",
        /// Another person with a letter.
        Letter = "letter",
        /// Any person.
        Free = "free",
    }
}

words_of! {
    /// Which legal representatives authorise somebody else, a holder of a mainland ID card.
    Abroad in "legal-rep-abroad" {
        /// Foreigners.
        Foreign = "foreign",
        /// Foreigners and residents of Hong Kong, Macao and Taiwan.
        NotMainland = "not-mainland",
    }
}

words_of! {
    /// Where mobiles come from.
    Mobile in "mobile" {
        /// From the province.
        Province = "province",
        /// Those of individuals whose ID address is elsewhere.
        ProvinceIfElsewhere = "province-if-elsewhere",
        /// Better from the province.
        Better = "better",
        /// From anywhere.
        Any = "any",
    }
}

words_of! {
    /// With whom a mobile may stand.
    PhoneUnique in "phone-unique" {
        /// With one entity.
        Yes = "yes",
        /// With other entities of the same person.
        SamePerson = "same-person",
    }
}

words_of! {
    /// With whom a person may be in charge.
    PersonUnique in "person-unique" {
        /// With one entity.
        Yes = "yes",
        /// With one organisation beside the person's own filing.
        OneAndOwn = "one-and-own",
    }
}

words_of! {
    /// How fine a mailing address is.
    AddressDetail in "address-detail" {
        /// Down to the house.
        House = "house",
        /// Down to the room.
        Room = "room",
    }
}

words_of! {
    /// What stands in the field investor or superior unit.
    Investor in "investor" {
        /// The organisation's own name.
        Entity = "entity",
        /// The legal representative.
        LegalRep = "legal-rep",
        /// An organisation, never a person.
        Organisation = "organisation",
        /// The superior unit.
        Superior = "superior",
    }
}

words_of! {
    /// When the remark on the entity is needed.
    EntityRemark in "entity-remark" {
        /// The entity person is not the legal representative.
        Deputy = "deputy",
        /// The emergency phone belongs to a third person, who is named.
        ThirdContact = "third-contact",
    }
}

words_of! {
    /// How an individual business files.
    IndividualBusiness in "individual-business" {
        /// As an enterprise.
        Enterprise = "enterprise",
        /// As an enterprise; it needs a trade name.
        TradeName = "trade-name",
        /// As an enterprise; it needs a seal.
        Seal = "seal",
        /// As an enterprise; it needs a trade name and a seal.
        TradeNameAndSeal = "trade-name-and-seal",
        /// With a trade name as an enterprise, without as an individual.
        ByTradeName = "by-trade-name",
        /// As an enterprise if the public register shows it, otherwise as an individual.
        ByRegister = "by-register",
    }
}

words_of! {
    /// Who may hold a domain.
    Holder in "holder" {
        /// Who files.
        Entity = "entity",
        /// The legal representative.
        LegalRep = "legal-rep",
        /// A shareholder, with the articles.
        Shareholder = "shareholder",
        /// An executive, with proof of work.
        Executive = "executive",
        /// The foreign parent, with its papers.
        Parent = "parent",
        /// The person in charge of the website.
        WebsitePerson = "website-person",
    }
}

words_of! {
    /// Domains of registrars abroad.
    AbroadDomain in "domain-abroad" {
        /// Are refused.
        Refused = "refused",
    }
}

words_of! {
    /// Latin letters in website names.
    Latin in "name-latin" {
        /// None.
        Refused = "refused",
        /// Neither letters nor digits.
        RefusedWithDigits = "refused-with-digits",
        /// Not letters alone.
        NotOnly = "not-only",
    }
}

words_of! {
    /// Place names in website names.
    Places in "name-places" {
        /// Are refused without approval.
        Refused = "refused",
    }
}

words_of! {
    /// How the websites on record are found.
    SitesOpen in "sites-open" {
        /// Open, with their number.
        Open = "open",
        /// Open with their number, or closed.
        Numbered = "numbered",
    }
}

words_of! {
    /// The letter that no pre-approval is involved.
    ApprovalLetter in "approval-letter" {
        /// Is accepted.
        Accepted = "accepted",
        /// Is not: name or scope must change.
        Refused = "refused",
    }
}

words_of! {
    /// How the persons in charge of websites show that they are who they say.
    Face in "face" {
        /// By their live face, before the camera of a phone.
        Live = "live",
        /// By a photograph before the provider's backdrop.
        Backdrop = "backdrop",
        /// Not at all.
        None = "none",
    }
}

words_of! {
    /// Paper by post.
    Mailing in "mailing" {
        /// In some cases.
        InCases = "in-cases",
        /// No case known.
        NoneKnown = "none-known",
    }
}

words_of! {
    /// Whether a filed record may pass to changed or other organisations.
    EntityChange in "entity-change" {
        /// Freely.
        Free = "free",
        /// A new name, with the letter of the registry.
        RegistryLetter = "registry-letter",
        /// With proof of the registry.
        RegistryProof = "registry-proof",
        /// To an organisation with the same legal representative.
        SameLegalRep = "same-legal-rep",
        /// Not at all.
        None = "none",
    }
}

words_of! {
    /// Whether the record of an individual becomes that of an enterprise.
    ToEnterprise in "to-enterprise" {
        /// If the individual is its legal representative.
        AsLegalRep = "as-legal-rep",
        /// Never.
        Never = "never",
    }
}

words_of! {
    /// What a note is about: the part of a filing it is shown with.
    Topic in "topic" {
        /// The entity.
        Entity = "entity",
        /// The persons in charge.
        Persons = "persons",
        /// The website.
        Website = "website",
        /// Domain and server.
        Domain = "domain",
        /// The papers.
        Papers = "papers",
        /// The way to the number.
        Process = "process",
        /// Changes of what is filed.
        Change = "change",
    }
}

words_of! {
    /// Websites of a trade that needs pre-approval.
    ApprovalSites in "approval-sites" {
        /// Not open.
        Refused = "refused",
        /// With the document of the authority.
        Document = "document",
    }
}

words_of! {
    /// Websites that charge their users.
    PaidSites in "paid-sites" {
        /// Not open.
        Refused = "refused",
        /// With a licence, after the filing.
        Licence = "licence",
    }
}
