//! The names of sources: rows say where they come from in short tags, pages say it in words.

use chrono::NaiveDate;
use serde::Deserialize;

use super::Reference;
use super::table::dated_row;
use crate::text::Lang;

/// A source of rules, as it is told to readers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The tag other tables name it by.
    pub tag: String,
    /// Its name in Chinese.
    pub zh: String,
    /// Its name in English.
    pub en: String,
    /// The day up to which it tells, where it has a date.
    pub as_of: Option<NaiveDate>,
    /// First day in force.
    pub from: Option<NaiveDate>,
    /// Last day in force.
    pub to: Option<NaiveDate>,
}
dated_row!(Source, tag);

/// The tags within the source column of a row.
pub(super) fn tags(column: &str) -> impl Iterator<Item = &str> {
    column.split(';').map(str::trim).filter(|tag| !tag.is_empty())
}

impl Source {
    /// Its name in a language.
    pub fn name(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, &self.en)
    }
}

impl Reference {
    /// The sources a row names, the newest first, those without a date last.
    pub fn sources_of(&self, column: &str, on: NaiveDate) -> Vec<&Source> {
        let mut named: Vec<&Source> = tags(column).filter_map(|tag| self.sources.get(tag, on)).collect();
        named.sort_by_key(|source| std::cmp::Reverse(source.as_of));
        named
    }
}

#[cfg(test)]
mod tests {
    use crate::reference::book;
    use crate::text::Lang;

    #[test]
    fn tags_become_names_newest_first() {
        let on = "2026-11-25".parse().unwrap();
        let names = |column, lang| -> Vec<_> {
            book().sources_of(column, on).into_iter().map(|source| source.name(lang)).collect()
        };
        assert_eq!(
            names("base; tencent 2017; huawei 2025-12; law: Order 33", Lang::En),
            [
                "Huawei Cloud filing help, December 2025",
                "Alibaba Cloud ICP Quick Start, 3 September 2019",
                "Tencent Cloud list of provincial rules, June 2017",
                "Measures for the Filing of Non-commercial Internet Information Services (Order 33)",
            ]
        );
        assert_eq!(names("huawei 2025-12", Lang::Zh), ["华为云备案帮助，2025 年 12 月"]);
    }
}
