//! The settings of the SMS gateway.

use std::path::PathBuf;

use super::Reader;

/// The SMS gateway.
#[derive(Debug, Clone)]
pub struct SmsSettings {
    /// Address of the gateway's HTTP interface.
    pub url: String,
    /// File with the secret that signs each call.
    pub secret_file: PathBuf,
}

pub(super) fn read(r: &mut Reader<'_>) -> Option<SmsSettings> {
    let url = r.service("BEIAN_SMS_URL", "the address of the SMS gateway's interface");
    let secret =
        r.required("BEIAN_SMS_SECRET_FILE", "a file of mode 600 with the secret that signs calls to the SMS gateway");
    Some(SmsSettings { url, secret_file: secret.into() })
}
