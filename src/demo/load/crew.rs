//! The demo's staff: every role, with passwords that everybody may know. The mailbox shows their codes.

use crate::values::actor::{Actor, Role};
use crate::values::ids::StaffId;

/// Password of every demo login of the back office.
pub const STAFF_PASSWORD: &str = "desk-demo-2026";
/// Password of every demo account of the portal.
pub const APPLICANT_PASSWORD: &str = "portal-demo-2026";

/// A member of the demo staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// Login.
    pub login: &'static str,
    /// Name.
    pub name: &'static str,
    /// Role.
    pub role: Role,
    /// Language of the pages.
    pub english: bool,
    /// Provinces; empty is all.
    pub provinces: &'static [&'static str],
}

const fn member(login: &'static str, name: &'static str, role: Role) -> Member {
    Member { login, name, role, english: false, provinces: &[] }
}

/// All of them; the specialists first.
pub const CREW: [Member; 9] = [
    member("lin", "林晓雯", Role::Specialist),
    member("zhou", "周文博", Role::Specialist),
    Member { provinces: &["440000", "450000", "460000", "350000"], ..member("huang", "黄佳宁", Role::Specialist) },
    Member { provinces: &["110000", "120000", "130000", "370000"], ..member("zhao", "赵明远", Role::Specialist) },
    Member { english: true, ..member("emma", "Emma Lin", Role::Specialist) },
    member("xu", "徐海燕", Role::Specialist),
    member("lead", "沈静怡", Role::Lead),
    member("admin", "何立新", Role::Administrator),
    member("auditor", "梁慧敏", Role::Auditor),
];

/// The staff with their ids.
#[derive(Debug, Clone)]
pub struct Crew(Vec<StaffId>);

impl Crew {
    /// Everybody, with fresh ids.
    pub fn hire() -> Self {
        Self(CREW.iter().map(|_| StaffId::new()).collect())
    }

    /// Everybody with the id.
    pub fn members(&self) -> impl Iterator<Item = (StaffId, &'static Member)> {
        self.0.iter().copied().zip(&CREW)
    }

    /// The specialist for the n-th case of a province.
    pub fn specialist(&self, province: &str, n: usize) -> Actor {
        let fitting: Vec<StaffId> = self
            .members()
            .filter(|(_, member)| member.role == Role::Specialist)
            .filter(|(_, member)| member.provinces.is_empty() || member.provinces.contains(&province))
            .map(|(id, _)| id)
            .collect();
        Actor::Staff(fitting[n % fitting.len()], Role::Specialist)
    }

    /// The lead.
    pub fn lead(&self) -> Actor {
        let lead = self.members().find(|(_, member)| member.role == Role::Lead);
        lead.map_or(Actor::Operator, |(id, member)| Actor::Staff(id, member.role))
    }
}
