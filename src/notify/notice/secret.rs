//! What a notice holds that must not lie anywhere in plain.

/// A one-time link, a code, or an address a notice goes to in place of the account's own. Never printed, and never
/// stored with the facts: it is sealed beside them and wiped once sent.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Secret(String);

impl Secret {
    /// Takes a text that must not lie anywhere in plain.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, for the one message it goes into.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// What a notice holds that must be sealed and is gone once it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Secrets {
    /// Path of a one-time page.
    pub path: Option<Secret>,
    /// One-time code.
    pub code: Option<Secret>,
    /// Address in place of the account's own.
    pub mail_to: Option<Secret>,
    /// Number in place of the account's own.
    pub sms_to: Option<Secret>,
}

impl Secrets {
    /// Whether there is nothing to seal.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
