//! Tries are counted by account and by address, and no stranger can shut anybody out by failing in their name.

use std::net::Ipv4Addr;

use futures_util::future::join_all;

use super::people::{NEW_PASSWORD, PASSWORD, added, applicant, first_sign_in, nth_message, sign_in};
use crate::support::guest::Guest;
use crate::support::program::Program;

/// Fails so often in somebody's name, each time from another address, that the next try must wait.
async fn attack(program: &Program, email: &str) {
    for _ in 0..6 {
        sign_in(&Guest::at_portal(program), email, "a guess of a stranger").await.must_say("account-sign-in-wrong");
    }
    let blocked = sign_in(&Guest::at_portal(program), email, "a guess of a stranger").await;
    assert_eq!(blocked.status, 429);
    assert!(blocked.retry_after().is_some_and(|seconds| (1..=900).contains(&seconds)), "{blocked:?}");
}

#[tokio::test]
async fn guesses_wait_the_same_for_known_and_unknown_accounts_and_the_way_out_is_shown() {
    let program = Program::start().await;
    applicant(&program, "known@example.com", "13800138000").await;
    for email in ["known@example.com", "never@example.com"] {
        attack(&program, email).await;
        let page = sign_in(&Guest::at_portal(&program), email, PASSWORD).await;
        assert_eq!(page.status, 429, "also with the right password: {email}");
        assert!(page.body.contains("href=\"/password/forgot\"") && page.body.contains(&format!("value=\"{email}\"")));
    }
}

#[tokio::test]
async fn a_browser_that_signed_in_before_is_not_kept_out_by_strangers() {
    let program = Program::start().await;
    let lin = applicant(&program, "lin@example.com", "13800138000").await;
    lin.submit_to("/account", "/sign-out", &[]).await.must_lead_to("/");
    attack(&program, "lin@example.com").await;
    sign_in(&lin, "lin@example.com", PASSWORD).await.must_lead_to("/filings");
    // The mark is of its person alone: with somebody else's one is a stranger.
    let other = applicant(&program, "other@example.com", "13900139000").await;
    other.submit_to("/account", "/sign-out", &[]).await.must_lead_to("/");
    assert_eq!(sign_in(&other, "lin@example.com", PASSWORD).await.status, 429);
    // And on a known browser too guesses are counted.
    lin.submit_to("/account", "/sign-out", &[]).await.must_lead_to("/");
    for _ in 0..6 {
        sign_in(&lin, "lin@example.com", "a guess of a thief").await;
    }
    assert_eq!(sign_in(&lin, "lin@example.com", PASSWORD).await.status, 429);
}

#[tokio::test]
async fn the_mailed_link_lets_its_owner_in_while_strangers_go_on() {
    let program = Program::start().await;
    applicant(&program, "lin@example.com", "13800138000").await;
    attack(&program, "lin@example.com").await;
    let lin = Guest::at_portal(&program);
    lin.submit("/password/forgot", &[("email", "lin@example.com")]).await.must_say("account-look-forgot");
    let reset = program.message("lin@example.com", "/password/reset/").await.link("/password/reset/");
    lin.submit(&reset, &[("password", NEW_PASSWORD)]).await.must_lead_to("/sign-in");
    attack(&program, "lin@example.com").await;
    sign_in(&lin, "lin@example.com", NEW_PASSWORD).await.must_lead_to("/filings");
}

#[tokio::test]
async fn strangers_who_ask_for_links_in_somebodys_name_leave_them_one_that_works() {
    let program = Program::start().await;
    let lin = applicant(&program, "lin@example.com", "13800138000").await;
    let before = program.messages("lin@example.com").len();
    for _ in 0..5 {
        let stranger = Guest::at_portal(&program);
        stranger.submit("/password/forgot", &[("email", "lin@example.com")]).await.must_say("account-look-forgot");
    }
    let stranger = Guest::at_portal(&program);
    assert_eq!(stranger.submit("/password/forgot", &[("email", "lin@example.com")]).await.status, 429);
    nth_message(&program, "lin@example.com", before + 5).await;
    // The browser that was signed in before asks all the same; and every link that was mailed is still good.
    lin.submit("/password/forgot", &[("email", "lin@example.com")]).await.must_say("account-look-forgot");
    let all = program.messages("lin@example.com");
    let oldest = all.iter().rev().find(|mail| mail.text.contains("/password/reset/")).unwrap();
    let link = oldest.link("/password/reset/");
    lin.submit(&link, &[("password", NEW_PASSWORD)]).await.must_lead_to("/sign-in");
    // Used once, none of the others works any more.
    for mail in all.iter().filter(|mail| mail.text.contains("/password/reset/")) {
        assert_eq!(stranger.get(&mail.link("/password/reset/")).await.status, 410);
    }
    // Registration has a counter of its own.
    let fields = [("email", "lin@example.com"), ("mobile", "13700137000"), ("password", PASSWORD), ("terms", "yes")];
    stranger.submit("/register", &fields).await.must_say("account-look-register");
}

#[tokio::test]
async fn one_address_cannot_try_every_account_and_does_not_shut_its_neighbours_out() {
    let program = Program::start().await;
    let lin = applicant(&program, "lin@example.com", "13800138000").await;
    lin.submit_to("/account", "/sign-out", &[]).await.must_lead_to("/");
    let address = Ipv4Addr::new(127, 0, 9, 9);
    let guesser = Guest::from(&program.portal, address);
    guesser.get("/sign-in").await;
    let mut statuses = Vec::new();
    for n in 0..33 {
        let email = format!("person{n}@example.com");
        statuses.push(guesser.post("/sign-in", &[("email", &email), ("password", "123456123456")]).await.status);
    }
    assert_eq!(statuses.iter().filter(|status| **status == 422).count(), 31, "{statuses:?}");
    assert_eq!(statuses.last(), Some(&429));
    // Somebody behind the same address whose browser is known gets in.
    let mut neighbour = Guest::from(&program.portal, address);
    neighbour.jar = lin.jar.clone();
    sign_in(&neighbour, "lin@example.com", PASSWORD).await.must_lead_to("/filings");
}

/// Makes a counter of all that fails wait, in this period and in the next one.
async fn block_all(program: &Program, scope: &str) {
    let period = beian::clock::now().timestamp() / 600;
    for period in [period, period + 1] {
        let hash = program.sealer().search_hash(scope, period.to_string().as_bytes());
        let hash = data_encoding::HEXLOWER.encode(hash.as_ref());
        let blocked = format!(
            "insert into throttles (scope, key_hash, failures, blocked_until)
             values ('{scope}', '\\x{hash}', 9000, now() + interval '1 minute')
             on conflict (scope, key_hash) do update set blocked_until = excluded.blocked_until"
        );
        program.database.as_owner(&blocked).await;
    }
}

#[tokio::test]
async fn guesses_from_everywhere_at_everybody_slow_strangers_and_nobody_who_is_known() {
    let program = Program::start().await;
    let lin = applicant(&program, "lin@example.com", "13800138000").await;
    lin.submit_to("/account", "/sign-out", &[]).await.must_lead_to("/");
    sign_in(&Guest::at_portal(&program), "anybody@example.com", "a guess of a stranger").await;
    let counted = "select sum(failures)::text from throttles where scope = 'sign-in:all'";
    assert_eq!(program.database.text(counted).await, "1", "who succeeded is not counted");
    let strangers = [Guest::at_portal(&program), Guest::at_portal(&program)];
    for guest in &strangers {
        guest.get("/sign-in").await;
    }
    lin.get("/sign-in").await;
    block_all(&program, "sign-in:all").await;
    for (guest, email) in strangers.iter().zip(["anybody@example.com", "lin@example.com"]) {
        let answer = guest.post("/sign-in", &[("email", email), ("password", PASSWORD)]).await;
        assert_eq!(answer.status, 429, "{email}");
        assert!(answer.retry_after().is_some_and(|seconds| (1..=60).contains(&seconds)), "{answer:?}");
    }
    lin.post("/sign-in", &[("email", "lin@example.com"), ("password", PASSWORD)]).await.must_lead_to("/filings");

    let mut member = added(&program, "admin", "administrator");
    first_sign_in(&program, &mut member).await;
    let stranger = Guest::at_office(&program);
    stranger.get("/sign-in").await;
    block_all(&program, "office:all").await;
    let fields = [("login", "admin"), ("password", member.password.as_str())];
    assert_eq!(stranger.post("/sign-in", &fields).await.status, 429, "the back office counts its own");
}

#[tokio::test]
async fn forty_guesses_at_one_instant_count_as_forty() {
    let program = Program::start().await;
    applicant(&program, "lin@example.com", "13800138000").await;
    let guests: Vec<Guest> = (0..40).map(|_| Guest::at_portal(&program)).collect();
    for guest in &guests {
        guest.get("/sign-in").await;
    }
    let guesses = guests.iter().map(async |guest| {
        guest.post("/sign-in", &[("email", "lin@example.com"), ("password", "a guess of many")]).await.status
    });
    let statuses = join_all(guesses).await;
    let looked_at = statuses.iter().filter(|status| **status == 422).count();
    assert_eq!(looked_at, 6, "{statuses:?}");
    assert!(statuses.iter().all(|status| [422, 429].contains(status)), "{statuses:?}");
    // Counters lie in the database, and hold nobody's name.
    let rows = program.database.texts("select t::text from throttles t").await.join("\n");
    assert!(rows.contains("sign-in:account") && !rows.contains("lin@example.com") && !rows.contains("127.0."));
}

#[tokio::test]
async fn no_restart_clears_what_was_counted() {
    let mut program = Program::start().await;
    applicant(&program, "lin@example.com", "13800138000").await;
    attack(&program, "lin@example.com").await;
    program.end();
    program.start_again();
    let blocked = sign_in(&Guest::at_portal(&program), "lin@example.com", PASSWORD).await;
    assert!(blocked.status == 429 && blocked.retry_after().is_some(), "{blocked:?}");
}

#[tokio::test]
async fn waits_grow_end_and_are_forgotten_after_a_success() {
    let program = Program::start().await;
    applicant(&program, "lin@example.com", "13800138000").await;
    attack(&program, "lin@example.com").await;
    let wait = "select extract(epoch from blocked_until - updated_at)::int::text from throttles
        where scope = 'sign-in:account' and failures > 5";
    let mut waits = vec![program.database.text(wait).await];
    for _ in 0..6 {
        program.database.as_owner("update throttles set blocked_until = now()").await;
        sign_in(&Guest::at_portal(&program), "lin@example.com", "a guess of a stranger").await;
        waits.push(program.database.text(wait).await);
    }
    assert_eq!(waits, ["30", "60", "120", "240", "480", "900", "900"]);
    // Counted while the clock stood 400 days ahead: nobody waits until it comes there again.
    let ahead = "update throttles set blocked_until = blocked_until + interval '400 days',
        updated_at = updated_at + interval '400 days'";
    program.database.as_owner(ahead).await;
    sign_in(&Guest::at_portal(&program), "lin@example.com", "a guess of a stranger").await;
    assert_eq!(program.database.text(&format!("{wait} and updated_at <= now()")).await, "900", "it was tried");
    program.database.as_owner("update throttles set blocked_until = now()").await;
    sign_in(&Guest::at_portal(&program), "lin@example.com", PASSWORD).await.must_lead_to("/filings");
    let left = "select count(*)::text from throttles where scope = 'sign-in:account'";
    assert_eq!(program.database.text(left).await, "0");
}
