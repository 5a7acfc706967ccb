//! Forms of the desk that are sent half filled: the page comes again with the error beside its field, named in the summary,
//! and with everything that was typed.

use super::*;

/// A half-filled form: where it goes, what is typed, the field that is wrong, what its summary line begins with.
struct Half<'a> {
    path: &'a str,
    typed: &'a [(&'a str, &'a str)],
    field: &'a str,
    names: &'a str,
    keeps: &'a str,
}

const LONG: &str = "长";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_half_filled_form_names_its_field_and_keeps_what_was_typed() {
    let program = Program::start().await;
    let office = Office::of(&program).await;
    let lin = office.clerk("lin", Role::Specialist, &[]).await;
    let lead = office.clerk("lead", Role::Lead, &[]).await;
    let (case, other) = (office.case(1).await, office.case(2).await);
    lin.post(&format!("{}/claim", case.url()), &[]).await;
    mark(&lin, &case, "entity.investor", "ENT-01", "").await;
    let own = case.url();
    let words = LONG.repeat(501);
    let at = |name: &str| format!("{own}/{name}");
    let (marks, calls, notes, decide, second) = (at("marks"), at("calls"), at("notes"), at("decide"), at("second"));
    let reveal = format!("{}/reveal", other.url());
    let target = ("target", "entity.cert_address");
    let item = "item-entity-cert-address";
    let (reason_id, words_id) = (format!("{item}-reason"), format!("{item}-words"));
    let section = ("section", "entity");
    let halves = [
        Half {
            path: &marks,
            typed: &[("act", "mark"), target, section, ("words", "到楼层")],
            field: &reason_id,
            names: "证件住所：",
            keeps: "到楼层",
        },
        Half {
            path: &marks,
            typed: &[("act", "mark"), target, section, ("reason", "ENT-03"), ("words", &words)],
            field: &words_id,
            names: "证件住所：",
            keeps: &words,
        },
        Half { path: &marks, typed: &[section], field: "fields", names: "", keeps: "" },
        Half { path: &calls, typed: &[("words", "没人接")], field: "person", names: "", keeps: "没人接" },
        Half { path: &notes, typed: &[("words", "")], field: "words", names: "写一条备注：", keeps: "" },
        Half { path: &decide, typed: &[("opinion", "意见")], field: "choice", names: "", keeps: "意见" },
        Half { path: &second, typed: &[("act", "ask")], field: "why", names: "为什么可以通过：", keeps: "" },
        Half {
            path: &reveal,
            typed: &[("section", "entity-person"), ("reason", "看")],
            field: "reason",
            names: "",
            keeps: "value=\"看\"",
        },
        Half {
            path: "/queue/views",
            typed: &[("act", "save"), ("name", &words)],
            field: "name",
            names: "",
            keeps: &words,
        },
    ];
    for half in &halves {
        holds(&lin, half).await;
    }
    others(&program, &office, &lead, &case, &other).await;
}

/// What is not one's own case, and what stands on other pages.
async fn others(program: &Program, office: &Office<'_>, lead: &Guest, case: &Case, other: &Case) {
    let at = |name: &str| format!("{}/{name}", other.url());
    let withdraw = at("withdraw");
    holds(lead, &Half { path: &withdraw, typed: &[("reason", "")], field: "reason", names: "原因：", keeps: "" }).await;
    for (path, field) in [("/mail/pause", "channel"), ("/me", "session")] {
        holds(lead, &Half { path, typed: &[], field, names: "", keeps: "" }).await;
    }
    assert_eq!(audited(program, other, "case.value_revealed").await, 0);
    assert_eq!(lead.post(&format!("{}/marks", case.url()), &[]).await.status, 409, "another's case");
    let south = office.clerk("south", Role::Specialist, &["440000"]).await;
    for path in ["reveal", "calls", "notes", "second"].map(at) {
        assert_eq!(south.post(&path, &[]).await.status, 404, "{path}: whose case it is comes before what is missing");
    }
}

async fn holds(clerk: &Guest, half: &Half<'_>) {
    let answer = clerk.post(half.path, half.typed).await;
    let what = format!("{} {}", half.path, half.field);
    assert_eq!(answer.status, 422, "{what}: {}", answer.body);
    let line = format!("<a href=\"#{}\">{}", half.field, half.names);
    assert!(answer.body.contains(&line), "{what} is not in the summary: {}", answer.body);
    assert!(answer.body.contains(&format!("id=\"{}\"", half.field)), "{what} is nowhere on the page");
    assert!(answer.body.contains(half.keeps), "{what} loses what was typed");
}
