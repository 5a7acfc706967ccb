//! Words that are data: texts people agree to, the steps of a filing, the guide.

use chrono::NaiveDate;
use serde::Deserialize;

use super::table::dated_row;
use crate::text::Lang;

/// A text that is kept in versions: what somebody agreed to stays readable.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// What it is.
    pub name: String,
    /// The version recorded with an agreement.
    pub version: String,
    /// Title in Chinese.
    pub title_zh: String,
    /// Title in English.
    pub title_en: String,
    /// Body in Chinese, see [`blocks`].
    pub zh: String,
    /// Body in English.
    pub en: String,
    /// First day in force.
    pub from: Option<NaiveDate>,
    /// Last day in force.
    pub to: Option<NaiveDate>,
    /// Where it comes from.
    pub source: String,
}
dated_row!(Text, name);

impl Text {
    /// What an applicant declares before sending.
    pub const DECLARATION: &'static str = "declaration";
    /// Notice and consent before the first identity paper; `{provider}` and `{contact}` are filled in.
    pub const IDENTITY_CONSENT: &'static str = "identity-consent";
    /// Notice and separate consent before somebody's face is recorded; `{provider}` and `{contact}` are filled in.
    pub const FACE_CONSENT: &'static str = "face-consent";
    /// Notice and separate consent before somebody's name and document go to a verification service; `{provider}`, `{service}` and
    /// `{contact}` are filled in.
    pub const FACE_SERVICE_CONSENT: &'static str = "face-service-consent";
    /// What an individual writes into the website remark.
    pub const PERSONAL_WEBSITE: &'static str = "personal-website";
    /// What to do for the PSB filing.
    pub const PSB: &'static str = "psb-guidance";
    /// When an ICP licence is needed.
    pub const LICENCE: &'static str = "licence-guidance";
    /// How to show the number.
    pub const FOOTER: &'static str = "footer-guidance";
    /// The footer's HTML with `{number}`.
    pub const FOOTER_SNIPPET: &'static str = "footer-snippet";
    /// Where a number of the public security bureau is looked up, with `{code}`.
    pub const PSB_LINK: &'static str = "psb-link";
    /// The footer's HTML for that number, with `{code}` and `{number}`.
    pub const PSB_SNIPPET: &'static str = "psb-snippet";
    /// Every name.
    pub const ALL: [&'static str; 11] = [
        Self::DECLARATION,
        Self::IDENTITY_CONSENT,
        Self::FACE_CONSENT,
        Self::FACE_SERVICE_CONSENT,
        Self::PERSONAL_WEBSITE,
        Self::PSB,
        Self::LICENCE,
        Self::FOOTER,
        Self::FOOTER_SNIPPET,
        Self::PSB_LINK,
        Self::PSB_SNIPPET,
    ];

    /// The title in a language.
    pub fn title(&self, lang: Lang) -> &str {
        lang.pick(&self.title_zh, &self.title_en)
    }

    /// The body in a language, with every `{name}` replaced.
    pub fn filled(&self, lang: Lang, values: &[(&str, &str)]) -> String {
        let body = lang.pick(&self.zh, &self.en).to_owned();
        values.iter().fold(body, |body, (name, value)| body.replace(&format!("{{{name}}}"), value))
    }
}

/// Whose turn a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    /// The applicant.
    Applicant,
    /// The provider.
    Provider,
    /// The bureau.
    Bureau,
}

/// A step of a filing with the time it honestly takes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Place in the order, from one.
    pub number: u32,
    /// Our code.
    pub code: String,
    /// Name in Chinese.
    pub zh: String,
    /// Name in English.
    pub en: String,
    /// What happens, Chinese.
    pub detail_zh: String,
    /// What happens, English.
    pub detail_en: String,
    /// How long it takes, Chinese.
    pub time_zh: String,
    /// How long it takes, English.
    pub time_en: String,
    /// Whose turn it is.
    pub turn: Turn,
    /// First day in force.
    pub from: Option<NaiveDate>,
    /// Last day in force.
    pub to: Option<NaiveDate>,
    /// Where the time comes from.
    pub source: String,
}
dated_row!(Step, code);

/// A topic of the guide.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GuideTopic {
    /// Part of its address.
    pub id: String,
    /// Title in Chinese.
    pub title_zh: String,
    /// Title in English.
    pub title_en: String,
    /// Body in Chinese, see [`blocks`].
    pub zh: String,
    /// Body in English.
    pub en: String,
    /// The day the text was last compared with its sources.
    pub checked_on: NaiveDate,
    /// First day in force.
    pub from: Option<NaiveDate>,
    /// Last day in force.
    pub to: Option<NaiveDate>,
    /// Where it comes from.
    pub source: String,
}
dated_row!(GuideTopic, id);

impl GuideTopic {
    /// The title in a language.
    pub fn title(&self, lang: Lang) -> &str {
        lang.pick(&self.title_zh, &self.title_en)
    }

    /// The body in a language, ready to be laid out.
    pub fn blocks(&self, lang: Lang) -> Vec<Block> {
        blocks(lang.pick(&self.zh, &self.en))
    }
}

/// A piece of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading within the body.
    Heading(String),
    /// A paragraph.
    Paragraph(String),
    /// A list.
    List(Vec<String>),
}

/// Splits a body: `# ` opens a heading, `- ` an item of a list, every other line is a paragraph.
pub fn blocks(body: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for line in body.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(item) = line.strip_prefix("- ") {
            match blocks.last_mut() {
                Some(Block::List(items)) => items.push(item.to_owned()),
                _ => blocks.push(Block::List(vec![item.to_owned()])),
            }
        } else if let Some(heading) = line.strip_prefix("# ") {
            blocks.push(Block::Heading(heading.to_owned()));
        } else {
            blocks.push(Block::Paragraph(line.to_owned()));
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use crate::reference::book;

    use super::*;

    fn on() -> NaiveDate {
        "2026-11-23".parse().unwrap()
    }

    #[test]
    fn bodies_split_into_blocks() {
        let paragraph = |text: &str| Block::Paragraph(text.to_owned());
        let list = |items: &[&str]| Block::List(items.iter().map(|item| (*item).to_owned()).collect());
        let expected =
            [paragraph("a"), Block::Heading("h".to_owned()), list(&["b", "c"]), paragraph("d"), list(&["e"])];
        assert_eq!(blocks("a\n\n# h\n- b\n- c\nd\n- e\n"), expected);
    }

    #[test]
    fn every_text_is_there_in_both_languages_with_the_same_shape() {
        for name in Text::ALL {
            let text = book().text(name, on()).unwrap();
            assert_eq!(blocks(&text.zh).len(), blocks(&text.en).len(), "{name}");
            assert_eq!(book().text_version(name, &text.version), Some(text));
        }
        for topic in book().guide_topics(on()) {
            let shape = |lang: Lang| -> Vec<usize> {
                let size = |block: Block| if let Block::List(items) = block { items.len() } else { 0 };
                topic.blocks(lang).into_iter().map(size).collect()
            };
            assert_eq!(shape(Lang::Zh), shape(Lang::En), "{}", topic.id);
        }
    }

    #[test]
    fn places_in_texts_are_filled() {
        let snippet = book().text(Text::FOOTER_SNIPPET, on()).unwrap();
        let html = snippet.filled(Lang::Zh, &[("number", "京ICP备12345678号-1")]);
        assert!(html.contains(">京ICP备12345678号-1</a>") && !html.contains('{'), "{html}");
        for name in [Text::IDENTITY_CONSENT, Text::FACE_CONSENT, Text::FACE_SERVICE_CONSENT] {
            let consent = book().text(name, on()).unwrap();
            let values = [("provider", "青松云"), ("contact", "privacy@example.com"), ("service", "face.example")];
            for filled in Lang::ALL.map(|lang| consent.filled(lang, &values)) {
                assert!(!filled.contains('{') && filled.contains("青松云"), "{name}");
                assert_eq!(filled.contains("face.example"), name == Text::FACE_SERVICE_CONSENT);
            }
        }
    }

    #[test]
    fn what_was_agreed_to_stays_known_and_new_words_are_a_new_version() {
        let first = book().text_version(Text::FACE_CONSENT, "1").unwrap();
        assert!(first.zh.contains("终止后三十天内删除视频") && first.en.contains("within 30 days after"));
        for (day, version) in [("2026-11-29", "1"), ("2026-11-30", "2")] {
            let text = book().text(Text::FACE_CONSENT, day.parse().unwrap()).unwrap();
            assert_eq!(text.version, version, "{day}");
        }
    }

    #[test]
    fn nine_steps_in_order() {
        let numbers: Vec<u32> = book().steps(on()).iter().map(|step| step.number).collect();
        assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
}
