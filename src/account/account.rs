//! An applicant's account as its owner sees it.

use crate::notify::notice::SmsWishes;
use crate::values::ids::AccountId;
use crate::values::personal::Masked;

/// An account with its contact data in full: for its owner alone. Not printable on purpose.
pub struct Account {
    /// Row id.
    pub id: AccountId,
    /// Mail address.
    pub email: String,
    /// Mobile number; none in accounts made without one.
    pub mobile: Option<String>,
    /// The mobile was confirmed by a code.
    pub is_mobile_confirmed: bool,
    /// Mails to the address were refused for good.
    pub is_email_refused: bool,
    /// SMS to the number were refused for good.
    pub is_mobile_refused: bool,
    /// Which news come by SMS too.
    pub wishes: SmsWishes,
}

impl Account {
    /// The mobile as anybody but its owner sees it, and as a page shows it where a glance is enough.
    pub fn masked_mobile(&self) -> String {
        self.mobile.as_deref().map(|mobile| Masked::phone(mobile).to_string()).unwrap_or_default()
    }
}

/// What a sign-in is checked against.
pub struct Credentials {
    /// Row id.
    pub id: AccountId,
    /// Hash of the password.
    pub password_hash: String,
    /// The mail address was confirmed: only then can anybody sign in.
    pub is_confirmed: bool,
    /// The mobile was not confirmed yet.
    pub needs_mobile: bool,
}
