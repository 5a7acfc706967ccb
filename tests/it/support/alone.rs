//! Tests that need a process to themselves: what they change or measure is one for all of it, and not every runner gives each
//! test a process of its own.

use std::process::Command;

/// Set in a process that runs one test.
const CHILD: &str = "BEIAN_TEST_ALONE";

/// Whether this process runs one test.
#[allow(clippy::disallowed_methods)]
pub fn has_one_test() -> bool {
    std::env::var(CHILD).is_ok()
}

/// Whether the test of a name goes on here. Elsewhere it is run in a process of its own first, and holds or fails there.
pub fn goes_on(name: &str) -> bool {
    if has_one_test() {
        return true;
    }
    let own = std::env::current_exe().unwrap();
    let output = Command::new(own).args(["--exact", name, "--nocapture"]).env(CHILD, "1").output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
    false
}
