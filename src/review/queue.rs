//! The queue's tabs and filters, as they stand in addresses and in the specialist's row.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::values::ids::StaffId;

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

/// A tab as somebody sees it: their own cases or everybody's, of these provinces, through this filter.
type Seen = (Tab, Option<StaffId>, Vec<String>, Filter);

/// When a tab was counted, what was found, and how many filings this process had moved by then.
struct Known {
    at: DateTime<Utc>,
    count: i64,
    moved: u64,
}

/// What stood under the tabs a moment ago, so that those who look at the same cases do not count them one after the other.
#[derive(Default)]
pub struct Counted(Mutex<HashMap<Seen, Known>>);

/// Whose tabs are counted, and when.
#[derive(Debug, Clone, Copy)]
pub struct Look<'a> {
    /// Who looks.
    pub staff: StaffId,
    /// Provinces they review.
    pub provinces: &'a [String],
    /// The filter.
    pub filter: &'a Filter,
    /// The database's time.
    pub now: DateTime<Utc>,
    /// How many filings this process has moved so far.
    pub moved: u64,
}

impl Counted {
    /// How long a count holds while this process moves nothing: another one may.
    const MOMENT: TimeDelta = TimeDelta::seconds(2);
    /// How long what reaches the cap holds. Beyond the cap no number is shown, so nobody sees it.
    const MOMENT_OF_MANY: TimeDelta = TimeDelta::seconds(10);
    /// So many are known at most.
    const MOST: usize = 1000;

    /// How many stood under a tab, if that was counted a moment ago.
    pub fn find(&self, tab: Tab, look: Look<'_>, cap: i64) -> Option<i64> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = all.get(&look.seen(tab))?;
        let age = look.now - known.at;
        let holds = if known.count >= cap && tab != Tab::Mine {
            age < Self::MOMENT_OF_MANY
        } else {
            age < Self::MOMENT && known.moved == look.moved
        };
        (known.at <= look.now && holds).then_some(known.count)
    }

    /// Notes what was counted now.
    pub fn note(&self, tab: Tab, look: Look<'_>, count: i64) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= Self::MOST {
            all.clear();
        }
        all.insert(look.seen(tab), Known { at: look.now, count, moved: look.moved });
    }
}

impl Look<'_> {
    fn seen(&self, tab: Tab) -> Seen {
        (tab, (tab == Tab::Mine).then_some(self.staff), self.provinces.to_vec(), self.filter.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_holds_a_moment_for_who_sees_the_same_cases_and_while_none_moves() {
        const CAP: i64 = 1000;
        let (counted, now) = (Counted::default(), DateTime::from_timestamp(1_800_000_000, 0).unwrap());
        let (staff, other) = (StaffId::new(), StaffId::new());
        let (all, one, none) = (Vec::new(), vec!["440000".to_owned()], Filter::default());
        let narrow = Filter { again: Some(true), ..Filter::default() };
        let first = Look { staff, provinces: &all, filter: &none, now, moved: 7 };
        for (tab, count) in [(Tab::Bureau, CAP), (Tab::Mine, CAP), (Tab::Overdue, 3)] {
            counted.note(tab, first, count);
        }
        let later = |seconds| Look { now: now + TimeDelta::seconds(seconds), ..first };
        for (tab, look, expected) in [
            (Tab::Overdue, later(0), Some(3)),
            (Tab::Overdue, later(1), Some(3)),
            (Tab::Overdue, later(2), None),
            (Tab::Overdue, Look { moved: 8, ..first }, None),
            (Tab::Overdue, Look { staff: other, ..first }, Some(3)),
            (Tab::Bureau, Look { moved: 8, ..later(9) }, Some(CAP)),
            (Tab::Bureau, later(10), None),
            (Tab::Bureau, later(-1), None),
            (Tab::Bureau, Look { provinces: &one, ..first }, None),
            (Tab::Bureau, Look { filter: &narrow, ..first }, None),
            (Tab::All, first, None),
            (Tab::Mine, first, Some(CAP)),
            (Tab::Mine, Look { moved: 8, ..first }, None),
            (Tab::Mine, Look { staff: other, ..first }, None),
        ] {
            assert_eq!(counted.find(tab, look, CAP), expected, "{tab:?} {look:?}");
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
