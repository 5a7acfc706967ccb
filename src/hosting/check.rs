//! The check of an instance (6.1, X23): line by line, each with what was seen and why it fails where it does.

use chrono::{Days, Months, NaiveDate};

use super::instance::{Billing, Instance, Obstacle, names};
use super::quota::Units;
use crate::reference::Reference;
use crate::text::Tr;
use crate::values::ip_address::IpRange;
use crate::values::text_enum::text_enum;

text_enum! {
    /// A rule that an instance must keep, in the order they are shown: the gravest first.
    pub enum Rule {
        /// A product that filings can rest on.
        Product = "product",
        /// In mainland China.
        Region = "region",
        /// Bought for a term in advance.
        Billing = "billing",
        /// Alive, and long enough still.
        Left = "left",
        /// Bought for long enough in all.
        Term = "term",
        /// Reachable from the internet.
        Address = "address",
        /// Its addresses are the provider's.
        Provider = "provider",
        /// Not used up.
        Quota = "quota",
    }
}

/// What a rule said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is kept.
    Passed,
    /// It is not.
    Failed(Obstacle),
    /// Nobody can say: there is nothing to compare with.
    Unknown,
}

/// A line of the check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The rule.
    pub rule: Rule,
    /// What it said.
    pub outcome: Outcome,
}

/// What an instance is judged by.
#[derive(Debug, Clone, Copy)]
pub struct Measure<'a> {
    /// Products, regions and limits.
    pub reference: &'a Reference,
    /// The provider's own addresses; none where they are not given.
    pub ranges: &'a [IpRange],
    /// The day.
    pub today: NaiveDate,
}

impl Measure<'_> {
    /// Every rule with what it says of an instance whose units stand like this.
    pub fn lines(&self, instance: &Instance, units: Units) -> Vec<Line> {
        Rule::ALL.iter().map(|rule| Line { rule: *rule, outcome: self.outcome(*rule, instance, units) }).collect()
    }

    fn outcome(&self, rule: Rule, instance: &Instance, units: Units) -> Outcome {
        let product = self.reference.product(&instance.product, self.today);
        let fails = |fails: bool, obstacle: Obstacle| if fails { Outcome::Failed(obstacle) } else { Outcome::Passed };
        match rule {
            Rule::Product => fails(!product.is_some_and(|product| product.can_file), Obstacle::Product),
            Rule::Region => {
                let region = self.reference.hosting_region(&instance.region, self.today);
                fails(!region.is_some_and(|region| region.is_mainland()), Obstacle::Region)
            }
            Rule::Billing => fails(instance.billing != Billing::Subscription, Obstacle::PayAsYouGo),
            Rule::Left => {
                let asked = self.reference.limits(self.today).instance_min_left_days;
                let until = self.today + Days::new(asked.unsigned_abs());
                match () {
                    () if instance.has_ended(self.today) => Outcome::Failed(Obstacle::Ended),
                    () => fails(instance.ends_on < until, Obstacle::TooLittleLeft(asked)),
                }
            }
            Rule::Term => {
                let asked = product.and_then(|product| product.min_term_days).map_or(0, i64::from);
                let asked = asked.max(self.reference.limits(self.today).instance_min_term_days);
                fails(!was_bought_for(instance, asked), Obstacle::TermTooShort(asked))
            }
            Rule::Address => fails(instance.addresses.is_empty(), Obstacle::NoPublicAddress),
            Rule::Provider if self.ranges.is_empty() || instance.addresses.is_empty() => Outcome::Unknown,
            Rule::Provider => {
                let is_own = |address: &IpRange| self.ranges.iter().any(|range| address.lies_in(range));
                fails(!instance.addresses.iter().all(is_own), Obstacle::ForeignAddress)
            }
            Rule::Quota => fails(units.free() == 0, Obstacle::QuotaUsedUp(units.quota)),
        }
    }
}

/// A term of days; where the days are months, months of the calendar are enough: February makes three of them 89 days.
fn was_bought_for(instance: &Instance, days: i64) -> bool {
    let Some(end) = instance.ends_on.succ_opt() else { return true };
    let months = if days % 30 == 0 { u32::try_from(days / 30).ok() } else { None };
    let by_months = months.and_then(|months| instance.starts_on.checked_add_months(Months::new(months)));
    (end - instance.starts_on).num_days() >= days || by_months.is_some_and(|due| due <= end)
}

/// What keeps an instance from carrying one more website, the gravest first.
pub fn obstacles(lines: &[Line]) -> Vec<Obstacle> {
    let failed = |line: &Line| match &line.outcome {
        Outcome::Failed(obstacle) => Some(obstacle.clone()),
        Outcome::Passed | Outcome::Unknown => None,
    };
    lines.iter().filter_map(failed).collect()
}

/// A line in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// `success`, `error`, or `neutral` for what nobody can say.
    pub tone: &'static str,
    /// What it came to, in a word.
    pub state: String,
    /// The rule.
    pub label: String,
    /// What was seen.
    pub seen: String,
    /// Why it fails, or why nobody can say; empty where it is kept.
    pub problem: String,
    /// What to do about it.
    pub way_out: String,
}

/// A check in words.
pub fn told(t: Tr, lines: &[Line], instance: &Instance, units: Units, measure: &Measure<'_>) -> Vec<Told> {
    let tell = |line: &Line| {
        let (tone, problem, way_out) = match &line.outcome {
            Outcome::Passed => ("success", String::new(), String::new()),
            Outcome::Failed(obstacle) => ("error", t.message(&obstacle.message()), t.message(&obstacle.way_out())),
            Outcome::Unknown => ("neutral", t.t("hosting-check-unknown-why"), String::new()),
        };
        Told {
            tone,
            state: t.t(&format!("hosting-check-{tone}")),
            label: t.t(&format!("hosting-rule-{}", line.rule)),
            seen: seen(t, line.rule, instance, units, measure),
            problem,
            way_out,
        }
    };
    lines.iter().map(tell).collect()
}

fn seen(t: Tr, rule: Rule, instance: &Instance, units: Units, measure: &Measure<'_>) -> String {
    let addresses = || instance.addresses.iter().map(IpRange::to_string).collect::<Vec<_>>().join(t.pick("、", ", "));
    let (product, region) = names(t, &instance.product, &instance.region, measure.reference, measure.today);
    match rule {
        Rule::Product => product.to_owned(),
        Rule::Region => region.to_owned(),
        Rule::Billing => t.t(&format!("hosting-billing-{}", instance.billing.code().replace('_', "-"))),
        Rule::Left => match (instance.ends_on - measure.today).num_days() {
            _ if instance.released => t.t("hosting-seen-released"),
            days if days < 0 => t.a1("hosting-seen-ended", "day", t.date(instance.ends_on)),
            days => t.a1("hosting-seen-left", "days", days),
        },
        Rule::Term => t.a2("hosting-seen-term", "from", t.date(instance.starts_on), "to", t.date(instance.ends_on)),
        Rule::Address | Rule::Provider => addresses(),
        Rule::Quota => t.a2("hosting-seen-quota", "taken", units.taken(), "quota", units.quota),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::book;
    use crate::values::ids::{AccountId, InstanceId};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn instance() -> Instance {
        Instance {
            id: InstanceId::new(),
            code: "i-example-1".into(),
            account: Some(AccountId::new()),
            product: "cloud_server".into(),
            region: "hangzhou".into(),
            addresses: vec![IpRange::parse("8.8.8.8").unwrap()],
            billing: Billing::Subscription,
            starts_on: day("2026-06-01"),
            ends_on: day("2027-05-31"),
            quota: 5,
            released: false,
        }
    }

    fn measure(ranges: &[IpRange]) -> Measure<'_> {
        Measure { reference: book(), ranges, today: day("2026-11-23") }
    }

    fn units(used: u32) -> Units {
        Units { quota: 5, used, promised: 0 }
    }

    fn codes(instance: &Instance, used: u32) -> Vec<&'static str> {
        let ranges = [IpRange::parse("8.8.8.0-8.8.8.255").unwrap()];
        obstacles(&measure(&ranges).lines(instance, units(used))).iter().map(Obstacle::code).collect()
    }

    /// A rule, an instance that breaks it, and the code of what is found.
    #[test]
    fn section_6_1_what_an_instance_must_be() {
        let free = instance;
        assert_eq!(codes(&free(), 0), [""; 0]);
        let elsewhere = vec![IpRange::parse("8.8.8.8").unwrap(), IpRange::parse("9.9.9.9").unwrap()];
        let cases = [
            (Rule::Product, Instance { product: "cdn".into(), ..free() }, "A-PRODUCT"),
            (Rule::Product, Instance { product: "unheard-of".into(), ..free() }, "A-PRODUCT"),
            (Rule::Region, Instance { region: "hongkong".into(), ..free() }, "A-REGION"),
            (Rule::Region, Instance { region: "unheard-of".into(), ..free() }, "A-REGION"),
            (Rule::Billing, Instance { billing: Billing::PayAsYouGo, ..free() }, "A-BILLING"),
            (Rule::Left, Instance { ends_on: day("2026-11-22"), ..free() }, "A-ENDED"),
            (Rule::Left, Instance { released: true, ..free() }, "A-ENDED"),
            (Rule::Left, Instance { ends_on: day("2026-12-22"), ..free() }, "A-LEFT"),
            (Rule::Term, Instance { starts_on: day("2026-11-01"), ends_on: day("2027-01-28"), ..free() }, "A-TERM"),
            (Rule::Address, Instance { addresses: Vec::new(), ..free() }, "A-ADDRESS"),
            (Rule::Provider, Instance { addresses: elsewhere, ..free() }, "A-FOREIGN"),
        ];
        for (rule, instance, code) in &cases {
            let ranges = [IpRange::parse("8.8.8.0-8.8.8.255").unwrap()];
            let lines = measure(&ranges).lines(instance, units(0));
            let failed: Vec<Rule> =
                lines.iter().filter(|line| matches!(line.outcome, Outcome::Failed(_))).map(|line| line.rule).collect();
            assert_eq!((failed, codes(instance, 0)), (vec![*rule], vec![*code]), "{instance:?}");
        }
        assert_eq!(codes(&free(), 5), ["A-QUOTA"]);
        assert_eq!(codes(&Instance { ends_on: day("2026-12-23"), ..free() }, 4), [""; 0], "thirty days left");
        let broken: Vec<Rule> = cases.iter().map(|case| case.0).chain([Rule::Quota]).collect();
        assert!(Rule::ALL.iter().all(|rule| broken.contains(rule)), "a rule without a case");
    }

    #[test]
    fn what_cannot_be_compared_is_no_failure() {
        let of = |instance: &Instance| {
            let lines = measure(&[]).lines(instance, units(0));
            lines.into_iter().find(|line| line.rule == Rule::Provider).unwrap().outcome
        };
        assert_eq!(of(&instance()), Outcome::Unknown, "the provider told no addresses of its own");
    }

    #[test]
    fn a_promised_unit_is_taken_and_the_holder_of_the_promise_has_it() {
        let owner = Units { quota: 5, used: 2, promised: 3 };
        assert_eq!((owner.free(), owner.taken(), owner.of_a_number().free()), (0, 5, 3));
    }

    #[test]
    fn three_months_of_the_calendar_are_a_term() {
        let february = Instance { starts_on: day("2026-12-01"), ends_on: day("2027-02-28"), ..instance() };
        assert!(was_bought_for(&february, 90));
        assert!(!was_bought_for(&Instance { ends_on: day("2027-02-27"), ..february }, 90));
    }

    #[test]
    fn every_line_has_words_in_both_languages() {
        for lang in crate::text::Lang::ALL {
            let measure = measure(&[]);
            let lines = measure.lines(&instance(), units(1));
            for line in told(Tr::new(lang), &lines, &instance(), units(1), &measure) {
                let words = [line.label, line.seen, line.problem, line.way_out, line.state].join(" ");
                assert!(!words.contains("hosting-"), "{words}");
            }
        }
    }
}
