//! The staff's side: sign-in with the second factor, a case from the queue to the numbers.

use beian::clock;
use beian::staff::second_factor::SecondFactor;
use beian::values::actor::Role;
use data_encoding::BASE32_NOPAD;

use super::filers::Filer;
use super::{PASSWORD, papers};
use crate::support::browser::Browser;
use crate::support::guest::Guest;
use crate::support::people::a_person_of_staff;
use crate::support::stage::Stage;

/// What each of them is called.
const NAME: &str = "王审核";

/// Somebody of the staff at a browser of the back office, signed in.
pub struct Officer {
    /// Their browser.
    pub browser: Browser,
}

impl Officer {
    /// Is added from the command line, signs in with the temporary password, enrols a phone, chooses a password.
    pub async fn start(stage: &Stage, login: &str, role: &str) -> Self {
        let said = stage.program.command(&["staff", "add", login, "--name", NAME, "--role", role]);
        let line = said.lines().find_map(|line| line.strip_prefix("temporary password: "));
        let temporary = line.unwrap_or_else(|| panic!("no password: {said}"));
        let browser = stage.office().await;
        browser.goto("/sign-in").await;
        browser.fill("login", login).await;
        browser.fill("password", temporary).await;
        browser.press("site-continue").await;
        browser.sees("staff-enrol-title").await;
        let typed = browser.find("main code").await.text().await.unwrap().replace(' ', "");
        let secret = BASE32_NOPAD.decode(typed.as_bytes()).unwrap();
        let factor = SecondFactor::new(&secret, "Beian", login).unwrap();
        browser.fill("code", &factor.code_at(clock::now()).0).await;
        browser.press("staff-enrol-submit").await;
        browser.goto("/sign-in/password").await;
        browser.fill("password", PASSWORD).await;
        browser.press("site-save-continue").await;
        browser.sees("staff-password-changed").await;
        Self { browser }
    }

    /// The same behind the pages, for those whose story begins later: they are at their desk then.
    pub async fn on_duty(stage: &Stage, login: &str, role: Role) -> Self {
        let program = &stage.program;
        let who = a_person_of_staff(&program.database, login, role, &[]).await;
        let named = format!("update staff set display_name = '{NAME}' where login = '{login}'");
        program.database.as_owner(&named).await;
        let clerk = Guest::clerk(program, &program.db(), who).await;
        let browser = stage.office().await;
        browser.carry("office", &clerk.cookie("office"));
        browser.goto("/").await;
        Self { browser }
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

    /// Holds the appointment of whoever has to be verified.
    pub async fn verify(&self, reference: &str) {
        let browser = &self.browser;
        browser.goto(&format!("/cases/{reference}?tab=faces")).await;
        if browser.has("select[name='verdict']").await {
            browser.fill("verdict", "matches").await;
            browser.fill("words", "视频通话核对，是本人。").await;
            browser.press("face-judge").await;
            browser.sees("face-judged-saved").await;
        }
    }

    /// Accepts the case: nothing is left, no paper by post.
    pub async fn accept(&self, reference: &str) {
        self.verify(reference).await;
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
