//! What a page offers is there for whom it is offered to.

use std::collections::BTreeSet;

use beian::values::actor::Role;

use crate::support::cases::Office;
use crate::support::guest::Guest;
use crate::support::program::Program;

/// Every address that the pages from the first one on lead to.
async fn addresses(guest: &Guest, first: &str) -> Vec<(u16, String)> {
    let (mut known, mut left, mut found) = (BTreeSet::from([first.to_owned()]), vec![first.to_owned()], Vec::new());
    while let Some(path) = left.pop() {
        let answer = guest.get(&path).await;
        found.push((answer.status, path));
        for link in answer.body.split("href=\"").skip(1) {
            let link = link.split('"').next().unwrap_or_default().replace("&#38;", "&").replace("&amp;", "&");
            let link = link.split('#').next().unwrap_or_default().to_owned();
            if link.starts_with('/') && known.insert(link.clone()) {
                left.push(link);
            }
        }
        assert!(known.len() < 500, "links without end: {known:?}");
    }
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_link_of_the_back_office_opens_for_the_role_that_sees_it() {
    let program = Program::start().await;
    let office = Office::of(&program).await;
    let case = office.case(1).await;
    program.message(&case.email, "").await;
    for role in Role::ALL {
        let clerk = office.sign_in(office.hire(role.code(), role, &[]).await).await;
        let found = addresses(&clerk, "/").await;
        assert!(found.len() > 5, "{role:?}: {found:?}");
        let shut: Vec<_> = found.iter().filter(|(status, _)| *status != 200).collect();
        assert!(shut.is_empty(), "{role:?}: {shut:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_link_of_the_portal_opens_for_whoever_sees_it() {
    let program = Program::start().await;
    let office = Office::of(&program).await;
    let (draft, case) = (office.draft(1).await, office.case(2).await);
    let guests = [
        Guest::at_portal(&program),
        Guest::applicant(&program, &office.db, draft.owner).await,
        Guest::applicant(&program, &office.db, case.owner).await,
    ];
    for guest in guests {
        let found = addresses(&guest, "/").await;
        assert!(found.len() > 15, "{found:?}");
        // Pages that tell something at another place lead there.
        let shut: Vec<_> = found.iter().filter(|(status, _)| ![200, 303].contains(status)).collect();
        assert!(shut.is_empty(), "{shut:?}");
    }
}
