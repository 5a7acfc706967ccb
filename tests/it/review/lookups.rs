//! The question what is on record: whoever sees what its asker typed is audited, however the page came about.

use beian::filing::service::lookups;
use beian::values::actor::Actor;

use super::*;
use crate::support::people::application;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_look_at_a_question_is_audited() {
    let program = Program::start().await;
    let office = Office::of(&program).await;
    let lin = office.clerk("lin", Role::Specialist, &[]).await;
    let case = office.draft(1).await;
    let check = application(&case.forms).type_check;
    let ask = async |tx: &mut beian::db::Tx<'_>| lookups::ask(tx, case.owner, &check, true).await;
    office.db.write(Actor::Applicant(case.owner), ask).await.unwrap();
    let id = program.database.text("select id::text from lookups").await;
    let looks = format!(
        "select count(*)::text from audit_events
         where action = 'case.section_seen' and subject_kind = 'lookup' and subject_id = '{id}'"
    );
    let path = format!("/lookups/{id}");
    let number = &case.forms.type_check.cert_number;
    let page = lin.get(&path).await;
    assert!(page.body.contains(number.as_str()), "{}", page.body);
    assert_eq!(program.database.text(&looks).await, "1");
    let refused = lin.post(&path, &[]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains(number.as_str()));
    assert_eq!(program.database.text(&looks).await, "2", "an empty form shows it again");
}
