//! The clock is set 400 days ahead by mistake, and back. That of the database, by which everything that lives for a time is
//! judged: what every row tells of time is moved against it. That of the machine of the program: it is told another time
//! (libfaketime), the database is not.

use std::path::{Path, PathBuf};
use std::time::Duration;

use beian::auth::api_token::{self, NewToken, Scope};
use beian::auth::session::Token;
use beian::values::actor::Actor;
use chrono::{DateTime, TimeDelta};
use reqwest::Method;

use super::must_become;
use crate::accounts::people::{self, PASSWORD, applicant, register, sign_in};
use crate::papers::by_link::link_to;
use crate::papers::house::{House, Owner};
use crate::support::filings::today;
use crate::support::guest::{Guest, code};
use crate::support::program::Program;

/// Moves the clock of the database: every time in every row the other way. The audit is in an order of its own.
async fn set_ahead(program: &Program, days: i32) {
    let sql = format!(
        "do $$ declare own record; begin
             for own in select c.table_name, string_agg(format(
                     case c.data_type when 'date' then '%1$I = %1$I - {days}' else '%1$I = %1$I - interval ''{days} days''' end,
                     c.column_name), ', ') as moved
                 from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
                 where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.is_generated = 'NEVER'
                     and c.data_type in ('date', 'timestamp with time zone')
                     and c.table_name not in ('audit_events', 'reference_rows', '__diesel_schema_migrations')
                 group by c.table_name
             loop execute format('update %I set %s', own.table_name, own.moved); end loop;
         end $$"
    );
    program.database.as_owner(&sql).await;
}

/// What still lives of what a clock ends, but sessions and codes.
const OTHERS: &str =
    "(select count(*) from relay_tasks where state not in ('done', 'revoked') and changed_at < expires_at)
     || ' ' || (select count(*) from api_tokens where revoked_at is null)
     || ' ' || (select count(*) from held_posts where taken_at is null)";

/// Four days are less than what is over is kept for: it is ended. After 400 it is taken away. Each with accounts of its own.
const AHEAD: [(i32, &str, &str, &str); 2] = [
    (
        4,
        "lin",
        "13800138",
        "(select count(*) from sessions where ended_at is null) || ' '
             || (select count(*) from account_tokens where used_at is null)",
    ),
    (
        400,
        "wei",
        "13900139",
        "(select count(*) from sessions where account_id is not null) || ' ' || (select count(*) from account_tokens)",
    ),
];

/// Everything that lets somebody in for a time, at the time when it does.
struct Living {
    email: String,
    /// Signed in; and signed out by hand.
    sessions: [Guest; 2],
    /// The link by which a password is chosen anew.
    reset: String,
    /// Somebody whose mobile is not confirmed: their address, and the code of the SMS.
    newcomer: (String, String),
    /// The link to one task, of a filing.
    task: String,
    /// The token of a program, that ends tomorrow.
    token: String,
    /// A form that waits for whoever signs in.
    held: String,
}

impl Living {
    /// With accounts of a name, and mobiles that begin with some digits.
    async fn begin(house: &House, owner: &Owner, name: &str, mobile: &str) -> Self {
        const LINK: &str = "/password/reset/";
        let program = &house.program;
        let email = format!("{name}@example.com");
        let signed_in = applicant(program, &email, &format!("{mobile}000")).await;
        let signed_out = Guest::at_portal(program);
        sign_in(&signed_out, &email, PASSWORD).await.must_lead_to("/filings");
        let gone = signed_out.clone();
        signed_out.submit_to("/account", "/sign-out", &[]).await;
        let visitor = Guest::at_portal(program);
        visitor.submit("/password/forgot", &[("email", &email)]).await.must_say("account-look-forgot");
        let reset = program.message(&email, LINK).await.link(LINK);
        assert_eq!((signed_in.get("/filings").await.status, visitor.get(&reset).await.status), (200, 200));

        let (other, mobile) = (format!("{name}-2@example.com"), format!("{mobile}111"));
        let newcomer = Guest::at_portal(program);
        register(program, &newcomer, &other, &mobile).await;
        sign_in(&newcomer, &other, PASSWORD).await;
        let code = program.message(&mobile, "").await.code();

        let task = link_to(owner, "entity-certificate").await;
        assert_eq!(visitor.get(&task).await.status, 200);
        let token = Token::random().unwrap();
        let new = NewToken { name: name.to_owned(), scopes: Scope::ALL.to_vec(), ends_on: today().succ_opt() };
        let made = house.db.write(Actor::Operator, async |tx| api_token::store::insert(tx, &token, &new).await);
        made.await.unwrap();
        let token = format!("Bearer {}", api_token::text(&token));
        assert_eq!(asks(program, &token).await, 404, "it works, and there is no such server");
        let held = hold(house, &email).await;
        Self { email, sessions: [signed_in, gone], reset, newcomer: (other, code), task, token, held }
    }

    /// Holds that nothing of it lives.
    async fn is_dead(&self, program: &Program, when: &str) {
        for (what, who) in ["the session", "the one that was signed out"].iter().zip(&self.sessions) {
            let answer = who.get("/filings").await;
            assert!(answer.status == 303 && answer.location().starts_with("/sign-in"), "{when}: {what}: {answer:?}");
        }
        let visitor = Guest::at_portal(program);
        assert_eq!(visitor.get(&self.reset).await.status, 410, "{when}: the link to choose a password");
        assert_eq!(visitor.get(&self.task).await.status, 410, "{when}: the link to one task");
        assert_eq!(asks(program, &self.token).await, 401, "{when}: the token");
        let (email, code) = &self.newcomer;
        sign_in(&visitor, email, PASSWORD).await;
        let answer = visitor.submit("/verify-mobile", &[("code", code)]).await;
        assert_ne!(answer.status, 303, "{when}: the code of the SMS: {}", answer.location());
        // Whoever signs in again goes on as before, and nothing waits for them.
        let again = Guest::at_portal(program);
        sign_in(&again, &self.email, PASSWORD).await.must_lead_to("/filings");
        assert_eq!(again.get("/filings").await.status, 200);
        assert_eq!(again.get(&format!("/held/{}", self.held)).await.status, 404, "{when}: the form that waited");
    }
}

/// What a program is answered that asks for a server.
async fn asks(program: &Program, token: &str) -> u16 {
    let guest = Guest::at_office(program);
    guest.send(Method::GET, "/api/v1/instances/i-none", &[("authorization", token)], "").await.status
}

/// A form is sent from a page that was open for too long: it waits.
async fn hold(house: &House, email: &str) -> String {
    const PAGE: &str = "/account/mobile";
    let late = Guest::at_portal(&house.program);
    sign_in(&late, email, PASSWORD).await.must_lead_to("/filings");
    let token = late.get(PAGE).await.hidden("csrf");
    house
        .sql(
            "update sessions set idle_until = now() - interval '1 second'
             where id = (select id from sessions order by created_at desc limit 1)",
        )
        .await;
    late.post_with(PAGE, &token, &[("mobile", "13700137000")]).await;
    house.text("select id::text from held_posts where taken_at is null").await
}

#[tokio::test]
#[ignore = "takes some minutes: make faults"]
async fn a_clock_far_ahead_and_back_gives_nothing_dead_its_life_back() {
    let house = House::open().await;
    let program = &house.program;
    for (n, (days, name, mobile, sessions)) in (1..).zip(AHEAD) {
        let owner = house.owner(n).await;
        let living = Living::begin(&house, &owner, name, mobile).await;

        // Nobody looks while it stands ahead.
        set_ahead(program, days).await;
        must_become(program, &format!("select {sessions} || ' ' || {OTHERS}"), "0 0 0 0 0").await;
        set_ahead(program, -days).await;
        living.is_dead(program, &format!("{days} days")).await;
        // The work by the clock goes on, too.
        let runs = "select (max(last_run_at) <= now())::text from schedule_runs where name = 'ends'";
        must_become(program, runs, "true").await;
    }
    program.audit_is_whole();
}

/// The library that tells a program another time, where it is installed.
fn another_time() -> Option<PathBuf> {
    let found = std::fs::read_dir("/usr/lib").ok()?.flatten();
    let found = found.map(|entry| entry.path().join("faketime/libfaketimeMT.so.1")).find(|path| path.exists());
    if found.is_none() {
        println!("NOT TRIED, libfaketime is not installed");
    }
    found
}

/// Sets the clock of a program by so many days, while it runs; waits until it tells that time.
async fn set_program(program: &Program, clock: &Path, days: i64) {
    std::fs::write(clock, format!("{days:+}d\n")).unwrap();
    let guest = Guest::at_portal(program);
    for _ in 0..100 {
        let told = guest.get("/").await;
        let told = DateTime::parse_from_rfc2822(told.header("date")).unwrap().to_utc();
        let wanted = beian::clock::now() + TimeDelta::days(days);
        if (told - wanted).abs() < TimeDelta::hours(1) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("it does not tell {days:+} days");
}

#[tokio::test]
#[ignore = "needs libfaketime: make faults"]
async fn a_program_whose_clock_is_far_off_lets_nobody_in_whom_the_database_does_not() {
    const DAY: i32 = 24 * 3600 / 30;
    let Some(library) = another_time() else { return };
    let folder = tempfile::tempdir().unwrap();
    let clock = folder.path().join("clock");
    std::fs::write(&clock, "+0d\n").unwrap();
    let mut program = Program::start_with(&[
        ("LD_PRELOAD", library.to_str().unwrap()),
        ("FAKETIME_TIMESTAMP_FILE", clock.to_str().unwrap()),
        ("FAKETIME_CACHE_DURATION", "1"),
        // What waits goes on waiting as long as it should.
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
    ])
    .await;
    let lin = applicant(&program, "lin@example.com", "13800138000").await;
    let out = Guest::at_portal(&program);
    sign_in(&out, "lin@example.com", PASSWORD).await.must_lead_to("/filings");
    let gone = out.clone();
    out.submit_to("/account", "/sign-out", &[]).await;
    let mut zhou = people::added(&program, "zhou", "specialist");
    people::first_sign_in(&program, &mut zhou).await;

    for (steps, days) in [(0, 400), (1, -400)] {
        set_program(&program, &clock, days).await;
        assert_eq!(lin.get("/filings").await.status, 200, "{days}: whoever is signed in goes on");
        let answer = gone.get("/filings").await;
        assert!(answer.status == 303 && answer.location().starts_with("/sign-in"), "{days}: {answer:?}");
        // The code of the day that the program takes it for opens nothing; that of today does.
        let desk = Guest::at_office(&program);
        people::send_password(&desk, &zhou).await.must_lead_to("/sign-in/code");
        let far = code(&zhou.secret, i32::try_from(days).unwrap() * DAY);
        let answer = desk.submit("/sign-in/code", &[("code", &far)]).await;
        assert_ne!(answer.status, 303, "{days}: the code of another day");
        people::sign_in_staff(&Guest::at_office(&program), &zhou, steps).await.must_lead_to("/");
        // It can be started again meanwhile, and messages with their signatures arrive.
        program.end();
        program.start_again();
        let newcomer = format!("new{}@example.com", days.abs() + i64::from(steps));
        let mobile = format!("1370000000{steps}");
        applicant(&program, &newcomer, &mobile).await;
    }
    set_program(&program, &clock, 0).await;
    assert_eq!(lin.get("/filings").await.status, 200, "back again");
    let answer = gone.get("/filings").await;
    assert!(answer.status == 303 && answer.location().starts_with("/sign-in"), "back again: {answer:?}");
    program.audit_is_whole();
}
