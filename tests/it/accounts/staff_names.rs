//! What the staff are called lies sealed. While the version before still serves, a name that it writes counts, until the worker
//! seals it.

use beian::staff::job::seal_names;
use beian::values::actor::Role;

use crate::support::guest::Guest;
use crate::support::people::a_person_of_staff;
use crate::support::program::Program;

/// An administrator, and how the version before wrote a specialist: with the name in plain.
async fn two(program: &Program) -> Guest {
    let administrator = a_person_of_staff(&program.database, "admin", Role::Administrator, &[]).await;
    a_person_of_staff(&program.database, "li.na", Role::Specialist, &[]).await;
    named_before(program, "欧阳娜娜").await;
    Guest::clerk(program, &program.db(), administrator).await
}

/// The version before gives a name.
async fn named_before(program: &Program, name: &str) {
    program.database.as_owner(&format!("update staff set display_name = '{name}' where login = 'li.na'")).await;
}

const HOW: &str =
    "select concat_ws(' ', display_name, display_name_sealed is not null) from staff where login = 'li.na'";

#[tokio::test]
async fn a_name_in_plain_is_shown_until_the_worker_seals_it_and_afterwards() {
    let program = Program::start().await;
    let admin = two(&program).await;
    for name in ["欧阳娜娜", "司马娜娜"] {
        named_before(&program, name).await;
        admin.get("/settings/staff").await.must_say_words(name);
        seal_names(&program.db()).await.unwrap();
        assert_eq!(program.database.text(HOW).await, "li.na t");
        admin.get("/settings/staff").await.must_say_words(name);
    }
    // The version before shows the login, and leaves it where it changes something else.
    seal_names(&program.db()).await.unwrap();
    admin.get("/settings/staff").await.must_say_words("司马娜娜");
}

#[tokio::test]
async fn a_name_that_does_not_open_keeps_nobody_out() {
    let program = Program::start().await;
    let admin = two(&program).await;
    seal_names(&program.db()).await.unwrap();
    // Somebody at the database gives one the name of another.
    let given = "update staff set display_name_sealed = (select display_name_sealed from staff where login = 'li.na')
        where login = 'admin'";
    program.database.as_owner(given).await;
    let list = admin.get("/settings/staff").await;
    assert_eq!(list.status, 200, "{}", list.body);
    assert_eq!(list.body.matches("欧阳娜娜").count(), 1, "{}", list.body);
    assert!(program.whole_log().contains("does not open"));
}
