//! A database, a mailbox, a worker, and accounts to tell things to.

use std::time::Duration;

use beian::error::Result;
use beian::notify::notice::Channel;
use beian::notify::store::{EMAIL_COLUMN, MOBILE_COLUMN};
use beian::notify::{Notice, service::tell};
use beian::schema::{accounts, deliveries, filings, notices};
use beian::text::Lang;
use beian::values::actor::Actor;
use beian::values::ids::{AccountId, FilingId, NoticeId};
use beian::worker::{self, Worker};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel::{insert_into, sql_query};
use diesel_async::RunQueryDsl;

use crate::support::database::TestDb;
use crate::support::mailbox::TestMailbox;

/// Everything a message needs.
pub struct House {
    pub test: TestDb,
    pub mail: TestMailbox,
}

/// Somebody with mail, confirmed mobile and a filing.
pub struct Person {
    pub account: AccountId,
    pub filing: FilingId,
    pub reference: String,
    pub email: String,
    pub mobile: String,
}

impl House {
    pub async fn open() -> Self {
        let test = TestDb::start().await;
        let mail = TestMailbox::start(&test.url).await;
        Self { test, mail }
    }

    pub fn worker(&self) -> Worker {
        worker::standard(&self.mail.config, self.test.db.clone()).unwrap()
    }

    /// A person; `n` makes address, number and reference.
    pub async fn person(&self, n: u32, lang: Lang) -> Person {
        let person = Person {
            account: AccountId::new(),
            filing: FilingId::new(),
            reference: format!("BA-TEST{n:04}"),
            email: format!("person{n}@example.cn"),
            mobile: format!("1380000{n:04}"),
        };
        let by = Actor::Applicant(person.account);
        self.test.db.write(by, async |tx| insert(tx, &person, lang).await).await.unwrap();
        person
    }

    pub async fn tell(&self, person: &Person, notice: Notice) -> NoticeId {
        let filing = notice.is_about_filing().then_some(person.filing);
        self.test.db.write(Actor::Clock, async |tx| tell(tx, person.account, filing, notice).await).await.unwrap()
    }

    /// State of a delivery; none where the notice does not go by this channel.
    pub async fn delivery(&self, notice: NoticeId, channel: Channel) -> Option<(String, Option<String>)> {
        let find = async |tx: &mut beian::db::Tx<'_>| -> Result<_> {
            Ok(deliveries::table
                .filter(deliveries::notice_id.eq(notice.uuid()).and(deliveries::channel.eq(channel.code())))
                .select((deliveries::state, deliveries::last_answer))
                .first(tx.conn)
                .await
                .optional()?)
        };
        self.test.db.read(Actor::Clock, find).await.unwrap()
    }

    /// The stored facts of a notice, as text.
    pub async fn facts(&self, notice: NoticeId) -> String {
        let find = async |tx: &mut beian::db::Tx<'_>| -> Result<serde_json::Value> {
            Ok(notices::table.find(notice.uuid()).select(notices::facts).first(tx.conn).await?)
        };
        self.test.db.read(Actor::Clock, find).await.unwrap().to_string()
    }

    /// One number by SQL.
    pub async fn count(&self, sql: &str) -> i64 {
        #[derive(QueryableByName)]
        struct Count {
            #[diesel(sql_type = BigInt)]
            count: i64,
        }
        let ask = async |tx: &mut beian::db::Tx<'_>| -> Result<i64> {
            Ok(sql_query(sql).get_result::<Count>(tx.conn).await?.count)
        };
        self.test.db.read(Actor::Clock, ask).await.unwrap()
    }

    /// Lets every wait and every lease be over.
    pub async fn time_passes(&self) {
        self.test
            .as_owner(
                "update outbox set run_at = now(), leased_until = case when leased_until is null then null else now() - interval '1 s' end
                 where finished_at is null",
            )
            .await;
    }

    /// Somebody works on where workers died.
    pub async fn works_on(&self) {
        // Twice: the server may have committed a dead worker's lease just after time had passed.
        for _ in 0..2 {
            tokio::time::sleep(Duration::from_millis(200)).await;
            self.time_passes().await;
            self.worker().run_until_idle().await.unwrap();
        }
    }

    pub async fn close(self) {
        self.mail.stop().await;
    }
}

async fn insert(tx: &mut beian::db::Tx<'_>, person: &Person, lang: Lang) -> Result<()> {
    let row = person.account.uuid();
    insert_into(accounts::table)
        .values((
            accounts::id.eq(row),
            accounts::email_sealed.eq(tx.sealer.seal_text(EMAIL_COLUMN, &person.email, row.as_bytes())?),
            accounts::email_hash.eq(tx.sealer.search_hash("email", person.email.as_bytes()).to_vec()),
            accounts::mobile_sealed.eq(Some(tx.sealer.seal_text(MOBILE_COLUMN, &person.mobile, row.as_bytes())?)),
            accounts::password_hash.eq("none"),
            accounts::language.eq(lang.code()),
            accounts::email_confirmed_at.eq(Some(tx.ctx.now)),
            accounts::mobile_confirmed_at.eq(Some(tx.ctx.now)),
        ))
        .execute(tx.conn)
        .await?;
    insert_into(filings::table)
        .values((
            filings::id.eq(person.filing.uuid()),
            filings::ref_.eq(&person.reference),
            filings::account_id.eq(row),
            filings::kind.eq("INITIAL"),
            filings::province.eq("110000"),
            filings::entity_kind.eq(4),
            filings::entity_name.eq(Some("示例（北京）科技有限公司")),
            filings::entity_hash.eq(row.as_bytes().to_vec()),
            filings::state.eq("draft"),
        ))
        .execute(tx.conn)
        .await?;
    Ok(())
}
