//! Asks outside what is on record of who begins a filing, where a system can be asked.

use actix_web::HttpRequest;
use actix_web::web::Data;

use crate::auth::throttle::{self, Scope};
use crate::error::{Error, Result};
use crate::filing::application::TypeCheck;
use crate::filing::service;
use crate::registry::lookup::{Question, Told};
use crate::registry::service::told::Outside;
use crate::web::{App, Applicant};

/// What was told; nothing where nobody can be asked, or where this account asked too often.
///
/// # Errors
/// When the database refuses.
pub async fn ask(
    req: &HttpRequest,
    app: &App,
    applicant: &Applicant,
    check: &TypeCheck,
) -> Result<Vec<(Question, Told)>> {
    let Some(outside) = req.app_data::<Data<dyn Outside>>() else { return Ok(Vec::new()) };
    let questions = app.db.read(applicant.actor(), async |tx| service::questions(tx, check).await).await?;
    if questions.is_empty() {
        return Ok(Vec::new());
    }
    let account = applicant.account.to_string();
    let counted = app.db.write(applicant.by(), async |tx| throttle::attempt(tx, Scope::StatusAccount, &account).await);
    match counted.await {
        Err(Error::TooMany(_)) => return Ok(Vec::new()),
        other => other?,
    }
    let answers = outside.ask(&questions).await;
    Ok(questions.iter().cloned().zip(answers).filter_map(|(question, told)| Some((question, told?))).collect())
}
