//! A client made by others, in another language.

use std::io::Write;
use std::process::{Command, Stdio};

use super::http::with_server;
use super::*;

const TOLD: &str = "\
previous 0 0
upload 0
download 0
file BAJG
confirm 0
download 0
file BASJ
confirm 0
download 2
status 0 0 浙ICP备00000001号-1
verify 0 1
";

fn python(script: &str) -> Command {
    let mut command = Command::new("python3");
    command.args(["-c", script]).env("PYTHONIOENCODING", "utf-8").env("NO_PROXY", "*").stderr(Stdio::piped());
    command
}

#[test]
fn a_generic_client_completes_every_method() {
    if !python("import zeep").output().is_ok_and(|output| output.status.success()) {
        let _ = writeln!(std::io::stderr(), "SKIPPED: no python3 with zeep");
        return;
    }
    with_server(|address, site| {
        site.with(|world| (world.rules.approve_all, world.switches.encrypt) = (true, false));
        let mut client = python(include_str!("generic_client.py"));
        client.arg(format!("http://{address}")).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut client = client.spawn().unwrap();
        let upload = messages::tests_support::new_filing().to_bytes().unwrap();
        client.stdin.take().unwrap().write_all(&upload).unwrap();
        let output = client.wait_with_output().unwrap();
        let (told, complaints) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(told.replace("\r\n", "\n"), TOLD, "{complaints}");
    });
}
