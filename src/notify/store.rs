//! The tables of notices and deliveries, and the part of an account that says where its messages go.

use data_encoding::BASE64;
use diesel::insert_into;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::facts::{Facts, FilingFacts};
use super::notice::{Channel, Notice, Secret, Secrets};
use crate::db::Tx;
use crate::error::Result;
use crate::schema::{accounts, deliveries, filings, notices};
use crate::text::Lang;
use crate::values::ids::{AccountId, FilingId, NoticeId, OutboxId};

/// Table and column under which an account's mail address is sealed; the row is the account's id.
pub const EMAIL_COLUMN: &str = "accounts.email";
/// Table and column under which an account's mobile is sealed; the row is the account's id.
pub const MOBILE_COLUMN: &str = "accounts.mobile";
/// Group under which the one-time part of a notice is sealed; the row is the notice's id.
const SECRET_COLUMN: &str = "notices.secret";

/// Where an account's messages go, without the addresses themselves.
#[derive(Debug, Clone, Copy)]
pub struct Reach {
    /// Language of its messages.
    pub lang: Lang,
    /// The account was closed: nothing goes out any more.
    pub is_closed: bool,
    /// The mail address was refused for good.
    pub is_email_refused: bool,
    /// There is a mobile, it is confirmed and was not refused for good.
    pub is_mobile_fit: bool,
    /// There is a mobile.
    pub has_mobile: bool,
}

/// How an account can be reached.
///
/// # Errors
/// When there is no such account or the database refuses.
pub async fn load_reach(tx: &mut Tx<'_>, account: AccountId) -> Result<Reach> {
    type Row = (String, bool, bool, bool, bool, bool);
    let (language, is_closed, is_email_refused, has_mobile, is_confirmed, is_mobile_refused): Row = accounts::table
        .find(account.uuid())
        .select((
            accounts::language,
            accounts::closed_at.is_not_null(),
            accounts::email_refused_at.is_not_null(),
            accounts::mobile_sealed.is_not_null(),
            accounts::mobile_confirmed_at.is_not_null(),
            accounts::mobile_refused_at.is_not_null(),
        ))
        .first(tx.conn)
        .await?;
    Ok(Reach {
        lang: Lang::from_code(&language).unwrap_or_default(),
        is_closed,
        is_email_refused,
        is_mobile_fit: has_mobile && is_confirmed && !is_mobile_refused,
        has_mobile,
    })
}

/// The public words for a filing.
///
/// # Errors
/// When there is no such filing or the database refuses.
pub async fn load_filing_facts(tx: &mut Tx<'_>, filing: FilingId) -> Result<FilingFacts> {
    let (reference, name) =
        filings::table.find(filing.uuid()).select((filings::ref_, filings::entity_name)).first(tx.conn).await?;
    Ok(FilingFacts { reference, name })
}

/// Writes a notice; its secrets are sealed under its id.
///
/// # Errors
/// When the database refuses.
pub async fn insert_notice(
    tx: &mut Tx<'_>,
    account: AccountId,
    filing: Option<(FilingId, FilingFacts)>,
    notice: Notice,
    lang: Lang,
) -> Result<NoticeId> {
    let id = NoticeId::new();
    let secrets = notice.secrets();
    let secret_sealed = (!secrets.is_empty()).then(|| seal(tx, id, &secrets)).transpose()?;
    let kind = notice.kind();
    let (filing_id, filing) = filing.unzip();
    let facts = Facts { notice, filing, secret_sealed };
    insert_into(notices::table)
        .values((
            notices::id.eq(id.uuid()),
            notices::account_id.eq(account.uuid()),
            notices::filing_id.eq(filing_id.map(FilingId::uuid)),
            notices::kind.eq(kind),
            notices::facts.eq(serde_json::to_value(&facts).map_err(anyhow::Error::from)?),
            notices::language.eq(lang.code()),
        ))
        .execute(tx.conn)
        .await?;
    Ok(id)
}

/// Writes that a notice goes by a channel, with the job that carries it.
///
/// # Errors
/// When the database refuses.
pub async fn insert_delivery(tx: &mut Tx<'_>, notice: NoticeId, channel: Channel, job: OutboxId) -> Result<()> {
    insert_into(deliveries::table)
        .values((
            deliveries::id.eq(Uuid::now_v7()),
            deliveries::notice_id.eq(notice.uuid()),
            deliveries::channel.eq(channel.code()),
            deliveries::outbox_id.eq(job.uuid()),
        ))
        .execute(tx.conn)
        .await?;
    Ok(())
}

#[derive(Serialize, Deserialize)]
struct SealedSecrets {
    path: Option<String>,
    code: Option<String>,
    mail_to: Option<String>,
    sms_to: Option<String>,
}

fn seal(tx: &Tx<'_>, id: NoticeId, secrets: &Secrets) -> Result<String> {
    let plain = |secret: &Option<Secret>| secret.as_ref().map(|secret| secret.reveal().to_owned());
    let json = SealedSecrets {
        path: plain(&secrets.path),
        code: plain(&secrets.code),
        mail_to: plain(&secrets.mail_to),
        sms_to: plain(&secrets.sms_to),
    };
    Ok(BASE64.encode(&tx.sealer.seal_json(SECRET_COLUMN, &json, id.uuid().as_bytes())?))
}
