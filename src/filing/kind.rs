//! The kinds of filing (2.2, 2.5) and what each asks: sections, persons who verify, the bureau's part, what it does to the
//! record. One exhaustive profile a kind; everything else follows from it.

use super::section::Section;
use crate::values::text_enum::text_enum;

text_enum! {
    /// A kind of filing. The code is stored and never renamed.
    pub enum Kind {
        /// 首次备案: neither entity nor domain is on record.
        Initial = "INITIAL",
        /// 新增接入: entity and domain are on record, this provider is new to them.
        Access = "ACCESS",
        /// 无主体新增网站: the entity is filed through other providers, the domain is new.
        NewElsewhere = "NEW_ELSEWHERE",
        /// 有主体新增网站: the entity is filed here, the domain is new.
        NewHere = "NEW_HERE",
        /// 新增网站: the entity is on record at the ministry, through no known provider; the domain is new.
        NewMiit = "NEW_MIIT",
        /// 变更主体.
        ChangeEntity = "CHG_ENTITY",
        /// 变更网站.
        ChangeWebsite = "CHG_WEBSITE",
        /// 变更备案: entity and website at once.
        ChangeFiling = "CHG_FILING",
        /// 变更接入信息.
        ChangeAccess = "CHG_ACCESS",
        /// 注销主体.
        CancelEntity = "CXL_ENTITY",
        /// 注销网站.
        CancelWebsite = "CXL_WEBSITE",
        /// 取消接入.
        CancelAccess = "CXL_ACCESS",
        /// 认领备案.
        Claim = "CLAIM",
        /// 转移备案.
        TransferAccount = "TRANSFER_ACCT",
        /// 网站迁移.
        MigrateSite = "MIGRATE_SITE",
    }
}

/// What a filing is about, as far as pages and words differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Puts a website on record here.
    Opening,
    /// Changes what is on record.
    Change,
    /// Takes something off the record.
    Cancellation,
    /// Moves a record between accounts or entities.
    Move,
}

/// Who enters the ministry's code (10.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sms {
    /// Nobody.
    Nobody,
    /// The entity person.
    EntityPerson,
    /// The persons in charge of the websites.
    WebsitePersons,
    /// All of them.
    Everybody,
}

/// The bureau's part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bureau {
    /// It reviews and decides.
    Review,
    /// It is told: done once it has it.
    Notice,
    /// None: done once the desk accepts.
    None,
}

/// Which websites a filing holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Websites {
    /// One or more, typed.
    Typed,
    /// One of those on record.
    OnRecord,
    /// None.
    None,
}

/// What an approval does to the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Adds the websites, and the entity unless it is there.
    Add,
    /// Writes the changed details.
    Change,
    /// Takes the entity off with all its websites.
    CancelEntity,
    /// Takes the website off.
    CancelWebsite,
    /// The website stays on record, through others or nobody.
    EndAccess,
    /// The record gets an owner, or another.
    MoveAccount,
    /// The website gets another entity.
    MoveWebsite,
}

/// What a kind asks and does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Profile {
    /// What it is about.
    pub class: Class,
    /// Which websites it holds.
    pub websites: Websites,
    /// Sections that are asked; the others are shown as they are on record.
    pub asks: &'static [Section],
    /// Who verifies by SMS.
    pub sms: Sms,
    /// The bureau's part.
    pub bureau: Bureau,
    /// Whether numbers come with the approval, or are confirmed by it.
    pub gives_numbers: bool,
    /// Whether each website takes a unit of an instance, and spends it.
    pub takes_instances: bool,
    /// What it does to the record.
    pub effect: Effect,
}

const EVERYTHING: &[Section] =
    &[Section::Access, Section::Entity, Section::EntityPerson, Section::Website, Section::WebsitePerson];
const WITH_RECORD: &[Section] = &[
    Section::Operation,
    Section::Access,
    Section::Entity,
    Section::EntityPerson,
    Section::Website,
    Section::WebsitePerson,
];

/// A kind that opens a website here.
const OPENING: Profile = Profile {
    class: Class::Opening,
    websites: Websites::Typed,
    asks: WITH_RECORD,
    sms: Sms::WebsitePersons,
    bureau: Bureau::Review,
    gives_numbers: true,
    takes_instances: true,
    effect: Effect::Add,
};

/// A kind that works on what is on record.
const ON_RECORD: Profile = Profile {
    class: Class::Change,
    websites: Websites::OnRecord,
    asks: &[Section::Operation],
    sms: Sms::WebsitePersons,
    bureau: Bureau::Review,
    gives_numbers: false,
    takes_instances: false,
    effect: Effect::Change,
};

impl Kind {
    /// What it asks and does.
    pub const fn profile(self) -> Profile {
        use Section as S;
        match self {
            Self::Initial => Profile { asks: EVERYTHING, sms: Sms::Everybody, ..OPENING },
            Self::NewElsewhere | Self::NewMiit | Self::Access => OPENING,
            Self::NewHere => Profile { asks: &[S::Access, S::Website, S::WebsitePerson], ..OPENING },
            Self::ChangeEntity => Profile {
                websites: Websites::None,
                asks: &[S::Operation, S::Entity, S::EntityPerson],
                sms: Sms::EntityPerson,
                ..ON_RECORD
            },
            Self::ChangeWebsite => Profile { asks: &[S::Operation, S::Website, S::WebsitePerson], ..ON_RECORD },
            Self::ChangeFiling => Profile {
                asks: &[S::Operation, S::Entity, S::EntityPerson, S::Website, S::WebsitePerson],
                sms: Sms::Everybody,
                ..ON_RECORD
            },
            Self::ChangeAccess => Profile { asks: &[S::Operation, S::Access], takes_instances: true, ..ON_RECORD },
            Self::CancelEntity => Profile {
                class: Class::Cancellation,
                websites: Websites::None,
                sms: Sms::EntityPerson,
                effect: Effect::CancelEntity,
                ..ON_RECORD
            },
            Self::CancelWebsite => Profile { class: Class::Cancellation, effect: Effect::CancelWebsite, ..ON_RECORD },
            Self::CancelAccess => Profile {
                class: Class::Cancellation,
                sms: Sms::Nobody,
                bureau: Bureau::Notice,
                effect: Effect::EndAccess,
                ..ON_RECORD
            },
            Self::Claim => Profile {
                class: Class::Move,
                websites: Websites::None,
                asks: &[S::Operation, S::Entity, S::EntityPerson],
                sms: Sms::Nobody,
                bureau: Bureau::None,
                effect: Effect::MoveAccount,
                ..ON_RECORD
            },
            Self::TransferAccount => Profile {
                class: Class::Move,
                websites: Websites::None,
                sms: Sms::Nobody,
                bureau: Bureau::None,
                effect: Effect::MoveAccount,
                ..ON_RECORD
            },
            Self::MigrateSite => {
                Profile { class: Class::Move, gives_numbers: true, effect: Effect::MoveWebsite, ..ON_RECORD }
            }
        }
    }

    /// Whether persons in charge verify by SMS before the bureau reviews.
    pub fn needs_sms(self) -> bool {
        self.profile().sms != Sms::Nobody
    }

    /// Whether its approval writes the entity anew.
    pub fn writes_entity(self) -> bool {
        self.profile().effect == Effect::Change && self.asks(Section::Entity, true)
    }

    /// Whether its approval writes its website anew.
    pub fn writes_website(self) -> bool {
        self.profile().effect == Effect::Change && self.profile().websites == Websites::OnRecord
    }

    /// What the applicant fills in. An entity that is on record here is not typed again: it is changed by a change filing.
    pub fn asks(self, section: Section, entity_is_here: bool) -> bool {
        // Initial stays as it began, even if the entity came on record since.
        let is_settled = entity_is_here
            && self.profile().class == Class::Opening
            && match section {
                Section::Entity | Section::EntityPerson => self != Self::Initial,
                // The number of the website is not known here.
                Section::Operation => self != Self::Access,
                _ => false,
            };
        self.profile().asks.contains(&section) && !is_settled
    }

    /// Whether the numbers of its record are part of it.
    pub fn has_operation(self) -> bool {
        self.profile().asks.contains(&Section::Operation)
    }

    /// Whether what is handed in is checked against the rules for entities, persons, websites and domains: what only
    /// takes off or moves a record is not judged by rules that came after it.
    pub fn is_judged(self) -> bool {
        matches!(self.profile().class, Class::Opening | Class::Change)
    }

    /// Whether its website is not on record yet.
    pub fn opens_new_site(self) -> bool {
        self.profile().class == Class::Opening && self != Self::Access
    }

    /// The columns of the matrix of papers (8.2) it stands in; an entity that is here needs less.
    pub fn paper_columns(self, entity_is_here: bool) -> &'static [&'static str] {
        match self {
            Self::Initial => &["initial"],
            Self::Access if entity_is_here => &["new_here"],
            Self::Access => &["access"],
            Self::NewMiit | Self::NewElsewhere if entity_is_here => &["new_here"],
            Self::NewMiit | Self::NewElsewhere => &["new_elsewhere"],
            Self::NewHere => &["new_here"],
            Self::ChangeEntity => &["change_entity"],
            Self::ChangeWebsite => &["change_website"],
            Self::ChangeFiling => &["change_entity", "change_website"],
            Self::ChangeAccess => &["change_access"],
            Self::CancelEntity | Self::CancelWebsite | Self::CancelAccess => &["cancel"],
            Self::Claim => &["claim"],
            Self::TransferAccount | Self::MigrateSite => &["transfer"],
        }
    }

    /// The part of text keys that names it: `change-entity`.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Initial => "initial",
            Self::Access => "access",
            Self::NewElsewhere => "new-elsewhere",
            Self::NewHere => "new-here",
            Self::NewMiit => "new-ministry",
            Self::ChangeEntity => "change-entity",
            Self::ChangeWebsite => "change-website",
            Self::ChangeFiling => "change-filing",
            Self::ChangeAccess => "change-access",
            Self::CancelEntity => "cancel-entity",
            Self::CancelWebsite => "cancel-website",
            Self::CancelAccess => "cancel-access",
            Self::Claim => "claim",
            Self::TransferAccount => "transfer",
            Self::MigrateSite => "migrate",
        }
    }

    /// Key of its name.
    pub fn key(self) -> String {
        format!("filing-kind-{}", self.slug())
    }
}

/// The kind of everything that was begun before there were others.
impl Default for Kind {
    fn default() -> Self {
        Self::Initial
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Section 2.5 and 10.2, a kind a row: who verifies, the bureau's part, whether an instance is used.
    #[test]
    fn section_2_5_every_kind_goes_its_way() {
        let way = |kind: Kind| (kind.profile().sms, kind.profile().bureau, kind.profile().takes_instances);
        for (kind, expected) in [
            (Kind::Initial, (Sms::Everybody, Bureau::Review, true)),
            (Kind::Access, (Sms::WebsitePersons, Bureau::Review, true)),
            (Kind::NewElsewhere, (Sms::WebsitePersons, Bureau::Review, true)),
            (Kind::NewHere, (Sms::WebsitePersons, Bureau::Review, true)),
            (Kind::NewMiit, (Sms::WebsitePersons, Bureau::Review, true)),
            (Kind::ChangeEntity, (Sms::EntityPerson, Bureau::Review, false)),
            (Kind::ChangeWebsite, (Sms::WebsitePersons, Bureau::Review, false)),
            (Kind::ChangeFiling, (Sms::Everybody, Bureau::Review, false)),
            (Kind::ChangeAccess, (Sms::WebsitePersons, Bureau::Review, true)),
            (Kind::CancelEntity, (Sms::EntityPerson, Bureau::Review, false)),
            (Kind::CancelWebsite, (Sms::WebsitePersons, Bureau::Review, false)),
            (Kind::CancelAccess, (Sms::Nobody, Bureau::Notice, false)),
            (Kind::Claim, (Sms::Nobody, Bureau::None, false)),
            (Kind::TransferAccount, (Sms::Nobody, Bureau::None, false)),
            (Kind::MigrateSite, (Sms::WebsitePersons, Bureau::Review, false)),
        ] {
            assert_eq!(way(kind), expected, "{kind}");
        }
    }

    #[test]
    fn section_2_6_what_is_on_record_here_is_not_typed_again() {
        for (kind, section, elsewhere, here) in [
            (Kind::Initial, Section::Entity, true, true),
            (Kind::Initial, Section::Operation, false, false),
            (Kind::NewElsewhere, Section::Operation, true, false),
            (Kind::NewElsewhere, Section::Entity, true, false),
            (Kind::NewHere, Section::Entity, false, false),
            (Kind::NewHere, Section::Website, true, true),
            (Kind::Access, Section::Operation, true, true),
            (Kind::Access, Section::EntityPerson, true, false),
            (Kind::ChangeEntity, Section::Entity, true, true),
            (Kind::ChangeEntity, Section::Website, false, false),
            (Kind::ChangeWebsite, Section::Entity, false, false),
            (Kind::ChangeWebsite, Section::Access, false, false),
            (Kind::CancelWebsite, Section::Website, false, false),
            (Kind::TransferAccount, Section::EntityPerson, false, false),
            (Kind::Claim, Section::EntityPerson, true, true),
        ] {
            assert_eq!((kind.asks(section, false), kind.asks(section, true)), (elsewhere, here), "{kind} {section}");
        }
        assert!(Kind::ALL.iter().all(|kind| !kind.asks(Section::TypeCheck, true)), "the type check is frozen");
    }

    #[test]
    fn every_kind_says_whether_the_phone_offers_it() {
        for kind in Kind::ALL {
            assert!(crate::reference::book().has_phone_kind(kind.code()), "{kind}");
        }
    }
}
