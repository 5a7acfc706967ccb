//! What was seen of the applicants' domains: made up, as the demo looks nothing up. Every third domain is registered with
//! the provider; of the others a few have something that the desk must look at.

use std::net::Ipv4Addr;

use anyhow::anyhow;
use chrono::{Days, NaiveDate};

use super::applicant::Applicant;
use crate::clock::china_day;
use crate::db::Tx;
use crate::demo::store;
use crate::error::Result;
use crate::facts::jobs::LookUp;
use crate::facts::record::HolderName;
use crate::facts::service::{self, Brought};
use crate::facts::{Dns, HomePage, Registration, Sort, Why, import};
use crate::filing::service::watch;
use crate::values::DomainName;

/// Who told it: hosts that do not exist.
const WHOIS: &str = "whois.example";
const DNS: &str = "DNS";
/// Every so many domains are registered with the provider.
const OWN: usize = 3;

/// Something the desk must look at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Oddity {
    None,
    ExpiresSoon,
    OtherHolder,
    Private,
    OpenSite,
    UnknownRegistrar,
    NoAnswer,
}

fn oddity(index: usize) -> Oddity {
    match index % 20 {
        1 => Oddity::ExpiresSoon,
        4 => Oddity::OtherHolder,
        7 => Oddity::OpenSite,
        10 => Oddity::Private,
        13 => Oddity::UnknownRegistrar,
        16 => Oddity::NoAnswer,
        _ => Oddity::None,
    }
}

/// The provider's table, as a provider's own system would write it.
pub fn sheet(applicants: &[Applicant], today: NaiveDate) -> String {
    let (registered, expires) = (before(today, 700), after(today, 400));
    let mut csv =
        "domain,holder,certificate_kind,certificate_number,registrar,registered_on,verified_on,expires_on\n".to_owned();
    for applicant in applicants.iter().filter(|applicant| applicant.index.is_multiple_of(OWN)) {
        let Applicant { domain, name, number, sort, .. } = applicant;
        csv += &format!("{domain},{name},{},{number},示例云,{registered},{registered},{expires}\n", sort.cert_kind);
    }
    csv
}

/// Writes what is known of every domain.
pub async fn write(tx: &mut Tx<'_>, applicants: &[Applicant]) -> Result<()> {
    let today = china_day(tx.ctx.now);
    let rows = import::read(sheet(applicants, today).as_bytes(), today).map_err(|errors| anyhow!("{errors:?}"))?;
    service::import(tx, &rows, true).await?;
    for applicant in applicants {
        let domain = DomainName::parse(&applicant.domain).map_err(|message| anyhow!("{message:?}"))?;
        for sort in Sort::ALL {
            let job = LookUp { domain: domain.clone(), sort: *sort };
            service::record_look(tx, &job, brought(applicant, *sort, today)).await?;
        }
    }
    Ok(())
}

/// Websites on record are open and show their number, but for a few; then the daily look is taken.
pub async fn open_sites(tx: &mut Tx<'_>) -> Result<()> {
    for (index, (domain, number)) in store::list_sites(tx).await?.into_iter().enumerate() {
        let domain = DomainName::parse(&domain).map_err(|message| anyhow!("{message:?}"))?;
        let url = format!("https://www.{}/", domain.as_str());
        let page = HomePage {
            url: url.clone(),
            status: if index % 11 == 4 { 503 } else { 200 },
            language: Some("zh-CN".to_owned()),
            number: Some(number).filter(|_| index % 7 != 2),
            links_to_ministry: index % 9 != 1,
            ..HomePage::default()
        };
        let addresses = if index % 13 == 6 { Vec::new() } else { vec![Ipv4Addr::new(192, 175, 48, 6).into()] };
        let dns =
            Dns { name_servers: ["ns1", "ns2"].map(|server| format!("{server}.dns.example")).to_vec(), addresses };
        let looks = [Brought::Dns(Ok((dns, DNS.to_owned()))), Brought::HomePage(Ok((Some(page), url)))];
        for (sort, brought) in [Sort::Dns, Sort::HomePage].into_iter().zip(looks) {
            service::record_look(tx, &LookUp { domain: domain.clone(), sort }, brought).await?;
        }
    }
    loop {
        let due = watch::list_due(tx).await?;
        if due.is_empty() {
            return Ok(());
        }
        for website in due {
            watch::look_at(tx, website).await?;
        }
    }
}

fn brought(applicant: &Applicant, sort: Sort, today: NaiveDate) -> Brought {
    let odd = oddity(applicant.index);
    if odd == Oddity::NoAnswer {
        return Brought::nothing(sort, Why::TimedOut);
    }
    let servers = ["ns1", "ns2"].map(|server| format!("{server}.dns.example")).to_vec();
    match sort {
        Sort::Dns => {
            // A public block that carries nobody's website (RFC 7534).
            let addresses = if odd == Oddity::OpenSite { vec!["192.175.48.6".parse().ok()] } else { Vec::new() };
            let addresses = addresses.into_iter().flatten().collect();
            Brought::Dns(Ok((Dns { name_servers: servers, addresses }, DNS.to_owned())))
        }
        Sort::Registration => Brought::Registration(Ok((Some(registration(applicant, odd, today)), WHOIS.to_owned()))),
        Sort::HomePage if odd == Oddity::OpenSite => {
            let url = format!("http://www.{}/", applicant.domain);
            let page = HomePage {
                url: url.clone(),
                status: 200,
                title: applicant.site.clone(),
                language: Some("zh-CN".to_owned()),
                ..HomePage::default()
            };
            Brought::HomePage(Ok((Some(page), url)))
        }
        Sort::HomePage => Brought::HomePage(Ok((None, DNS.to_owned()))),
    }
}

fn registration(applicant: &Applicant, odd: Oddity, today: NaiveDate) -> Registration {
    let registrar = if odd == Oddity::UnknownRegistrar {
        "示例域名注册服务有限公司"
    } else {
        "阿里云计算有限公司（万网）"
    };
    let holder = match odd {
        Oddity::Private => None,
        Oddity::OtherHolder => Some("示例投资管理有限公司"),
        _ => Some(applicant.name.as_str()),
    };
    Registration {
        registrar: Some(registrar.to_owned()),
        holder: holder.map(HolderName::new),
        registered_on: Some(before(today, 900)),
        expires_on: Some(after(today, if odd == Oddity::ExpiresSoon { 20 } else { 300 })),
        statuses: vec!["ok".to_owned()],
        hides_holder: odd == Oddity::Private,
    }
}

fn before(today: NaiveDate, days: u64) -> NaiveDate {
    today.checked_sub_days(Days::new(days)).unwrap_or(today)
}

fn after(today: NaiveDate, days: u64) -> NaiveDate {
    today.checked_add_days(Days::new(days)).unwrap_or(today)
}
