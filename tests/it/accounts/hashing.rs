//! Password hashes: the promised parameters, made anew when they grow, few at a time with a queue that ends.

use std::time::{Duration, Instant};

use beian::auth::password::Hasher;
use beian::config::Hashing;
use futures_util::future::join_all;

use super::people::{PASSWORD, added, applicant, first_sign_in, register, send_password, sign_in};
use crate::support::guest::{Answer, Guest};
use crate::support::program::Program;

/// Settings left out: what a real installation has.
const AS_PROMISED: [(&str, &str); 2] = [("BEIAN_HASH_MEMORY_KIB", ""), ("BEIAN_HASH_PASSES", "")];

/// As much memory as promised, in a third of the time: for tests of the queue.
const AS_LARGE: [(&str, &str); 1] = [("BEIAN_HASH_MEMORY_KIB", "")];

#[tokio::test]
async fn a_hash_is_of_the_promised_strength_and_an_unknown_account_costs_as_much() {
    let program = Program::start_with(&AS_PROMISED).await;
    let lin = Guest::at_portal(&program);
    register(&program, &lin, "lin@example.com", "13800138000").await;
    let hash = program.database.text("select password_hash from accounts").await;
    assert!(hash.starts_with("$argon2id$v=19$m=65536,t=3,p=1$"), "{hash}");

    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..5 {
        for (which, email) in ["lin@example.com", "nobody@example.com"].into_iter().enumerate() {
            let guest = Guest::at_portal(&program);
            guest.get("/sign-in").await;
            let started = Instant::now();
            let fields = [("email", email), ("password", "not the password")];
            guest.post("/sign-in", &fields).await.must_say("account-sign-in-wrong");
            times[which].push(started.elapsed());
        }
    }
    // The fastest of each: whatever else the machine does only adds to them.
    let [known, unknown] = times.map(|times| times.into_iter().min().unwrap());
    // A hash is most of the answer's time: without it the unknown would be many times faster.
    assert!(unknown > known / 2 && known > unknown / 2, "known {known:?}, unknown {unknown:?}");
}

#[tokio::test]
async fn a_hash_of_weaker_parameters_is_made_anew_at_sign_in() {
    let program = Program::start().await;
    let lin = applicant(&program, "lin@example.com", "13800138000").await;
    let mut member = added(&program, "admin", "administrator");
    first_sign_in(&program, &mut member).await;
    let weak = Hashing { memory_kib: 64, passes: 1, at_once: 1, waiting: 1 };
    let hasher = Hasher::new("a pepper of the tests, long enough to be taken".into(), weak).unwrap();
    for (table, password) in [("accounts", PASSWORD), ("staff", &member.password)] {
        let old = hasher.hash(password).await.unwrap();
        assert!(old.contains("m=64,t=1"));
        program.database.as_owner(&format!("update {table} set password_hash = '{old}'")).await;
    }
    lin.submit_to("/account", "/sign-out", &[]).await;
    sign_in(&lin, "lin@example.com", "not the password").await;
    assert!(program.database.text("select password_hash from accounts").await.contains("m=64,"), "not for a wrong one");
    sign_in(&lin, "lin@example.com", PASSWORD).await.must_lead_to("/filings");
    send_password(&Guest::at_office(&program), &member).await.must_lead_to("/sign-in/code");
    for table in ["accounts", "staff"] {
        let now = program.database.text(&format!("select password_hash from {table}")).await;
        assert!(now.contains("m=1024,t=1"), "{table}: {now}");
    }
    sign_in(&Guest::at_portal(&program), "lin@example.com", PASSWORD).await.must_lead_to("/filings");
}

/// Many people with the page of the sign-in before them, each at an address of their own.
async fn people(program: &Program, count: usize) -> Vec<Guest> {
    let guests: Vec<Guest> = (0..count).map(|_| Guest::at_portal(program)).collect();
    for guest in &guests {
        guest.get("/sign-in").await;
    }
    guests
}

/// They sign in at one instant.
async fn at_once(people: &[Guest]) -> Vec<Answer> {
    let all = people.iter().enumerate().map(async |(n, guest)| {
        let email = format!("person{n}@example.com");
        guest.post("/sign-in", &[("email", &email), ("password", PASSWORD)]).await
    });
    join_all(all).await
}

#[tokio::test]
async fn beyond_the_queue_people_are_asked_to_come_back() {
    let program = Program::start_with(&AS_LARGE).await;
    let answers = at_once(&people(&program, 140).await).await;
    let busy: Vec<&Answer> = answers.iter().filter(|answer| answer.status == 503).collect();
    let done = answers.iter().filter(|answer| answer.status == 422).count();
    assert_eq!(busy.len() + done, answers.len(), "every one was answered");
    assert!(!busy.is_empty() && done >= 2, "{} busy, {done} done", busy.len());
    for answer in busy {
        assert!(answer.retry_after().is_some_and(|seconds| (1..=60).contains(&seconds)));
        answer.must_say("site-error-busy-title");
    }
    // Afterwards everything is as before.
    let lin = Guest::at_portal(&program);
    register(&program, &lin, "lin@example.com", "13800138000").await;
    sign_in(&lin, "lin@example.com", PASSWORD).await.must_lead_to("/verify-mobile?next=%2Ffilings");
}

#[tokio::test]
async fn people_who_hang_up_do_not_make_more_hashes_run_at_a_time() {
    let program = Program::start_with(&AS_LARGE).await;
    let people = people(&program, 20).await;
    let before = program.most_memory();
    for _ in 0..5 {
        let _ = tokio::time::timeout(Duration::from_millis(400), at_once(&people)).await;
    }
    let lin = Guest::at_portal(&program);
    let answer = sign_in(&lin, "lin@example.com", PASSWORD).await;
    assert!([422, 503].contains(&answer.status), "{answer:?}");
    // A hash holds 64 MiB, and two run at a time; a place given back early would let dozens run.
    let grown = program.most_memory() - before;
    assert!(grown < 5 * 64 * 1024, "{grown} KiB more");
}
