//! The tables of notices and deliveries, and the part of an account that says where its messages go.

pub mod reminders;
pub mod told;

use chrono::{DateTime, Utc};
use data_encoding::BASE64;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Bytea, Uuid as SqlUuid};
use diesel::{insert_into, sql_query, update};
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::facts::{Facts, FilingFacts};
use super::notice::{Channel, Notice, Secret, Secrets, SmsWishes};
use crate::db::Tx;
use crate::db::kept::Kept;
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
    /// The mobile was refused for good.
    pub is_mobile_refused: bool,
    /// There is a mobile.
    pub has_mobile: bool,
    /// What comes by SMS too.
    pub wishes: SmsWishes,
}

/// How an account can be reached.
///
/// # Errors
/// When there is no such account or the database refuses.
pub async fn load_reach(tx: &mut Tx<'_>, account: AccountId) -> Result<Reach> {
    type Row = (String, bool, bool, bool, bool, bool, (bool, bool, bool));
    let (language, is_closed, is_email_refused, has_mobile, is_confirmed, is_mobile_refused, sms): Row =
        accounts::table
            .find(account.uuid())
            .select((
                accounts::language,
                accounts::closed_at.is_not_null(),
                accounts::email_refused_at.is_not_null(),
                accounts::mobile_sealed.is_not_null(),
                accounts::mobile_confirmed_at.is_not_null(),
                accounts::mobile_refused_at.is_not_null(),
                (accounts::sms_results, accounts::sms_reminders, accounts::sms_progress),
            ))
            .first(tx.conn)
            .await?;
    Ok(Reach {
        lang: Lang::from_code(&language).unwrap_or_default(),
        is_closed,
        is_email_refused,
        is_mobile_fit: has_mobile && is_confirmed && !is_mobile_refused,
        is_mobile_refused,
        has_mobile,
        wishes: SmsWishes { results: sms.0, reminders: sms.1, progress: sms.2 },
    })
}

/// The mobile to which an account's messages go; none while there is none that is confirmed and works.
///
/// # Errors
/// When the database refuses or it does not open.
pub async fn find_mobile(tx: &mut Tx<'_>, account: AccountId) -> Result<Option<Secret>> {
    let sealed: Option<Option<Vec<u8>>> = accounts::table
        .find(account.uuid())
        .filter(accounts::mobile_confirmed_at.is_not_null().and(accounts::mobile_refused_at.is_null()))
        .filter(accounts::closed_at.is_null())
        .select(accounts::mobile_sealed)
        .first(tx.conn)
        .await
        .optional()?;
    let open = |sealed: Vec<u8>| tx.sealer.open_text(MOBILE_COLUMN, &sealed, account.uuid().as_bytes());
    Ok(sealed.flatten().map(open).transpose()?.map(Secret::new))
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

/// A delivery that waits, with all it takes to send it. Lives only as long as the sending.
pub struct Outgoing {
    /// Which notice.
    pub notice: NoticeId,
    /// By which channel.
    pub channel: Channel,
    /// The language it was told in.
    pub lang: Lang,
    /// The frozen facts.
    pub facts: Facts,
    /// The one-time part.
    pub secrets: Secrets,
    /// When the person was told; the mail's date.
    pub told_at: DateTime<Utc>,
    /// Too late to be of any use.
    pub is_too_late: bool,
    /// Address or number; none when the account has none any more or is closed.
    pub to: Option<Secret>,
    /// The account, and its sealed address as it was read; none where another address stands in.
    own: Option<(AccountId, Vec<u8>)>,
    delivery: Uuid,
}

impl Outgoing {
    /// The account, where the message goes to its own address.
    pub fn own_account(&self) -> Option<AccountId> {
        self.own.as_ref().map(|(account, _)| *account)
    }
}

#[derive(Queryable)]
struct OutgoingRow {
    delivery: Uuid,
    facts: serde_json::Value,
    language: String,
    told_at: DateTime<Utc>,
    account: Uuid,
    email_sealed: Vec<u8>,
    mobile_sealed: Option<Vec<u8>>,
    is_closed: bool,
}

/// The waiting delivery that a job stands for; none when it was sent, or another job took its place.
///
/// # Errors
/// When the database refuses or a sealed value does not open.
pub async fn find_outgoing(
    tx: &mut Tx<'_>,
    notice: NoticeId,
    channel: Channel,
    job: OutboxId,
) -> Result<Option<Outgoing>> {
    let row: Option<OutgoingRow> = deliveries::table
        .inner_join(notices::table.inner_join(accounts::table))
        .filter(deliveries::notice_id.eq(notice.uuid()))
        .filter(deliveries::channel.eq(channel.code()))
        .filter(deliveries::outbox_id.eq(job.uuid()))
        .filter(deliveries::state.eq("waiting"))
        .select((
            deliveries::id,
            notices::facts,
            notices::language,
            notices::created_at,
            accounts::id,
            accounts::email_sealed,
            accounts::mobile_sealed,
            accounts::closed_at.is_not_null(),
        ))
        .first(tx.conn)
        .await
        .optional()?;
    let Some(row) = row else { return Ok(None) };
    let facts: Facts = serde_json::from_value(row.facts)?;
    let secrets = open(tx, notice, &facts)?;
    let age = tx.ctx.now - row.told_at;
    let is_too_late = facts.notice.useless_after_minutes().is_some_and(|most| age.num_minutes() >= i64::from(most));
    let account = AccountId::from_uuid(row.account);
    let (other, column, sealed) = match channel {
        Channel::Mail => (secrets.mail_to.clone(), EMAIL_COLUMN, Some(row.email_sealed)),
        Channel::Sms => (secrets.sms_to.clone(), MOBILE_COLUMN, row.mobile_sealed),
    };
    let own = sealed.filter(|_| other.is_none() && !row.is_closed);
    let to = match (&other, &own) {
        (Some(_), _) => other,
        (None, Some(sealed)) => Some(Secret::new(tx.sealer.open_text(column, sealed, row.account.as_bytes())?)),
        (None, None) => None,
    };
    Ok(Some(Outgoing {
        notice,
        channel,
        lang: Lang::from_code(&row.language).unwrap_or_default(),
        facts,
        secrets,
        told_at: row.told_at,
        is_too_late,
        to,
        own: own.map(|sealed| (account, sealed)),
        delivery: row.delivery,
    }))
}

/// Writes an attempt's answer: the delivery's state, and a failed or new attempt's words. False when the delivery no
/// longer waits: another worker was quicker.
///
/// # Errors
/// When the database refuses.
pub async fn update_delivery(tx: &mut Tx<'_>, out: &Outgoing, state: &str, words: &str) -> Result<bool> {
    let sent_at = (state == "sent").then_some(tx.ctx.now);
    let rows = update(deliveries::table.find(out.delivery).filter(deliveries::state.eq("waiting")))
        .set((
            deliveries::state.eq(state),
            deliveries::attempts.eq(deliveries::attempts + 1),
            deliveries::last_answer.eq(words),
            deliveries::sent_at.eq(sent_at),
        ))
        .execute(tx.conn)
        .await?;
    Ok(rows == 1)
}

/// Marks the account's own address as refused for good, or, after a message got through, as working again. An address
/// that was changed in between is left alone.
///
/// # Errors
/// When the database refuses.
pub async fn mark_address(tx: &mut Tx<'_>, out: &Outgoing, is_refused: bool) -> Result<()> {
    const MAIL: &str = "update accounts set email_refused_at = case when $3 then now() end
         where id = $1 and email_sealed = $2 and (email_refused_at is not null) <> $3";
    const SMS: &str = "update accounts set mobile_refused_at = case when $3 then now() end
         where id = $1 and mobile_sealed = $2 and (mobile_refused_at is not null) <> $3";
    let Some((account, sealed)) = &out.own else { return Ok(()) };
    let sql = match out.channel {
        Channel::Mail => MAIL,
        Channel::Sms => SMS,
    };
    Kept(sql_query(sql).bind::<SqlUuid, _>(account.uuid()).bind::<Bytea, _>(sealed).bind::<Bool, _>(is_refused))
        .execute(tx.conn)
        .await?;
    Ok(())
}

/// Wipes the one-time part once no delivery of the notice waits any more.
///
/// # Errors
/// When the database refuses.
pub async fn wipe_secret(tx: &mut Tx<'_>, notice: NoticeId) -> Result<()> {
    Kept(
        sql_query(
            "update notices set facts = facts - 'secret_sealed' where id = $1 and facts ? 'secret_sealed'
         and not exists (select 1 from deliveries d where d.notice_id = $1 and d.state = 'waiting')",
        )
        .bind::<SqlUuid, _>(notice.uuid()),
    )
    .execute(tx.conn)
    .await?;
    Ok(())
}

/// Whether a notice goes, or went, by a channel.
///
/// # Errors
/// When the database refuses.
pub async fn has_delivery(tx: &mut Tx<'_>, notice: NoticeId, channel: Channel) -> Result<bool> {
    let query = deliveries::table
        .filter(deliveries::notice_id.eq(notice.uuid()))
        .filter(deliveries::channel.eq(channel.code()));
    Ok(diesel::select(diesel::dsl::exists(query)).get_result(tx.conn).await?)
}

fn open(tx: &Tx<'_>, id: NoticeId, facts: &Facts) -> Result<Secrets> {
    let Some(sealed) = &facts.secret_sealed else { return Ok(Secrets::default()) };
    let sealed = BASE64.decode(sealed.as_bytes()).map_err(anyhow::Error::from)?;
    let plain: SealedSecrets = tx.sealer.open_json(SECRET_COLUMN, &sealed, id.uuid().as_bytes())?;
    Ok(Secrets {
        path: plain.path.map(Secret::new),
        code: plain.code.map(Secret::new),
        mail_to: plain.mail_to.map(Secret::new),
        sms_to: plain.sms_to.map(Secret::new),
    })
}
