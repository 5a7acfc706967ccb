//! The lists of the desk over many filings: a page reads about as many rows as it shows, a count stops at its cap.

use beian::db::Tx;
use beian::error::Result;
use beian::review::due::{Cutoffs, bureaus_late};
use beian::review::queue::{Filter, Tab, Whose};
use beian::review::search::Query;
use beian::review::store::counts::{self, MOST_COUNTED};
use beian::review::store::queue::{self, After, Scope};
use beian::review::store::search::{self, Slice};
use beian::values::ids::StaffId;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl as _;

use super::*;
use crate::support::database::TestDb;
use crate::support::people::a_person_of_staff;

/// Forty thousand filings as they are after some years: most of them closed, some thousands with somebody.
async fn forty_thousand(test_db: &TestDb, reviewer: StaffId) {
    let day = beian::clock::china_day(beian::clock::now());
    let provinces: Vec<String> =
        beian::reference::book().provinces(day).iter().map(|row| format!("'{}'", row.code)).collect();
    let sql = format!(
        "insert into accounts (id, email_sealed, email_hash, password_hash)
             values ('00000000-0000-7000-8000-000000000001', '\\x01', '\\x01', '');
         insert into filings (id, ref, account_id, kind, province, entity_kind, entity_name, entity_hash, state,
             reviewer_id, until, round, first_submitted_at, submitted_at, state_since)
         select gen_random_uuid(), 'BA-' || translate(upper(lpad(to_hex(n), 8, '0')), 'ILOU', 'JKMN'),
             '00000000-0000-7000-8000-000000000001', 'INITIAL', province, 1, case when n % 3 > 0 then 'name ' || n end,
             decode(lpad(to_hex(n), 8, '0'), 'hex'), state, case when state = 'in_review' then '{reviewer}'::uuid end,
             case when state in ('awaiting_mail', 'verifying') then now() end, 1 + (n % 4 = 0)::int, at, at, at
         from (select n, now() - (40000 - n) * interval '10 minutes' as at,
                   (array[{}])[1 + n % {}] as province,
                   case n % 20 when 0 then 'submitted' when 1 then 'verifying' when 2 then 'bureau_review'
                       when 3 then 'ready_to_send' when 4 then 'awaiting_mail'
                       else case when n % 2000 = 5 then 'in_review' else 'approved' end end as state
               from generate_series(1, 40000) n) made;
         analyze filings",
        provinces.join(","),
        provinces.len(),
    );
    test_db.as_owner(&sql).await;
}

#[derive(diesel::QueryableByName)]
struct Rows {
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

/// Rows of filings that this connection read since its numbers were last handed in: only differences mean something.
async fn rows_read(tx: &mut Tx<'_>) -> Result<i64> {
    let read = "select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) as rows
                from pg_stat_xact_user_tables where relname = 'filings'";
    let read: Rows = diesel::sql_query(read).get_result(tx.conn).await?;
    Ok(read.rows)
}

#[tokio::test]
async fn no_list_of_the_desk_reads_all_filings() {
    let test_db = TestDb::start().await;
    let lin = a_person_of_staff(&test_db, "lin", Role::Specialist, &[]).await;
    let staff = StaffId::from_uuid(lin.id().unwrap());
    forty_thousand(&test_db, staff).await;
    let narrow = Filter { province: Some("440000".into()), whose: Some(Whose::Individual), again: Some(true) };
    for filter in [Filter::default(), narrow] {
        for tab in Tab::ALL {
            let read = test_db.db.read(lin, async |tx| measure(tx, staff, tab, &filter).await).await.unwrap();
            let (count, [counting, first, second]) = read;
            assert!(count <= MOST_COUNTED, "{tab:?}");
            // Late is what waits in five states, at each bureau for itself; any other page walks down one index for each state or
            // combination.
            let shown = match tab {
                Tab::Overdue if filter.is_empty() => 1_500,
                Tab::All if filter.is_empty() => 4_000,
                _ => 300,
            };
            assert!(counting <= 3 * MOST_COUNTED, "{tab:?} {filter:?}: counting reads {counting}");
            assert!(first <= shown && second <= shown, "{tab:?} {filter:?}: pages read {first} and {second}");
        }
    }
}

/// Very many names have the piece, and those of the province are none of the newest: it is found all the same.
#[tokio::test]
async fn a_piece_that_very_many_names_have_is_found_in_few_provinces_too() {
    let test_db = TestDb::start().await;
    let lin = a_person_of_staff(&test_db, "lin", Role::Specialist, &["540000"]).await;
    forty_thousand(&test_db, StaffId::from_uuid(lin.id().unwrap())).await;
    test_db
        .as_owner(
            "insert into filing_names select id, '{na,am,me}' from filings where entity_name is not null;
             update filings set province = '110000' where province = '540000'
                 and id <> (select id from filings where province = '540000' and entity_name is not null order by id limit 1)",
        )
        .await;
    for (provinces, most) in [(vec!["540000".to_owned()], 1), (Vec::new(), 26)] {
        let slice = Slice { provinces, before: None, limit: 26 };
        let found = async |tx: &mut Tx<'_>| search::find(tx, &Query::parse("name"), &slice).await;
        assert_eq!(test_db.db.read(lin, found).await.unwrap().len(), most);
    }
}

/// How many there are, and the rows read to count them, to show the first page, to show the second.
async fn measure(tx: &mut Tx<'_>, staff: StaffId, tab: Tab, filter: &Filter) -> Result<(i64, [i64; 3])> {
    let today = beian::clock::china_day(tx.ctx.now);
    let late = Cutoffs::overdue(beian::reference::book(), today);
    let bureaus = bureaus_late(beian::reference::book(), today);
    let scope = Scope { staff, provinces: Vec::new(), now: tx.ctx.now, late, bureaus };
    let before = rows_read(tx).await?;
    let count = counts::list(tx.conn, &scope, &[tab], filter).await?[0];
    let counted = rows_read(tx).await?;
    let page = queue::page(tx.conn, &scope, tab, filter, None, 26).await?;
    let first = rows_read(tx).await?;
    let after = page.last().map(|last| After::of(tab, last));
    let next = queue::page(tx.conn, &scope, tab, filter, after, 26).await?;
    let second = rows_read(tx).await?;
    let ids = |cases: &[beian::filing::state::Filing]| cases.iter().map(|case| case.id).collect::<Vec<_>>();
    let all = queue::page(tx.conn, &scope, tab, filter, None, MOST_COUNTED).await?;
    assert_eq!(i64::try_from(all.len()).unwrap(), count, "{tab:?} {filter:?}: as many are shown as are counted");
    assert!(ids(&next).iter().all(|id| !ids(&page).contains(id)), "{tab:?}: the second page repeats the first");
    Ok((count, [counted - before, first - counted, second - first]))
}
