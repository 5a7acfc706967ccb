//! What a specialist sent into an ended session comes back to them alone, whether or not they still have the case.

use super::*;

const WORDS: &str = "电话中已核对门牌号，客户明天补交";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn words_of_an_ended_session_come_back_and_stay_readable_when_refused() {
    let program = Program::start().await;
    let office = Office::of(&program).await;
    let lin = office.hire("lin", Role::Specialist, &[]).await;
    let (old, wang) = (office.sign_in(lin).await, office.clerk("wang", Role::Specialist, &[]).await);
    let case = office.case(1).await;
    let at = |part: &str| format!("{}/{part}", case.url());
    old.post(&at("claim"), &[]).await.must_lead_to(&case.url());
    old.get(&case.url()).await;
    let end = "update sessions set idle_until = now() - interval '1 s' where staff_id = ";
    program.database.as_owner(&format!("{end}'{}'", lin.id().unwrap())).await;
    let mark = [
        ("act", "mark"),
        ("target", "entity.cert_address"),
        ("section", "entity"),
        ("version", "0"),
        ("reason", "ENT-03"),
        ("words", WORDS),
    ];
    // At the limit of fifteen minutes; and once more from the same page after a new sign-in in another window.
    let late = old.post(&at("marks"), &mark).await;
    assert!(late.location().starts_with("/sign-in?next=%2Fme%2Fheld%2F"), "{late:?}");
    let now = office.sign_in(lin).await;
    let page = now.post_with(&at("marks"), &old.token(), &mark).await.location().to_owned();
    assert!(page.starts_with("/me/held/"), "{page}");
    assert_eq!(wang.get(&page).await.status, 404, "nobody else's");
    let shown = now.get(&page).await;
    shown.must_say_words(WORDS);
    shown.must_say("review-words");
    assert_eq!(shown.body.matches("class=\"govuk-summary-list__key\"").count(), 1, "codes are no entries");

    // The case is another's by now: the refusal says so, and the words wait on.
    now.get(&case.url()).await;
    now.post(&at("release"), &[("version", &office.filing(&case.reference).await.version.to_string())]).await;
    wang.post(&at("claim"), &[]).await.must_lead_to(&case.url());
    let held = page.rsplit('/').next().unwrap();
    let again = [[("held", held)].as_slice(), mark.as_slice()].concat();
    let refused = now.post(&at("marks"), &again).await;
    assert_eq!(refused.status, 409, "{refused:?}");
    refused.must_say("review-conflict-title");
    refused.must_say_words(WORDS);
    now.get(&page).await.must_say_words(WORDS);
    // What needs no case is taken, and then given back once.
    now.get(&page).await;
    now.post(&at("notes"), &[("held", held), ("words", WORDS)])
        .await
        .must_lead_to(&format!("{}?tab=notes", case.url()));
    assert_eq!(now.get(&page).await.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_report_with_evidence_the_words_are_kept_and_the_file_is_named() {
    let program = Program::start().await;
    let office = Office::of(&program).await;
    let lin = office.hire("lin", Role::Specialist, &[]).await;
    let clerk = office.sign_in(lin).await;
    let case = office.case(1).await;
    program.database.as_owner("update sessions set idle_until = now() - interval '1 s'").await;
    let report = Upload::of(&[("version", "1"), ("act", "refused"), ("happened_on", "2026-11-20"), ("words", WORDS)]);
    let report = report.file("evidence", "管局意见.jpg", &[0; 2000]);
    let late = clerk.upload(&format!("{}/bureau", case.url()), report).await;
    assert!(late.location().starts_with("/sign-in?next=%2Fme%2Fheld%2F"), "{late:?}");
    let held = program.database.text("select id::text from held_posts").await;
    let page = office.sign_in(lin).await.get(&format!("/me/held/{held}")).await;
    for words in [WORDS, "2026-11-20", "管局意见.jpg"] {
        page.must_say_words(words);
    }
    assert!(page.body.contains(&format!("href=\"{}?tab=bureau\"", case.url())), "{}", page.body);
}
