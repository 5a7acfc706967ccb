//! The DNS, asked anew each time, and the one place where names become addresses to connect to.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig};
use hickory_resolver::lookup::Lookup;
use hickory_resolver::net::NetError;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::{Name, RData, RecordType};
use reqwest::dns::{Addrs, Resolve, Resolving};

use super::Reach;
use crate::facts::fact::{Dns, Why};
use crate::reference::Limits;
use crate::values::{DomainName, PublicIp};

/// Why a name was not turned into addresses.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Refused(pub(super) Why);

/// Asks name servers. Cheap to clone.
#[derive(Clone)]
pub(super) struct Names {
    resolver: TokioResolver,
    allowed: Arc<[IpAddr]>,
}

impl Names {
    /// With the name server of the settings, or those of the system.
    pub(super) fn new(reach: &Reach, limits: &Limits) -> anyhow::Result<Self> {
        let mut builder = match reach.name_server {
            None => TokioResolver::builder_tokio().context("no name server known: set BEIAN_FACTS_NAME_SERVER")?,
            Some(address) => {
                let at_port = |mut connection: ConnectionConfig| {
                    connection.port = address.port();
                    connection
                };
                let ways = [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(at_port);
                let server = NameServerConfig::new(address.ip(), true, ways.into());
                let config = ResolverConfig::from_name_servers(vec![server]);
                TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
            }
        };
        let options = builder.options_mut();
        options.use_hosts_file = ResolveHosts::Never;
        // Facts have a cache of their own.
        options.cache_size = 0;
        options.timeout = Duration::from_secs(limits.facts_dns_try_seconds);
        options.attempts = 1;
        Ok(Self { resolver: builder.build()?, allowed: reach.allowed.clone().into() })
    }

    /// Where a domain leads: at most so many name servers and addresses.
    pub(super) async fn look(&self, domain: &DomainName, most: usize) -> Result<Dns, Why> {
        let www = format!("www.{}", domain.as_str());
        let (servers, bare, www) =
            tokio::join!(self.ask(domain.as_str(), RecordType::NS), self.resolve(domain.as_str()), self.resolve(&www));
        let name_servers = servers?.iter().filter_map(name_server).take(most).collect();
        let addresses: BTreeSet<IpAddr> = bare?.into_iter().chain(www?).collect();
        Ok(Dns { name_servers, addresses: addresses.into_iter().take(most).collect() })
    }

    /// Addresses to connect to: those of the internet. None where a name has no addresses at all.
    pub(super) async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, Why> {
        let all = self.resolve(host).await?;
        let public: Vec<IpAddr> = all.iter().copied().filter(|ip| self.may_connect(*ip)).collect();
        if public.is_empty() && !all.is_empty() { Err(Why::NotPublic) } else { Ok(public) }
    }

    fn may_connect(&self, ip: IpAddr) -> bool {
        PublicIp::of(ip).is_some() || self.allowed.contains(&ip)
    }

    async fn resolve(&self, host: &str) -> Result<Vec<IpAddr>, Why> {
        let (four, six) = tokio::join!(self.ask(host, RecordType::A), self.ask(host, RecordType::AAAA));
        let address = |data: &RData| match data {
            RData::A(ip) => Some(IpAddr::V4(ip.0)),
            RData::AAAA(ip) => Some(IpAddr::V6(ip.0)),
            _ => None,
        };
        Ok(four?.iter().chain(&six?).filter_map(address).collect())
    }

    /// The records of a name; none where there are none. A host that is an address already is no name.
    async fn ask(&self, host: &str, sort: RecordType) -> Result<Vec<RData>, Why> {
        if host.parse::<IpAddr>().is_ok() {
            return Err(Why::NotPublic);
        }
        let mut name = Name::from_ascii(host).map_err(|_| Why::Unreadable)?;
        // The search list of this machine is no business of the domain.
        name.set_fqdn(true);
        match self.resolver.lookup(name, sort).await {
            Ok(found) => Ok(data(&found)),
            Err(error) if error.is_no_records_found() => Ok(Vec::new()),
            Err(NetError::Timeout) => Err(Why::TimedOut),
            Err(_) => Err(Why::Unreachable),
        }
    }
}

fn data(found: &Lookup) -> Vec<RData> {
    found.answers().iter().map(|record| record.data.clone()).collect()
}

fn name_server(data: &RData) -> Option<String> {
    match data {
        RData::NS(server) => Some(server.0.to_ascii().trim_end_matches('.').to_lowercase()),
        _ => None,
    }
}

/// The HTTP client connects to what this returns and to nothing else, so a name cannot lead elsewhere between a look at
/// its addresses and the connection.
impl Resolve for Names {
    fn resolve(&self, name: reqwest::dns::Name) -> Resolving {
        let names = self.clone();
        Box::pin(async move {
            let found = names.addresses(name.as_str()).await.map_err(Refused)?;
            let addresses: Vec<SocketAddr> = found.into_iter().map(|ip| SocketAddr::new(ip, 0)).collect();
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}
