//! An accepted case goes to the bureau by itself and comes back with its number: the person in charge enters the code of the
//! SMS, the bureau's desk decides, the number arrives by mail.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use beian::storage::Storage;
use tempfile::TempDir;

use super::steps::desk::Officer;
use crate::support::accepted::Desk;
use crate::support::http;
use crate::support::program::Program;
use crate::support::stage::Stage;

/// The sandbox as a program; ended with the test.
struct Sandbox(Child);

impl Sandbox {
    async fn start(program: &Program, port: u16) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bureau-sandbox"));
        command.args([
            "--listen",
            &format!("127.0.0.1:{port}"),
            "--sms",
            "--sms-url",
            program.setting("BEIAN_SMS_URL"),
        ]);
        command.args(["--sms-secret-file", program.setting("BEIAN_SMS_SECRET_FILE")]);
        let started = Self(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
        for _ in 0..200 {
            if http::get(port, "/about").is_some() {
                return started;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the sandbox did not start");
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test]
async fn an_accepted_case_comes_back_with_its_number_by_itself() {
    let folder = TempDir::new().unwrap();
    let secret = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let port = http::free_port();
    let origin = format!("http://127.0.0.1:{port}");
    let settings = [
        ("BEIAN_BUREAU_FILES_URL", format!("{origin}/ISPWebService/upDownLoad")),
        ("BEIAN_BUREAU_UNIT", "110000000001".to_owned()),
        ("BEIAN_BUREAU_USER", "demo".to_owned()),
        ("BEIAN_BUREAU_PASSWORD_FILE", secret("password", "Passw0rd")),
        ("BEIAN_BUREAU_CIPHER_FILE", secret("cipher", "0123456789abcdef\n0102030405060708\n")),
        ("BEIAN_BUREAU_POLL_SECONDS", "1".to_owned()),
    ];
    let settings: Vec<(&'static str, &str)> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let Some(stage) = Stage::set_with("bureau", &settings).await else { return };
    let program = &stage.program;
    let _sandbox = Sandbox::start(program, port).await;
    let storage = Storage::open(program.storage(), program.sealer()).unwrap();
    let desk = Desk::open(&program.database, program.db(), storage).await;
    desk.accepted(&program.database, 1, |_| ()).await;

    let code = program.message("13800000001", "短信核验").await.code();
    let mut ministry = stage.elsewhere(&origin).await;
    ministry.goto("/desk/1").await;
    ministry.sees_words("example1.cn").await;
    ministry.look("case").await;
    ministry.goto("/sms").await;
    ministry.fill_all(&[("code", code.as_str()), ("mobile", "13800000001"), ("last_six", "07001X")]).await;
    ministry.click("main form button").await;
    ministry.sees_words("核验成功").await;
    ministry.look("verified").await;
    ministry.goto("/desk/1").await;
    ministry.click("button[value='approve']").await;
    program.message("applicant1@example.com", "ICP备00000001号-1").await;

    let mut lead = Officer::start(&stage, "lead", "lead").await.browser;
    lead.goto("/bureau").await;
    lead.sees("exchange-upload-accepted").await;
    lead.look_both("exchange").await;
    lead.click("main a[href^='/bureau/files/']").await;
    lead.sees("exchange-content").await;
    lead.look_both("file").await;
}
