//! Access (4.8): for every website the instance or the service number it rests on.

use serde::{Deserialize, Serialize};

/// Access as typed: both lists hold one text for each website, of which one is filled.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AccessForm {
    /// The provider's name of an instance of the account.
    pub instance: Vec<String>,
    /// A service number.
    pub service_number: Vec<String>,
}
