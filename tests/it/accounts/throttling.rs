//! Tries are counted by account and by address, and no stranger can shut anybody out by failing in their name.

use std::net::Ipv4Addr;

use beian::auth::throttle::Scope;
use beian::reference::book;
use futures_util::future::join_all;
use reqwest::Method;

use super::people::{
    NEW_PASSWORD, PASSWORD, added, applicant, first_sign_in, nth_message, send_password, sign_in, sign_in_staff,
};
use crate::support::filings::today;
use crate::support::guest::{FORM, Guest, form};
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

#[tokio::test]
async fn links_wait_after_as_many_for_known_and_unknown_accounts() {
    let program = Program::start().await;
    applicant(&program, "known@example.com", "13800138000").await;
    program.database.as_owner("delete from throttles").await;
    let new = [("mobile", "13900139000"), ("password", NEW_PASSWORD), ("terms", "yes")];
    for (page, rest, scope) in
        [("/password/forgot", &new[..0], Scope::ResetMailbox), ("/register", &new[..], Scope::ConfirmMailbox)]
    {
        for email in ["known@example.com", "never@example.com"] {
            let fields = [&[("email", email)][..], rest].concat();
            for n in 0..=book().throttle(scope.code(), today()).unwrap().free {
                assert_eq!(Guest::at_portal(&program).submit(page, &fields).await.status, 200, "{page} {email} {n}");
            }
            let waits = Guest::at_portal(&program).submit(page, &fields).await;
            assert!(waits.status == 429 && waits.retry_after().is_some(), "{page} {email}: {waits:?}");
        }
    }
}

/// A guess, as if a proxy had told of an address; its status.
async fn guess(guest: &Guest, who: &(&'static str, String), forwarded: &str) -> u16 {
    let fields = [(who.0, who.1.as_str()), ("password", "a guess of a stranger")];
    let headers = [("origin", guest.origin.as_str()), ("content-type", FORM), ("x-forwarded-for", forwarded)];
    guest.send(Method::POST, "/sign-in", &headers, form(&guest.token(), &fields)).await.status
}

/// Behind a proxy of ours everybody has the address that it tells, of version 6 the network. What others tell is not looked at.
#[tokio::test]
async fn guesses_count_by_the_network_of_who_is_behind_our_proxy_and_of_whoever_else_connects() {
    let proxy = Ipv4Addr::new(127, 0, 9, 20);
    let program = Program::start_with(&[("BEIAN_TRUSTED_PROXIES", &proxy.to_string())]).await;
    let sites = [
        (&program.portal, "email", "@example.com", Scope::SignInAddress),
        (&program.office, "login", "", Scope::OfficeAddress),
    ];
    for (origin, field, ending, scope) in sites {
        let mut n = 0;
        let mut somebody = || {
            n += 1;
            (field, format!("nob{n:03}{ending}"))
        };
        let free = book().throttle(scope.code(), today()).unwrap().free;
        let (ours, other) = (Guest::from(origin, proxy), Guest::from(origin, Ipv4Addr::new(127, 0, 9, 21)));
        for (guest, network) in [(&ours, "2001:db8:1:2"), (&other, "2001:db8:1:4")] {
            guest.get("/sign-in").await;
            let first: Vec<_> = (0..=free).map(|host| (somebody(), format!("{network}::{host:x}"))).collect();
            let statuses = join_all(first.iter().map(|(who, from)| guess(guest, who, from))).await;
            assert!(statuses.iter().all(|status| *status == 422), "{origin} {network}: {statuses:?}");
            assert_eq!(guess(guest, &somebody(), &format!("{network}:ffff::9")).await, 429, "{origin} {network}");
        }
        assert_eq!(guess(&ours, &somebody(), "2001:db8:1:3::1").await, 422, "a neighbour of theirs");
        assert_eq!(guess(&ours, &somebody(), "2001:db8:1:4::1").await, 422, "nobody was there but in words");
        assert_eq!(guess(&other, &somebody(), "2001:db8:1:5::1").await, 429, "it is they all the same");
    }
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

/// A guess at a login; its status.
async fn tries(guest: &Guest, login: &str) -> u16 {
    guest.submit("/sign-in", &[("login", login), ("password", "a guess of a stranger")]).await.status
}

#[tokio::test]
async fn staff_are_let_in_where_they_were_before_whatever_was_counted_and_no_restart_lets_strangers_in() {
    let mut program = Program::start().await;
    let mut member = added(&program, "admin", "administrator");
    let known = first_sign_in(&program, &mut member).await;
    known.submit_to("/me", "/sign-out", &[]).await.must_lead_to("/sign-in");
    let address = Ipv4Addr::new(127, 0, 9, 30);
    let mut desk = Guest::from(&program.office, address);
    desk.jar = known.jar.clone();
    let guesser = Guest::from(&program.office, address);
    guesser.get("/sign-in").await;
    let free = |scope: Scope| book().throttle(scope.code(), today()).unwrap().free;
    let logins: Vec<String> = (0..=free(Scope::OfficeAddress)).map(|n| format!("nob{n:03}")).collect();
    let strangers: Vec<Guest> = (0..=free(Scope::OfficeLogin)).map(|_| Guest::at_office(&program)).collect();
    let from_one = join_all(logins.iter().map(|login| tries(&guesser, login))).await;
    let at_one = join_all(strangers.iter().map(|stranger| tries(stranger, "admin"))).await;
    assert!(from_one.iter().chain(&at_one).all(|status| *status == 422), "{from_one:?} {at_one:?}");
    // However long a busy machine takes to begin anew.
    let longer = "update throttles set blocked_until = blocked_until + interval '10 minutes'";
    program.database.as_owner(longer).await;
    program.end();
    program.start_again();
    assert_eq!(tries(&guesser, "nobody").await, 429, "the address");
    assert_eq!(tries(&Guest::at_office(&program), "admin").await, 429, "the login");
    assert_eq!(tries(&Guest::at_office(&program), "nobody").await, 422, "neither");
    block_all(&program, "office:all").await;
    assert_eq!(tries(&Guest::at_office(&program), "nobody").await, 429, "all together");
    sign_in_staff(&desk, &member, 0).await.must_lead_to("/");
    // A mark is of its person alone.
    let mut borrowed = Guest::at_office(&program);
    borrowed.jar = desk.jar.clone();
    borrowed.submit_to("/me", "/sign-out", &[]).await.must_lead_to("/sign-in");
    let other = added(&program, "other", "specialist");
    assert_eq!(send_password(&borrowed, &other).await.status, 429);
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
