//! Codes for a lost phone: shown once, each works once, and none outlives the phone it stands for.

use super::people::{Member, added, first_sign_in, send_password, sign_in_staff};
use crate::support::guest::{Answer, Guest};
use crate::support::program::Program;

/// Makes fresh codes and reads them from the page.
async fn make(desk: &Guest, member: &Member) -> Vec<String> {
    let page = desk.submit("/me/recovery-codes", &[("current", &member.password)]).await;
    page.must_say("staff-recovery-made");
    assert!(!page.body.contains("name=\"lang\""), "in another language the page would come again without them");
    page.between("id=\"recovery-codes\" tabindex=\"0\">", "</pre>").lines().map(str::to_owned).collect()
}

/// Signs in with a code for a lost phone.
async fn sign_in_with(guest: &Guest, member: &Member, code: &str) -> Answer {
    send_password(guest, member).await.must_lead_to("/sign-in/code");
    guest.submit("/sign-in/code", &[("recovery", code)]).await
}

#[tokio::test]
async fn a_recovery_code_takes_the_place_of_the_phone_once() {
    let program = Program::start().await;
    let mut member = added(&program, "admin", "administrator");
    let desk = first_sign_in(&program, &mut member).await;
    for current in ["", "not the password"] {
        desk.submit("/me/recovery-codes", &[("current", current)]).await.must_say("staff-current-wrong");
    }
    let former = make(&desk, &member).await;
    let codes = make(&desk, &member).await;
    assert_eq!(codes.len(), 10);
    let stored = program.database.text("select s::text from staff s").await;
    assert!(codes.iter().all(|code| !stored.contains(code) && !stored.contains(&code.replace('-', ""))));
    assert!(desk.get("/me/recovery-codes").await.says_words("还有 10 个可用"));

    let guest = Guest::at_office(&program);
    for (typed, says) in [
        (former[0].as_str(), "staff-recovery-wrong"),
        ("aaaaa-aaaaa-aaaaa", "staff-recovery-wrong"),
        ("123456", "staff-recovery-form"),
    ] {
        let answer = sign_in_with(&guest, &member, typed).await;
        assert_eq!(answer.status, 422);
        answer.must_say(says);
    }
    sign_in_with(&guest, &member, &codes[0].to_uppercase()).await.must_lead_to("/");
    assert_eq!(guest.get("/me").await.status, 200);
    let again = Guest::at_office(&program);
    sign_in_with(&again, &member, &codes[0]).await.must_say("staff-recovery-wrong");
    sign_in_with(&again, &member, &codes[1]).await.must_lead_to("/");
    assert!(desk.get("/me/recovery-codes").await.says_words("还有 8 个可用"));
    let told = "select string_agg(action, ' ' order by seq) from audit_events where action like 'staff.recovery%'";
    assert_eq!(
        program.database.text(told).await,
        "staff.recovery_codes_made staff.recovery_codes_made staff.recovery_code_used staff.recovery_code_used"
    );

    // With the phone that was lost its codes are gone too.
    program.command(&["staff", "reset-second-factor", "admin"]);
    let anew = Guest::at_office(&program);
    send_password(&anew, &member).await.must_lead_to("/sign-in/enrol");
    anew.submit("/sign-in/enrol", &[("recovery", &codes[2])]).await.must_say("staff-code-form");
    assert_eq!(program.database.text("select cardinality(recovery_hashes)::text from staff").await, "0");
}

#[tokio::test]
async fn guesses_at_recovery_codes_count_as_guesses_at_the_phone() {
    let program = Program::start().await;
    let mut member = added(&program, "admin", "administrator");
    let desk = first_sign_in(&program, &mut member).await;
    let codes = make(&desk, &member).await;
    let guest = Guest::at_office(&program);
    send_password(&guest, &member).await.must_lead_to("/sign-in/code");
    for _ in 0..6 {
        guest.submit("/sign-in/code", &[("recovery", "aaaaa-aaaaa-aaaaa")]).await.must_say("staff-recovery-wrong");
    }
    assert_eq!(guest.submit("/sign-in/code", &[("recovery", &codes[0])]).await.status, 429);
    program.database.as_owner("update throttles set blocked_until = now()").await;
    guest.submit("/sign-in/code", &[("recovery", &codes[0])]).await.must_lead_to("/");
    sign_in_staff(&Guest::at_office(&program), &member, 0).await.must_lead_to("/");
}
