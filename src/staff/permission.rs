//! What the roles may do beside reviewing, as access rules of routes.

use crate::values::actor::Role;

/// Manages staff, roles and settings.
pub const MANAGES_STAFF: &[Role] = &[Role::Administrator];

/// Reads, exports and verifies the audit.
pub const READS_AUDIT: &[Role] = &[Role::Administrator, Role::Auditor];

/// Decides on rules.
pub const DECIDES_RULES: &[Role] = &[Role::Administrator];
