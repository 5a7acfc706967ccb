//! The sandbox as a program that is started by hand.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};

use beian::bureau::sandbox::{Settings, World};

use crate::support::sources;

const PROGRAM: &str = env!("CARGO_BIN_EXE_bureau-sandbox");

#[test]
fn it_tells_its_options() {
    let output = Command::new(PROGRAM).arg("--help").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success());
    for option in ["--listen", "--state", "--seed", "--settings", "--approve-all", "--sms", "--sms-url"] {
        assert!(text.contains(option), "{option}");
    }
}

#[test]
fn it_serves_and_keeps_its_state_when_it_is_told_to_end() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let mut command = Command::new(PROGRAM);
    command.args(["--listen", "127.0.0.1:0", "--sms", "--seed", "7", "--state"]).arg(&file).stdout(Stdio::piped());
    let mut program = command.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(program.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().trim_start_matches("http://").trim_end_matches('/');
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET /ISPWebService/upDownLoad?wsdl HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.contains("wsdl:definitions") && answer.contains(address), "{answer}");
    assert!(Command::new("kill").arg(program.id().to_string()).status().unwrap().success());
    assert!(program.wait().unwrap().success());
    let state = std::fs::read_to_string(&file).unwrap();
    assert!(state.contains("\"seed\":7") && state.contains("\"sms\":true"), "{state}");
}

/// Started again, it goes on where it stood; what it is told for a new state does not count then.
#[test]
fn it_goes_on_with_the_state_that_it_finds() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let mut world = World::new(Settings { seed: 7, letters: "bj".into(), ..Settings::default() });
    (world.numbers, world.ahead, world.switches.wrap) = (41, 3600, false);
    std::fs::write(&file, world.saved(beian::clock::now()).unwrap()).unwrap();
    let settings = folder.path().join("settings.json");
    std::fs::write(&settings, r#"{"letters":"sh"}"#).unwrap();
    let mut command = Command::new(PROGRAM);
    command.args(["--listen", "127.0.0.1:0", "--seed", "9", "--state"]).arg(&file).arg("--settings").arg(&settings);
    let mut program = command.stdout(Stdio::piped()).spawn().unwrap();
    BufReader::new(program.stdout.take().unwrap()).read_line(&mut String::new()).unwrap();
    assert!(Command::new("kill").arg(program.id().to_string()).status().unwrap().success());
    assert!(program.wait().unwrap().success());
    let kept: World = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    assert_eq!(kept, world);

    // One that was cut off is left as it is, and told.
    std::fs::write(&file, "{\"settings\":").unwrap();
    let output = Command::new(PROGRAM).args(["--listen", "127.0.0.1:0", "--state"]).arg(&file).output().unwrap();
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && complaint.contains("cannot make sense of"), "{complaint}");
    assert_eq!(std::fs::read_to_string(file).unwrap(), "{\"settings\":");
}

#[test]
fn settings_may_name_only_what_differs() {
    let folder = tempfile::tempdir().unwrap();
    let (settings, state) = (folder.path().join("settings.json"), folder.path().join("state.json"));
    let unit = r#"{"id":330000000007,"name":"x","user":"u","password":"p","key":"k","offset":"o"}"#;
    std::fs::write(&settings, format!(r#"{{"seed":9,"units":[{unit}]}}"#)).unwrap();
    let mut command = Command::new(PROGRAM);
    command.args(["--listen", "127.0.0.1:0", "--settings"]).arg(&settings).arg("--state").arg(&state);
    let mut program = command.stdout(Stdio::piped()).spawn().unwrap();
    BufReader::new(program.stdout.take().unwrap()).read_line(&mut String::new()).unwrap();
    assert!(Command::new("kill").arg(program.id().to_string()).status().unwrap().success());
    assert!(program.wait().unwrap().success());
    let state = std::fs::read_to_string(state).unwrap();
    assert!(state.contains(r#""seed":9"#) && state.contains("330000000007") && state.contains("V.3.0"), "{state}");
}

#[test]
fn settings_that_cannot_be_read_end_it_with_a_reason() {
    let output = Command::new(PROGRAM).args(["--settings", "/nowhere/settings.json"]).output().unwrap();
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && complaint.contains("cannot read /nowhere/settings.json"), "{complaint}");
}

/// `make run` without a bureau of one's own: what it sets is what the sandbox, which it starts, takes.
#[test]
fn who_runs_it_on_a_laptop_sends_to_the_sandbox() {
    const SHOW: &str = r#"set -eu; data=$1; eval "$(sed -n '/^bureau() {/,/^}/p' "$2")"; bureau; env"#;
    let script = sources::root().join(".make/run.sh");
    let folder = tempfile::tempdir().unwrap();
    let settings = |own_bureau: Option<&str>| -> BTreeMap<String, String> {
        let mut shell = Command::new("bash");
        shell.args(["-c", SHOW, "bash"]).arg(folder.path()).arg(&script);
        for name in ["BEIAN_BUREAU_FILES_URL", "BUREAU_SANDBOX_LISTEN", "BEIAN_BUREAU_POLL_SECONDS"] {
            shell.env_remove(name);
        }
        shell.envs(own_bureau.map(|url| ("BEIAN_BUREAU_FILES_URL", url)));
        let output = shell.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        let told = told.lines().filter_map(|line| line.split_once('='));
        let ours = told.filter(|(name, _)| name.starts_with("BEIAN_BUREAU_") || name.starts_with("BUREAU_SANDBOX_"));
        ours.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    };
    let set = settings(None);
    let unit = Settings::default().units.remove(0);
    let at = &set["BUREAU_SANDBOX_LISTEN"];
    assert_eq!(set["BEIAN_BUREAU_FILES_URL"], format!("http://{at}/ISPWebService/upDownLoad"));
    assert_eq!((set["BEIAN_BUREAU_UNIT"].clone(), &set["BEIAN_BUREAU_USER"]), (unit.id.to_string(), &unit.user));
    let secret = |name: &str| std::fs::read_to_string(&set[name]).unwrap();
    assert_eq!(secret("BEIAN_BUREAU_PASSWORD_FILE"), format!("{}\n", unit.password));
    assert_eq!(secret("BEIAN_BUREAU_CIPHER_FILE"), format!("{}\n{}\n", unit.key, unit.offset));
    let text = std::fs::read_to_string(&script).unwrap();
    assert!(text.contains(r#"target/debug/bureau-sandbox --listen "$BUREAU_SANDBOX_LISTEN""#));

    let own = settings(Some("https://bureau.example/upDownLoad"));
    assert!(!own.contains_key("BUREAU_SANDBOX_LISTEN"), "{own:?}");
}
