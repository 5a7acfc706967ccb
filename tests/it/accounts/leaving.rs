//! An applicant takes a copy of everything along, and leaves.

use beian::clock::{china_day, now};
use beian::reference::book;
use beian::text::{Lang, Tr};

use super::people::{PASSWORD, applicant, nth_message, send_registration, sign_in};
use crate::papers::house::walk;
use crate::support::cases::{self, Office};
use crate::support::guest::Guest;
use crate::support::program::Program;

#[tokio::test]
async fn a_copy_is_taken_and_an_account_is_closed_with_the_password_once_more() {
    let program = Program::start().await;
    let lin = applicant(&program, "lin@example.com", "13800138000").await;
    let phone = Guest::at_portal(&program);
    sign_in(&phone, "lin@example.com", PASSWORD).await.must_lead_to("/filings");
    program.message("lin@example.com", "新设备").await;

    lin.submit("/account/data", &[("current", "not the password")]).await.must_say("account-current-wrong");
    let copy = lin.submit("/account/data", &[("current", PASSWORD)]).await;
    assert_eq!((copy.status, copy.header("content-type")), (200, "application/zip"));
    assert!(copy.header("content-disposition").contains("beian-data.zip"));
    for part in ["PK", "account.json", "lin@example.com", "13800138000", "\"kind\": \"terms\""] {
        assert!(copy.body.contains(part), "{part}");
    }

    // What goes at once, what the law keeps and for how long: said before it is done, and told in the copy with its ground.
    assert!(copy.body.contains("Cybersecurity Law, article 21") && copy.body.contains("kept_for"));
    let years = book().limits(china_day(now())).retention_decisions_years;
    let before = lin.get("/account/close").await;
    before.must_say("privacy-close-gone");
    before.must_say_words(&Tr::new(Lang::Zh).a1("privacy-close-kept", "years", years));
    let close = async |fields: &[(&str, &str)]| lin.submit("/account/close", fields).await;
    let nothing = close(&[]).await;
    nothing.must_say("privacy-close-unconfirmed");
    nothing.must_say("account-current-wrong");
    close(&[("current", PASSWORD)]).await.must_say("privacy-close-unconfirmed");
    close(&[("confirmed", "yes"), ("current", "wrong")]).await.must_say("account-current-wrong");
    let closed = close(&[("confirmed", "yes"), ("current", PASSWORD)]).await;
    closed.must_lead_to("/");
    lin.get("/").await.must_say("privacy-closed");
    for guest in [&lin, &phone] {
        guest.get("/account").await.must_lead_to("/sign-in?next=%2Faccount");
    }
    sign_in(&Guest::at_portal(&program), "lin@example.com", PASSWORD).await.must_say("account-sign-in-wrong");
    // The newest letter tells of it; what went out before is no longer kept.
    let told = nth_message(&program, "lin@example.com", 3).await;
    assert!(told.subject.contains("注销"), "{}", told.subject);
    let kept = "select string_agg(kind, ' ') from notices";
    assert_eq!(program.database.text(kept).await, "account_closed");
    let left = "select (mobile_sealed is null and mobile_hash is null and password_hash = '')::text from accounts";
    assert_eq!(program.database.text(left).await, "true");
    let audited = "select string_agg(action, ' ' order by seq) from audit_events
        where action in ('account.data_copied', 'account.closed')";
    assert_eq!(program.database.text(audited).await, "account.data_copied account.closed");
    // The address is free again.
    let newcomer = Guest::at_portal(&program);
    let fields = send_registration(&newcomer, "lin@example.com", "13800138000", PASSWORD).await;
    fields.must_say("account-look-register");
    let link = nth_message(&program, "lin@example.com", 4).await.link("/verify-email/");
    newcomer.submit(&link, &[]).await.must_lead_to("/sign-in");
}

/// How many files lie in the storage.
fn files(program: &Program) -> usize {
    let mut found = Vec::new();
    walk(&program.storage(), &mut found);
    found.len()
}

#[tokio::test]
async fn papers_of_whoever_leaves_go_from_the_disk_at_once() {
    let program = Program::start().await;
    let office = Office::of(&program).await;
    let case = office.case(1).await;
    assert!(files(&program) > 0);
    let owner = Guest::applicant(&program, &office.db, case.owner).await;
    let leave = [("confirmed", "yes"), ("current", cases::PASSWORD)];
    let page = owner.get("/account/close").await;
    page.must_say("privacy-close-living-text");
    // As long as something of it lives nothing goes, whatever is sent.
    assert_eq!(owner.post("/account/close", &leave).await.status, 422);
    assert!(files(&program) > 0);
    program.database.as_owner("update filings set state = 'withdrawn'").await;
    owner.submit("/account/close", &leave).await.must_lead_to("/");
    assert_eq!(files(&program), 0);
}
