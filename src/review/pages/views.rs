//! Naming a filter of the queue, sharing it, taking it away.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use uuid::Uuid;

use super::queue;
use crate::error::{Error, Result};
use crate::paths;
use crate::review::queue::{FilterText, Tab};
use crate::review::store::views;
use crate::text::Message;
use crate::values::free_text::Line;
use crate::web::flash::see_other_with;
use crate::web::{App, Officer, PostForm};

/// What is posted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ViewForm {
    act: String,
    id: String,
    name: String,
    shared: String,
    tab: String,
    province: Option<String>,
    whose: Option<String>,
    round: Option<String>,
}

/// Names the filter that is shown, or takes a named one away.
pub async fn save(
    req: HttpRequest,
    app: Data<App>,
    officer: Officer,
    form: PostForm<ViewForm>,
) -> Result<HttpResponse> {
    let form = form.0;
    let text = FilterText { tab: form.tab, province: form.province, whose: form.whose, round: form.round };
    let tab = Tab::from_code(&text.tab).unwrap_or_default();
    let filter = text.filter();
    let here = format!("{}?{}", paths::office::queue(), filter.query(tab));
    let me = officer.staff;
    if form.act == "remove" {
        let id: Uuid = form.id.parse().map_err(|_| Error::NotFound)?;
        app.db.write(officer.by(), async |tx| views::remove(tx.conn, me, id).await).await?;
        return Ok(see_other_with(&req, here, "review-view-removed"));
    }
    let is_shared = form.shared == "yes";
    let name = match Line::<1, 40>::parse(&form.name) {
        Ok(name) => name,
        Err(message) => return queue::unnamed(&req, &app, &officer, text, (form.name, is_shared), message).await,
    };
    let is_kept = app
        .db
        .write(officer.by(), async |tx| {
            let is_full = views::count(tx.conn, me).await? >= views::MOST;
            if !is_full {
                views::put(tx, me, name.as_str(), (tab, &filter), is_shared).await?;
            }
            Ok(!is_full)
        })
        .await?;
    if is_kept {
        Ok(see_other_with(&req, here, "review-view-saved"))
    } else {
        let message = Message::new("review-view-too-many");
        queue::unnamed(&req, &app, &officer, text, (form.name, is_shared), message).await
    }
}
