//! The numbers the bureau gives, as far as their form tells: of this province, of one entity, each once.

use std::collections::BTreeSet;

use crate::values::icp_number::ServiceKind;
use crate::values::{EntityNumber, WebsiteNumber};

/// Whether the number of an entity and those of its websites have the form of this province and belong together.
pub fn fit(province: &str, entity: &EntityNumber, websites: &[WebsiteNumber]) -> bool {
    let mut seen = BTreeSet::new();
    let is_own = |website: &WebsiteNumber| website.belongs_to(entity) && website.service() == ServiceKind::Website;
    entity.check_province(province).is_ok()
        && !websites.is_empty()
        && websites.iter().all(|website| is_own(website) && seen.insert(website))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(entity: &str, websites: &[&str]) -> bool {
        let websites: Vec<_> = websites.iter().map(|text| WebsiteNumber::parse(text).unwrap()).collect();
        fit("110000", &EntityNumber::parse(entity).unwrap(), &websites)
    }

    #[test]
    fn numbers_are_of_the_province_and_belong_together() {
        assert!(fits("京ICP备2026000001号", &["京ICP备2026000001号-1", "京ICP备2026000001号-12"]));
        assert!(fits("京ICP备12345678号", &["京ICP备12345678号-1"]));
        for (entity, websites) in [
            ("沪ICP备12345678号", vec!["沪ICP备12345678号-1"]),
            ("京ICP备12345678号", vec![]),
            ("京ICP备12345678号", vec!["京ICP备12345679号-1"]),
            ("京ICP备12345678号", vec!["京ICP备12345678号-1", "京ICP备12345678号-1"]),
            ("京ICP备12345678号", vec!["京ICP备12345678号-2A"]),
        ] {
            assert!(!fits(entity, &websites), "{entity} {websites:?}");
        }
    }
}
