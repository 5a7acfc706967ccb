//! The staff's side: sign-in with the second factor, a case from the queue to the numbers.

use beian::clock;
use beian::staff::second_factor::SecondFactor;
use chrono::TimeDelta;
use data_encoding::BASE32_NOPAD;

use super::filers::Filer;
use super::{PASSWORD, papers};
use crate::support::browser::Browser;
use crate::support::stage::Stage;

/// Somebody of the staff at a browser of the back office, signed in.
pub struct Officer {
    /// Their browser.
    pub browser: Browser,
    login: String,
    secret: Vec<u8>,
    /// How many codes were typed: each is good once.
    codes: i32,
}

impl Officer {
    /// Is added from the command line, signs in with the temporary password, enrols a phone, chooses a password.
    pub async fn start(stage: &Stage, login: &str, role: &str) -> Self {
        let said = stage.program.command(&["staff", "add", login, "--name", "王审核", "--role", role]);
        let line = said.lines().find_map(|line| line.strip_prefix("temporary password: "));
        let temporary = line.unwrap_or_else(|| panic!("no password: {said}"));
        let browser = stage.office().await;
        let mut officer = Self { browser, login: login.to_owned(), secret: Vec::new(), codes: 0 };
        officer.give_password(temporary).await;
        officer.browser.sees("staff-enrol-title").await;
        let typed = officer.browser.find("main code").await.text().await.unwrap().replace(' ', "");
        officer.secret = BASE32_NOPAD.decode(typed.as_bytes()).unwrap();
        officer.give_code("staff-enrol-submit").await;
        officer.browser.goto("/sign-in/password").await;
        officer.browser.fill("password", PASSWORD).await;
        officer.browser.press("site-save-continue").await;
        officer.browser.sees("staff-password-changed").await;
        officer
    }

    /// Signs in again, for instance after the session ended.
    pub async fn sign_in(&mut self) {
        self.give_password(PASSWORD).await;
        self.browser.sees("staff-code-title").await;
        self.give_code("site-sign-in").await;
        self.browser.sees("review-next").await;
    }

    async fn give_password(&self, password: &str) {
        self.browser.goto("/sign-in").await;
        self.browser.fill("login", &self.login).await;
        self.browser.fill("password", password).await;
        self.browser.press("site-continue").await;
    }

    /// The code of this half minute the first time, of the next one the second time: both are taken at once.
    async fn give_code(&mut self, button: &str) {
        let factor = SecondFactor::new(&self.secret, "Beian", &self.login).unwrap();
        let at = clock::now() + TimeDelta::seconds(30 * i64::from(self.codes));
        self.codes += 1;
        self.browser.fill("code", &factor.code_at(at).0).await;
        self.browser.press(button).await;
    }

    /// Takes a case.
    pub async fn claim(&self, reference: &str) {
        self.browser.goto(&format!("/cases/{reference}")).await;
        self.browser.press("review-claim").await;
        self.browser.sees("review-claimed").await;
    }

    /// Goes through every section and says that all of it is right, doubts too.
    pub async fn accept_everything(&self, reference: &str) {
        let browser = &self.browser;
        let mut here = format!("/cases/{reference}");
        for _ in 0..30 {
            browser.goto(&here).await;
            for open in ["button[value='accept-open']", "[data-item='doubt'] button[value='accept']"] {
                while browser.has(open).await {
                    let before = browser.find_all(open).await.len();
                    browser.click(open).await;
                    browser.waits_for("it stays open", async || browser.find_all(open).await.len() < before).await;
                }
            }
            let next = browser.find("a[data-key='s']").await.attr("href").await.unwrap().unwrap_or_default();
            if next.ends_with("?tab=checklist") {
                return;
            }
            here = next;
        }
        browser.fail("the sections have no end").await;
    }

    /// Answers every item of the checklist.
    pub async fn tick_checklist(&self, reference: &str) {
        let browser = &self.browser;
        browser.goto(&format!("/cases/{reference}?tab=checklist")).await;
        for box_of in browser.find_all("main input[type=radio][value=yes]").await {
            box_of.click().await.unwrap();
        }
        browser.press("site-save").await;
        browser.sees("review-checklist-saved").await;
        browser.at(&format!("/cases/{reference}/decide")).await;
    }

    /// Accepts the case: nothing is left, no paper by post.
    pub async fn accept(&self, reference: &str) {
        self.browser.goto(&format!("/cases/{reference}/decide")).await;
        self.browser.fill("choice", "accept").await;
        self.browser.press("review-decide-send").await;
        self.browser.sees("review-decided").await;
    }

    /// Records what the bureau did today, with evidence; `rest` are other controls of the form.
    pub async fn record(&self, stage: &Stage, reference: &str, act: &str, rest: &[(&str, &str)]) {
        let browser = &self.browser;
        browser.goto(&format!("/cases/{reference}?tab=bureau")).await;
        browser.fill("act", act).await;
        browser.fill_all(rest).await;
        browser.attach("evidence", &papers::evidence(&stage.program, act)).await;
        browser.press("review-bureau-save").await;
        browser.sees("review-bureau-recorded").await;
    }

    /// A case that is new at the desk, up to the numbers of the bureau.
    pub async fn approve(&self, stage: &Stage, reference: &str, filer: &Filer) {
        self.claim(reference).await;
        self.accept_everything(reference).await;
        self.tick_checklist(reference).await;
        self.accept(reference).await;
        self.decide_at_bureau(stage, reference, filer).await;
    }

    /// What the bureau does with a case that was accepted: has it, sees the codes entered, approves.
    pub async fn decide_at_bureau(&self, stage: &Stage, reference: &str, filer: &Filer) {
        let (entity, website) = filer.numbers;
        self.record(stage, reference, "received", &[]).await;
        self.record(stage, reference, "verified", &[]).await;
        self.record(stage, reference, "approved", &[("entity_number", entity), ("website_number", website)]).await;
    }
}
