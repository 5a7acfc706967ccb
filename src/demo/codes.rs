//! The current one-time codes of the demo staff, for the mailbox page: nobody should need a phone to try the back office.

use std::future::Future;
use std::pin::Pin;

use totp_rs::Builder;

use super::mailbox::{StaffCode, StaffCodes};
use super::store;
use crate::clock;
use crate::db::Db;
use crate::values::actor::Actor;

/// Seconds of one code.
const STEP: u64 = 30;

/// Reads the secrets of the staff from the database.
pub struct DemoCodes {
    db: Db,
}

impl DemoCodes {
    /// Codes of the staff of this database.
    pub fn new(db: Db) -> Self {
        Self { db }
    }

    async fn list(&self) -> Vec<StaffCode> {
        let staff = match self.db.read(Actor::Operator, async |tx| store::list_second_factors(tx).await).await {
            Ok(staff) => staff,
            Err(error) => {
                tracing::warn!(%error, "codes of the demo staff not read");
                return Vec::new();
            }
        };
        let now = clock::now().timestamp().unsigned_abs();
        let code = |factor: store::SecondFactor| StaffCode {
            login: factor.login,
            name: factor.name,
            code: Builder::new().with_secret(factor.secret).build_noncompliant().generate(now).to_string(),
            seconds_left: u32::try_from(STEP - now % STEP).unwrap_or_default(),
        };
        staff.into_iter().map(code).collect()
    }
}

impl StaffCodes for DemoCodes {
    fn codes(&self) -> Pin<Box<dyn Future<Output = Vec<StaffCode>> + '_>> {
        Box::pin(self.list())
    }
}
