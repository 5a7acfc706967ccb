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

/// The Python that has the client: another one may stand before that of the system.
fn interpreter() -> Option<&'static str> {
    let has = |program: &&str| {
        let asked = Command::new(program).args(["-c", "import zeep"]).output();
        asked.is_ok_and(|output| output.status.success())
    };
    ["python3", "/usr/bin/python3"].into_iter().find(has)
}

#[test]
fn a_generic_client_completes_every_method() {
    let Some(program) = interpreter() else {
        return messages::tests_support::skip(false, "no python3 with zeep");
    };
    with_server(move |address, site| {
        site.with(|world| (world.rules.approve_all, world.switches.encrypt) = (true, false));
        let mut client = Command::new(program);
        client.args(["-c", include_str!("generic_client.py"), &format!("http://{address}")]);
        client.env("PYTHONIOENCODING", "utf-8").env("NO_PROXY", "*");
        client.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut client = client.spawn().unwrap();
        let upload = messages::tests_support::new_filing().to_bytes().unwrap();
        client.stdin.take().unwrap().write_all(&upload).unwrap();
        let output = client.wait_with_output().unwrap();
        let (told, complaints) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(told.replace("\r\n", "\n"), TOLD, "{complaints}");
    });
}
