//! The bureau's system: where it is and who we are there. Without its address everything goes by hand.

use std::path::PathBuf;

use super::Reader;

/// How the bureau's system is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BureauSettings {
    /// Where files go up and come down.
    pub files_url: String,
    /// Where the status of a domain or document is asked.
    pub status_url: String,
    /// Where a filing password is checked.
    pub password_url: String,
    /// Our unit's id.
    pub unit: i64,
    /// Our user name.
    pub user: String,
    /// File of the password.
    pub password_file: PathBuf,
    /// File of key and offset; without, nothing that goes up is encrypted.
    pub cipher_file: Option<PathBuf>,
    /// Version of the interface.
    pub version: String,
    /// Picture size at most, in KiB of its text; what the interface itself limits lower stays lower.
    pub photo_kib: usize,
    /// Seconds between two looks at what the bureau has for us.
    pub poll_seconds: u32,
}

impl BureauSettings {
    pub(super) fn read(r: &mut Reader<'_>) -> Option<Self> {
        let files_url = r.get("BEIAN_BUREAU_FILES_URL").map(str::to_owned)?;
        let settings = Self {
            files_url,
            status_url: r.required("BEIAN_BUREAU_STATUS_URL", "the bureau's address for the status of filings"),
            password_url: r.required("BEIAN_BUREAU_PASSWORD_URL", "the bureau's address for filing passwords"),
            unit: r.parse("BEIAN_BUREAU_UNIT", 0, "the number of your unit, from the bureau"),
            user: r.required("BEIAN_BUREAU_USER", "your user name at the bureau"),
            password_file: r
                .required("BEIAN_BUREAU_PASSWORD_FILE", "a file of mode 600 with the password from the bureau")
                .into(),
            cipher_file: r.get("BEIAN_BUREAU_CIPHER_FILE").map(PathBuf::from),
            version: r.or("BEIAN_BUREAU_VERSION", "V.3.0"),
            photo_kib: r.parse("BEIAN_BUREAU_PHOTO_KIB", 100, "KiB of a picture as text"),
            poll_seconds: r.parse("BEIAN_BUREAU_POLL_SECONDS", 60, "seconds between two looks"),
        };
        if settings.unit < 1 {
            r.complain("BEIAN_BUREAU_UNIT", "is no unit: give the number that the bureau gave you");
        }
        if settings.photo_kib == 0 || settings.poll_seconds == 0 {
            r.complain("BEIAN_BUREAU_PHOTO_KIB", "cannot be used: sizes and seconds begin at 1");
        }
        for (name, url) in [
            ("BEIAN_BUREAU_FILES_URL", &settings.files_url),
            ("BEIAN_BUREAU_STATUS_URL", &settings.status_url),
            ("BEIAN_BUREAU_PASSWORD_URL", &settings.password_url),
        ] {
            if !url.is_empty() && !["http://", "https://"].iter().any(|scheme| url.starts_with(scheme)) {
                r.complain(name, "must start with http:// or https://, without ?wsdl at its end");
            }
        }
        Some(settings)
    }
}

/// Key and offset of a file of two lines.
pub fn cipher(text: &str) -> Option<(&str, &str)> {
    let (key, offset) = text.trim_end().split_once('\n')?;
    let key = key.trim_end_matches('\r');
    let fits = |text: &str| text.len() == 16 && text.is_ascii();
    (fits(key) && fits(offset)).then_some((key, offset))
}
