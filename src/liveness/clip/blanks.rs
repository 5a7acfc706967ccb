//! What is blanked once a clip is whole: what it is, its end tells. No byte moves. Pure.

use std::ops::Range;

/// The most parts that are blanked: somebody's film has a few hundred, a file made to hurt has millions.
pub(super) const MOST: usize = 4096;

/// A part of a clip that is overwritten from its beginning on: with these bytes, then with zeros.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Part {
    at: Range<u64>,
    begins: &'static [u8],
}

/// The parts that are overwritten.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Blanks {
    parts: Vec<Part>,
}

impl Blanks {
    /// Adds a part, which begins with these bytes once it is overwritten. None where that would be too many.
    pub(super) fn add(&mut self, at: Range<u64>, begins: &'static [u8]) -> Option<()> {
        // What follows at once is one with it: the samples of a track do.
        if let Some(last) = self.parts.last_mut().filter(|last| last.at.end == at.start && begins.is_empty()) {
            last.at.end = last.at.end.max(at.end);
        } else if self.parts.len() < MOST {
            self.parts.extend(Some(Part { at, begins }).filter(|part| !part.at.is_empty()));
        } else {
            return None;
        }
        Some(())
    }

    /// Whether nothing is overwritten.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Overwrites what lies in a piece, which begins at a place of the clip.
    pub fn overwrite(&self, from: u64, piece: &mut [u8]) {
        let end = from + piece.len() as u64;
        for Part { at, begins } in &self.parts {
            for place in at.start.max(from)..at.end.min(end) {
                let within = |begin: u64| usize::try_from(place - begin).unwrap_or(usize::MAX);
                piece[within(from)] = begins.get(within(at.start)).copied().unwrap_or_default();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_overwritten_alike_in_pieces_of_any_size() {
        let mut blanks = Blanks::default();
        for (at, begins) in [(4..10, &b"free"[..]), (10..12, b""), (15..15, b""), (20..900, b"")] {
            blanks.add(at, begins).unwrap();
        }
        let clip: Vec<u8> = (b'A'..=b'X').collect();
        for size in [1, 3, 7, 24, 100] {
            let mut kept = clip.clone();
            for (index, piece) in kept.chunks_mut(size).enumerate() {
                blanks.overwrite((index * size) as u64, piece);
            }
            assert_eq!(kept, b"ABCDfree\0\0\0\0MNOPQRST\0\0\0\0", "in pieces of {size}");
        }
    }

    #[test]
    fn nobody_makes_us_remember_without_end() {
        let mut blanks = Blanks::default();
        let kept = (0..1 << 20).take_while(|at| blanks.add(at * 2..at * 2 + 1, b"").is_some()).count();
        assert_eq!((kept, blanks.parts.len()), (MOST, MOST));
        let mut in_a_row = Blanks::default();
        assert!((0..1 << 20).all(|at| in_a_row.add(at..at + 1, b"").is_some()));
        assert_eq!(in_a_row.parts.len(), 1);
    }
}
