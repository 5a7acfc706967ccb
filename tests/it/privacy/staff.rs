//! Who left the staff: their name and login go after their days, and what they did stays under their id.

use beian::audit::{self, Action, Event, Subject};
use beian::db::Tx;
use beian::error::Error;
use beian::privacy::kept::Kind;
use beian::staff::management::service;
use beian::staff::staff::{Login, Profile, all_named};
use beian::staff::store;
use beian::text::{Lang, Tr};
use beian::values::actor::{Actor, Role};
use beian::values::ids::StaffId;

use super::{House, ends};
use crate::support::guest::Guest;
use crate::support::people::a_person_of_staff;
use crate::support::program::Program;

fn id_of(who: Actor) -> StaffId {
    let Actor::Staff(id, _) = who else { panic!("{who:?} is not of the staff") };
    id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_left_is_forgotten_after_their_days_and_what_they_did_stays() {
    let house = House::start().await;
    let (test_db, db) = (&house.test_db, &house.test_db.db);
    let admin = a_person_of_staff(test_db, "admin", Role::Administrator, &[]).await;
    let left = id_of(a_person_of_staff(test_db, "li.na", Role::Specialist, &["110000"]).await);
    test_db
        .as_owner(&format!(
            "insert into queue_views (id, staff_id, name, tab, filter)
                 values (gen_random_uuid(), '{left}', '李娜的', 'mine', '{{}}');
             update staff set totp_sealed = '\\x01', email_sealed = '\\x01', password_hash = 'a hash'
                 where id = '{left}'"
        ))
        .await;
    let age = |days: u32| format!("update staff set disabled_at = now() - interval '{days} days' where id = '{left}'");
    db.write(admin, async |tx| service::disable(tx, left).await).await.unwrap();
    // A password that was reset after that opens nothing, and goes too.
    db.write(admin, async |tx| service::reset_password(tx, left, "a hash").await).await.unwrap();
    for (days, goes) in [(199, ""), (201, "staff 1"), (400, "")] {
        test_db.as_owner(&age(days)).await;
        assert_eq!(house.gone().await, goes, "{days}");
    }
    for column in ends::forgotten_with(Kind::Staff) {
        let name = column.strip_prefix("staff.").unwrap();
        // A proof in place of the login: 32 bytes that tell nobody anything.
        let is_empty = format!(
            "select ({name} is null or {name}::text in ('', '\\x')
                 or '{name}' = 'login' and {name}::text ~ '^[0-9a-f]{{64}}$')::text
             from staff where id = '{left}'"
        );
        assert_eq!(test_db.text(&is_empty).await, "true", "{column}");
    }
    assert_eq!(test_db.text("select count(*)::text from queue_views").await, "0");
    let audited = format!("select string_agg(action, ' ' order by seq) from audit_events where subject_id = '{left}'");
    assert_eq!(test_db.text(&audited).await, "staff.disabled password.changed retention.erased");
    // Nobody lets them in again, and as browsers of theirs may still be known nobody else gets their login.
    let enable = async |tx: &mut Tx<'_>| service::enable(tx, left, "a hash").await;
    assert!(matches!(db.write(admin, enable).await, Err(Error::NotFound)));
    let profile = Profile { name: "李娜".into(), role: Role::Specialist, provinces: Vec::new() };
    let add = async |login: &str| {
        let login = Login::parse(login).unwrap();
        db.write(admin, async |tx| service::add(tx, &login, &profile, "a hash").await).await
    };
    assert!(matches!(add("li.na").await, Err(Error::Refused(_))));
    assert_eq!(test_db.text("select count(*)::text from staff where login = 'li.na'").await, "0");
    let new = add("li.na2").await.unwrap();
    let names = db.read(admin, async |tx| store::load_names(tx, &[left, new]).await).await.unwrap();
    for (lang, former) in [(Lang::Zh, "已离职人员"), (Lang::En, "Former member")] {
        let shown = all_named(Tr::new(lang), names.clone());
        assert_eq!((shown[&left].as_str(), shown[&new].as_str()), (former, "李娜"));
    }
}

#[tokio::test]
async fn the_audit_tells_who_was_forgotten_by_the_id() {
    let program = Program::start().await;
    let db = program.db();
    let auditor = a_person_of_staff(&program.database, "auditor", Role::Auditor, &[]).await;
    let left = a_person_of_staff(&program.database, "li.na", Role::Specialist, &[]).await;
    let id = id_of(left);
    let event = || Event::new(Action::DeskSearched, Subject::staff(id));
    db.write(left, async |tx| audit::record(tx, event()).await).await.unwrap();
    let guest = Guest::clerk(&program, &db, auditor).await;
    assert!(guest.get("/audit").await.says_words("li.na (li.na)"));
    db.write(Actor::Clock, async |tx| store::forget(tx, id).await).await.unwrap();
    let page = guest.get("/audit").await;
    page.must_say_words(&format!("已离职人员 {id}"));
    assert!(!page.says_words("li.na"));
}
