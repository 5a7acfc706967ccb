//! The notice before a consent, as every page shows it that asks for one.

use crate::reference::{Block, Text, blocks};
use crate::text::Tr;
use crate::web::Page;

/// A notice that a page asks consent to.
pub struct Notice {
    /// Its title.
    pub title: String,
    /// Its words.
    pub blocks: Vec<Block>,
    /// Which one it is.
    pub version: String,
}

impl Notice {
    /// As it reads here; `service` is where the verification service is, which other notices do not name.
    pub fn of(t: Tr, page: &Page, text: &Text, service: &str) -> Self {
        let (phone, email) = (page.provider.phone.as_str(), page.provider.email.as_str());
        let contact = t.a2("material-consent-contact", "phone", phone, "email", email);
        let values = [("provider", page.provider.name.as_str()), ("contact", &contact), ("service", service)];
        let blocks = blocks(&text.filled(t.lang, &values));
        Self { title: text.title(t.lang).to_owned(), blocks, version: text.version.clone() }
    }
}
