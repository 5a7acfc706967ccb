//! The public look-up, as the ministry has one: what is on record under a domain, a number or a name.

use actix_web::HttpResponse;
use actix_web::web::{Data, Query};
use askama::Template;
use serde::Deserialize;

use super::page;
use crate::bureau::sandbox::orders::meaning;
use crate::bureau::sandbox::server::Site;
use crate::bureau::sandbox::world::World;

/// The nature of a record without one: a person's own.
const INDIVIDUAL: i64 = 5;

/// What is looked for.
#[derive(Deserialize)]
pub struct Wanted {
    #[serde(default)]
    q: String,
}

struct Found {
    entity: String,
    nature: String,
    number: String,
    site: String,
    domains: String,
    reviewed: String,
}

#[derive(Template)]
#[template(path = "bureau/sandbox/lookup.html")]
struct Lookup {
    q: String,
    found: Vec<Found>,
}

/// Shows what is found.
pub async fn show(site: Data<Site>, wanted: Query<Wanted>) -> HttpResponse {
    let q = wanted.into_inner().q.trim().to_owned();
    let found = if q.is_empty() { Vec::new() } else { site.with(|world| find(world, &q)) };
    page(&Lookup { q, found })
}

fn find(world: &World, q: &str) -> Vec<Found> {
    let mut all = Vec::new();
    for record in &world.records {
        let entity = &record.filing.entity;
        for site in &record.filing.websites {
            let numbers = [&entity.number, &site.number];
            let fits = entity.name == q
                || numbers.iter().any(|number| number.as_deref() == Some(q))
                || site.domains.iter().any(|domain| domain.name.eq_ignore_ascii_case(q));
            if fits {
                all.push(Found {
                    entity: entity.name.clone(),
                    nature: meaning("Dwxz", entity.nature.unwrap_or(INDIVIDUAL)).unwrap_or("其他").to_owned(),
                    number: site.number.clone().unwrap_or_default(),
                    site: site.name.clone(),
                    domains: site.domains.iter().map(|domain| domain.name.as_str()).collect::<Vec<_>>().join("、"),
                    reviewed: site.changed_at.clone().unwrap_or_default(),
                });
            }
        }
    }
    all
}
