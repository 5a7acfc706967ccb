//! After the review: paper by post, the SMS verification, and what is left to do once the number is there. Mails lead here:
//! where nothing is to be done any more, the filing's page follows.

mod mailing;
mod next_steps;
mod sms;

pub use next_steps::{own_websites, save_own};

use crate::paths::pattern as p;
use crate::reference::{Block, Text, blocks};
use crate::text::Tr;
use crate::web::{Access, Routes};

/// The routes of these pages.
pub fn routes(r: &mut Routes) {
    let own = Access::Applicant;
    r.get(p::FILING_MAILING, own, mailing::show);
    r.post(p::FILING_MAILING, own, mailing::save);
    r.get(p::FILING_SMS, own, sms::show);
    r.post(p::FILING_SMS, own, sms::send_again);
    r.get(p::FILING_NEXT_STEPS, own, next_steps::show);
    r.post(p::FILING_NEXT_STEPS, own, next_steps::save);
}

/// The blocks of a text in the reader's language; none where there is no text.
fn body(t: Tr, text: Option<&Text>) -> Vec<Block> {
    text.map_or_else(Vec::new, |text| blocks(t.pick(&text.zh, &text.en)))
}

/// The lines of a text, lists opened up.
pub fn lines(t: Tr, text: Option<&Text>) -> Vec<String> {
    let line = |block| match block {
        Block::Heading(line) | Block::Paragraph(line) => vec![line],
        Block::List(items) => items,
    };
    body(t, text).into_iter().flat_map(line).collect()
}
