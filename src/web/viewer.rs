//! Who looks at a page: put into the request by the guard, taken out by handlers as `Visitor`, `Applicant` or `Officer`.

use std::future::{Ready, ready};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};
use uuid::Uuid;

use crate::auth::session::{Desk, Session, Stage, Who};
use crate::db::By;
use crate::error::Error;
use crate::text::{Lang, Tr};
use crate::values::actor::{Actor, Role};
use crate::values::ids::{AccountId, RelayTaskId, SessionId, StaffId};

/// Everything the guard found out about a request.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// The living session, if there is one.
    pub session: Option<Session>,
    /// The language to answer in.
    pub lang: Lang,
    /// The request's id, in the log, the audit and on error pages.
    pub request_id: Uuid,
    /// What form tokens are bound to; empty where nobody could look up who asks, and no form is offered.
    pub csrf_seed: String,
    has_acted: Arc<AtomicBool>,
}

impl Viewer {
    /// Somebody who has done nothing yet.
    pub fn new(session: Option<Session>, lang: Lang, request_id: Uuid, csrf_seed: String) -> Self {
        Self { session, lang, request_id, csrf_seed, has_acted: Arc::default() }
    }

    /// Words in the viewer's language.
    pub fn t(&self) -> Tr {
        Tr::new(self.lang)
    }

    /// Who acts.
    pub fn actor(&self) -> Actor {
        self.session.as_ref().map_or(Actor::Visitor, Session::actor)
    }

    /// Who acts in which request: what `Db::write` takes.
    pub fn by(&self) -> By {
        self.note_act();
        self.by_perhaps()
    }

    /// The same for work that may come to nothing; where it comes to something, [`Self::note_act`] tells.
    pub fn by_perhaps(&self) -> By {
        By::new(self.actor(), self.request_id)
    }

    /// The same for a page: whoever looks at what is masked does nothing, whoever sees it in full does.
    pub fn by_look(&self, is_in_full: bool) -> By {
        if is_in_full { self.by() } else { self.by_perhaps() }
    }

    /// Notes that the request did something.
    pub fn note_act(&self) {
        self.has_acted.store(true, Ordering::Relaxed);
    }

    /// The same where nobody is signed in who acts, but whoever has a one-task link.
    pub fn by_helper(&self, task: RelayTaskId) -> By {
        self.note_act();
        By::new(Actor::Helper(task), self.request_id)
    }

    /// Whether the request came as far as doing something: the same again might do it once more.
    pub fn has_acted(&self) -> bool {
        self.has_acted.load(Ordering::Relaxed)
    }

    /// The viewer of a request; a bare one where the guard did not run.
    pub fn of(req: &HttpRequest) -> Self {
        req.extensions()
            .get::<Self>()
            .cloned()
            .unwrap_or_else(|| Self::new(None, Lang::default(), Uuid::nil(), String::new()))
    }
}

/// Anybody.
#[derive(Debug, Clone)]
pub struct Visitor(pub Viewer);

/// A signed-in applicant.
#[derive(Debug, Clone)]
pub struct Applicant {
    /// Their account.
    pub account: AccountId,
    /// Their session.
    pub session: SessionId,
    /// Everything else about the request.
    pub viewer: Viewer,
}

/// Signed-in staff.
#[derive(Debug, Clone)]
pub struct Officer {
    /// Their id.
    pub staff: StaffId,
    /// Their role.
    pub role: Role,
    /// Their name in the back office.
    pub name: String,
    /// What they see of the cases.
    pub desk: Arc<Desk>,
    /// Their session.
    pub session: SessionId,
    /// Everything else about the request.
    pub viewer: Viewer,
}

/// Staff between password and second factor.
#[derive(Debug, Clone)]
pub struct HalfOfficer {
    /// Their id.
    pub staff: StaffId,
    /// The session of the first factor.
    pub session: SessionId,
    /// Everything else about the request.
    pub viewer: Viewer,
}

impl std::ops::Deref for Visitor {
    type Target = Viewer;
    fn deref(&self) -> &Viewer {
        &self.0
    }
}

impl std::ops::Deref for Applicant {
    type Target = Viewer;
    fn deref(&self) -> &Viewer {
        &self.viewer
    }
}

impl std::ops::Deref for Officer {
    type Target = Viewer;
    fn deref(&self) -> &Viewer {
        &self.viewer
    }
}

impl std::ops::Deref for HalfOfficer {
    type Target = Viewer;
    fn deref(&self) -> &Viewer {
        &self.viewer
    }
}

impl FromRequest for Visitor {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(Viewer::of(req))))
    }
}

impl FromRequest for Applicant {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let viewer = Viewer::of(req);
        ready(match &viewer.session {
            Some(Session { id, who: Who::Applicant(account), .. }) => {
                Ok(Self { account: *account, session: *id, viewer: viewer.clone() })
            }
            _ => Err(Error::Forbidden),
        })
    }
}

impl FromRequest for Officer {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let viewer = Viewer::of(req);
        ready(match &viewer.session {
            Some(Session { id, who: Who::Staff { id: staff, role, stage: Stage::Full, name, desk, .. }, .. }) => {
                Ok(Self {
                    staff: *staff,
                    role: *role,
                    name: name.clone(),
                    desk: Arc::clone(desk),
                    session: *id,
                    viewer: viewer.clone(),
                })
            }
            _ => Err(Error::Forbidden),
        })
    }
}

impl FromRequest for HalfOfficer {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let viewer = Viewer::of(req);
        ready(match &viewer.session {
            Some(Session { id, who: Who::Staff { id: staff, stage: Stage::Code, .. }, .. }) => {
                Ok(Self { staff: *staff, session: *id, viewer: viewer.clone() })
            }
            _ => Err(Error::Forbidden),
        })
    }
}
