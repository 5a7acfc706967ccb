//! What waits to be sent is sealed with a key, too.

use std::collections::BTreeSet;

use beian::admin::keys::SEALED;

use crate::accounts::people::{added, first_sign_in, sign_in_staff};
use crate::support::guest::Guest;
use crate::support::program::Program;
use crate::support::sources;

const ADDRESS: &str = "admin@example.cn";

/// A program with an alarm that waits, ended, so that nobody seals anything meanwhile.
async fn with_an_alarm_that_waits() -> Program {
    let mut program = Program::start().await;
    let mut member = added(&program, "admin", "administrator");
    let desk = first_sign_in(&program, &mut member).await;
    let at = [("email", ADDRESS), ("current", member.password.as_str())];
    desk.submit("/me/alarm-mail", &at).await.must_lead_to("/me");
    program.database.as_owner("insert into outbox_pauses (topic) values ('staff.alarm')").await;
    sign_in_staff(&Guest::at_office(&program), &member, 0).await.must_lead_to("/");
    program.end();
    program
}

#[tokio::test]
async fn an_alarm_that_waits_keeps_the_key_of_its_address_until_it_is_sealed_anew_and_arrives() {
    let mut program = with_an_alarm_that_waits().await;
    let rotate = ["keys", "rotate", "sealing", "--known-after-seconds", "0"];
    let sealed = "select payload ->> 'to_sealed' from outbox where topic = 'staff.alarm'";
    let before = program.database.text(sealed).await;
    program.command(&rotate);
    let after = program.database.text(sealed).await;
    assert_ne!(after, before);

    // As if it had been put in by somebody who did not know the new key: nothing else hangs on the old one.
    let set = |address: &str| {
        let value = format!("jsonb_set(payload, '{{to_sealed}}', to_jsonb('{address}'::text))");
        format!("update outbox set payload = {value} where topic = 'staff.alarm'")
    };
    program.database.as_owner(&set(&before)).await;
    let status = program.command(&["keys", "status"]);
    assert!(status.contains("sealing: key 2; 1 values under an older one"), "{status}");
    let refused = program.try_command(&["keys", "retire", "sealing"]);
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(!refused.status.success() && said.contains("1 values are still sealed with an older key"), "{said}");
    let said = program.command(&rotate);
    assert!(said.starts_with("1 values that an earlier rotation left are sealed with key 2 now."), "{said}");
    program.command(&["keys", "retire", "sealing"]);

    program.start_again();
    program.database.as_owner("delete from outbox_pauses").await;
    program.message(ADDRESS, "新设备").await;
    let failed = "select count(*)::text from outbox where topic = 'staff.alarm' and last_error is not null";
    assert_eq!(program.database.text(failed).await, "0");
}

/// One that no list names would keep an old key alive, or be lost with it.
#[test]
fn what_is_sealed_within_json_is_in_the_list_of_what_is_sealed() {
    let mut carried = BTreeSet::new();
    for source in sources::files(&["src"], &[".rs"]) {
        for line in source.text.lines() {
            let field = line.trim().trim_start_matches("pub ").split_once(": ");
            let Some((name, kind)) = field else { continue };
            if name.ends_with("_sealed") && matches!(kind, "Option<String>," | "String,") {
                carried.insert(name.to_owned());
            }
        }
    }
    let listed: BTreeSet<String> = SEALED.iter().filter_map(|one| one.member).map(str::to_owned).collect();
    assert_eq!(carried, listed);
}
