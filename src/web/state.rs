//! What pages work with: settings, database, storage and the pools, shared by both sites; and what differs between them.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::Method;
use actix_web::web::Data;

use super::access::Access;
use super::health::Lately;
use crate::auth::password::Hasher;
use crate::auth::session::Site;
use crate::config::Config;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::storage::Storage;

/// Shared by both sites. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// Settings.
    pub config: Arc<Config>,
    /// The database.
    pub db: Db,
    /// Password hashes.
    pub hasher: Hasher,
    /// Sealed uploads.
    pub storage: Storage,
}

/// One site: its name, its origin, and who may call which route.
pub struct SiteState {
    /// Which one.
    pub site: Site,
    /// Scheme, host and port under which people reach it.
    pub origin: String,
    /// Whether cookies carry plain names, for the demo on loopback.
    pub plain_cookies: bool,
    /// Access rule by method and route pattern. A route that is not here answers nobody.
    pub rules: HashMap<(Method, String), Access>,
    /// Whether it served when it was last asked.
    pub health: Lately,
}

impl SiteState {
    /// The state of one site.
    pub fn new(site: Site, config: &Config, rules: HashMap<(Method, String), Access>) -> Self {
        let origin = match site {
            Site::Portal => config.portal_origin.clone(),
            Site::Office => config.office_origin.clone(),
        };
        let plain_cookies = config.plain_cookies(&origin);
        Self { site, origin, plain_cookies, rules, health: Lately::default() }
    }

    /// The rule of a route; HEAD is a GET.
    pub fn rule(&self, method: &Method, pattern: &str) -> Option<Access> {
        let method = if method == Method::HEAD { Method::GET } else { method.clone() };
        self.rules.get(&(method, pattern.to_owned())).copied()
    }

    /// The state of the site that a request reached.
    pub fn of(req: &HttpRequest) -> Option<&Data<Self>> {
        req.app_data::<Data<Self>>()
    }
}

/// A service outside that the settings may name.
///
/// # Errors
/// `NotFound` where they name none.
pub fn service_of<T: 'static>(req: &HttpRequest) -> Result<&T> {
    req.app_data::<Data<Option<T>>>().and_then(|service| service.get_ref().as_ref()).ok_or(Error::NotFound)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn a_service_is_there_where_the_settings_name_it() {
        let of = |service: Option<u8>| TestRequest::default().app_data(Data::new(service)).to_http_request();
        assert_eq!(service_of(&of(Some(7_u8))).ok(), Some(&7_u8));
        assert!(matches!(service_of::<u8>(&of(None)), Err(Error::NotFound)));
        assert!(matches!(service_of::<u16>(&of(Some(7))), Err(Error::NotFound)), "another one");
    }
}
