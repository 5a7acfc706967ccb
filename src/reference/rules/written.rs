//! How the value of a sort is written: what a form asks for where somebody writes a rule.

use super::value::{AgeFrom, AgeTo, ContentRemark, List, Number, Phones, Remark};

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// One word of a few, each with the key of what it says.
    Word(&'static [(&'static str, &'static str)]),
    /// Some words of a few.
    Words(&'static [(&'static str, &'static str)]),
    /// A number.
    Number,
    /// An age, or two.
    Ages,
    /// The age of men, or of men and women.
    AgesTo,
    /// Two numbers of phones.
    Phones,
    /// Texts of any kind.
    Texts,
    /// Codes of service contents.
    Contents,
    /// The same, or all but these.
    ContentsBut,
    /// A least length and words.
    Remark,
    /// The place of a paper.
    Paper,
}

/// A type of values whose way of writing is known.
pub trait Typed {
    /// How one is written.
    const ONE: Written;
    /// How several are written.
    const SEVERAL: Written = Written::Texts;
}

impl<T: Typed> Typed for List<T> {
    const ONE: Written = T::SEVERAL;
}

impl Typed for String {
    const ONE: Written = Written::Paper;
}

impl Typed for u64 {
    const ONE: Written = Written::Number;
    const SEVERAL: Written = Written::Contents;
}

macro_rules! written {
    ($($value:ty = $written:ident,)+) => {$(
        impl Typed for $value {
            const ONE: Written = Written::$written;
        }
    )+};
}
written! {
    Number = Number,
    AgeFrom = Ages,
    AgeTo = AgesTo,
    Phones = Phones,
    ContentRemark = ContentsBut,
    Remark = Remark,
}

impl Written {
    /// Key of the line that says how it is written; none where it is chosen.
    pub fn hint(self) -> Option<&'static str> {
        Some(match self {
            Self::Word(_) | Self::Words(_) | Self::Contents | Self::Paper => return None,
            Self::Number => "rule-written-number",
            Self::Ages => "rule-written-ages",
            Self::AgesTo => "rule-written-ages-to",
            Self::Phones => "rule-written-phones",
            Self::Texts => "rule-written-texts",
            Self::ContentsBut => "rule-written-contents",
            Self::Remark => "rule-written-remark",
        })
    }
}
