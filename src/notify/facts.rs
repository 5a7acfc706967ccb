//! A notice as it is stored: the kind's own facts, the filing they are about, and the sealed one-time part.

use serde::{Deserialize, Serialize};

use super::notice::Notice;

/// The filing a notice is about, in public words only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilingFacts {
    /// `BA-…`.
    pub reference: String,
    /// Name of the organisation; none for individuals.
    #[serde(default)]
    pub name: Option<String>,
}

/// What the column `notices.facts` holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// What the person is told.
    #[serde(flatten)]
    pub notice: Notice,
    /// The filing it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filing: Option<FilingFacts>,
    /// Link, code and special addressee, sealed and in base64; gone once it was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_sealed: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notify::notice::{Secret, samples};

    #[test]
    fn every_notice_comes_back_from_its_json_without_its_secrets() {
        for notice in samples() {
            let facts = Facts { notice: notice.clone(), filing: None, secret_sealed: None };
            let json = serde_json::to_value(&facts).unwrap();
            assert_eq!(json["kind"], notice.kind());
            let back: Facts = serde_json::from_value(json).unwrap();
            assert_eq!(back.notice.kind(), notice.kind());
            assert!(back.notice.secrets().path.is_none_or(|path| path.reveal().is_empty()));
        }
    }

    #[test]
    fn secrets_are_neither_printed_nor_written_as_json() {
        let notice =
            Notice::MobileCode { code: Secret::new("424242"), to: Some(Secret::new("13800000000")), minutes: 10 };
        let json = serde_json::to_string(&Facts { notice: notice.clone(), filing: None, secret_sealed: None }).unwrap();
        let shown = format!("{notice:?} {:?} {json}", notice.secrets());
        assert!(!shown.contains("424242") && !shown.contains("13800000000"), "{shown}");
    }
}
