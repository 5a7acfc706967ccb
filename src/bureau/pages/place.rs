//! A place in the list of what the bureau gives to do: it stays while its pieces are opened and answered.

use serde::Deserialize;

use crate::bureau::store::work::{AfterDone, AfterOpen, Filter};
use crate::bureau::work::Sort;
use crate::clock::read_micros;
use crate::paths::office;
use crate::values::day::parse_day;
use crate::values::text_enum::text_enum;

text_enum! {
    /// A list. The code stands in addresses.
    #[derive(Default)]
    pub enum Tab {
        /// What waits.
        #[default]
        Open = "open",
        /// What was done.
        Done = "done",
        /// What the blacklists bar.
        Barred = "barred",
    }
}

/// The address of a place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Place {
    /// Which list.
    pub tab: String,
    /// Code of a province.
    pub province: String,
    /// Code of a sort of work.
    pub sort: String,
    /// The last line of the page before.
    pub after: String,
}

impl Place {
    /// The list it is in.
    pub fn list(&self) -> Tab {
        Tab::from_code(&self.tab).unwrap_or_default()
    }

    /// What narrows it.
    pub fn filter(&self) -> Filter {
        let province = Some(self.province.clone()).filter(|code| !code.is_empty());
        Filter { province, sort: Sort::from_code(&self.sort), ..Filter::default() }
    }

    /// The last line of the page before, of what waits.
    pub fn after_open(&self) -> Option<AfterOpen> {
        let mut parts = self.after.split('.');
        let (is_answered, due_on, id) = (parts.next()? == "1", parts.next()?, parts.next()?);
        Some(AfterOpen { is_answered, due_on: parse_day(due_on).ok(), id: id.parse().ok()? })
    }

    /// The same of the other lists.
    pub fn after_done(&self) -> Option<AfterDone> {
        let (at, id) = self.after.split_once('.')?;
        Some(AfterDone { at: read_micros(at)?, id: id.parse().ok()? })
    }

    /// The first page of another list, narrowed the same way.
    pub fn of(&self, tab: Tab) -> Self {
        Self { tab: tab.code().to_owned(), after: String::new(), ..self.clone() }
    }

    /// The page after a line.
    pub fn behind(&self, after: String) -> Self {
        Self { after, ..self.clone() }
    }

    /// The address of the list.
    pub fn url(&self) -> String {
        self.at(office::bureau_tasks())
    }

    /// An address that leads back here.
    pub fn at(&self, url: String) -> String {
        let fields = [("tab", &self.tab), ("province", &self.province), ("sort", &self.sort), ("after", &self.after)];
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in fields.into_iter().filter(|(_, value)| !value.is_empty()) {
            query.append_pair(name, value);
        }
        let query = query.finish();
        if query.is_empty() { url } else { format!("{url}?{query}") }
    }
}

/// The place of a line of what waits.
pub fn open_key(after: AfterOpen) -> String {
    let due_on = after.due_on.map(|day| day.to_string()).unwrap_or_default();
    format!("{}.{due_on}.{}", u8::from(after.is_answered), after.id)
}

/// The place of a line of the other lists.
pub fn done_key(after: AfterDone) -> String {
    format!("{}.{}", after.at.timestamp_micros(), after.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_is_written_and_whatever_else_is_the_beginning() {
        let id = "01900000-0000-7000-8000-000000000001".parse().unwrap();
        for due_on in ["2026-12-09".parse().ok(), None] {
            let after = AfterOpen { is_answered: true, due_on, id };
            assert_eq!(Place::default().behind(open_key(after)).after_open(), Some(after));
        }
        let done = AfterDone { at: "2026-11-29T10:00:00.000001Z".parse().unwrap(), id };
        assert_eq!(Place::default().behind(done_key(done)).after_done(), Some(done));
        for text in ["", "x", "1.2", "1.2026-12-09.x", "x.y"] {
            let place = Place::default().behind(text.to_owned());
            assert_eq!((place.after_open(), place.after_done()), (None, None), "{text}");
        }
        let place = Place { province: "110000".into(), sort: "notice".into(), ..Place::default() };
        assert_eq!(place.of(Tab::Done).url(), "/bureau/tasks?tab=done&province=110000&sort=notice");
        assert_eq!(Place::default().url(), "/bureau/tasks");
    }
}
