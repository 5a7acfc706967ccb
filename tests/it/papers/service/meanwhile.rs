//! A result that comes while the filing changes: one after the other, in one order.

use beian::liveness::store::About;
use tokio_postgres::Client;

use super::*;
use crate::support::filings;

/// Somebody who changes a filing and is not done.
struct Holder {
    client: Client,
    pid: i32,
}

impl Holder {
    async fn of(house: &House, owner: &Owner) -> Self {
        let client = house.program.database.client().await;
        let take = format!("begin; select id from filings where id = '{}' for update", owner.id);
        client.batch_execute(&take).await.unwrap();
        let pid = client.query_one("select pg_backend_pid()", &[]).await.unwrap().get(0);
        Self { client, pid }
    }

    /// Waits until somebody else waits for them.
    async fn is_waited_for(&self, house: &House) {
        let waiting = format!(
            "select (count(*) > 0)::text from pg_stat_activity where {} = any(pg_blocking_pids(pid))",
            self.pid
        );
        until(house, &waiting, "true").await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_result_waits_for_who_changes_the_filing_and_holds_nothing_meanwhile() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    let about = About { filing: owner.id, person: vec![7; 32], slot: SLOT.to_owned(), round: 1 };
    let begins = async |tx: &mut Tx<'_>| liveness::begin_session(tx, &about, None, "1").await;
    let session = house.db.write(Actor::Applicant(owner.account), begins).await.unwrap();
    let holder = Holder::of(&house, &owner).await;
    let goes_on = async {
        holder.is_waited_for(&house).await;
        let tries = holder.client.query("select id from face_checks for update nowait", &[]).await.unwrap();
        assert_eq!(tries.len(), 1);
        holder.client.batch_execute("commit").await.unwrap();
    };
    let ends = async |tx: &mut Tx<'_>| liveness::settle(tx, owner.id, session, Verdict::Matches).await;
    let (settled, ()) = tokio::join!(house.db.write(Actor::Clock, ends), goes_on);
    settled.unwrap();
    assert_eq!(house.text("select state from face_checks").await, "matches");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_handed_in_is_judged_after_a_result_that_came_meanwhile() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    filings::verified(&house.db, &house.filing(&owner.reference).await).await;
    let check = owner.at("check");
    let before = owner.get(&check).await;
    assert!(!before.says("filing-face-way"));
    let version = before.hidden("version");
    let holder = Holder::of(&house, &owner).await;
    let differs = async {
        holder.is_waited_for(&house).await;
        holder.client.batch_execute("update face_checks set state = 'differs'; commit").await.unwrap();
    };
    let fields = [("version", version.as_str()), ("declared", "yes")];
    let (answer, ()) = tokio::join!(owner.post(&check, &fields), differs);
    answer.must_say("filing-face-way");
}
