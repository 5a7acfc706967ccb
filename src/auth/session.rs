//! Sessions: 256 random bits in a cookie, their hash in the table, idle and absolute limits by the database's time.

use std::sync::Arc;

use chrono::TimeDelta;
use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::reference::Limits;
use crate::text::Lang;
use crate::values::actor::{Actor, Role};
use crate::values::ids::{AccountId, SessionId, StaffId};

/// The two sites. They share no cookie, no account and no listener.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Site {
    /// For applicants and the public.
    Portal,
    /// For staff.
    Office,
}

impl Site {
    /// The stored code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Portal => "portal",
            Self::Office => "office",
        }
    }

    /// How long a session lives without a request.
    pub fn idle(self, limits: &Limits) -> TimeDelta {
        match self {
            Self::Portal => TimeDelta::minutes(limits.portal_idle_minutes),
            Self::Office => TimeDelta::minutes(limits.office_idle_minutes),
        }
    }

    /// How long a session lives at most.
    pub fn absolute(self, limits: &Limits) -> TimeDelta {
        match self {
            Self::Portal => TimeDelta::hours(limits.portal_absolute_hours),
            Self::Office => TimeDelta::hours(limits.office_absolute_hours),
        }
    }
}

/// The secret of a session or a mailed link: 256 bits from the operating system, shown once.
#[derive(Clone)]
pub struct Token([u8; 32]);

impl Token {
    /// A fresh token.
    ///
    /// # Errors
    /// When the operating system gives no random bytes.
    pub fn random() -> anyhow::Result<Self> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// Reads a token from a cookie or a link.
    pub fn parse(text: &str) -> Option<Self> {
        BASE64URL_NOPAD.decode(text.as_bytes()).ok()?.try_into().ok().map(Self)
    }

    /// The text for the cookie or the link.
    pub fn text(&self) -> String {
        BASE64URL_NOPAD.encode(&self.0)
    }

    /// What is stored.
    pub fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.0).to_vec()
    }
}

/// How far a staff session has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The password was right, the second factor is to come.
    Code,
    /// Signed in.
    Full,
}

/// Whose session it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// An applicant.
    Applicant(AccountId),
    /// Somebody of the staff.
    Staff {
        /// Their id.
        id: StaffId,
        /// Their role.
        role: Role,
        /// How far they have come.
        stage: Stage,
        /// Their name in the back office.
        name: String,
        /// Whether the password was set for them and must be changed first.
        must_change_password: bool,
        /// What they see of the cases.
        desk: Arc<Desk>,
    },
}

/// What somebody of the staff sees of the cases.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Desk {
    /// Codes of the provinces they review; empty means all.
    pub provinces: Vec<String>,
    /// The filter of the queue that they left, as it is kept.
    pub filter: serde_json::Value,
}

/// Somebody with a login, in whichever session they come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// An applicant.
    Account(AccountId),
    /// Somebody of the staff.
    Staff(StaffId),
}

impl Whose {
    /// As two columns hold it, of which one is null: the account, the member of staff.
    pub fn columns(self) -> (Option<Uuid>, Option<Uuid>) {
        match self {
            Self::Account(id) => (Some(id.uuid()), None),
            Self::Staff(id) => (None, Some(id.uuid())),
        }
    }
}

/// A session that is alive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Row id.
    pub id: SessionId,
    /// Whose.
    pub who: Who,
    /// Their language.
    pub lang: Lang,
    /// Large text for older people.
    pub large_text: bool,
    /// Dark back office.
    pub dark: Option<bool>,
    /// An applicant whose mobile is still to be confirmed.
    pub needs_mobile: bool,
}

impl Session {
    /// Who acts in this session; somebody between password and code is still a visitor.
    pub fn actor(&self) -> Actor {
        match &self.who {
            Who::Applicant(id) => Actor::Applicant(*id),
            Who::Staff { id, role, stage: Stage::Full, .. } => Actor::Staff(*id, *role),
            Who::Staff { .. } => Actor::Visitor,
        }
    }

    /// Whose session it is; nobody's between password and code.
    pub fn whose(&self) -> Option<Whose> {
        match &self.who {
            Who::Applicant(id) => Some(Whose::Account(*id)),
            Who::Staff { id, stage: Stage::Full, .. } => Some(Whose::Staff(*id)),
            Who::Staff { .. } => None,
        }
    }
}

/// Where a session begins, as its owner sees it among their devices.
#[derive(Debug, Clone, Copy)]
pub struct Browser<'a> {
    /// Browser and system, in a few plain words.
    pub device: &'a str,
    /// The client's address, as it is counted; none where it is not known.
    pub address: Option<&'a str>,
}

impl<'a> From<&'a str> for Browser<'a> {
    fn from(device: &'a str) -> Self {
        Self { device, address: None }
    }
}

/// What a cookie's token leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A session that is alive.
    Live(Session),
    /// A session that has ended: what it posts is kept for whose it was.
    Ended(Whose, SessionId),
    /// Nothing.
    None,
}

/// Why a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndedBy {
    /// Its owner signed out.
    SignOut,
    /// Its owner revoked it from another one.
    Revoked,
    /// The password was changed.
    Password,
    /// The role was changed or the login disabled.
    Role,
    /// A new one took its place at sign-in.
    Renewed,
}

impl EndedBy {
    /// The stored code.
    pub fn code(self) -> &'static str {
        match self {
            Self::SignOut => "sign_out",
            Self::Revoked => "revoked",
            Self::Password => "password",
            Self::Role => "role",
            Self::Renewed => "renewed",
        }
    }
}
