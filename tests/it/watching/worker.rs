//! A worker that is a process of its own is watched at an address of its own.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::database::TestDb;
use crate::support::http;
use crate::support::workplace::Workplace;

/// When a test has waited for too long.
const LONG: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_tells_how_it_does_at_its_own_address() {
    let test_db = TestDb::start().await;
    let [port, of_sites] = http::free_ports();
    let workplace = Workplace::with(&test_db, |_| {
        vec![
            ("BEIAN_WORK_METRICS_LISTEN", format!("127.0.0.1:{port}")),
            ("BEIAN_METRICS_LISTEN", format!("127.0.0.1:{of_sites}")),
        ]
    });
    let worker = workplace.start();
    let until = Instant::now() + LONG;
    // Nobody else is there who could say that a worker lives.
    let told = loop {
        match http::get(port, "/metrics") {
            Some((200, text)) if text.contains("beian_part_up{part=\"worker\"} 1.0\n") => break text,
            told => assert!(Instant::now() < until, "{told:?}\n{}", workplace.log()),
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    assert!(told.contains("beian_task_seconds{task=\"worker\"} ") && told.ends_with("# EOF\n"), "{told}");
    let (_, health) = http::get(port, "/health").unwrap();
    let health: Value = serde_json::from_str(&health).unwrap();
    assert_eq!((&health["database"], &health["worker"]), (&"up".into(), &"up".into()), "{health}");
    assert_eq!(http::get(of_sites, "/metrics"), None, "that is the address of the sites");
    worker.end();
}
