//! Who reads what is printed on papers.

use std::path::PathBuf;

use super::Reader;

/// The engine that reads papers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReaderSettings {
    /// Nobody.
    Off,
    /// The `tesseract` command, where it is installed.
    Tesseract,
    /// A vendor's service.
    Vendor {
        /// Its address.
        url: String,
        /// File with the secret that signs each call.
        secret_file: PathBuf,
    },
}

impl ReaderSettings {
    pub(super) fn read(r: &mut Reader<'_>) -> Self {
        let url = r.get("BEIAN_READER_URL").map(str::to_owned);
        match r.get("BEIAN_READER") {
            None if url.is_some() => {}
            None | Some("tesseract") => return Self::Tesseract,
            Some("off") => return Self::Off,
            Some("http") => {}
            Some(_) => {
                r.complain("BEIAN_READER", "cannot be read: tesseract, http or off");
                return Self::Off;
            }
        }
        let url = r.service("BEIAN_READER_URL", "the address of the service that reads papers");
        let secret = r.required(
            "BEIAN_READER_SECRET_FILE",
            "a file of mode 600 with the secret that signs calls to the service that reads papers",
        );
        Self::Vendor { url, secret_file: secret.into() }
    }
}
