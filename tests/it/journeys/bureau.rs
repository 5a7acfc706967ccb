//! The line to the bureau from both ends: an accepted case goes there by itself and comes back with its number; another one is
//! refused with an opinion; a verification by SMS lapses and is sent again; the bureau's system is away for a while.

use beian::values::actor::Role;
use std::time::Duration;

use beian::filing::state::{Filing, StateCode};
use beian::paths::office;
use beian::storage::Storage;
use tempfile::TempDir;

use super::steps::desk::Officer;
use crate::support::accepted::Desk;
use crate::support::browser::Browser;
use crate::support::guest::Guest;
use crate::support::program::secret;
use crate::support::sandbox::Sandbox;
use crate::support::stage::Stage;

/// Everybody on stage.
struct Cast {
    stage: Stage,
    desk: Desk,
    sandbox: Sandbox,
    /// At the sandbox's pages.
    ministry: Browser,
    lead: Browser,
    _folder: TempDir,
}

#[tokio::test]
async fn the_bureau_decides_refuses_waits_in_vain_and_is_away() {
    let folder = TempDir::new().unwrap();
    let mut sandbox = Sandbox::new(folder.path(), &["--sms"]);
    let origin = sandbox.origin();
    let settings = [
        ("BEIAN_BUREAU_FILES_URL", format!("{origin}/ISPWebService/upDownLoad")),
        ("BEIAN_BUREAU_UNIT", "110000000001".to_owned()),
        ("BEIAN_BUREAU_USER", "demo".to_owned()),
        ("BEIAN_BUREAU_PASSWORD_FILE", secret(folder.path(), "password", "Passw0rd")),
        ("BEIAN_BUREAU_CIPHER_FILE", secret(folder.path(), "cipher", "0123456789abcdef\n0102030405060708\n")),
        ("BEIAN_BUREAU_POLL_SECONDS", "1".to_owned()),
    ];
    let settings: Vec<(&'static str, &str)> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let Some(stage) = Stage::set_with("bureau", &settings).await else { return };
    let program = &stage.program;
    let mail = [("--sms-url", "BEIAN_SMS_URL"), ("--sms-secret-file", "BEIAN_SMS_SECRET_FILE")];
    for (option, setting) in mail {
        sandbox.option(option, program.setting(setting));
    }
    sandbox.start().await;
    let storage = Storage::open(program.storage(), program.sealer()).unwrap();
    let desk = Desk::open(&program.database, program.db(), storage).await;
    let ministry = stage.elsewhere(&origin).await;
    let lead = Officer::on_duty(&stage, "lead", Role::Lead).await.browser;
    let mut cast = Cast { stage, desk, sandbox, ministry, lead, _folder: folder };
    cast.approves().await;
    cast.gives_work().await;
    cast.refuses().await;
    cast.waits_in_vain().await;
    cast.is_away().await;
}

impl Cast {
    /// The n-th case, accepted at our desk; whoever is in charge of it has a mobile of their own.
    async fn accepted(&self, n: u32) -> Filing {
        let mobile = format!("1380000010{n}");
        self.desk
            .accepted(&self.stage.program.database, n, |forms| forms.entity_person.mobile.clone_from(&mobile))
            .await
    }

    /// The person in charge of the n-th case enters the code that arrived last.
    async fn verifies(&self, n: u32, already: usize) {
        let (program, mobile) = (&self.stage.program, format!("1380000010{n}"));
        for _ in 0..200 {
            if program.messages(&mobile).len() > already {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let code = program.message(&mobile, "短信核验").await.code();
        self.ministry.goto("/sms").await;
        self.ministry.fill_all(&[("code", code.as_str()), ("mobile", mobile.as_str()), ("last_six", "07001X")]).await;
        self.ministry.click("main form button").await;
        self.ministry.sees_words("核验成功").await;
    }

    async fn in_state(&self, case: &Filing, state: StateCode) {
        for _ in 0..400 {
            if self.desk.filing(case).await.state.code() == state {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{:?} and not {state:?}\n{}", self.desk.filing(case).await.state, self.stage.program.log());
    }

    /// The applicant of a case at a browser, signed in.
    async fn applicant(&self, case: &Filing) -> Browser {
        let guest = Guest::applicant(&self.stage.program, &self.stage.program.db(), case.owner).await;
        let browser = self.stage.desktop().await;
        browser.carry("beian", &guest.cookie("beian"));
        browser.goto(&format!("/filings/{}", case.reference)).await;
        browser
    }

    /// The person in charge enters the code, the bureau's desk decides, the number arrives by mail.
    async fn approves(&mut self) {
        let case = self.accepted(1).await;
        self.verifies(1, 0).await;
        self.ministry.look("verified").await;
        self.ministry.goto("/desk/1").await;
        self.ministry.sees_words("example1.cn").await;
        self.ministry.look("case").await;
        self.ministry.click("button[value='approve']").await;
        self.stage.program.message("applicant1@example.com", "ICP备00000001号-1").await;
        self.lead.goto("/bureau").await;
        self.lead.sees("exchange-upload-accepted").await;
        self.lead.look_both("exchange").await;
        self.lead.click("main a[href^='/bureau/files/']").await;
        self.lead.sees("exchange-content").await;
        self.lead.look_both("file").await;
        self.lead.goto("/bureau").await;
        self.lead.click("main a[href^='/bureau/uploads/']").await;
        self.lead.sees("exchange-content").await;
        self.lead.look_both("upload").await;
        self.lead.goto("/sites").await;
        self.lead.look_both("sites").await;
        self.lead.goto(&office::case_part(&case.reference, "bureau/papers")).await;
        self.lead.press("exchange-papers-send").await;
        self.lead.sees("exchange-papers-reason").await;
        self.lead.look_both("papers-without-a-reason").await;
    }

    /// The bureau sends its tables of codes, and asks to verify what is on record: that comes as work, is answered, and the
    /// answer goes up.
    async fn gives_work(&mut self) {
        let lead = &mut self.lead;
        let element = lead.words("exchange-codes-element");
        let orders = [
            ("tables", "", "/bureau/codes", element.as_str()),
            ("task", "京ICP备00000001号", "/bureau/tasks", "example1.cn"),
        ];
        // One after the other: whoever leaves a page at once may leave before its form is sent.
        for (what, about, page, told) in orders {
            self.ministry.goto("/").await;
            self.ministry.fill_all(&[("what", what), ("about", about)]).await;
            self.ministry.click("form[action='/orders'] button").await;
            let has_come = async || {
                lead.goto(page).await;
                lead.text().await.contains(told)
            };
            lead.waits_for("it has not come", has_come).await;
        }
        lead.look_both("work").await;
        lead.press("exchange-codes-title").await;
        lead.sees("exchange-codes-element").await;
        lead.look_both("codes").await;
        lead.goto("/bureau/tasks").await;
        lead.click("main table a").await;
        lead.sees("task-field-outcome").await;
        lead.look_both("work-to-answer").await;
        lead.press("task-send").await;
        lead.sees("task-outcome-missing").await;
        lead.look("work-without-an-answer").await;
        lead.fill("outcome", "passed").await;
        lead.fill("opinion", "经核实，信息属实。").await;
        lead.press("task-send").await;
        lead.sees("task-is-answered").await;
        let is_done = async || {
            lead.goto("/bureau/tasks?tab=done").await;
            lead.text().await.contains("example1.cn")
        };
        lead.waits_for("the answer has not gone up", is_done).await;
    }

    /// The bureau's desk refuses with an opinion: the applicant and our desk read it word for word.
    async fn refuses(&mut self) {
        const OPINION: &str = "网站名称与主体不符，请提供说明。";
        let case = self.accepted(2).await;
        self.verifies(2, 0).await;
        self.ministry.goto("/desk/2").await;
        self.ministry.fill("opinion", OPINION).await;
        self.ministry.click("button[value='refuse']").await;
        self.in_state(&case, StateCode::Rejected).await;
        self.stage.program.message("applicant2@example.com", "管局驳回").await;
        let mut applicant = self.applicant(&case).await;
        applicant.sees("filing-state-refused").await;
        applicant.look_both("refused").await;
        applicant.press("wizard-panel-rejected-button").await;
        applicant.sees_words(OPINION).await;
        applicant.look_both("refused-why").await;
        self.lead.goto(&format!("/cases/{}?tab=bureau", case.reference)).await;
        self.lead.sees_words(OPINION).await;
        self.lead.look("refused-at-the-desk").await;
    }

    /// Nobody enters the code within a day. Sent again unchanged, it is verified and approved.
    async fn waits_in_vain(&mut self) {
        let case = self.accepted(3).await;
        self.stage.program.message("13800000103", "短信核验").await;
        self.in_state(&case, StateCode::Verifying).await;
        self.ministry.goto("/").await;
        self.ministry.click("form[action='/clock'] input[value='24'] + button").await;
        self.in_state(&case, StateCode::Rejected).await;
        let applicant = self.applicant(&case).await;
        applicant.sees("wizard-panel-lapsed-title").await;
        let a_day_later = "update filings set state_since = state_since - interval '25 hours',
             touched_at = touched_at - interval '25 hours'";
        self.stage.program.database.as_owner(a_day_later).await;
        applicant.press("wizard-panel-lapsed-button").await;
        applicant.press("after-lapsed-send").await;
        applicant.sees("after-sent-again").await;
        self.verifies(3, 1).await;
        self.ministry.goto("/desk").await;
        self.ministry.sees_words("已重新报送").await;
        self.ministry.look("sent-again").await;
        self.ministry.goto("/desk/4").await;
        self.ministry.click("button[value='approve']").await;
        self.stage.program.message("applicant3@example.com", "ICP备00000002号-1").await;
    }

    /// The bureau's system is away while the desk goes on: the operator's page says so; afterwards what waited goes up in order.
    async fn is_away(&mut self) {
        self.sandbox.stop();
        let cases = [self.accepted(4).await, self.accepted(5).await, self.accepted(6).await];
        let lead = &mut self.lead;
        lead.goto("/bureau").await;
        let told = lead.words("exchange-failures");
        let waiting = lead.words("exchange-upload-fixed");
        let is_told = async || {
            lead.goto("/bureau").await;
            let text = lead.text().await;
            // The words stand beside the number of them, too.
            text.contains(&told) && text.matches(&waiting).count() > cases.len()
        };
        lead.waits_for("the outage is not told", is_told).await;
        lead.look_both("outage").await;
        self.sandbox.start().await;
        for case in &cases {
            self.in_state(case, StateCode::Verifying).await;
        }
        // What goes up and what comes down are calls of their own.
        let lead = &mut self.lead;
        let is_over = async || {
            lead.goto("/bureau").await;
            !lead.text().await.contains(&told)
        };
        lead.waits_for("the outage is still told", is_over).await;
        lead.look("after-the-outage").await;
        let database = &self.stage.program.database;
        let sent = "select string_agg(number::text, ' ' order by sent_at) from bureau_uploads";
        assert_eq!(database.text(sent).await, "1 2 3 4 5 6 7 8", "in order");
        assert_eq!(self.sandbox.sequences(), [1, 2, 3, 4, 5, 6, 7, 8], "each once");

        // Where nobody can tell whether one arrived, the line stands and waits for a word.
        database.as_owner("update bureau_line set stopped_at = now()").await;
        let held = "update bureau_uploads set state = 'held' where number = 8 returning id::text";
        let id = database.text(held).await;
        lead.goto(&office::exchange_upload(&id)).await;
        lead.sees("exchange-held").await;
        lead.look_both("held").await;
        lead.sees("exchange-held").await;
    }
}
