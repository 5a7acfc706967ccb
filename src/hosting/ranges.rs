//! The provider's own addresses (X23): told once when a program starts, by its settings.

use std::sync::OnceLock;

use crate::values::ip_address::IpRange;

static RANGES: OnceLock<Vec<IpRange>> = OnceLock::new();

/// Takes the provider's addresses. The first call counts.
pub fn set(ranges: Vec<IpRange>) {
    RANGES.get_or_init(|| ranges);
}

/// The provider's addresses; none where the settings name none.
pub fn all() -> &'static [IpRange] {
    RANGES.get().map_or(&[], Vec::as_slice)
}
