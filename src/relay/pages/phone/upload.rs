//! The file of a link: through the same gate, the same checks and into the same place as those of the filing's owner.

use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse};

use super::view::{self, Step};
use super::{Opened, fail};
use crate::auth::session::Token;
use crate::auth::throttle::{self, Scope};
use crate::clock;
use crate::db::{By, Tx};
use crate::error::Result;
use crate::filing::intake::client::{Papers, Receiver, Sender};
use crate::filing::state::Filing;
use crate::liveness::client::{CHECK, upload_limits};
use crate::liveness::clip::Refused;
use crate::material;
use crate::material::decoder::Decoder;
use crate::material::refusal::Refusal;
use crate::paths;
use crate::reference::book;
use crate::relay::service;
use crate::text::Message;
use crate::values::actor::Actor;
use crate::web::resumable::{FIELD, Holder, Who};
use crate::web::upload::{Upload, UploadLimits};
use crate::web::{App, Visitor, see_other};

/// Whoever has the link.
struct Helper<'a> {
    visitor: &'a Visitor,
    opened: &'a Opened,
    phone: &'a Token,
}

impl Sender for Helper<'_> {
    fn by(&self) -> By {
        self.visitor.by_helper(self.opened.found.task.id)
    }

    fn holder(&self) -> Holder {
        holder(self.opened, self.phone)
    }

    async fn open(&self, tx: &mut Tx<'_>, slot: &str) -> Result<Filing> {
        service::open_slot(tx, &self.opened.found.scene.filing, (&self.opened.token, self.phone), slot).await
    }

    async fn done(&self, tx: &mut Tx<'_>) -> Result<()> {
        service::finish(tx, &self.opened.token).await?;
        throttle::forget(tx, Scope::RelayTask, &self.opened.found.task.id.to_string()).await
    }
}

/// Whose files that come in pieces a phone may name: its own, for its own task.
pub fn holder(opened: &Opened, phone: &Token) -> Holder {
    let task = &opened.found.task;
    Holder { filing: task.filing, who: Who::Helper(task.id, phone.hash()) }
}

/// Begins to read the form of a step: its token is right.
///
/// # Errors
/// As in `Upload`.
pub async fn begin(req: &HttpRequest, body: Payload, step: Option<Step>) -> Result<Upload> {
    let limits = book().limits(clock::china_day(clock::now()));
    let limits = if step == Some(Step::Face) { upload_limits(limits) } else { UploadLimits::from(limits) };
    Upload::begin(req, body, limits, &[FIELD, CHECK]).await
}

/// Why a form is refused as a whole: more than what is asked can be.
pub fn too_large(opened: &Opened) -> Message {
    let limits = book().limits(opened.found.scene.today);
    match opened.step {
        Step::Face => Refused::TooLarge(limits.face_clip_bytes).message(),
        _ => Refusal::TooLarge { limit: limits.upload_bytes as u64 >> 20 }.message(),
    }
}

/// Takes the file. The paper stands and the task is done, or neither.
///
/// # Errors
/// As in `Upload`.
pub async fn take(
    req: &HttpRequest,
    visitor: &Visitor,
    app: &App,
    decoder: &Decoder,
    opened: &Opened,
    upload: &mut Upload,
) -> Result<HttpResponse> {
    let found = &opened.found;
    let here = paths::help(&opened.token.text());
    let (Step::Photo, Some(phone), Some(paper)) = (opened.step, &opened.phone, &found.paper) else {
        return Ok(see_other(here));
    };
    let actor = Actor::Helper(found.task.id);
    let current = app.db.read(actor, async |tx| material::store::list_current(tx, found.task.filing).await).await?;
    let helper = Helper { visitor, opened, phone };
    let papers = Papers { rules_day: found.scene.days().rules, needed: std::slice::from_ref(paper), current: &current };
    let limits = book().limits(found.scene.today);
    let (mut errors, added) = Receiver::new(app, decoder, &helper, papers, limits).take_all(upload).await?;
    if added > 0 {
        return Ok(see_other(here));
    }
    match errors.first() {
        None => errors.add("", Message::new("relay-nothing-chosen")),
        Some(why) => fail(visitor, app, opened, why).await?,
    }
    view::photo(req, opened, &errors)
}
