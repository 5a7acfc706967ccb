//! What an engine saw: words with their boxes, put together into rows as a reader would.

/// A rectangle on the print, in its pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// Left edge.
    pub left: f32,
    /// Upper edge.
    pub top: f32,
    /// Right edge.
    pub right: f32,
    /// Lower edge.
    pub bottom: f32,
}

impl Area {
    /// The smallest rectangle around both.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    /// Its height.
    pub fn height(&self) -> f32 {
        self.bottom - self.top
    }

    /// How high the middle lies.
    fn middle(&self) -> f32 {
        f32::midpoint(self.top, self.bottom)
    }
}

/// A word.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    /// The text.
    pub text: String,
    /// How sure the engine is, 0 to 100.
    pub confidence: f32,
    /// Where it stands.
    pub area: Area,
}

/// A character with its share of the box of its word.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Glyph {
    /// The character.
    pub character: char,
    /// How sure the engine is of its word, 0 to 100.
    pub confidence: f32,
    /// Where it stands.
    pub area: Area,
}

/// What stands on one line across the paper, from left to right, blanks left out.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The characters.
    pub glyphs: Vec<Glyph>,
}

impl Row {
    /// The text.
    pub fn text(&self) -> String {
        self.glyphs.iter().map(|glyph| glyph.character).collect()
    }

    /// Height of the characters: that of the highest would be of whatever lies across.
    pub fn height(&self) -> f32 {
        let mut heights: Vec<f32> = self.glyphs.iter().map(|glyph| glyph.area.height()).collect();
        heights.sort_by(f32::total_cmp);
        heights.get(heights.len() / 2).copied().unwrap_or_default()
    }
}

/// The area around some characters; none around nothing.
pub fn area_of(glyphs: &[Glyph]) -> Option<Area> {
    glyphs.iter().map(|glyph| glyph.area).reduce(Area::with)
}

/// The words of Tesseract's table, columns level, page, block, paragraph, line, word, left, top, width, height, confidence,
/// text. What is no word of such a table is left out.
pub fn of_table(tsv: &str) -> Vec<Word> {
    const WORD: &str = "5";
    let word = |line: &str| {
        let columns: Vec<&str> = line.splitn(12, '\t').collect();
        let [WORD, _, _, _, _, _, left, top, width, height, confidence, text] = columns.as_slice() else { return None };
        let number = |text: &str| text.parse::<f32>().ok().filter(|number| number.is_finite());
        let (left, top) = (number(left)?, number(top)?);
        let area = Area { left, top, right: left + number(width)?, bottom: top + number(height)? };
        let text = text.trim();
        (!text.is_empty()).then(|| Some(Word { text: text.to_owned(), confidence: number(confidence)?, area }))?
    };
    tsv.lines().filter_map(word).collect()
}

/// The words as rows, from top to bottom.
pub fn rows(words: &[Word]) -> Vec<Row> {
    let mut words: Vec<&Word> = words.iter().collect();
    words.sort_by(|one, other| one.area.middle().total_cmp(&other.area.middle()));
    let mut rows: Vec<(Area, Vec<&Word>)> = Vec::new();
    for word in words {
        let own = rows.iter_mut().rev().take(3).find(|(area, _)| is_beside(area, &word.area));
        match own {
            Some((area, row)) => {
                // The middle of a row is that of its words: a rule or a stamp must not widen it.
                let count = row.len() as f32;
                area.top = (area.top * count + word.area.top) / (count + 1.0);
                area.bottom = (area.bottom * count + word.area.bottom) / (count + 1.0);
                row.push(word);
            }
            None => rows.push((word.area, vec![word])),
        }
    }
    let row = |(_, mut words): (Area, Vec<&Word>)| {
        words.sort_by(|one, other| one.area.left.total_cmp(&other.area.left));
        Row { glyphs: words.into_iter().flat_map(glyphs).collect() }
    };
    rows.into_iter().map(row).collect()
}

/// Whether two boxes share a line.
fn is_beside(row: &Area, word: &Area) -> bool {
    let shared = row.bottom.min(word.bottom) - row.top.max(word.top);
    shared > 0.5 * row.height().min(word.height()).max(1.0)
}

/// The characters of a word: Chinese ones are twice as wide as others.
fn glyphs(word: &Word) -> Vec<Glyph> {
    let width = |c: char| if c.is_ascii() { 1.0 } else { 2.0 };
    let whole: f32 = word.text.chars().filter(|c| !c.is_whitespace()).map(width).sum();
    let unit = (word.area.right - word.area.left) / whole.max(1.0);
    let mut left = word.area.left;
    let glyph = |character: char| {
        let area = Area { left, right: left + width(character) * unit, ..word.area };
        left = area.right;
        Glyph { character, confidence: word.confidence, area }
    };
    word.text.chars().filter(|c| !c.is_whitespace()).map(glyph).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, left: f32, top: f32, width: f32) -> Word {
        let area = Area { left, top, right: left + width, bottom: top + 30.0 };
        Word { text: text.into(), confidence: 90.0, area }
    }

    #[test]
    fn a_table_is_read_and_what_is_no_word_of_it_left_out() {
        let table = "level\tpage_num\tblock_num\n1\t1\t0\t0\t0\t0\t0\t0\t900\t700\t-1\t\n\
            5\t1\t1\t1\t1\t1\t100\t200\t60\t30\t91.5\t名称\n5\t1\t1\t1\t1\t2\t170\t200\t60\t30\t95\t \n\
            5\t1\t1\t1\t1\t2\tx\t200\t60\t30\t95\t甲\n5\t1\t1\n";
        let words = of_table(table);
        assert_eq!(words.len(), 1);
        assert_eq!((words[0].text.as_str(), words[0].confidence, words[0].area.right), ("名称", 91.5, 160.0));
    }

    #[test]
    fn words_of_one_line_are_a_row_in_the_order_they_stand() {
        let words =
            [word("青禾", 300.0, 104.0, 60.0), word("名", 100.0, 100.0, 30.0), word("类型", 100.0, 150.0, 60.0)];
        let rows = rows(&words);
        assert_eq!(rows.iter().map(Row::text).collect::<Vec<_>>(), ["名青禾", "类型"]);
        assert_eq!(rows[0].glyphs[2].area.left, 330.0);
    }

    #[test]
    fn nothing_makes_no_row() {
        assert!(rows(&[]).is_empty() && of_table("").is_empty() && area_of(&[]).is_none());
    }
}
