//! `beian staff …`: the first administrator, and a way back in when nobody can sign in.

use super::people::{added, first_sign_in, send_password, sign_in_staff};
use crate::support::guest::Guest;
use crate::support::program::Program;

/// What a command said, with how it ended.
fn run(program: &Program, arguments: &[&str]) -> (Option<i32>, String) {
    let output = program.try_command(arguments);
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    (output.status.code(), said.into_owned())
}

#[tokio::test]
async fn commands_explain_themselves_and_say_what_is_wrong() {
    let program = Program::start().await;
    for (arguments, code, words) in [
        (vec!["staff", "--help"], 0, vec!["add", "reset-password", "reset-second-factor", "disable"]),
        (vec!["staff", "add", "--help"], 0, vec!["--name", "--role", "specialist", "administrator", "auditor", "lead"]),
        (vec!["staff", "reset-password", "--help"], 0, vec!["temporary password", "sessions end"]),
        (vec!["staff", "reset-second-factor", "--help"], 0, vec!["new phone"]),
        (vec!["staff", "disable", "--help"], 0, vec!["sign in no more"]),
        (vec!["staff"], 2, vec!["Usage"]),
        (vec!["staff", "add", "li"], 2, vec!["--name", "--role"]),
        (vec!["staff", "add", "li", "--name", "Li", "--role", "chief"], 2, vec!["chief", "possible values"]),
        (vec!["staff", "add", "Li Na", "--name", "Li", "--role", "lead"], 1, vec!["2 to 32 characters"]),
        (vec!["staff", "add", "li", "--name", " ", "--role", "lead"], 1, vec!["beian:"]),
        (vec!["staff", "reset-password", "nobody"], 1, vec!["there is no login nobody"]),
        (vec!["staff", "reset-second-factor", "nobody"], 1, vec!["there is no login nobody"]),
        (vec!["staff", "disable", "nobody"], 1, vec!["there is no login nobody"]),
    ] {
        let (ended, said) = run(&program, &arguments);
        assert_eq!(ended, Some(code), "{arguments:?}: {said}");
        for word in words {
            assert!(said.contains(word), "{arguments:?} does not say {word}: {said}");
        }
    }
    assert_eq!(program.database.text("select count(*)::text from staff").await, "0");
    added(&program, "li", "lead");
    let (ended, said) = run(&program, &["staff", "add", "LI", "--name", "Li", "--role", "lead"]);
    assert!(ended == Some(1) && said.contains("has this login already"), "{said}");
}

#[tokio::test]
async fn the_first_administrator_and_every_way_back_in() {
    let program = Program::start().await;
    let (_, said) = run(&program, &["staff", "add", "admin", "--name", "示例人员", "--role", "administrator"]);
    for words in ["admin added as administrator", "temporary password: ", "shown only now", &program.office] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let mut member = super::people::Member { login: "admin", password: String::new(), secret: String::new() };
    member.password = said.lines().find_map(|line| line.strip_prefix("temporary password: ")).unwrap().to_owned();
    let admin = first_sign_in(&program, &mut member).await;

    // A lost phone.
    let (ended, said) = run(&program, &["staff", "reset-second-factor", "admin"]);
    assert!(ended == Some(0) && said.contains("enrols a new phone"), "{said}");
    admin.get("/me").await.must_lead_to("/sign-in?next=%2Fme");
    send_password(&admin, &member).await.must_lead_to("/sign-in/enrol");
    let secret = admin.get("/sign-in/enrol").await.between("<code>", "</code>");
    assert_ne!(secret, member.secret, "a new one");
    member.secret = secret;
    let now = crate::support::guest::code(&member.secret, -1);
    admin.submit("/sign-in/enrol", &[("code", &now)]).await.must_lead_to("/");

    // A lost password.
    let (_, said) = run(&program, &["staff", "reset-password", "admin"]);
    let temporary = said.trim().rsplit(' ').next().unwrap().to_owned();
    admin.get("/me").await.must_lead_to("/sign-in?next=%2Fme");
    send_password(&admin, &member).await.must_say("staff-sign-in-wrong");
    member.password = temporary;
    sign_in_staff(&admin, &member, 0).await.must_lead_to("/");
    admin.get("/").await.must_lead_to("/sign-in/password");

    // Somebody leaves.
    let mut other = added(&program, "other", "specialist");
    let guest = first_sign_in(&program, &mut other).await;
    let (ended, said) = run(&program, &["staff", "disable", "other"]);
    assert!(ended == Some(0) && said.contains("can sign in no more"), "{said}");
    guest.get("/me").await.must_lead_to("/sign-in?next=%2Fme");
    send_password(&Guest::at_office(&program), &other).await.must_say("staff-sign-in-wrong");

    let acts = "select action from audit_events where actor_kind = 'operator' order by seq";
    assert_eq!(
        program.database.texts(acts).await,
        ["staff.added", "staff.second_factor_reset", "password.changed", "staff.added", "staff.disabled"]
    );
}
