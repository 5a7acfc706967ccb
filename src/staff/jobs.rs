//! Payloads of the jobs that tell somebody of the staff what came to pass with their login.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::outbox::Job;
use crate::values::ids::StaffId;

/// Tells of a sign-in on a device that was not known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TellNewDevice {
    /// Whom.
    pub staff: StaffId,
    /// Browser and system, as far as it told.
    pub device: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The address they had then, sealed as in the table and in base64: whoever signs in with their login cannot keep the mail
    /// from them by taking it away. Gone once it was sent; none in jobs of earlier versions, which go to the address of now.
    #[serde(default)]
    pub to_sealed: Option<String>,
}

impl Job for TellNewDevice {
    const TOPIC: &'static str = "staff.alarm";
}

/// Tells the address they had of a change of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TellAlarmsMoved {
    /// Whom.
    pub staff: StaffId,
    /// When.
    pub at: DateTime<Utc>,
    /// As with [`TellNewDevice`]; none once it was sent.
    #[serde(default)]
    pub to_sealed: Option<String>,
}

impl Job for TellAlarmsMoved {
    const TOPIC: &'static str = "staff.alarm-moved";
}
