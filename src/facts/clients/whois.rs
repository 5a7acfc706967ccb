//! WHOIS (RFC 3912): a question in one line, an answer until the server hangs up. A registry that names the registrar's own
//! server is followed there once, for the holder.

use std::net::SocketAddr;

use encoding_rs::GB18030;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::{Outside, words};
use crate::facts::fact::Why;
use crate::facts::registration::{Registration, Whois, read_whois};
use crate::facts::service::Outcome;
use crate::reference::{Limits, Registry};
use crate::values::DomainName;

/// Asks the registry, and the registrar where that may tell the holder.
pub(super) async fn ask(
    outside: &Outside,
    registry: &Registry,
    domain: &DomainName,
    limits: &Limits,
) -> Outcome<Option<Registration>> {
    let name = domain.as_str();
    let told = question(outside, &registry.whois, &registry.question(name), name, limits).await?;
    let Some(mut found) = told.registration else { return Ok((None, registry.whois.clone())) };
    if let Some(referral) = told.referral.filter(|_| found.holder.is_none() && !found.hides_holder) {
        // What the registrar says is welcome, not needed.
        if let Ok(Whois { registration: Some(more), .. }) = question(outside, &referral, name, name, limits).await {
            found.fill_from(more);
        }
    }
    Ok((Some(found), registry.whois.clone()))
}

/// One question, with all the time that one may take: a slow registrar takes nothing from the registry.
async fn question(outside: &Outside, host: &str, line: &str, domain: &str, limits: &Limits) -> Result<Whois, Why> {
    let answer = call(outside, host, line, limits.facts_answer_bytes);
    read_whois(&outside.within(limits.facts_registry_seconds, answer).await?, domain, words())
}

async fn call(outside: &Outside, host: &str, line: &str, most: usize) -> Result<String, Why> {
    let found = outside.names.addresses(host).await?;
    let at: Vec<SocketAddr> = found.into_iter().map(|ip| SocketAddr::new(ip, outside.reach.whois_port)).collect();
    let mut stream = TcpStream::connect(&at[..]).await.map_err(|_| Why::Unreachable)?;
    stream.write_all(format!("{line}\r\n").as_bytes()).await.map_err(|_| Why::Unreachable)?;
    let mut answer = Vec::new();
    let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    stream.take(limit).read_to_end(&mut answer).await.map_err(|_| Why::Unreachable)?;
    if answer.len() > most {
        return Err(Why::TooLong);
    }
    Ok(String::from_utf8(answer).unwrap_or_else(|error| GB18030.decode(error.as_bytes()).0.into_owned()))
}
