//! Two at the same thing: of two who do it one wins, and the other reads what both wrote.

use beian::values::actor::Role;

use super::moments;
use crate::review::tick_checklist;
use crate::support::cases::Office;
use crate::support::guest::{Answer, Guest, value_of};
use crate::support::program::Program;

/// The one that won, and the other.
fn one_wins(what: &str, one: Answer, two: Answer) -> (bool, Answer) {
    let statuses = (one.status, two.status);
    match statuses {
        (303, 409) => (true, two),
        (409, 303) => (false, one),
        _ => panic!("{what}: {statuses:?}\n{}\n{}", one.body, two.body),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes a minute: make faults"]
async fn of_two_who_take_a_case_at_once_one_has_it_a_thousand_times() {
    let (rounds, _) = moments(1000);
    let program = Program::start().await;
    let office = Office::of(&program).await;
    let lin = office.clerk("lin", Role::Specialist, &[]).await;
    let zhou = office.clerk("zhou", Role::Specialist, &[]).await;
    let case = office.case(1).await;
    let [claim, release] = ["claim", "release"].map(|act| format!("{}/{act}", case.url()));
    for round in 0..rounds {
        let (one, two) = tokio::join!(lin.post(&claim, &[]), zhou.post(&claim, &[]));
        let (is_lin, lost) = one_wins(&format!("round {round}"), one, two);
        assert!(lost.says_words("已领取此备案"), "{}", lost.body);
        let winner = if is_lin { &lin } else { &zhou };
        let version = value_of(&winner.get(&case.url()).await.page(), "version");
        winner.post(&release, &[("version", &version)]).await;
    }
    let taken = format!("select count(*)::text from filing_events where filing_id = '{}' and event = 'claim'", case.id);
    assert_eq!(program.database.text(&taken).await, rounds.to_string());
    program.audit_is_whole();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes a minute: make faults"]
async fn of_two_windows_that_edit_at_once_one_is_kept_and_the_other_shows_both_a_thousand_times() {
    let (rounds, _) = moments(1000);
    let program = Program::start().await;
    let office = Office::of(&program).await;
    let lin = office.clerk("lin", Role::Specialist, &[]).await;
    let case = office.case(1).await;
    lin.post(&format!("{}/claim", case.url()), &[]).await;
    let (marks, other) = (format!("{}/marks", case.url()), lin.clone());
    let stands = format!(
        "select coalesce(max(version), 0)::text from marks where filing_id = '{}' and target = 'entity.cert_address'",
        case.id
    );
    for round in 0..rounds {
        let version = program.database.text(&stands).await;
        let words = [format!("第{round}次，左"), format!("第{round}次，右")];
        let fields = |words: &'static str, own: &str| {
            [("act", "mark"), ("target", "entity.cert_address"), ("reason", "ENT-03")]
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .chain([(words.to_owned(), own.to_owned()), ("version".to_owned(), version.clone())])
                .collect::<Vec<_>>()
        };
        let [left, right] = [fields("words", &words[0]), fields("words", &words[1])];
        let [left, right] =
            [&left, &right].map(|all| all.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect::<Vec<_>>());
        let (one, two) = tokio::join!(lin.post(&marks, &left), other.post(&marks, &right));
        let (_, lost) = one_wins(&format!("round {round}"), one, two);
        assert!(lost.says("review-conflict-title"), "{}", lost.body);
        assert!(words.iter().all(|words| lost.says_words(words)), "both texts: {}", lost.body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes a minute: make faults"]
async fn of_two_windows_of_an_applicant_that_save_at_once_one_is_kept_and_the_other_shows_both_a_thousand_times() {
    let (rounds, _) = moments(1000);
    let program = Program::start().await;
    let office = Office::of(&program).await;
    let case = office.draft(1).await;
    let owner = Guest::applicant(&program, &office.db, case.owner).await;
    let (here, form) = (format!("/filings/{}/entity", case.reference), &case.forms.entity);
    owner.get(&here).await.page();
    let other = owner.clone();
    let stands = format!("select version::text from drafts where filing_id = '{}' and section = 'entity'", case.id);
    let before: u64 = program.database.text(&stands).await.parse().unwrap();
    for round in 0..rounds {
        let version = program.database.text(&stands).await;
        let addresses = [format!("示例路{round}号1室"), format!("示例路{round}号2室")];
        let fields = addresses.each_ref().map(|address| {
            [
                ("version", version.as_str()),
                ("cert_address", form.cert_address.as_str()),
                ("cert_valid_from", form.cert_valid_from.as_str()),
                ("cert_long_term", form.cert_long_term.as_str()),
                ("mailing_address", address.as_str()),
                ("investor", form.investor.as_str()),
            ]
        });
        let (one, two) = tokio::join!(owner.post(&here, &fields[0]), other.post(&here, &fields[1]));
        let (is_first, lost) = one_wins(&format!("round {round}"), one, two);
        assert!(addresses.iter().all(|address| lost.says_words(address)), "both texts: {}", lost.body);
        if round + 1 == rounds {
            let kept = owner.get(&here).await.page();
            assert!(kept.contains(&addresses[usize::from(!is_first)]), "{kept}");
        }
    }
    assert_eq!(program.database.text(&stands).await, (before + rounds).to_string());
    program.audit_is_whole();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes some minutes: make faults"]
async fn a_decision_on_what_has_changed_is_not_taken_and_shows_both_a_thousand_times() {
    let (rounds, _) = moments(1000);
    let program = Program::start().await;
    let office = Office::of(&program).await;
    let lin = office.clerk("lin", Role::Specialist, &[]).await;
    let case = office.case(1).await;
    let [claim, decide, marks] = ["claim", "decide", "marks"].map(|act| format!("{}/{act}", case.url()));
    lin.post(&claim, &[]).await;
    let mark = async |version: &str, words: &str| {
        let fields = [
            ("act", "mark"),
            ("target", "entity.cert_address"),
            ("reason", "ENT-03"),
            ("words", words),
            ("version", version),
        ];
        assert_eq!(lin.post(&marks, &fields).await.status, 303);
    };
    mark("0", "开始").await;
    for round in 1..=rounds {
        let page = lin.get(&decide).await.page();
        let (version, stamp) = (value_of(&page, "version"), value_of(&page, "stamp"));
        let words = format!("另一个窗口第{round}次");
        mark(&round.to_string(), &words).await;
        let opinion = format!("第{round}次意见");
        let fields = [
            ("choice", "changes"),
            ("opinion", opinion.as_str()),
            ("version", version.as_str()),
            ("stamp", stamp.as_str()),
        ];
        let met = lin.post(&decide, &fields).await;
        assert_eq!(met.status, 409, "round {round}");
        assert!(
            met.says("review-decide-changed") && met.says_words(&words) && met.says_words(&opinion),
            "{}",
            met.body
        );
    }
    let decided = format!("select count(*)::text from decisions where filing_id = '{}'", case.id);
    assert_eq!(program.database.text(&decided).await, "0");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes some minutes: make faults"]
async fn of_two_decisions_at_once_on_the_same_page_one_counts_and_the_other_keeps_its_words_a_thousand_times() {
    let (rounds, _) = moments(1000);
    let program = Program::start().await;
    let office = Office::of(&program).await;
    let lin = office.clerk("lin", Role::Specialist, &[]).await;
    let case = office.case(1).await;
    let [claim, decide, recall] = ["claim", "decide", "recall"].map(|act| format!("{}/{act}", case.url()));
    lin.post(&claim, &[]).await;
    tick_checklist(&lin, &case).await;
    let other = lin.clone();
    for round in 0..rounds {
        let page = lin.get(&decide).await.page();
        let (version, stamp) = (value_of(&page, "version"), value_of(&page, "stamp"));
        let opinions = [format!("第{round}次，左"), format!("第{round}次，右")];
        let fields = opinions.each_ref().map(|opinion| {
            let seen = [("version", version.as_str()), ("stamp", stamp.as_str())];
            [seen[0], seen[1], ("choice", "accept"), ("paper", "yes"), ("opinion", opinion.as_str())]
        });
        let (one, two) = tokio::join!(lin.post(&decide, &fields[0]), other.post(&decide, &fields[1]));
        let (is_left, lost) = one_wins(&format!("round {round}"), one, two);
        let kept = &opinions[usize::from(is_left)];
        assert!(lost.says_words(kept), "{kept}: {}", lost.body);
        let version = office.filing(&case.reference).await.version.to_string();
        assert_eq!(lin.post(&recall, &[("version", &version)]).await.status, 303, "round {round}");
    }
    let taken =
        format!("select count(*)::text from filing_events where filing_id = '{}' and event = 'accept'", case.id);
    assert_eq!(program.database.text(&taken).await, rounds.to_string());
}
