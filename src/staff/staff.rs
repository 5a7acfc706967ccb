//! Somebody of the provider's staff.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::text::{Message, Tr};
use crate::values::actor::Role;
use crate::values::ids::StaffId;

/// A login: lower case letters, digits, dots and hyphens. It stands in the audit and on pages as long as its owner is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login(String);

impl Login {
    /// Reads a login; capitals become small.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let text = text.trim().to_ascii_lowercase();
        let sign = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | '_');
        let is_fine = (2..=32).contains(&text.len())
            && text.chars().all(sign)
            && text.starts_with(|c: char| c.is_ascii_alphanumeric());
        if is_fine { Ok(Self(text)) } else { Err(Message::new("staff-login-form")) }
    }

    /// The login.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One of the staff, as administrators see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Row id.
    pub id: StaffId,
    /// What they sign in with.
    pub login: String,
    /// Their name in the back office.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Codes of the provinces they review; empty means all.
    pub provinces: Vec<String>,
    /// Their password was set for them and not changed yet.
    pub has_temporary_password: bool,
    /// Their second factor is enrolled.
    pub has_second_factor: bool,
    /// Grows with every change, so that two administrators do not overwrite one another.
    pub version: i32,
    /// When the login was disabled.
    pub disabled_at: Option<DateTime<Utc>>,
}

/// What an administrator may change of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Their name in the back office.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Codes of the provinces they review; empty means all.
    pub provinces: Vec<String>,
}

/// A name as pages show it. Who left and was forgotten has none, and just that is told.
pub fn named(t: Tr, name: String) -> String {
    if name.is_empty() { t.t("staff-former") } else { name }
}

/// Names as pages show them, see [`named`].
pub fn all_named(t: Tr, names: HashMap<StaffId, String>) -> HashMap<StaffId, String> {
    names.into_iter().map(|(id, name)| (id, named(t, name))).collect()
}

/// What a sign-in is checked against.
pub struct Credentials {
    /// Row id.
    pub id: StaffId,
    /// What they sign in with.
    pub login: String,
    /// Hash of the password.
    pub password_hash: String,
    /// Their second factor is enrolled.
    pub has_second_factor: bool,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_text_is_a_login_that_is_read_again_as_itself_or_none(text in "[a-zA-Z0-9._ 李\\-\u{200b}\u{0}]{0,40}") {
            if let Ok(login) = Login::parse(&text) {
                prop_assert!(login.as_str().is_ascii() && (2..=32).contains(&login.as_str().len()), "{login:?}");
                prop_assert_eq!(Login::parse(login.as_str()), Ok(login.clone()));
            }
        }
    }

    #[test]
    fn logins_as_typed() {
        for (typed, kept) in [
            ("admin", Some("admin")),
            (" Li.Na-2 ", Some("li.na-2")),
            ("a", None),
            ("李娜", None),
            ("li na", None),
            (".li", None),
            ("", None),
        ] {
            assert_eq!(Login::parse(typed).ok().as_ref().map(Login::as_str), kept, "{typed}");
        }
    }
}
