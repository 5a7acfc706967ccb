//! The way to a verification service: a small HTTP interface that every vendor can be put behind.
//!
//! Each call carries `Beian-Signature: t=<seconds since 1970>,v1=<hex>`, HMAC-SHA256 under the shared secret over
//! `<seconds>.<body>`, in both directions; who gets a wrong one, or one older than five minutes, refuses it.
//!
//! `POST {BEIAN_FACE_URL}/sessions` with `{"check", "name", "kind", "number", "return_url", "callback_url"}` begins a session:
//! 200 or 201 with `{"session", "url"}`. The same `check` is the same session. The person follows a link to `url`.
//! `POST {callback_url}` with `{"session", "check"}` tells that it ended, as often as the service likes: 204, taken note of;
//! 403, the signature is wrong or old; 404, it is no session of ours. What it says beside that is not believed.
//! `GET {BEIAN_FACE_URL}/sessions/{session}`, signed over an empty body, answers 200 with `{"session", "check", "result"}`:
//! `pending`, `matches`, `differs` or `unclear`. While it is pending it is asked again every ten minutes for a day.
//! 401, 403, 404, 408, 425, 429, 3xx, 5xx and no answer within ten seconds: again later. Any other 4xx: never; a session that
//! was begun is over then, without a result. Redirects are not followed.

use std::time::Duration;

use reqwest::RequestBuilder;

use super::{Ask, Session, begun, ended};
use crate::config::FaceSettings;
use crate::db::{By, Db, Tx};
use crate::liveness::check::Verdict;
use crate::liveness::service;
use crate::notify::client::{Signed, start_of};
use crate::telemetry;
use crate::text::Message;
use crate::values::ids::{FaceCheckId, FilingId};

/// The most that is read of an answer.
const MOST: usize = 16 << 10;

/// Why the service did not do it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// It may do it later.
    #[error("later again: {0}")]
    Later(String),
    /// It will not.
    #[error("refused: {0}")]
    Refused(String),
}

/// The service of the settings.
pub struct Vendor {
    service: Signed,
    url: String,
}

impl Vendor {
    /// The service of the settings.
    ///
    /// # Errors
    /// When its secret cannot be read or is too short.
    pub fn new(settings: &FaceSettings) -> anyhow::Result<Self> {
        let service = Signed::new("BEIAN_FACE_SECRET_FILE", &settings.secret_file, Duration::from_secs(10))?;
        Ok(Self { service, url: settings.url.clone() })
    }

    /// With a time-out of its own: for tests.
    ///
    /// # Errors
    /// When the client cannot be made.
    pub fn with(url: String, secret: Vec<u8>, patience: Duration) -> anyhow::Result<Self> {
        Ok(Self { service: Signed::with(secret, patience)?, url })
    }

    /// Begins a session, or finds the one that was begun for this try.
    ///
    /// # Errors
    /// `Later` or `Refused`.
    pub async fn begin(&self, ask: &Ask) -> Result<Session, Trouble> {
        let body = serde_json::to_vec(ask).map_err(|_| Trouble::Refused("cannot be written".into()))?;
        let call = self.service.post(&format!("{}/sessions", self.url), body);
        let answer = telemetry::call("face", call_of(call)).await?;
        let is_local = self.url.starts_with("http://");
        begun(&answer, is_local).map_err(|lie| Trouble::Later(lie.to_string()))
    }

    /// Asks how a session ended; none while it goes on.
    ///
    /// # Errors
    /// `Later` or `Refused`.
    pub async fn result(&self, session: &str, check: FaceCheckId) -> Result<Option<Verdict>, Trouble> {
        let call = self.service.get(&format!("{}/sessions/{session}", self.url));
        let answer = telemetry::call("face", call_of(call)).await?;
        ended(&answer, session, check).map_err(|lie| Trouble::Later(lie.to_string()))
    }

    /// Whether a call comes from the service, just now.
    pub fn is_from_it(&self, signature: &str, body: &[u8]) -> bool {
        self.service.is_from_it(signature, body)
    }
}

/// Begins a session: `open` records the try, `ask` says for it who is to be verified. False where the service does not: should it
/// have begun all the same, it is asked for again as the same try; where it will not, that is no try.
///
/// # Errors
/// What `open` refuses; `Stale` where another try took its place meanwhile.
pub async fn start(
    vendor: &Vendor,
    (db, by): (&Db, By),
    filing: FilingId,
    open: impl AsyncFnOnce(&mut Tx<'_>) -> crate::error::Result<FaceCheckId>,
    ask: impl FnOnce(FaceCheckId) -> Ask,
) -> crate::error::Result<bool> {
    let check = db.write(by, open).await?;
    match vendor.begin(&ask(check)).await {
        Ok(session) => {
            let begun = async |tx: &mut Tx<'_>| service::begun(tx, filing, check, &session).await;
            db.write(by, begun).await?;
            Ok(true)
        }
        Err(trouble) => {
            tracing::warn!(%trouble, "the verification service begins no session");
            if matches!(trouble, Trouble::Refused(_)) {
                let why = Message::new("face-service-down");
                let drop = async |tx: &mut Tx<'_>| service::drop_session(tx, filing, check, &why).await;
                db.write(by, drop).await?;
            }
            Ok(false)
        }
    }
}

async fn call_of(call: RequestBuilder) -> Result<Vec<u8>, Trouble> {
    let later = |error: reqwest::Error| Trouble::Later(error.without_url().to_string());
    let answer = call.send().await.map_err(later)?;
    let status = answer.status().as_u16();
    match status {
        200 | 201 => start_of(answer, MOST).await.map_err(later),
        // A wrong secret or address is ours to mend: what waits goes on then.
        400..500 if ![401, 403, 404, 408, 425, 429].contains(&status) => Err(Trouble::Refused(status.to_string())),
        _ => Err(Trouble::Later(status.to_string())),
    }
}
