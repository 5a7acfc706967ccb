//! What the pages of applicants and administrators show alike.

use serde::Deserialize;

use crate::form::{Checker, Form};
use crate::hosting::check::{Told, told};
use crate::hosting::instance::names;
use crate::hosting::record::read_count;
use crate::hosting::service::show::{Card, Listed, Use};
use crate::hosting::service::{Offer, measure_on};
use crate::hosting::service_number::NumberState;
use crate::text::{Message, Tr};
use crate::values::Email;
use crate::web::ui::{Link, StatusTag, SummaryRow};
use crate::{clock, reference};

/// An instance as its page shows it, to whoever.
pub struct Sheet {
    /// The provider's name of it.
    pub code: String,
    /// Product, region, term.
    pub facts: String,
    /// Whether it can be filed on.
    pub status: StatusTag,
    /// Its check, line by line.
    pub checked: Vec<Told>,
    /// How its units stand.
    pub units: Vec<SummaryRow>,
    /// Its service numbers.
    pub numbers: Vec<NumberLine>,
    /// The websites on it that no number brought.
    pub uses: Vec<UseLine>,
    /// Numbers can be made on it.
    pub has_numbers: bool,
}

impl Sheet {
    /// `link` says where a filing can be seen, if by this reader.
    pub fn of(t: Tr, card: &Card, link: &dyn Fn(&Use) -> Option<String>) -> Self {
        let offer = &card.offer;
        let product = reference::book().product(&offer.instance.product, clock::china_day(clock::now()));
        Self {
            has_numbers: product.is_some_and(|product| product.can_file && product.numbers),
            code: offer.instance.code.clone(),
            facts: facts(t, offer),
            status: offer_tag(t, offer),
            checked: told(t, &offer.lines, &offer.instance, offer.units, &measure_on(clock::china_day(clock::now()))),
            units: units(t, offer),
            numbers: numbers(t, card, link),
            uses: uses(t, card, link),
        }
    }
}

/// A service number in a table.
pub struct NumberLine {
    /// The number.
    pub number: String,
    /// The id of its input, where it has one.
    pub id: String,
    /// Where it stands.
    pub status: StatusTag,
    /// For whom it is.
    pub holder: String,
    /// Which filing uses it: a link where the reader may see it.
    pub used_by: Option<Link>,
    /// The same in words.
    pub used_by_text: String,
    /// It waits to be used.
    pub is_unused: bool,
    /// It was handed on.
    pub is_handed: bool,
}

/// A website on an instance that no number brought there.
pub struct UseLine {
    /// Filing and website.
    pub filing: Link,
    /// Whose website.
    pub entity: String,
    /// Held or spent.
    pub status: StatusTag,
}

/// The tag of a number's state.
pub fn state_tag(t: Tr, state: NumberState) -> StatusTag {
    let label = t.t(&format!("hosting-state-{}", state.code().replace('_', "-")));
    match state {
        NumberState::Unused => StatusTag::success(label),
        NumberState::InUse => StatusTag::info(label),
        NumberState::Used => StatusTag::neutral(label),
        NumberState::Expired | NumberState::Revoked => StatusTag::error(label),
    }
}

/// The tag of an instance: can be filed on, or what keeps it from that.
pub fn offer_tag(t: Tr, offer: &Offer) -> StatusTag {
    match offer.obstacles().first() {
        None => StatusTag::success(t.a1("wizard-access-free", "n", offer.units.free())),
        Some(obstacle) => StatusTag::error(t.message(&obstacle.message())),
    }
}

/// Product, region, term: an instance in a line.
pub fn facts(t: Tr, offer: &Offer) -> String {
    let today = clock::china_day(clock::now());
    let own = &offer.instance;
    let (product, region) = names(t, &own.product, &own.region, reference::book(), today);
    format!("{product} · {region} · {}", t.a1("hosting-until", "day", t.date(own.ends_on)))
}

fn units(t: Tr, offer: &Offer) -> Vec<SummaryRow> {
    let units = offer.units;
    let row = |key: &str, n: u32| SummaryRow::new(t.t(key), n.to_string());
    vec![
        row("hosting-units-quota", units.quota),
        row("hosting-units-used", units.used),
        row("hosting-units-promised", units.promised),
        row("hosting-units-free", units.free()),
    ]
}

fn numbers(t: Tr, card: &Card, link: &dyn Fn(&Use) -> Option<String>) -> Vec<NumberLine> {
    let line = |own: &Listed| {
        let used = card.uses.iter().find(|used| used.number == Some(own.number));
        let words = |used: &Use| used.entity_name.clone().unwrap_or_else(|| t.t("hosting-an-individual"));
        NumberLine {
            number: own.number.to_string(),
            id: format!("reason-{}", own.number),
            status: state_tag(t, own.state),
            holder: match (&own.handed_to, own.is_handed) {
                (Some(address), _) => address.clone(),
                (None, true) => t.t("hosting-another-account"),
                (None, false) => t.t("hosting-own-account"),
            },
            used_by: used.and_then(|used| Some(Link::new(used.reference.clone(), link(used)?))),
            used_by_text: used.map(words).unwrap_or_default(),
            is_unused: own.state == NumberState::Unused,
            is_handed: own.is_handed,
        }
    };
    card.numbers.iter().map(line).collect()
}

fn uses(t: Tr, card: &Card, link: &dyn Fn(&Use) -> Option<String>) -> Vec<UseLine> {
    let line = |used: &Use| UseLine {
        filing: Link::new(
            t.a2("hosting-use", "ref", used.reference.as_str(), "n", used.website),
            link(used).unwrap_or_default(),
        ),
        entity: used.entity_name.clone().unwrap_or_else(|| t.t("hosting-an-individual")),
        status: match used.is_spent {
            true => StatusTag::neutral(t.t("hosting-state-used")),
            false => StatusTag::info(t.t("hosting-state-in-use")),
        },
    };
    card.uses.iter().filter(|used| used.number.is_none()).map(line).collect()
}

/// What who handed on many numbers is told.
pub fn must_wait(seconds: u32) -> Message {
    Message::new("hosting-refused-wait").with("minutes", seconds.div_ceil(60))
}

/// How many numbers, and for whom.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct IssueForm {
    /// How many.
    pub count: String,
    /// For whom; empty for the instance's owner.
    pub email: String,
}

impl Form for IssueForm {
    type Valid = (u32, Option<Email>);

    fn check(&self, c: &mut Checker<'_>) -> Option<Self::Valid> {
        let count = c.field("count", read_count(&self.count, c.reference().limits(c.today())));
        let email = c.optional("email", &self.email, Email::parse);
        Some((count?, email?))
    }
}
