//! The clock is set 400 days ahead by mistake, and back: what every row tells of time is moved against it.

use std::time::Duration;

use crate::accounts::people::{PASSWORD, applicant, sign_in};
use crate::support::guest::Guest;
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

/// Waits until the worker has done its part.
async fn must_become(program: &Program, sql: &str, told: &str) {
    for _ in 0..600 {
        if program.database.text(sql).await == told {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(program.database.text(sql).await, told, "{}", program.log());
}

/// Two days are less than what is over is kept for: it is ended. After 400 it is taken away. Each with an account of its own.
const AHEAD: [(i32, &str, &str, &str); 2] = [
    (
        2,
        "lin@example.com",
        "13800138000",
        "select (select count(*) from sessions where ended_at is null) || ' '
             || (select count(*) from account_tokens where used_at is null)",
    ),
    (
        400,
        "wei@example.com",
        "13900139000",
        "select (select count(*) from sessions where account_id is not null) || ' ' || (select count(*) from account_tokens)",
    ),
];

#[tokio::test]
#[ignore = "takes a minute: make faults"]
async fn a_clock_far_ahead_and_back_gives_nothing_dead_its_life_back() {
    const LINK: &str = "/password/reset/";
    let program = Program::start().await;
    for (days, email, mobile, alive) in AHEAD {
        let signed_in = applicant(&program, email, mobile).await;
        let gone = Guest::at_portal(&program);
        sign_in(&gone, email, PASSWORD).await.must_lead_to("/filings");
        let signed_out = gone.clone();
        gone.submit_to("/account", "/sign-out", &[]).await;
        let visitor = Guest::at_portal(&program);
        visitor.submit("/password/forgot", &[("email", email)]).await.must_say("account-look-forgot");
        let link = program.message(email, LINK).await.link(LINK);
        assert_eq!((signed_in.get("/filings").await.status, visitor.get(&link).await.status), (200, 200));

        // Nobody looks while it stands ahead.
        set_ahead(&program, days).await;
        must_become(&program, alive, "0 0").await;
        set_ahead(&program, -days).await;
        for (what, who) in [("the session", &signed_in), ("the one that was signed out", &signed_out)] {
            let answer = who.get("/filings").await;
            assert!(answer.status == 303 && answer.location().starts_with("/sign-in"), "{days}: {what}: {answer:?}");
        }
        assert_eq!(visitor.get(&link).await.status, 410, "{days}: the link");
        // Whoever signs in again goes on as before, and so does the work by the clock.
        let again = Guest::at_portal(&program);
        sign_in(&again, email, PASSWORD).await.must_lead_to("/filings");
        assert_eq!(again.get("/filings").await.status, 200);
        must_become(
            &program,
            "select (max(last_run_at) <= now())::text from schedule_runs where name = 'ends'",
            "true",
        )
        .await;
    }
    assert!(program.command(&["audit", "verify"]).starts_with("whole"));
}
