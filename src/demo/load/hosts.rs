//! What the applicants bought: a server and service numbers each, as `beian hosting import` reads them.

use chrono::{Days, NaiveDate};
use uuid::Builder;

use super::applicant::Applicant;
use super::chance::Chance;
use crate::hosting::{Choice, ServiceNumber};

/// Service numbers of each applicant.
const NUMBERS: u64 = 3;
/// Where the servers stand.
pub const REGIONS: [&str; 4] = ["beijing", "qingdao", "zhangjiakou", "hohhot"];
/// How often an applicant chooses by number instead of by instance.
const BY_NUMBER: usize = 4;

/// The file, as a provider's own system would write it.
pub fn sheet(applicants: &[Applicant], today: NaiveDate) -> String {
    let starts_on = today.checked_sub_days(Days::new(500)).unwrap_or(today);
    let ends_on = today.checked_add_days(Days::new(400)).unwrap_or(today);
    let mut csv = "type,instance,owner,product,region,addresses,billing,starts_on,ends_on,quota,number\n".to_owned();
    for applicant in applicants {
        let (code, owner) = (instance(applicant), &applicant.email);
        let region = REGIONS[applicant.index % REGIONS.len()];
        // A public block that carries nobody's website (RFC 7534).
        let address = format!("192.175.48.{}", applicant.index + 50);
        csv +=
            &format!("instance,{code},{owner},cloud_server,{region},{address},subscription,{starts_on},{ends_on},5,\n");
        for count in 0..NUMBERS {
            csv += &format!("number,{code},,,,,,,,,{}\n", number(applicant, count));
        }
    }
    csv
}

/// What a filing of an applicant rests on.
pub fn choice(applicant: &Applicant, filing: usize) -> Choice {
    if filing % BY_NUMBER == 1 { Choice::Number(number(applicant, 0)) } else { Choice::Instance(instance(applicant)) }
}

/// The code of the server that an applicant bought.
pub fn instance(applicant: &Applicant) -> String {
    format!("ecs-demo-{:03}", applicant.index + 1)
}

fn number(applicant: &Applicant, count: u64) -> ServiceNumber {
    let mut chance = Chance::new(applicant.index as u64, 5000 + count);
    ServiceNumber::from_uuid(Builder::from_random_bytes(chance.bytes()).into_uuid())
}
