//! An instance that ended under a running filing: what the case says of it.

use chrono::{DateTime, Utc};

use crate::text::Tr;

/// A finding on a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The website that rests on the instance, numbered from 1.
    pub website: u32,
    /// The provider's name of the instance.
    pub instance: String,
    /// It was given back; otherwise its term was over.
    pub is_released: bool,
    /// When it was found.
    pub found_at: DateTime<Utc>,
    /// Since when it is so no more: the instance runs again, or the filing needs it no more.
    pub gone_at: Option<DateTime<Utc>>,
}

impl Finding {
    /// What was found, in words.
    pub fn words(&self, t: Tr) -> String {
        let key = if self.is_released { "hosting-finding-released" } else { "hosting-finding-over" };
        t.a2(key, "n", self.website, "code", self.instance.as_str())
    }

    /// When what happened, in words, oldest first.
    pub fn story(&self, t: Tr) -> Vec<(DateTime<Utc>, String)> {
        let gone = |at| (at, t.a2("hosting-finding-gone", "n", self.website, "code", self.instance.as_str()));
        std::iter::once((self.found_at, self.words(t))).chain(self.gone_at.map(gone)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;

    #[test]
    fn a_case_tells_when_an_instance_ended_and_when_that_was_mended() {
        let at = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let found = Finding { website: 2, instance: "i-a".into(), is_released: true, found_at: at, gone_at: None };
        let mended = Finding { gone_at: Some(at + chrono::TimeDelta::days(1)), is_released: false, ..found.clone() };
        for lang in Lang::ALL {
            let t = Tr::new(lang);
            assert_eq!((found.story(t).len(), mended.story(t).len()), (1, 2));
            assert_ne!(found.words(t), mended.words(t));
            let words = mended.story(t).into_iter().all(|(_, words)| words.contains("i-a") && words.contains('2'));
            assert!(words, "{mended:?}");
        }
    }
}
