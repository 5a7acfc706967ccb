//! Addresses of the built assets.

use std::collections::HashMap;
use std::sync::OnceLock;

/// Hashed names of the built assets by their names in the sources; set once at start.
static ASSETS: OnceLock<HashMap<String, String>> = OnceLock::new();

/// Takes the hashed names of the built assets. The first call counts.
pub fn set_assets(names: HashMap<String, String>) {
    ASSETS.get_or_init(|| names);
}

/// The hashed URL of a built asset.
pub fn asset(name: &str) -> String {
    let hashed = ASSETS.get().and_then(|names| names.get(name)).map_or(name, String::as_str);
    format!("/assets/{hashed}")
}
