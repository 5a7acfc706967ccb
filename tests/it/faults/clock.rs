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

#[tokio::test]
#[ignore = "takes a minute: make faults"]
async fn a_clock_400_days_ahead_and_back_gives_nothing_dead_its_life_back() {
    const LINK: &str = "/password/reset/";
    let program = Program::start().await;
    let lin = applicant(&program, "lin@example.com", "13800138000").await;
    let gone = Guest::at_portal(&program);
    sign_in(&gone, "lin@example.com", PASSWORD).await.must_lead_to("/filings");
    let signed_out = gone.clone();
    gone.submit_to("/account", "/sign-out", &[]).await;
    let visitor = Guest::at_portal(&program);
    visitor.submit("/password/forgot", &[("email", "lin@example.com")]).await.must_say("account-look-forgot");
    let link = program.message("lin@example.com", LINK).await.link(LINK);
    assert_eq!((lin.get("/filings").await.status, visitor.get(&link).await.status), (200, 200));

    let is_dead = async |when: &str| {
        for (what, who) in [("the session", &lin), ("the one that was signed out", &signed_out)] {
            let answer = who.get("/filings").await;
            assert!(answer.status == 303 && answer.location().starts_with("/sign-in"), "{when}: {what}: {answer:?}");
        }
        assert_eq!(visitor.get(&link).await.status, 410, "{when}: the link");
    };
    set_ahead(&program, 400).await;
    is_dead("ahead").await;
    // What is over for long is taken away by the worker.
    let left = "select (select count(*) from sessions where account_id is not null) || ' '
        || (select count(*) from account_tokens)";
    for _ in 0..600 {
        if program.database.text(left).await == "0 0" {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(program.database.text(left).await, "0 0", "{}", program.log());
    set_ahead(&program, -400).await;
    is_dead("back").await;
    // Whoever signs in again goes on as before.
    let again = Guest::at_portal(&program);
    sign_in(&again, "lin@example.com", PASSWORD).await.must_lead_to("/filings");
    assert_eq!(again.get("/filings").await.status, 200);
    assert!(program.command(&["audit", "verify"]).starts_with("whole"));
}
