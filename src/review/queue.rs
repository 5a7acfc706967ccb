//! The queue's tabs and filters, as they stand in addresses and in the specialist's row.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// A tab of the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tab {
    /// Nobody has it yet.
    #[default]
    Unassigned,
    /// I have it.
    Mine,
    /// The applicant is to act.
    Applicant,
    /// Accepted, on its way to the bureau or there.
    Bureau,
    /// Somebody is late: the desk, the persons in charge, the bureau.
    Overdue,
    /// Everything that was ever submitted.
    All,
}

impl Tab {
    /// All tabs in their order.
    pub const ALL: [Self; 6] = [Self::Unassigned, Self::Mine, Self::Applicant, Self::Bureau, Self::Overdue, Self::All];

    /// The name in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Unassigned => "unassigned",
            Self::Mine => "mine",
            Self::Applicant => "applicant",
            Self::Bureau => "bureau",
            Self::Overdue => "overdue",
            Self::All => "all",
        }
    }

    /// Reads [`Tab::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.code() == code)
    }

    /// The states that stand under it, where states decide.
    pub fn states(self) -> &'static [&'static str] {
        match self {
            Self::Unassigned => &["submitted"],
            Self::Mine => &["in_review"],
            Self::Applicant => &["changes_requested", "rejected", "awaiting_mail"],
            Self::Bureau => &["ready_to_send", "verifying", "bureau_review"],
            Self::Overdue | Self::All => &[],
        }
    }
}

/// Sort of entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// An organisation.
    Organisation,
    /// A person.
    Individual,
}

/// What a specialist narrows the queue to. Stays until it is changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// Division code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub province: Option<String>,
    /// Sort of entity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub whose: Option<Whose>,
    /// Only resubmitted ones, or only first ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub again: Option<bool>,
}

/// The filter as texts of an address or a form; what is no value narrows nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FilterText {
    /// Tab.
    pub tab: String,
    /// Division code.
    pub province: Option<String>,
    /// `organisation` or `individual`.
    pub whose: Option<String>,
    /// `first` or `again`.
    pub round: Option<String>,
}

impl FilterText {
    /// Whether the address says anything of the filter: then it counts, otherwise the one kept in the row.
    pub fn is_given(&self) -> bool {
        self.province.is_some() || self.whose.is_some() || self.round.is_some()
    }

    /// The filter.
    pub fn filter(&self) -> Filter {
        let is_code = |text: &String| text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit());
        Filter {
            province: self.province.clone().filter(is_code),
            whose: match self.whose.as_deref() {
                Some("organisation") => Some(Whose::Organisation),
                Some("individual") => Some(Whose::Individual),
                _ => None,
            },
            again: match self.round.as_deref() {
                Some("first") => Some(false),
                Some("again") => Some(true),
                _ => None,
            },
        }
    }
}

impl Filter {
    /// Whether it narrows nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Values of the form: province, sort of entity, round.
    pub fn texts(&self) -> (&str, &'static str, &'static str) {
        let whose = match self.whose {
            Some(Whose::Organisation) => "organisation",
            Some(Whose::Individual) => "individual",
            None => "",
        };
        let round = match self.again {
            Some(false) => "first",
            Some(true) => "again",
            None => "",
        };
        (self.province.as_deref().unwrap_or(""), whose, round)
    }

    /// The query of the queue's address with this filter, so that it can be sent to a colleague.
    pub fn query(&self, tab: Tab) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("tab", tab.code());
        let (province, whose, round) = self.texts();
        if !self.is_empty() {
            query.append_pair("province", province).append_pair("whose", whose).append_pair("round", round);
        }
        query.finish()
    }
}

/// A tab as somebody sees it: of these provinces, through this filter.
type Seen = (Tab, Vec<String>, Filter);

/// Tabs that held as many cases as are counted a moment ago: they still do, so nobody counts them again for that moment.
#[derive(Default)]
pub struct Full(Mutex<HashMap<Seen, DateTime<Utc>>>);

impl Full {
    /// How long it holds. Beyond the cap no number is shown, so nobody sees it.
    const MOMENT: TimeDelta = TimeDelta::seconds(10);
    /// So many are known at most.
    const MOST: usize = 1000;

    /// Whether a tab of somebody with these provinces was full. What is one's own is always counted.
    pub fn has(&self, tab: Tab, provinces: &[String], filter: &Filter, now: DateTime<Utc>) -> bool {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = known.get(&(tab, provinces.to_vec(), filter.clone()));
        at.is_some_and(|at| *at <= now && now - at < Self::MOMENT)
    }

    /// Notes that it is full now.
    pub fn note(&self, tab: Tab, provinces: &[String], filter: &Filter, now: DateTime<Utc>) {
        if tab == Tab::Mine {
            return;
        }
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= Self::MOST {
            known.clear();
        }
        known.insert((tab, provinces.to_vec(), filter.clone()), now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_tab_is_known_for_a_moment_for_the_same_provinces_and_filter() {
        let (full, now) = (Full::default(), DateTime::from_timestamp(1_800_000_000, 0).unwrap());
        let (all, one, none) = (Vec::new(), vec!["440000".to_owned()], Filter::default());
        let narrow = Filter { again: Some(true), ..Filter::default() };
        for tab in [Tab::Bureau, Tab::Mine] {
            full.note(tab, &all, &none, now);
        }
        for (tab, provinces, filter, after, is_known) in [
            (Tab::Bureau, &all, &none, 0, true),
            (Tab::Bureau, &all, &none, 9, true),
            (Tab::Bureau, &all, &none, 10, false),
            (Tab::Bureau, &all, &none, -1, false),
            (Tab::Bureau, &one, &none, 0, false),
            (Tab::Bureau, &all, &narrow, 0, false),
            (Tab::All, &all, &none, 0, false),
            (Tab::Mine, &all, &none, 0, false),
        ] {
            let found = full.has(tab, provinces, filter, now + TimeDelta::seconds(after));
            assert_eq!(found, is_known, "{tab:?} {provinces:?} {filter:?} after {after} s");
        }
    }

    #[test]
    fn a_filter_comes_back_from_its_address_and_from_its_row() {
        let filter = Filter { province: Some("330000".into()), whose: Some(Whose::Individual), again: Some(true) };
        let text: FilterText = serde_html_form::from_str(&filter.query(Tab::Mine)).unwrap();
        assert_eq!((Tab::from_code(&text.tab), text.filter()), (Some(Tab::Mine), filter.clone()));
        let json = serde_json::to_value(&filter).unwrap();
        assert_eq!(serde_json::from_value::<Filter>(json).unwrap(), filter);
    }

    #[test]
    fn an_address_without_a_filter_leaves_the_kept_one() {
        assert!(!FilterText { tab: "all".into(), ..FilterText::default() }.is_given());
        let none: FilterText = serde_html_form::from_str("tab=all&province=&whose=&round=").unwrap();
        assert!(none.is_given());
        assert!(none.filter().is_empty());
        assert!(FilterText { province: Some("x' or 1".into()), ..FilterText::default() }.filter().is_empty());
    }

    #[test]
    fn every_state_after_submission_but_the_final_ones_stands_under_one_tab() {
        use crate::filing::state::StateCode;
        for state in StateCode::ALL {
            let tabs = Tab::ALL.iter().filter(|tab| tab.states().contains(&state.code())).count();
            let expected = usize::from(!state.is_final() && *state != StateCode::Draft);
            assert_eq!(tabs, expected, "{state:?}");
        }
    }
}
