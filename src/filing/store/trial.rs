//! Filings that run, many at a time: what a rule is tried on.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;
use serde::Deserialize;
use uuid::Uuid;

use super::{drafts, submissions};
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::Result;
use crate::filing::application::{Application, Content, Drafts, Recorded};
use crate::filing::kind::Kind;
use crate::filing::section::{Part, Section};
use crate::filing::state::StateCode;
use crate::filing::trial::Opened;
use crate::schema::{drafts as drafts_t, filings, submissions as submissions_t};
use crate::sealing::Sealer;
use crate::values::ids::{AccountId, EntityId, FilingId, WebsiteId};

/// Which filings a rule is for, as far as columns tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Division code of the province; none is everywhere.
    pub province: Option<String>,
    /// Kinds of filing by code; empty is all.
    pub kinds: Vec<String>,
}

/// A filing by its columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Row id.
    pub id: FilingId,
    /// What people quote.
    pub reference: String,
    /// Where it stands.
    pub state: StateCode,
    /// Which kind.
    pub kind: Kind,
    /// Division code of the province.
    pub province: String,
    /// Code of the kind of entity.
    pub entity_kind: String,
    /// The day on which it was first handed in: it keeps the rules of that day.
    pub handed_in_on: Option<NaiveDate>,
    /// Keyed hash of the certificate of its entity.
    pub entity_hash: Vec<u8>,
    /// What it is about.
    pub about: About,
}

/// What on record a filing is about, and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About {
    /// Which kind of filing.
    pub kind: Kind,
    /// Whose.
    pub owner: AccountId,
    /// The entity.
    pub entity: Option<EntityId>,
    /// One of its websites.
    pub website: Option<WebsiteId>,
}

/// Filings that run, in the order of their ids, after one of them.
///
/// # Errors
/// When the database refuses.
pub async fn heads(tx: &mut Tx<'_>, which: &Selection, after: Option<FilingId>, limit: usize) -> Result<Vec<Head>> {
    type Ids = (Uuid, Uuid, Option<Uuid>, Option<Uuid>);
    type Row = (Ids, String, String, String, String, i32, Option<DateTime<Utc>>, Vec<u8>);
    let mut query = filings::table
        .select((
            (filings::id, filings::account_id, filings::entity_id, filings::website_id),
            filings::ref_,
            filings::state,
            filings::kind,
            filings::province,
            filings::entity_kind,
            filings::first_submitted_at,
            filings::entity_hash,
        ))
        // As the index has it.
        .filter(sql::<Bool>("state not in ('approved', 'withdrawn', 'expired')"))
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(filings::id.gt(after.uuid()));
    }
    if let Some(province) = &which.province {
        query = query.filter(filings::province.eq(province));
    }
    if !which.kinds.is_empty() {
        query = query.filter(filings::kind.eq_any(&which.kinds));
    }
    let rows: Vec<Row> = query.order(filings::id).limit(i64::try_from(limit).unwrap_or(i64::MAX)).load(tx.conn).await?;
    let head = |row: Row| {
        let ((id, owner, entity, website), reference, state, kind, province, entity_kind, handed_in, entity_hash) = row;
        let kind = Kind::from_code(&kind)?;
        let (entity, website) = (entity.map(EntityId::from_uuid), website.map(WebsiteId::from_uuid));
        Some(Head {
            id: FilingId::from_uuid(id),
            reference,
            state: StateCode::from_code(&state)?,
            kind,
            province,
            entity_kind: entity_kind.to_string(),
            handed_in_on: handed_in.map(china_day),
            entity_hash,
            about: About { kind, owner: AccountId::from_uuid(owner), entity, website },
        })
    };
    Ok(rows.into_iter().filter_map(head).collect())
}

/// The content of a filing, sealed: the round that was handed in last, or the drafts of one that never was.
#[derive(Default)]
pub struct Sealed {
    round: Option<(Uuid, Vec<u8>)>,
    drafts: Vec<(Part, Vec<u8>)>,
    /// What is on record: drafts hold only what changes.
    pub record: Option<Box<Recorded>>,
}

/// Of a round only what was valid: the forms beside it are passed over.
#[derive(Deserialize)]
struct Round {
    application: Application,
}

impl Sealed {
    /// Opens it: only arithmetic, so it may be done beside the connection.
    ///
    /// # Errors
    /// When something does not open or fit.
    pub fn open(self, sealer: &Sealer, head: &Head) -> Result<Opened> {
        if let Some((id, sealed)) = self.round {
            let Round { application } = sealer.open_json(submissions::GROUP, &sealed, id.as_bytes())?;
            let drafts = Drafts { record: self.record, ..application.to_drafts() };
            return Ok(Opened { content: Some(Content::from(&application)), drafts });
        }
        let mut forms = Drafts { kind: head.kind, record: self.record, ..Drafts::default() };
        for (part, sealed) in self.drafts {
            let content = sealer.open_json(drafts::GROUP, &sealed, &drafts::seal_row(head.id, part))?;
            forms.put(part, content)?;
        }
        forms.borrow_record();
        forms.entity_person = forms.entity_person();
        Ok(Opened { drafts: forms, content: None })
    }
}

/// The contents of some filings, in their order.
///
/// # Errors
/// When the database refuses.
pub async fn contents(tx: &mut Tx<'_>, heads: &[&Head]) -> Result<Vec<Sealed>> {
    let (rounds, typed): (Vec<&Head>, Vec<&Head>) = heads.iter().copied().partition(|head| head.handed_in_on.is_some());
    let ids = |heads: Vec<&Head>| heads.into_iter().map(|head| head.id.uuid()).collect::<Vec<Uuid>>();
    let rounds: Vec<(Uuid, Uuid, Vec<u8>)> = submissions_t::table
        .inner_join(filings::table)
        .filter(submissions_t::filing_id.eq_any(ids(rounds)).and(submissions_t::round.eq(filings::round)))
        .select((submissions_t::filing_id, submissions_t::id, submissions_t::content_sealed))
        .load(tx.conn)
        .await?;
    let typed: Vec<(Uuid, String, i32, Vec<u8>)> = drafts_t::table
        .filter(drafts_t::filing_id.eq_any(ids(typed)))
        .select((drafts_t::filing_id, drafts_t::section, drafts_t::ordinal, drafts_t::content_sealed))
        .load(tx.conn)
        .await?;
    let mut all: HashMap<Uuid, Sealed> = HashMap::with_capacity(heads.len());
    for (filing, id, sealed) in rounds {
        all.entry(filing).or_default().round = Some((id, sealed));
    }
    for (filing, section, ordinal, sealed) in typed {
        let part = Section::from_code(&section).zip(u32::try_from(ordinal).ok());
        let part = part.and_then(|(section, ordinal)| Part::new(section, ordinal));
        all.entry(filing).or_default().drafts.extend(part.map(|part| (part, sealed)));
    }
    Ok(heads.iter().map(|head| all.remove(&head.id.uuid()).unwrap_or_default()).collect())
}
