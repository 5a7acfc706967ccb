//! Records of a download that cannot be read, each at the place it would have had.
//!
//! Such a record is left for somebody to look at, and those behind it are applied all the same. That decides nothing wrongly,
//! as no piece goes by one before it, only by where its case stands, which is asked when its turn comes:
//!
//! - Of an upload the bureau tells the result of its checks, then its decision, then the record, and each holds for itself. An
//!   approval may follow on checks nobody could read, as the bureau has decided since. Of two decisions about one
//!   upload the later is its last word, with the earlier or without.
//! - Without a record its numbers are missing: a decision on something new is noted and its case goes on waiting, and nothing
//!   that would name those numbers can be sent. What is taken off the record is found by an id that was told before, or is
//!   left as well.
//! - What is no more by a cancellation that cannot be read stays on record here until somebody has looked, and the bureau
//!   refuses what is sent about it.
//! - An entry of a blacklist that cannot be read neither bars nor frees anything; a later one about the same is newer anyway.
//! - A table of codes comes whole, and what it lacks is over: with a row that cannot be read it is left as a whole.
//!
//! Once left it is not taken up again, also by a program that can read it: what came after it would be undone by something
//! older.

use std::collections::BTreeMap;

use super::messages::{Misread, Unknown};

/// The records that cannot be read, by their lists.
#[derive(Debug, Default)]
pub struct Unread(BTreeMap<String, Vec<(usize, Misread)>>);

impl Unread {
    /// Those of a file.
    pub fn of(unknown: &[Unknown]) -> Self {
        let mut lists: BTreeMap<String, Vec<(usize, Misread)>> = BTreeMap::new();
        for own in unknown {
            if let Some(misread) = &own.misread {
                lists.entry(unnumbered(&own.path)).or_default().push(misread.clone());
            }
        }
        Self(lists)
    }

    /// All of a list in their order: its records that can be read, and at their places those that cannot. A list is called by
    /// the elements down to its records.
    pub fn among<T>(
        &mut self,
        list: &str,
        read: impl IntoIterator<Item = T>,
    ) -> impl Iterator<Item = Result<T, Misread>> {
        let mut unread = self.take(list).into_iter().peekable();
        let (mut read, mut index) = (read.into_iter(), 0);
        std::iter::from_fn(move || {
            let misread = unread.next_if(|(own, _)| *own == index);
            index += 1;
            match misread {
                Some((_, misread)) => Some(Err(misread)),
                // None is dropped, wherever it stood.
                None => read.next().map(Ok).or_else(|| unread.next().map(|(_, misread)| Err(misread))),
            }
        })
    }

    /// Those of a list.
    pub fn take(&mut self, list: &str) -> Vec<(usize, Misread)> {
        self.0.remove(list).unwrap_or_default()
    }

    /// Those of lists that nobody asked for.
    pub fn rest(self) -> impl Iterator<Item = Misread> {
        self.0.into_values().flatten().map(|(_, misread)| misread)
    }
}

/// A place without the numbers of its steps.
pub fn unnumbered(path: &str) -> String {
    let names = path.split('/').map(|step| step.split_once('[').map_or(step, |(name, _)| name));
    names.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_stands_at_its_place_and_none_is_dropped() {
        let misread = |index: usize| Misread::Missing(index.to_string());
        let unread = |list: &str, index: usize| Unknown {
            path: format!("{list}[{}]", index + 1),
            misread: Some((index, misread(index))),
        };
        let table = [
            (vec![], vec!['a', 'b'], vec![Ok('a'), Ok('b')]),
            (vec![0], vec!['a', 'b'], vec![Err(misread(0)), Ok('a'), Ok('b')]),
            (vec![1], vec!['a', 'b'], vec![Ok('a'), Err(misread(1)), Ok('b')]),
            (vec![2], vec!['a', 'b'], vec![Ok('a'), Ok('b'), Err(misread(2))]),
            (vec![0, 2, 3], vec!['a'], vec![Err(misread(0)), Ok('a'), Err(misread(2)), Err(misread(3))]),
            (vec![0, 1], vec![], vec![Err(misread(0)), Err(misread(1))]),
            (vec![7], vec!['a'], vec![Ok('a'), Err(misread(7))]),
        ];
        for (unreadable, read, expected) in table {
            let mut unknown: Vec<Unknown> = unreadable.iter().map(|index| unread("A/B", *index)).collect();
            unknown.push(Unknown { path: "A/B".to_owned(), misread: None });
            unknown.push(unread("A/C", 4));
            let mut all = Unread::of(&unknown);
            assert_eq!(all.among("A/B", read).collect::<Vec<_>>(), expected, "{unreadable:?}");
            assert_eq!(all.rest().collect::<Vec<_>>(), [misread(4)]);
        }
    }
}
