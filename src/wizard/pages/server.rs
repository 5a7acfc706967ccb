//! What is reported of a website's server (4.8): told by the choice, not asked.

use chrono::NaiveDate;

use crate::hosting::Server;
use crate::hosting::instance::names;
use crate::reference::{Reference, codes::CLOUD_ACCESS};
use crate::text::Tr;
use crate::values::IpRange;
use crate::web::ui::SummaryRow;

/// Provider, product, region, way of access, location and addresses.
pub fn rows(t: Tr, provider: &str, server: &Server, reference: &Reference, today: NaiveDate) -> Vec<SummaryRow> {
    let (product, region) = names(t, &server.product, &server.region, reference, today);
    let method = reference.access_methods(today).into_iter().find(|row| row.code == CLOUD_ACCESS);
    let place = reference.hosting_region(&server.region, today);
    let location = place.and_then(|place| reference.province(&place.province, today));
    let addresses: Vec<String> = server.addresses.iter().map(IpRange::to_string).collect();
    let row = |key: &str, value: &str| SummaryRow::new(t.t(key), value);
    vec![
        row("wizard-server-provider", provider),
        row("wizard-server-product", product),
        row("wizard-server-region", region),
        row("wizard-server-method", method.map_or("", |row| t.pick(&row.zh, &row.en))),
        row("wizard-server-location", location.map_or("", |row| t.pick(&row.zh, &row.en))),
        SummaryRow { lines: addresses, ..row("wizard-server-addresses", "") },
    ]
}
