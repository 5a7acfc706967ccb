//! Text against text, round against round and paper against form: which pieces stayed, went and came.

/// What became of a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// In both.
    Same,
    /// Only in the earlier one.
    Removed,
    /// Only in the later one.
    Added,
}

/// A piece of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// What became of it.
    pub change: Change,
    /// The text.
    pub text: String,
}

impl Piece {
    /// Only in the earlier text.
    pub fn is_removed(&self) -> bool {
        self.change == Change::Removed
    }

    /// Only in the later text.
    pub fn is_added(&self) -> bool {
        self.change == Change::Added
    }
}

/// Cells of the table of the comparison; longer texts are shown as replaced whole.
const MOST_CELLS: usize = 1_000_000;

/// The pieces that lead from one text to the other, compared by characters: Chinese has no blanks between words.
pub fn pieces(before: &str, after: &str) -> Vec<Piece> {
    let (old, new): (Vec<char>, Vec<char>) = (before.chars().collect(), after.chars().collect());
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = (old.len() - head).min(new.len() - head);
    let tail = (0..rest).take_while(|i| old[old.len() - 1 - i] == new[new.len() - 1 - i]).count();
    let mut list = Pieces::default();
    list.add(Change::Same, &old[..head]);
    middle(&mut list, &old[head..old.len() - tail], &new[head..new.len() - tail]);
    list.add(Change::Same, &old[old.len() - tail..]);
    list.0
}

#[derive(Default)]
struct Pieces(Vec<Piece>);

impl Pieces {
    fn add(&mut self, change: Change, text: &[char]) {
        if text.is_empty() {
            return;
        }
        match self.0.last_mut().filter(|last| last.change == change) {
            Some(last) => last.text.extend(text),
            None => self.0.push(Piece { change, text: text.iter().collect() }),
        }
    }
}

/// The longest common subsequence of the part that differs.
fn middle(list: &mut Pieces, old: &[char], new: &[char]) {
    if old.is_empty() || new.is_empty() || (old.len() + 1) * (new.len() + 1) > MOST_CELLS {
        list.add(Change::Removed, old);
        list.add(Change::Added, new);
        return;
    }
    let width = new.len() + 1;
    let mut common = vec![0_u32; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i * width + j] = if old[i] == new[j] {
                common[(i + 1) * width + j + 1] + 1
            } else {
                common[(i + 1) * width + j].max(common[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < old.len() && j < new.len() {
        if old[i] == new[j] {
            list.add(Change::Same, &old[i..=i]);
            (i, j) = (i + 1, j + 1);
        } else if common[(i + 1) * width + j] >= common[i * width + j + 1] {
            list.add(Change::Removed, &old[i..=i]);
            i += 1;
        } else {
            list.add(Change::Added, &new[j..=j]);
            j += 1;
        }
    }
    list.add(Change::Removed, &old[i..]);
    list.add(Change::Added, &new[j..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(before: &str, after: &str) -> String {
        let mark = |piece: &Piece| match piece.change {
            Change::Same => piece.text.clone(),
            Change::Removed => format!("[-{}]", piece.text),
            Change::Added => format!("[+{}]", piece.text),
        };
        pieces(before, after).iter().map(mark).collect()
    }

    #[test]
    fn what_stayed_went_and_came_is_told_by_characters() {
        for (before, after, expected) in [
            ("", "", ""),
            ("示例路1号", "示例路1号", "示例路1号"),
            ("示例路1号", "示例路1号3幢502室", "示例路1号[+3幢502室]"),
            ("滨江区示例路1号", "滨江区样板路1号", "滨江区[-示例][+样板]路1号"),
            ("", "新增", "[+新增]"),
            ("删去", "", "[-删去]"),
            ("abc", "axc", "a[-b][+x]c"),
            ("aa", "a", "a[-a]"),
        ] {
            assert_eq!(shown(before, after), expected);
        }
    }

    #[test]
    fn both_texts_can_be_read_off_the_pieces() {
        let texts = ["杭州青禾网络科技有限公司", "杭州青禾信息技术股份有限公司", "京", "", "abcabcabc", "cbacba"];
        for before in texts {
            for after in texts {
                let list = pieces(before, after);
                let of = |change: Change| -> String {
                    let kept = list.iter().filter(|piece| piece.change == Change::Same || piece.change == change);
                    kept.map(|piece| piece.text.as_str()).collect()
                };
                assert_eq!(of(Change::Removed), before);
                assert_eq!(of(Change::Added), after);
            }
        }
    }

    #[test]
    fn very_long_texts_are_replaced_whole() {
        let (before, after) = ("甲".repeat(2000), "乙".repeat(2000));
        assert_eq!(pieces(&before, &after).len(), 2);
    }
}
