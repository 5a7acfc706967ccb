//! A call of the bureau's system as pages show it.

use super::answer;
use crate::bureau::store::calls::{CallAbout, CallLine};
use crate::paths::office;
use crate::text::Tr;
use crate::web::ui::Link;

/// A call.
pub(super) struct Call {
    pub(super) method: String,
    /// The file it was about.
    pub(super) file: Option<Link>,
    pub(super) begun: String,
    pub(super) ended: String,
    pub(super) answer: String,
    /// Its words; none while they are masked, or once they are over.
    pub(super) message: Option<String>,
}

impl Call {
    pub(super) fn new(t: Tr, about: CallAbout, line: CallLine) -> Self {
        let file = |url: String| Some(Link::new(t.t("exchange-head-file"), url));
        Self {
            method: t.t(&format!("exchange-call-{}", line.method)),
            file: match about {
                CallAbout::Upload(id) => file(office::exchange_upload(id)),
                CallAbout::Download(id) => file(office::exchange_file(id)),
                CallAbout::NoFile => None,
            },
            begun: t.moment(line.begun_at),
            ended: t.moment(line.ended_at),
            answer: line.code.map_or_else(|| t.t("exchange-call-unanswered"), |code| answer(t, code)),
            message: line.message,
        }
    }
}
