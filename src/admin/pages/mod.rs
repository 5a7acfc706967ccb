//! Pages of `admin`.

mod audit;
mod audit_export;
mod calendar;
mod deliveries;
mod rules;

use crate::paths::pattern;
use crate::staff::permission::{DECIDES_RULES, READS_AUDIT};
use crate::values::actor::Role;
use crate::web::access::ALL_STAFF;
use crate::web::{Access, Routes};

/// Who looks after what leaves the house.
const DELIVERS: Access = Access::Staff(&[Role::Lead, Role::Administrator]);

/// The routes of these pages.
pub fn routes(r: &mut Routes) {
    r.get(pattern::AUDIT, Access::Staff(READS_AUDIT), audit::show);
    r.post(pattern::AUDIT_EXPORT, Access::Staff(READS_AUDIT), audit_export::save);
    r.get(pattern::DELIVERIES, DELIVERS, deliveries::show);
    r.post(pattern::DELIVERY_RESEND, DELIVERS, deliveries::resend);
    r.post(pattern::DELIVERY_JOB, DELIVERS, deliveries::job);
    r.post(pattern::DELIVERY_PAUSE, DELIVERS, deliveries::hold);
    r.get(pattern::RULES, ALL_STAFF, rules::list::show);
    r.get(pattern::CALENDAR, ALL_STAFF, calendar::show);
    r.get(pattern::CALENDAR_DAYS, Access::Staff(DECIDES_RULES), calendar::days);
    r.post(pattern::CALENDAR_DAYS, Access::Staff(DECIDES_RULES), calendar::save);
    r.get(pattern::RULE, Access::Staff(DECIDES_RULES), rules::write::show);
    r.post(pattern::RULE, Access::Staff(DECIDES_RULES), rules::write::save);
}
