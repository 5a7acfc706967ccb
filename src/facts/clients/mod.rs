//! The ways outside: DNS, WHOIS, RDAP and home pages. Every connection goes to an address that was looked at first: nothing
//! that a name says leads into a network that is not the internet.

mod dns;
mod home_page;
mod rdap;
mod whois;

use std::error::Error as StdError;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use tokio::time::timeout;

use self::dns::Names;
use super::fact::{Sort, Why};
use super::jobs::LookUp;
use super::registration::{Registration, Words};
use super::service::{Brought, Outcome};
use crate::clock;
use crate::config::LookUps;
use crate::reference::{Limits, Registry, book};
use crate::telemetry::call;
use crate::values::DomainName;

/// Where servers are found. The internet's are the default; tests have their own.
#[derive(Debug, Clone)]
pub struct Reach {
    /// The name server to ask; none for those of the system.
    pub name_server: Option<SocketAddr>,
    /// Addresses that are not of the internet and may be connected to all the same: of a demo or a test.
    pub allowed: Vec<IpAddr>,
    /// Port of WHOIS servers.
    pub whois_port: u16,
    /// Port of web servers.
    pub http_port: u16,
    /// Port of web and RDAP servers with TLS.
    pub https_port: u16,
    /// A certificate in PEM that is trusted beside those of the system.
    pub certificate: Option<String>,
    /// What the limits of time are divided by: tests are in a hurry.
    pub pace: u32,
}

impl From<&LookUps> for Reach {
    fn from(settings: &LookUps) -> Self {
        Self {
            name_server: settings.name_server,
            allowed: settings.allowed.clone(),
            whois_port: 43,
            http_port: 80,
            https_port: 443,
            certificate: None,
            pace: 1,
        }
    }
}

/// Looks outside.
pub struct Outside {
    reach: Reach,
    names: Names,
    http: reqwest::Client,
}

impl Outside {
    /// With these servers; connects when first used.
    ///
    /// # Errors
    /// When no name server is known.
    pub fn new(reach: Reach) -> anyhow::Result<Self> {
        let limits = book().limits(clock::china_day(clock::now()));
        let names = Names::new(&reach, limits)?;
        let mut http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .referer(false)
            // A kept connection would outlive the look at its address.
            .pool_max_idle_per_host(0)
            .connect_timeout(Duration::from_secs(limits.facts_connect_seconds))
            .user_agent(concat!("Beian/", env!("CARGO_PKG_VERSION"), " (ICP filing check)"))
            .dns_resolver(names.clone());
        if let Some(pem) = &reach.certificate {
            http = http.tls_certs_merge([reqwest::Certificate::from_pem(pem.as_bytes())?]);
        }
        Ok(Self { names, http: http.build()?, reach })
    }

    /// One look-up. Never fails: what could not be seen says why.
    pub async fn look(&self, job: &LookUp) -> Brought {
        let limits = book().limits(clock::china_day(clock::now()));
        match job.sort {
            Sort::Dns => {
                let asked = self.names.look(&job.domain, limits.facts_addresses);
                let looked = call("dns", self.within(limits.facts_dns_seconds, asked)).await;
                Brought::Dns(looked.map(|dns| (dns, "DNS".to_owned())))
            }
            Sort::Registration => Brought::Registration(call("registry", self.registration(&job.domain, limits)).await),
            Sort::HomePage => Brought::HomePage(call("home page", home_page::look(self, &job.domain, limits)).await),
        }
    }

    /// By RDAP where the registry has it, otherwise by WHOIS; a holder that RDAP leaves out may stand in WHOIS, and of a name
    /// that RDAP does not know WHOIS has the word: a server that moved knows no name.
    async fn registration(&self, domain: &DomainName, limits: &Limits) -> Outcome<Option<Registration>> {
        let registry = book().registry(domain.top_level(), clock::china_day(clock::now())).ok_or(Why::NoServer)?;
        match self.by_rdap(registry, domain, limits).await {
            Ok((Some(mut found), from)) if found.holder.is_none() && !registry.whois.is_empty() => {
                if let Ok((Some(more), _)) = whois::ask(self, registry, domain, limits).await {
                    found.fill_from(more);
                }
                Ok((Some(found), from))
            }
            Ok((None, _)) | Err(_) if !registry.whois.is_empty() => whois::ask(self, registry, domain, limits).await,
            answer => answer,
        }
    }

    async fn by_rdap(
        &self,
        registry: &Registry,
        domain: &DomainName,
        limits: &Limits,
    ) -> Outcome<Option<Registration>> {
        if registry.rdap.is_empty() {
            return Err(Why::NoServer);
        }
        let asked = rdap::ask(self, &registry.rdap, domain, limits.facts_answer_bytes);
        self.within(limits.facts_registry_seconds, asked).await
    }

    async fn within<T>(&self, seconds: u64, work: impl Future<Output = Result<T, Why>>) -> Result<T, Why> {
        let limit = Duration::from_secs(seconds) / self.reach.pace;
        timeout(limit, work).await.unwrap_or(Err(Why::TimedOut))
    }
}

/// The words of registries today.
fn words() -> Words<'static> {
    Words { book: book(), on: clock::china_day(clock::now()) }
}

/// Why a call came to nothing; a name that was refused says so itself.
fn why_of(error: &reqwest::Error) -> Why {
    let mut source: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(error) = source {
        if let Some(dns::Refused(why)) = error.downcast_ref() {
            return *why;
        }
        source = error.source();
    }
    if error.is_timeout() { Why::TimedOut } else { Why::Unreachable }
}
