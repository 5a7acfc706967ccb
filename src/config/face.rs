//! The settings of a verification service for faces; without them the specialist judges what people record.

use std::path::PathBuf;

use super::Reader;

/// The verification service.
#[derive(Debug, Clone)]
pub struct FaceSettings {
    /// Address of its interface, without a slash at its end.
    pub url: String,
    /// File with the secret that signs calls in both directions.
    pub secret_file: PathBuf,
}

impl FaceSettings {
    /// Where the service is, as people are told.
    pub fn host(&self) -> &str {
        let rest = self.url.split_once("://").map_or(self.url.as_str(), |(_, rest)| rest);
        rest.split('/').next().unwrap_or_default()
    }

    pub(super) fn read(r: &mut Reader<'_>) -> Option<Self> {
        r.get("BEIAN_FACE_URL")?;
        let url = r.service("BEIAN_FACE_URL", "the address of the verification service");
        let secret = r.required("BEIAN_FACE_SECRET_FILE", "a file of mode 600 with the secret shared with the service");
        Some(Self { url, secret_file: secret.into() })
    }
}
