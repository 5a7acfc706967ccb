//! Where the samples of a track lie (ISO/IEC 14496-12, 8.7). Pure.

use std::ops::Range;

use super::{u32_at, u64_at};

/// The tables of a track that say so, as far as they came.
#[derive(Debug, Default)]
pub struct Samples {
    /// Where each chunk begins.
    chunks: Vec<u64>,
    /// From which chunk on, counted from one, how many samples lie in each.
    runs: Vec<(usize, u64)>,
    /// The bytes of every sample; zero where each has its own.
    same: u64,
    each: Vec<u64>,
    /// One of them is not read.
    is_unread: bool,
}

impl Samples {
    /// Reads one of the tables. What is cut short ends there.
    pub fn read(&mut self, kind: &[u8; 4], body: &[u8]) {
        let numbers = |from: usize| (from..body.len()).step_by(4).map_while(|at| u32_at(body, at));
        match kind {
            b"stco" => self.chunks = numbers(8).collect(),
            b"co64" => self.chunks = (8..body.len()).step_by(8).map_while(|at| u64_at(body, at)).collect(),
            b"stsc" => {
                let rows = (8..body.len()).step_by(12);
                let row = |at| Some((usize::try_from(u32_at(body, at)?).ok()?, u32_at(body, at + 4)?));
                self.runs = rows.map_while(row).collect();
            }
            b"stsz" => {
                self.same = u32_at(body, 4).unwrap_or_default();
                self.each = numbers(12).collect();
            }
            _ => self.is_unread = true,
        }
    }

    /// Notes that one of the tables is not read.
    pub fn pass_over(&mut self) {
        self.is_unread = true;
    }

    /// Whether all that says where they lie was read.
    pub fn is_known(&self) -> bool {
        !self.is_unread
    }

    /// Where they lie, a range for each chunk.
    pub fn ranges(&self) -> impl Iterator<Item = Range<u64>> {
        let mut each = self.each.iter();
        let mut runs = self.runs.iter().peekable();
        let mut in_chunk = 0;
        self.chunks.iter().enumerate().map(move |(index, begin)| {
            while let Some((_, samples)) = runs.next_if(|(first, _)| *first <= index + 1) {
                in_chunk = *samples;
            }
            let bytes = match self.same {
                0 => each.by_ref().take(usize::try_from(in_chunk).unwrap_or(usize::MAX)).sum(),
                same => in_chunk.saturating_mul(same),
            };
            *begin..begin.saturating_add(bytes)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(numbers: &[u32]) -> Vec<u8> {
        numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
    }

    #[test]
    fn samples_lie_where_the_tables_say() {
        let chunks = || (b"stco", words(&[0, 3, 100, 200, 300]));
        let far = (b"co64", words(&[0, 2, 1, 0, 2, 0]));
        let runs = || (b"stsc", words(&[0, 2, 1, 2, 1, 3, 1, 1]));
        for (what, tables, expected) in [
            (
                "each its own size",
                vec![chunks(), runs(), (b"stsz", words(&[0, 0, 5, 1, 2, 3, 4, 5]))],
                vec![(100, 103), (200, 207), (300, 305)],
            ),
            (
                "one size",
                vec![chunks(), runs(), (b"stsz", words(&[0, 10, 5]))],
                vec![(100, 120), (200, 220), (300, 310)],
            ),
            (
                "far away",
                vec![far, runs(), (b"stsz", words(&[0, 1, 4]))],
                vec![(1 << 32, (1 << 32) + 2), (2 << 32, (2 << 32) + 2)],
            ),
            (
                "fewer sizes than samples",
                vec![chunks(), runs(), (b"stsz", words(&[0, 0, 3, 1, 2, 3]))],
                vec![(100, 103), (200, 203), (300, 300)],
            ),
            ("no sizes", vec![chunks(), runs()], vec![(100, 100), (200, 200), (300, 300)]),
            ("cut short", vec![(b"stco", words(&[0, 3, 100])), runs(), (b"stsz", vec![0; 5])], vec![(100, 100)]),
            ("nothing", vec![], vec![]),
            (
                "beyond all files",
                vec![
                    (b"co64", vec![0xFF; 16]),
                    (b"stsc", vec![0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 1]),
                    (b"stsz", vec![0xFF; 8]),
                ],
                vec![(u64::MAX, u64::MAX)],
            ),
        ] {
            let mut samples = Samples::default();
            tables.iter().for_each(|(kind, body)| samples.read(kind, body));
            assert!(samples.is_known(), "{what}");
            assert_eq!(samples.ranges().map(|range| (range.start, range.end)).collect::<Vec<_>>(), expected, "{what}");
        }
        let mut packed = Samples::default();
        packed.read(b"stz2", &[0; 12]);
        assert!(!packed.is_known(), "sizes in half bytes: nobody writes them");
    }
}
