//! The dashboard and the alarms of the README speak of what the program tells, and of all of it.

use std::collections::BTreeSet;
use std::fs;
use std::time::Duration;

use beian::auth::password::Hasher;
use beian::config::Hashing;
use beian::db::PoolStatus;
use beian::monitor::figures::{Figures, Line, Task, Told};
use beian::outbox::pulse::{Channel, Dead};
use beian::telemetry::{self, metrics};
use beian::web::health::Report;
use serde_json::Value;

use crate::support::sources;

/// Names of metrics in a text, without what a kind of metric adds to them.
fn named(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let names = words.filter(|word| word.starts_with("beian_"));
    let bare = |name: &str| {
        let ends = ["_total", "_bucket", "_sum", "_count"];
        ends.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name).to_owned()
    };
    names.map(bare).collect()
}

/// The labels that a text chooses by, each with the values it names: `to!~"dns|registry"` names two.
fn chosen(text: &str) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for part in text.split('{').skip(1) {
        let Some((choice, _)) = part.split_once('}') else { continue };
        for one in choice.split("\",") {
            let label: String = one.trim().chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            let values = one.trim()[label.len()..].trim_matches(['=', '!', '~', '"']).replace('\\', "");
            // A number of a status with dots is any.
            for value in values.split('|').filter(|value| !value.contains("..")) {
                found.insert((label.clone(), value.to_owned()));
            }
        }
    }
    found
}

/// The labels that a text groups by.
fn grouped(text: &str) -> BTreeSet<String> {
    let lists = text.split(" by (").skip(1).filter_map(|rest| rest.split(')').next());
    lists.flat_map(|list| list.split(", ")).map(str::to_owned).collect()
}

/// Everything that can be told, once.
async fn everything() -> String {
    let took = Duration::from_millis(30);
    metrics::answered("portal", "GET", "/filings/{ref}", 200, took);
    metrics::worked("notice.mail", "done", took);
    metrics::child_failed("decoder", "too long");
    metrics::database_unreached();
    assert_eq!(telemetry::call("sms", async { Err::<(), _>("no") }).await, Err("no"));
    let hashing = Hashing { memory_kib: 64, passes: 1, at_once: 1, waiting: 4 };
    let line = Line { is_stopped: true, is_in_step: true, failures: 2, answer_seconds: Some(9.5) };
    let told = Told {
        channels: vec![Channel { topic: "notice.mail".into(), due: 3, later: 1, oldest_seconds: 12.5 }],
        dead: vec![Dead { topic: "notice.sms".into(), jobs: 2 }],
        audit_seconds: Some(4.0),
        tasks: vec![Task { name: "worker".into(), seconds: 1.5 }],
        line: Some(line),
    };
    let figures = Figures {
        report: Report { database: true, ..Report::default() },
        pool: PoolStatus { used: 2, idle: 1, waiting: 0, most: 16 },
        hashes: Hasher::new(vec![7; 32], hashing).unwrap().queue(),
        told: Some(told),
    };
    figures.text().unwrap()
}

#[tokio::test]
async fn what_is_measured_is_told_by_name_and_label() {
    let text = everything().await;
    for line in [
        "beian_requests_total{site=\"portal\",method=\"GET\",route=\"/filings/{ref}\",status=\"200\"} ",
        "beian_calls_total{to=\"sms\",outcome=\"failed\"} ",
        "beian_child_failures_total{child=\"decoder\",cause=\"too long\"} ",
        "beian_part_up{part=\"database\"} 1.0",
        "beian_part_up{part=\"storage\"} 0.0",
        "beian_pool_connections{state=\"most\"} 16.0",
        "beian_outbox_jobs{topic=\"notice.mail\",state=\"due\"} 3.0",
        "beian_outbox_oldest_seconds{topic=\"notice.mail\"} 12.5",
        "beian_outbox_dead{topic=\"notice.sms\"} 2.0",
        "beian_task_seconds{task=\"worker\"} 1.5",
        "beian_bureau_line{state=\"stopped\"} 1.0",
        "beian_bureau_line{state=\"out of step\"} 0.0",
    ] {
        assert!(text.lines().any(|own| own.starts_with(line)), "{line} is not in\n{text}");
    }
    assert!(text.ends_with("# EOF\n"), "{text}");
    assert_eq!(metrics::method("GET"), "GET");
    assert_eq!(metrics::method("A-WORD-OF-MINE"), "other", "nobody makes labels");
}

#[tokio::test]
async fn dashboard_and_alarms_speak_of_what_is_told_and_of_all_of_it() {
    let text = everything().await;
    let told = named(&text);
    assert!(told.len() >= 15, "{told:?}");
    let read = |path: &str| fs::read_to_string(sources::root().join(path)).unwrap();
    let dashboard: Value = serde_json::from_str(&read("static/grafana/beian.json")).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let targets = panels.iter().flat_map(|panel| panel["targets"].as_array().unwrap());
    let expressions: Vec<&str> = targets.map(|target| target["expr"].as_str().unwrap()).collect();
    let expressions = expressions.join("\n");
    assert_eq!(named(&expressions), told, "the dashboard shows what is told, all of it and nothing else");
    let readme = read("README.md");
    let (_, rows) = readme.split_once("| Alarm | When | What to do |\n").expect("the list of alarms");
    let rows: Vec<&str> = rows.lines().skip(1).take_while(|line| line.starts_with('|')).collect();
    assert!(rows.len() >= 10 && rows.iter().all(|row| row.split(" | ").count() == 3), "{rows:#?}");
    assert_eq!(named(&rows.concat()), told, "each has an alarm, and no alarm waits for what is never told");
    let groups: BTreeSet<String> = grouped(&expressions).union(&grouped(&rows.concat())).cloned().collect();
    assert!(groups.len() >= 8, "{groups:?}");
    // Which program told it is known to Prometheus alone.
    for label in groups.iter().filter(|label| *label != "instance") {
        assert!(text.contains(&format!("{label}=\"")), "nothing is told by {label}");
    }
    let choices = chosen(&rows.concat());
    assert!(choices.len() >= 8, "{choices:?}");
    let files = sources::files(&["src"], &[".rs"]);
    let literals = files.iter().filter(|file| !file.is_test()).flat_map(sources::Source::literals);
    let said: BTreeSet<String> = literals.map(|literal| literal.text).collect();
    for (label, value) in choices {
        assert!(text.contains(&format!("{label}=\"")), "nothing is told by {label}");
        assert!(said.contains(&value), "an alarm waits for {label} to be {value}, which nothing says");
    }
}
