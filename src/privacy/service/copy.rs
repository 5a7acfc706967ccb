//! What an account gave, for its owner to take along: every form as it was written, every paper as it is kept.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate};
use serde_json::{Value, json};

use crate::account::store as accounts;
use crate::audit::{self, Action, Event, Subject};
use crate::auth::throttle::{self, Scope};
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::Result;
use crate::filing::state::Filing;
use crate::filing::store as filings;
use crate::hosting::service as hosting;
use crate::liveness::store as faces;
use crate::material::client::StoredPicture;
use crate::material::material::{Material, Size};
use crate::material::store as materials;
use crate::privacy::store::{self, Around};
use crate::recognition::store as readings;
use crate::reference::book;
use crate::registry::entity::EntityName;
use crate::registry::store as registry;
use crate::text::Lang;
use crate::values::IpRange;
use crate::values::ids::{AccountId, MaterialId};

/// A file of the copy.
#[derive(Clone)]
pub struct Part {
    /// Its name within the copy.
    pub name: String,
    /// What is in it.
    pub content: Content,
}

/// What is in a file of the copy.
#[derive(Clone)]
pub enum Content {
    /// This.
    Json(Value),
    /// A picture of the storage, read when its turn comes.
    Picture(StoredPicture),
}

/// The files of an account's copy. Taking it is audited, and the password that was asked for it was right.
///
/// # Errors
/// When the database refuses or a sealed value does not open.
pub async fn take(tx: &mut Tx<'_>, id: AccountId) -> Result<Vec<Part>> {
    throttle::forget(tx, Scope::PasswordAccount, &id.to_string()).await?;
    let mut parts = vec![Part { name: "account.json".to_owned(), content: Content::Json(account(tx, id).await?) }];
    for filing in filings::list_for_account(tx.conn, id, None, i64::MAX).await? {
        add_filing(tx, &filing, &mut parts).await?;
    }
    let event = Event::new(Action::DataCopied, Subject::account(id));
    audit::record(tx, event.detail(format!("{} files", parts.len()))).await?;
    Ok(parts)
}

async fn account(tx: &mut Tx<'_>, id: AccountId) -> Result<Value> {
    let own = accounts::load(tx, id).await?;
    let mut asked = Vec::new();
    for lookup in filings::lookups::list_of_account(tx, id, DateTime::UNIX_EPOCH, i64::MAX).await? {
        asked.push(json!({
            "asked": lookup.asked, "asked_at": lookup.asked_at, "answered_at": lookup.answered_at,
        }));
    }
    let offers = hosting::offers(tx, id, None).await?;
    let servers = offers.iter().map(|offer| {
        let own = &offer.instance;
        let addresses: Vec<String> = own.addresses.iter().map(IpRange::to_string).collect();
        json!({
            "id": own.code, "product": own.product, "region": own.region, "addresses": addresses,
            "starts_on": own.starts_on, "ends_on": own.ends_on,
        })
    });
    let received = hosting::show::received(tx, id).await?;
    let numbers: Vec<String> = received.iter().map(|one| one.number.number.to_string()).collect();
    Ok(json!({
        "email": own.email, "mobile": own.mobile,
        "sms": { "results": own.wishes.results, "reminders": own.wishes.reminders, "progress": own.wishes.progress },
        "consents": store::list_consents(tx.conn, id).await?,
        "look_ups": asked,
        "servers": servers.collect::<Vec<_>>(),
        "service_numbers_received": numbers,
        "records": records(tx, id).await?,
        "sessions": store::list_sessions(tx, id).await?,
        "messages": store::list_around(tx.conn, Around::Messages, id.uuid()).await?,
        "kept": kept(china_day(tx.ctx.now)),
    }))
}

/// How long each kind of data is kept after its end, and on what ground: what goes at once, and what the law keeps.
fn kept(on: NaiveDate) -> Vec<Value> {
    let rows = book().limit_rows(on).into_iter().filter(|row| row.key.starts_with("retention_"));
    let told = rows.map(|row| {
        let grounds = book().sources_of(&row.source, on);
        let names = |lang: Lang| grounds.iter().map(|ground| ground.name(lang)).collect::<Vec<_>>();
        json!({
            "zh": row.zh, "en": row.en, "kept_for": format!("{} {}", row.value, row.unit),
            "ground_zh": names(Lang::Zh), "ground_en": names(Lang::En),
        })
    });
    told.collect()
}

async fn records(tx: &mut Tx<'_>, id: AccountId) -> Result<Vec<Value>> {
    let mut records = Vec::new();
    for entity in registry::list_entities(tx, id).await? {
        let mut websites = Vec::new();
        for website in registry::list_websites(tx, entity.id).await? {
            websites.push(json!({
                "number": website.number, "name": website.name, "home_url": website.home_url,
                "domains": website.domains, "details": website.details, "filed_on": website.filed_on,
                "cancelled_on": website.cancelled_on, "psb_number": website.psb_number,
                "has_income": website.has_income, "licence_number": website.licence_number,
            }));
        }
        let (EntityName::Organisation(name) | EntityName::Individual(name)) = &entity.name;
        records.push(json!({
            "number": entity.number, "name": name, "details": entity.details, "filed_on": entity.filed_on,
            "cancelled_on": entity.cancelled_on, "websites": websites,
        }));
    }
    Ok(records)
}

/// A filing in a folder of its own: what was written, what was handed in, and the papers of both.
async fn add_filing(tx: &mut Tx<'_>, filing: &Filing, parts: &mut Vec<Part>) -> Result<()> {
    let folder = format!("filings/{}", filing.reference);
    let drafts = filings::drafts::list(tx, filing.id).await?;
    let drafts: Vec<Value> = drafts
        .iter()
        .map(|draft| json!({ "part": draft.part.to_string(), "content": without_secrets(&draft.content), "saved_at": draft.saved_at }))
        .collect();
    let mut papers: BTreeSet<MaterialId> =
        materials::list_current(tx, filing.id).await?.iter().map(|paper| paper.id).collect();
    let mut rounds = Vec::new();
    for round in 1..=filing.round {
        let Some(handed_in) = filings::submissions::find(tx, filing.id, round).await? else { continue };
        papers.extend(handed_in.papers.values().flatten().map(|id| MaterialId::from_uuid(*id)));
        rounds.push(json!({
            "round": round, "submitted_at": handed_in.submitted_at, "declaration": handed_in.declaration,
            "content": without_secrets(&serde_json::to_value(&handed_in.frozen).map_err(anyhow::Error::from)?),
        }));
    }
    // That somebody was verified, and how: never their face, nor what was said of it.
    let verified: Vec<Value> = faces::list(tx, filing.id)
        .await?
        .iter()
        .map(|check| {
            json!({
                "place": check.slot, "method": check.method, "state": check.state, "begun_at": check.asked_at,
                "given_at": check.given_at, "judged_at": check.judged.as_ref().map(|judged| judged.at),
                "erased_at": check.clip.as_ref().and_then(|clip| clip.erased_at),
            })
        })
        .collect();
    let written = json!({
        "reference": filing.reference.to_string(), "kind": filing.kind.code(), "province": filing.province,
        "state": filing.state.code().code(), "written": drafts, "handed_in": rounds,
        "verified": verified,
        "links": store::list_around(tx.conn, Around::Links, filing.id.uuid()).await?,
        "uploads_under_way": store::list_around(tx.conn, Around::Uploads, filing.id.uuid()).await?,
    });
    parts.push(Part { name: format!("{folder}/filing.json"), content: Content::Json(written) });
    let papers: Vec<MaterialId> = papers.into_iter().collect();
    for paper in materials::list_by_ids(tx, &papers).await? {
        add_paper(tx, &folder, &paper, parts).await?;
    }
    Ok(())
}

/// A copy lies about on disks: it holds no filing password, not even its hash.
fn without_secrets(content: &Value) -> Value {
    match content {
        Value::Object(fields) => {
            let kept = fields.iter().filter(|(name, _)| *name != "filing_password");
            Value::Object(kept.map(|(name, value)| (name.clone(), without_secrets(value))).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(without_secrets).collect()),
        other => other.clone(),
    }
}

async fn add_paper(tx: &mut Tx<'_>, folder: &str, paper: &Material, parts: &mut Vec<Part>) -> Result<()> {
    let slot = paper.slot.replace('/', "-");
    let at = paper.created_at.format("%Y%m%d-%H%M%S");
    for page in &paper.pages {
        let (picture, _) = materials::load_picture(tx.conn, paper.filing, paper.id, page.number, Size::Full).await?;
        let name = format!("{folder}/papers/{slot}-{at}-{}.jpg", page.number);
        parts.push(Part { name, content: Content::Picture(picture) });
    }
    let read = readings::list(tx, &[paper.id]).await?.remove(&paper.id).unwrap_or_default();
    let read: Vec<Value> = read
        .iter()
        .filter(|read| !read.reading.fields.is_empty())
        .map(|read| json!({ "page": read.page, "read": read.reading }))
        .collect();
    if !read.is_empty() {
        parts
            .push(Part { name: format!("{folder}/papers/{slot}-{at}-read.json"), content: Content::Json(json!(read)) });
    }
    Ok(())
}
