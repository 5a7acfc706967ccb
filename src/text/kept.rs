//! Sentences that are kept in no language: keys with what stands in them, in words only when somebody reads them.

use super::{Message, Reason, Tr};

/// Sentences as they are kept.
pub fn kept(sentences: &[Message]) -> String {
    // Lists of texts: that never fails.
    serde_json::to_string(sentences).unwrap_or_default()
}

impl Tr {
    /// Sentences in words, one after the other.
    pub fn sentences(&self, sentences: &[Message]) -> String {
        self.joined(sentences.iter().map(|sentence| self.message(sentence)))
    }

    /// The words of sentences that were kept; none for any other text, which stands as it is.
    pub fn kept(&self, text: &str) -> Option<String> {
        let sentences: Vec<Reason> = serde_json::from_str(text).ok()?;
        // What a newer program kept has no words here.
        let bare = |own: &Reason| {
            let values = own.args.iter().map(|(_, value)| value.as_str());
            std::iter::once(own.key.as_str()).chain(values).collect::<Vec<_>>().join(" ")
        };
        Some(self.joined(sentences.iter().map(|own| self.stored(&own.key, &own.args).unwrap_or_else(|| bare(own)))))
    }

    fn joined(&self, sentences: impl Iterator<Item = String>) -> String {
        sentences.collect::<Vec<_>>().join(self.pick("", " "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;

    #[test]
    fn what_is_kept_is_read_in_the_language_of_whoever_reads_it() {
        let sentences = [
            Message::new("site-left").with("hours", 1).with("minutes", 12),
            Message::new("filing-one-domain").with("most", 1),
        ];
        let kept = kept(&sentences);
        for lang in Lang::ALL {
            let t = Tr::new(lang);
            let words = [t.a2("site-left", "hours", 1, "minutes", 12), t.message(&sentences[1])];
            let joined = words.join(lang.pick("", " "));
            assert_eq!((t.kept(&kept), t.sentences(&sentences)), (Some(joined.clone()), joined));
        }
    }

    #[test]
    fn a_text_that_was_kept_in_words_stays_as_it_is_and_a_newer_key_shows_what_it_holds() {
        let t = Tr::new(Lang::Zh);
        for text in ["", "upload 1 was not taken", "[", "5", "550 5.1.1 no such user", r#"{"key":"site-left"}"#] {
            assert_eq!(t.kept(text), None, "{text}");
        }
        let newer = r#"[{"key":"site-not-here-yet","args":[["number","7"]]}]"#;
        assert_eq!(t.kept(newer).as_deref(), Some("site-not-here-yet 7"));
    }
}
