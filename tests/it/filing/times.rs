//! How long cases took, as the start page tells it once there are enough of them.

use chrono::TimeDelta;

use super::*;
use beian::clock;
use beian::db::Tx;
use beian::filing::kind::Kind;
use beian::filing::store::beside;
use beian::filing::store::times;
use beian::filing::times::Times;

/// Filings that were handed in twice and were 1, 2, … hours at the desk each time, and as many days at the bureau after five
/// days of codes, the last of them ending now.
async fn filings(world: &World, case: &Case, from: i32, to: i32) {
    let copies = format!(
        "insert into filings (id, ref, account_id, kind, province, entity_kind, entity_hash, state, round, first_submitted_at)
         select gen_random_uuid(), 'BA-' || lpad(n::text, 8, '0'), account_id, kind, province, entity_kind,
             decode(lpad(to_hex(n), 8, '0'), 'hex'), 'approved', 2, now()
         from filings, generate_series({from}, {to}) n where id = '{}';",
        case.id
    );
    let insert = |event: &str, before: &str| {
        format!(
            "insert into filing_events (id, filing_id, event, from_state, to_state, round, actor_kind, happened_at)
             select gen_random_uuid(), f.id, '{event}', 'draft', 'draft', turn, 'system', now() - ({before})
             from generate_series({from}, {to}) n join filings f on f.ref = 'BA-' || lpad(n::text, 8, '0'),
                 generate_series(1, 2) turn;"
        )
    };
    let sql = copies
        + &insert("submit", "interval '40 days' + n * interval '1 hour'")
        + &insert("accept", "interval '40 days'")
        + &insert("received", "(n + 5) * interval '1 day'")
        + &insert("verified", "n * interval '1 day'")
        + &insert("approve", "interval '0'");
    world.test_db.as_owner(&sql).await;
}

#[tokio::test]
async fn times_are_told_from_twenty_cases_on_of_the_same_province_and_kind() {
    let world = World::start().await;
    let case = world.a_draft(1).await;
    let measured = async |province: &str, kind: Option<Kind>| {
        let since = clock::now() - TimeDelta::days(365);
        world.db().write(Actor::Clock, async |tx| times::measure(tx.conn, since, 20).await).await.unwrap();
        let read = world.db().read(Actor::Visitor, async |tx| match kind {
            Some(kind) => times::of(tx.conn, province, kind).await,
            None => times::overall(tx.conn).await,
        });
        read.await.unwrap()
    };
    filings(&world, &case, 1, 19).await;
    assert_eq!(
        measured("110000", Some(Kind::Initial)).await,
        Times::default(),
        "nineteen cases say nothing, however often they came"
    );
    filings(&world, &case, 20, 21).await;
    for (province, kind) in [("110000", Some(Kind::Initial)), ("", None)] {
        let told = measured(province, kind).await;
        let (review, bureau) = (told.review.unwrap(), told.bureau.unwrap());
        assert_eq!((review.cases, review.half, review.most), (21, TimeDelta::hours(11), TimeDelta::hours(19)));
        assert_eq!((bureau.cases, bureau.half, bureau.most), (21, TimeDelta::days(11), TimeDelta::days(19)));
    }
    // The bureau had answered the day before.
    let late = "insert into bureau_records (id, filing_id, round, event, happened_on, recorded_at)
        select gen_random_uuid(), filing_id, round, 'approved', (happened_at at time zone 'Asia/Shanghai')::date - 1, happened_at
        from filing_events where event = 'approve'";
    world.test_db.as_owner(late).await;
    let half = measured("110000", Some(Kind::Initial)).await.bureau.unwrap().half;
    assert!((TimeDelta::days(10)..TimeDelta::days(11)).contains(&half), "{half}");
    for (province, kind) in [("330000", Kind::Initial), ("110000", Kind::Access)] {
        assert_eq!(measured(province, Some(kind)).await, Times::default(), "{kind} in {province}");
    }
    let own = measured("110000", Some(Kind::Initial)).await;
    let read = async |tx: &mut Tx<'_>| Ok(beside::load_owned(tx.conn, &case.reference, case.owner).await?.1.times);
    assert_eq!(world.db().read(case.applicant(), read).await.unwrap(), own, "its page tells the same");
}
