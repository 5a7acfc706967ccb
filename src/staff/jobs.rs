//! Payload of the job that tells somebody of the staff of a sign-in.

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
}

impl Job for TellNewDevice {
    const TOPIC: &'static str = "staff.alarm";
}
