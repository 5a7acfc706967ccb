//! What the page of corrections posts.

use serde::Deserialize;

use crate::filing::submission::Answers;
use crate::form::FieldErrors;
use crate::values::free_text::Paragraphs;
use crate::wizard::pages::view::nth;

/// Longest answer to one remark.
const MOST: usize = 500;

/// What the page posts: for each item its target and the answer beside it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct CorrectionsForm {
    /// Version of the answers that the page showed.
    pub version: i32,
    /// The round whose remarks it showed.
    pub round: u32,
    target: Vec<String>,
    answer: Vec<String>,
    /// `submit`: the changes are handed in. Otherwise the answers are kept, nothing else.
    pub then: String,
    declared: String,
    /// Whether the page saved them by itself.
    #[serde(rename = "_background")]
    pub background: String,
}

impl CorrectionsForm {
    fn pairs(&self) -> impl Iterator<Item = (&String, &String)> {
        self.target.iter().zip(&self.answer)
    }

    /// The answers as they were typed.
    pub fn typed(&self) -> Answers {
        let pairs = self.pairs().filter(|(_, text)| !text.trim().is_empty());
        pairs.filter_map(|(target, text)| Some((target.parse().ok()?, text.clone()))).collect()
    }

    /// The answers; what is wrong with one stands by its field.
    pub fn answers(&self) -> Result<Answers, FieldErrors> {
        let (mut answers, mut errors) = (Answers::new(), FieldErrors::new());
        for (at, (target, text)) in self.pairs().enumerate() {
            match (target.parse(), Paragraphs::<0, MOST>::parse(text)) {
                (_, Err(message)) => errors.add(nth("answer", &at), message),
                (Ok(target), Ok(text)) if !text.as_str().is_empty() => {
                    answers.insert(target, text.as_str().to_owned());
                }
                _ => {}
            }
        }
        if errors.is_empty() { Ok(answers) } else { Err(errors) }
    }

    /// Whether the declaration was ticked.
    pub fn is_declared(&self) -> bool {
        self.declared == "yes"
    }
}
