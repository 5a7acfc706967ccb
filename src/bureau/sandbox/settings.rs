//! Who may call the sandbox, how it decides, and its switches for faults.

use serde::{Deserialize, Serialize};

use crate::bureau::messages::VERSION;

/// A provider the bureau knows.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// User name.
    pub user: String,
    /// Password.
    pub password: String,
    /// Key: sixteen characters.
    pub key: String,
    /// Offset: sixteen characters.
    pub offset: String,
    /// Whether it is a provider of this province (code 13).
    #[serde(default = "yes")]
    pub of_this_province: bool,
    /// Whether it may report (code 19).
    #[serde(default = "yes")]
    pub may_report: bool,
}

fn yes() -> bool {
    true
}

impl std::fmt::Debug for Unit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Unit({})", self.id)
    }
}

/// How cases are decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rules {
    /// Cases are approved without a person.
    pub approve_all: bool,
    /// A case whose names or domains hold this word is refused without a person.
    pub refuse_word: String,
    /// Seconds until a rule decides.
    pub delay: u64,
    /// Of a hundred cases, how many a rule refuses by chance.
    pub refuse_percent: u64,
    /// Whether persons verify by SMS before a case is reviewed.
    pub sms: bool,
    /// Whether addresses must lie in ranges reported as IP data (code 1063).
    pub check_ranges: bool,
    /// Whether a line of success (1062) is sent when the checks are passed.
    pub tell_success: bool,
    /// Results that are gathered into one file until it is fetched; each has its own with 1.
    pub per_file: u64,
    /// Checks of a filing password in an hour (code 22).
    pub password_checks: u64,
    /// Uploads that may wait (code 15).
    pub queue: u64,
    /// Seconds an upload waits until it is worked through.
    pub wait: u64,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            approve_all: false,
            refuse_word: "reject".to_owned(),
            delay: 0,
            refuse_percent: 0,
            sms: false,
            check_ranges: false,
            tell_success: false,
            per_file: 1,
            password_checks: 5,
            queue: 1000,
            wait: 0,
        }
    }
}

/// Switches: faults, and forms of answers a client must be able to read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Switches {
    /// Uploads are answered with 901.
    pub maintenance_up: bool,
    /// Downloads are answered with 902.
    pub maintenance_down: bool,
    /// Hours in which files are taken and given, in local time: from, to (code 20).
    pub hours: Option<(u32, u32)>,
    /// Milliseconds before every answer.
    pub slow: u64,
    /// Answers never come.
    pub hang: bool,
    /// The connection ends after the call was carried out.
    pub cut: bool,
    /// Status 500 instead of the call.
    pub error_500: bool,
    /// Nonsense instead of an answer.
    pub garbage: bool,
    /// Hashes of downloads are wrong.
    pub wrong_hash: bool,
    /// The newest file comes first.
    pub wrong_order: bool,
    /// Every upload is answered with 14.
    pub always_14: bool,
    /// Calls fail with this code, whatever they are; 0 for none.
    pub always: u64,
    /// Calls, in a hundred, that meet one of the faults by chance.
    pub fault_percent: u64,
    /// Downloads are encrypted.
    pub encrypt: bool,
    /// Base64 comes in lines of 76 columns.
    pub wrap: bool,
    /// 3 while more files wait and 1 for the last one, instead of 0.
    pub codes_1_and_3: bool,
    /// Results without their texts.
    pub no_texts: bool,
    /// A random value is taken once only (code 12).
    pub no_replay: bool,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            maintenance_up: false,
            maintenance_down: false,
            hours: None,
            slow: 0,
            hang: false,
            cut: false,
            error_500: false,
            garbage: false,
            wrong_hash: false,
            wrong_order: false,
            always_14: false,
            always: 0,
            fault_percent: 0,
            encrypt: true,
            wrap: true,
            codes_1_and_3: false,
            no_texts: false,
            no_replay: false,
        }
    }
}

/// Settings of a sandbox. A file of them may leave out what stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Version of the interface.
    pub version: String,
    /// Letters of the province in file names.
    pub letters: String,
    /// First six digits of the bureau's ids.
    pub prefix: i64,
    /// Seed of all chance.
    pub seed: u64,
    /// Providers.
    pub units: Vec<Unit>,
}

impl Default for Settings {
    fn default() -> Self {
        let unit = Unit {
            id: 110_000_000_001,
            name: "示例接入商".to_owned(),
            user: "demo".to_owned(),
            password: "Passw0rd".to_owned(),
            key: "0123456789abcdef".to_owned(),
            offset: "0102030405060708".to_owned(),
            of_this_province: true,
            may_report: true,
        };
        Self { version: VERSION.to_owned(), letters: "zj".to_owned(), prefix: 110_000, seed: 1, units: vec![unit] }
    }
}
