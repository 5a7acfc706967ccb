//! What an answer to a verification needs and the bureau did not tell: the form asks for it.

use chrono::NaiveDate;

use super::TaskForm;
use crate::bureau::codes::place_of_bit;
use crate::bureau::replies::{self, Given};
use crate::bureau::store::codes;
use crate::bureau::tables::SERVICES;
use crate::bureau::xml::Element;
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::Result;
use crate::form::FieldErrors;
use crate::reference::book;
use crate::text::{Message, Tr};
use crate::values::Mobile;
use crate::web::ui::Choice;

/// Codes that the interface has for service contents.
const CODES: std::ops::RangeInclusive<i64> = 1..=64;

/// The fields that are asked for.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// The mobile number of the entity's person in charge.
    pub mobile: bool,
    /// The cities to choose from; empty where that is told.
    pub cities: Vec<Choice>,
    /// Websites of which no service content is told.
    pub sites: Vec<Site>,
}

/// A website of which no service content is told.
#[derive(Debug)]
pub(super) struct Site {
    id: i64,
    /// Id of its field.
    pub field: String,
    /// Label of its field.
    pub label: String,
    /// The contents to choose from.
    pub services: Vec<Choice>,
}

impl Asked {
    /// What a task leaves out, with what was typed of it.
    pub(super) async fn load(tx: &mut Tx<'_>, t: Tr, task: Option<&Element>, form: &TaskForm) -> Result<Self> {
        let lacking = task.and_then(|task| replies::lacking(task).ok()).unwrap_or_default();
        let today = china_day(tx.ctx.now);
        let services = if lacking.services.is_empty() { Vec::new() } else { services(tx, t, today).await? };
        let site = |(index, (id, domain)): (usize, (i64, String))| {
            let typed = form.services.get(index).map_or("", String::as_str);
            Site {
                id,
                field: format!("services-{}", index + 1),
                label: t.a1("task-services-of", "domain", domain),
                services: services.iter().map(|(code, name)| Choice::new(code, name, typed)).collect(),
            }
        };
        Ok(Self {
            mobile: lacking.mobile,
            cities: lacking.city_of.map(|province| cities(t, province, today, &form.city)).unwrap_or_default(),
            sites: lacking.services.into_iter().enumerate().map(site).collect(),
        })
    }

    /// Whether anything is asked for.
    pub(super) fn is_any(&self) -> bool {
        self.mobile || !self.cities.is_empty() || !self.sites.is_empty()
    }

    /// What was typed of it; what is wrong with that stands with the errors.
    pub(super) fn given(&self, form: &TaskForm, errors: &mut FieldErrors) -> Given {
        let mut given = Given::default();
        if self.mobile {
            match Mobile::parse(&form.mobile) {
                Ok(mobile) => given.mobile = Some(mobile.reveal().to_owned()),
                Err(message) => errors.add("mobile", message),
            }
        }
        if !self.cities.is_empty() {
            given.city = chosen(&self.cities);
            if given.city.is_none() {
                errors.add("city", Message::new("task-city-missing"));
            }
        }
        for site in &self.sites {
            match chosen(&site.services) {
                Some(code) => given.services.extend([(site.id, code)]),
                None => errors.add(&site.field, Message::new("task-services-missing")),
            }
        }
        given
    }
}

/// The code that was chosen, of those that were offered.
fn chosen(choices: &[Choice]) -> Option<i64> {
    choices.iter().find(|choice| choice.chosen)?.value.parse().ok()
}

/// The cities of a province; all of them where we do not know that.
fn cities(t: Tr, province: i64, today: NaiveDate, typed: &str) -> Vec<Choice> {
    let own = book().cities_of(&province.to_string(), today);
    let cities = if own.is_empty() { book().cities(today) } else { own };
    cities.into_iter().map(|city| Choice::new(&city.code, t.pick(&city.zh, &city.en), typed)).collect()
}

/// Code and name of the service contents: by the bureau's own table, or by ours where it was not fetched yet.
async fn services(tx: &mut Tx<'_>, t: Tr, today: NaiveDate) -> Result<Vec<(String, String)>> {
    let told = codes::list_current(tx.conn, SERVICES).await?;
    let told: Vec<_> = told.into_values().map(|own| (own.code, own.name)).collect();
    let all = if told.is_empty() { ours(t, today) } else { told };
    let fits = all.into_iter().filter(|(code, _)| CODES.contains(code));
    Ok(fits.map(|(code, name)| (code.to_string(), name)).collect())
}

fn ours(t: Tr, today: NaiveDate) -> Vec<(i64, String)> {
    let rows = book().service_contents(today).into_iter();
    rows.filter_map(|row| Some((place_of_bit(row.code)?, t.pick(&row.zh, &row.en).to_owned()))).collect()
}
