//! A domain registered with the provider, as the provider's own table has it.

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::registration::Words;
use crate::reference::Told;
use crate::text::is_han;
use crate::values::person_name::is_middle_dot;
use crate::values::{CertificateNumber, Masked};

/// The name of an organisation or person that holds a domain. Perhaps personal, so it prints masked.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct HolderName(String);

impl HolderName {
    /// A name as it is told.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The name in full.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for HolderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Masked::name(&self.0).fmt(f)
    }
}

/// A holder's name for those who need not know it: in full where it can only be an organisation's, otherwise masked.
pub fn shown_holder(name: &str, words: Words<'_>) -> String {
    const LONGEST_SHORT_NAME: usize = 4;
    let is_whole = name.chars().any(is_han) && !name.chars().any(is_middle_dot);
    let is_organisation = is_whole && name.chars().count() > LONGEST_SHORT_NAME && words.tell(Told::Organisation, name);
    if is_organisation { name.to_owned() } else { Masked::name(name).to_string() }
}

/// Who holds a domain. Personal: kept sealed, printed masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Name of the organisation or person.
    pub name: HolderName,
    /// The certificate they registered with.
    pub certificate: CertificateNumber,
}

/// A domain of the provider's table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainRecord {
    /// Who holds it.
    pub holder: Holder,
    /// The registrar.
    pub registrar: String,
    /// First day of the registration, where the table has it.
    pub registered_on: Option<NaiveDate>,
    /// When the holder was verified; none while they are not.
    pub verified_on: Option<NaiveDate>,
    /// Last day of the registration.
    pub expires_on: NaiveDate,
    /// When the table was last imported with it.
    pub imported_at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::book;

    #[test]
    fn what_may_be_a_person_is_masked() {
        let words = Words { book: book(), on: "2026-11-28".parse().unwrap() };
        for (name, shown) in [
            ("示例（北京）科技有限公司", "示例（北京）科技有限公司"),
            ("张三", "张*"),
            ("欧阳示例", "欧*"),
            ("阿卜杜拉·示例", "阿*"),
            ("阿卜杜拉•示例", "阿*"),
            ("阿卜杜拉买买提", "阿*"),
            ("示例镇人民政府", "示例镇人民政府"),
            ("Zhang San", "Z*"),
            ("", "*"),
        ] {
            assert_eq!(shown_holder(name, words), shown);
        }
        assert_eq!(format!("{:?}", HolderName::new("张三")), format!("{:?}", Masked::name("张三")));
    }
}
