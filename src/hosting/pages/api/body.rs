//! What programs send and get: the shapes of the interface.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::hosting::record::InstanceForm;
use crate::hosting::service::Offer;

/// An instance as the billing system tells it.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(example = json!({
    "id": "i-bp1abcd2efgh3ijk4lmn", "owner": "li@example.cn", "product": "cloud_server", "region": "hangzhou",
    "addresses": ["114.114.7.7"], "billing": "subscription", "starts_on": "2026-06-01", "ends_on": "2036-05-31",
}))]
pub struct InstanceBody {
    /// Your name of the instance; in a call for one instance it stands in the address already.
    pub id: String,
    /// Mail address of the owner's account, which need not exist yet.
    #[schema(required = true)]
    pub owner: String,
    /// Code of the product, as in the catalogue of the back office.
    #[schema(required = true)]
    pub product: String,
    /// Code of the region.
    #[schema(required = true)]
    pub region: String,
    /// Public addresses: one each, or a range `first-last`.
    pub addresses: Vec<String>,
    /// `subscription` or `pay_as_you_go`.
    #[schema(required = true)]
    pub billing: String,
    /// First day of the term bought in all, renewals counted.
    #[schema(required = true, format = "date")]
    pub starts_on: String,
    /// Last day of it.
    #[schema(required = true, format = "date")]
    pub ends_on: String,
    /// Websites it may carry; left out for what its product carries.
    pub quota: Option<u32>,
}

/// Several instances.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(example = json!({ "instances": [{
    "id": "i-bp1abcd2efgh3ijk4lmn", "owner": "li@example.cn", "product": "cloud_server", "region": "hangzhou",
    "addresses": ["114.114.7.7", "114.114.7.8"], "billing": "subscription", "starts_on": "2026-06-01", "ends_on": "2036-05-31",
    "quota": 3,
}] }))]
pub struct InstancesBody {
    /// The instances, each with its id; at most a thousand.
    #[schema(required = true, max_items = 1000)]
    pub instances: Vec<InstanceBody>,
}

/// What became of several instances.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "added": 0, "changed": 1, "same": 0 }))]
pub struct PutView {
    /// New ones.
    pub added: usize,
    /// Ones that were known and are different now.
    pub changed: usize,
    /// Ones that were known just so.
    pub same: usize,
}

/// What service numbers are asked for.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(example = json!({ "instance": "i-bp1abcd2efgh3ijk4lmn", "count": 1, "owner": "customer@example.com" }))]
pub struct NumbersBody {
    /// Your name of the instance.
    #[schema(required = true)]
    pub instance: String,
    /// How many; one if left out.
    #[schema(minimum = 1)]
    pub count: Option<u32>,
    /// Mail address of the account they are for; left out for that of the instance.
    pub owner: Option<String>,
}

/// The service numbers that were made.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "instance": "i-bp1abcd2efgh3ijk4lmn", "numbers": ["32a43232-a888-48e8-b9ec-00888be80000"],
}))]
pub struct NumbersView {
    /// Your name of the instance.
    pub instance: String,
    /// The numbers.
    pub numbers: Vec<String>,
}

/// An instance as the filing system knows it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "i-bp1abcd2efgh3ijk4lmn", "product": "cloud_server", "region": "hangzhou", "addresses": ["114.114.7.7"],
    "billing": "subscription", "starts_on": "2026-06-01", "ends_on": "2036-05-31", "quota": 5, "used": 0,
    "promised": 0, "released": false, "obstacles": [],
}))]
pub struct InstanceView {
    /// Your name of the instance.
    pub id: String,
    /// Code of the product.
    pub product: String,
    /// Code of the region.
    pub region: String,
    /// Public addresses.
    pub addresses: Vec<String>,
    /// How it is paid for.
    pub billing: &'static str,
    /// First day of the term.
    #[schema(value_type = String, format = "date")]
    pub starts_on: chrono::NaiveDate,
    /// Last day of it.
    #[schema(value_type = String, format = "date")]
    pub ends_on: chrono::NaiveDate,
    /// Websites it may carry.
    pub quota: u32,
    /// Of these, held by filings or spent.
    pub used: u32,
    /// Of these, promised by service numbers that were handed on.
    pub promised: u32,
    /// It was given back.
    pub released: bool,
    /// Rules it does not keep, such as `A-LEFT`, so that no website can be filed on it.
    pub obstacles: Vec<&'static str>,
}

impl InstanceBody {
    /// The same as a form, so that file and interface are read alike.
    pub fn form(&self) -> InstanceForm {
        InstanceForm {
            instance: self.id.clone(),
            owner: self.owner.clone(),
            product: self.product.clone(),
            region: self.region.clone(),
            addresses: self.addresses.clone(),
            billing: self.billing.clone(),
            starts_on: self.starts_on.clone(),
            ends_on: self.ends_on.clone(),
            quota: self.quota.map(|quota| quota.to_string()).unwrap_or_default(),
        }
    }
}

impl From<&Offer> for InstanceView {
    fn from(offer: &Offer) -> Self {
        let (own, units) = (&offer.instance, offer.units);
        Self {
            id: own.code.clone(),
            product: own.product.clone(),
            region: own.region.clone(),
            addresses: own.addresses.iter().map(ToString::to_string).collect(),
            billing: own.billing.code(),
            starts_on: own.starts_on,
            ends_on: own.ends_on,
            quota: own.quota,
            used: units.used,
            promised: units.promised,
            released: own.released,
            obstacles: offer.obstacles().iter().map(crate::hosting::Obstacle::code).collect(),
        }
    }
}
