//! What the elements of files are called in the tables of the interface, and which of them tell what everybody may know.

use std::collections::BTreeMap;
use std::sync::LazyLock;

const TABLE: &str = include_str!("data/labels.csv");

static LABELS: LazyLock<BTreeMap<&str, (&str, bool)>> = LazyLock::new(|| {
    let row = |line: &'static str| {
        let mut cells = line.split(',');
        Some((cells.next()?, (cells.next()?, cells.next()? == "yes")))
    };
    TABLE.lines().skip(1).filter_map(row).collect()
});

/// The name of an element in Chinese, as the interface has it.
pub fn label(element: &str) -> Option<&'static str> {
    LABELS.get(element).map(|(label, _)| *label)
}

/// Whether an element holds what stands in the public register: numbers, ids, domains, addresses of servers.
pub fn is_public(element: &str) -> bool {
    LABELS.get(element).is_some_and(|(_, is_public)| *is_public)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read_and_nothing_of_a_person_is_public() {
        assert_eq!(LABELS.len(), TABLE.lines().count() - 1);
        assert_eq!((label("Ym"), is_public("Ym"), label("none"), is_public("none")), (Some("域名"), true, None, false));
        for name in [
            "Dwmc", "Zjhm", "Zjzs", "Xxdz", "Tzr", "Fzr_xm", "Fzr_dhhm", "Fzr_sjhm", "sjhm", "Fzr_dzyj", "Fzr_zjhm",
            "ICPmm",
        ] {
            assert!(label(name).is_some() && !is_public(name), "{name}");
        }
    }
}
