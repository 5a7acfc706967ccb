//! The applicant's side: from the type check to what is sent.

use super::filers::{Answers, Filer};
use super::papers;
use crate::support::browser::Browser;
use crate::support::program::Program;

/// Answers the type check; the filing's page follows, its path is returned.
pub async fn begin(person: &Browser, filer: &Filer) -> String {
    person.goto(&format!("/filings/new?kind={}&province={}", filer.kind, filer.province)).await;
    person.fill_all(filer.type_check).await;
    person.press("wizard-new-submit").await;
    person.sees("wizard-started").await;
    person.path().await
}

/// The provider's system tells what the account bought: one server for its website.
pub fn buy_a_server(program: &Program, filer: &Filer) {
    let csv = format!(
        "type,instance,owner,product,region,addresses,billing,starts_on,ends_on,quota,number\n\
         instance,{},{},cloud_server,beijing,114.114.1.10,subscription,2026-01-01,2030-01-01,10,\n",
        filer.instance, filer.email
    );
    let file = program.file("bought.csv", csv);
    program.command(&["hosting", "import", file.to_str().unwrap()]);
}

/// The sections in the order of the wizard, with what is answered there.
fn sections(filer: &Filer) -> Vec<(&'static str, Answers)> {
    let mut all = vec![("entity", filer.entity), ("entity-person", filer.entity_person), ("websites/1", filer.website)];
    if !filer.website_person.is_empty() {
        all.push(("websites/1/person", filer.website_person));
    }
    all
}

/// Fills one section and goes on; the wizard must lead to the next page. What is typed there already stays.
pub async fn fill_section(person: &Browser, filing: &str, section: &str, answers: &[(&str, &str)]) {
    let here = format!("{filing}/{section}");
    if person.path().await != here {
        person.goto(&here).await;
    }
    person.fill_all(answers).await;
    person.press("site-save-continue").await;
    person.leaves(&here).await;
}

/// Chooses the server and fills every section. A server must have been bought.
pub async fn fill(person: &Browser, filing: &str, filer: &Filer) {
    fill_section(person, filing, "access", &[("instance", filer.instance)]).await;
    for (section, answers) in sections(filer) {
        fill_section(person, filing, section, answers).await;
    }
}

/// Reads the notice and consents, once; the list of papers follows.
pub async fn consent(person: &Browser, filing: &str) {
    person.goto(&format!("{filing}/materials")).await;
    person.at(&format!("{filing}/consent")).await;
    person.fill("agree", "yes").await;
    person.press("material-consent-submit").await;
    person.sees("material-title").await;
}

/// Uploads every paper that is asked for, all at once.
pub async fn upload(person: &Browser, program: &Program, filing: &str, filer: &Filer) {
    person.goto(&format!("{filing}/materials")).await;
    for (slot, title) in missing(person).await {
        person.attach(&slot, &papers::draw(program, &filer.holder, &slot, &title, 1)).await;
    }
    person.press("material-upload").await;
    person.sees("material-uploaded").await;
    let left = missing(person).await;
    assert!(left.is_empty(), "still asked for: {left:?}");
    ask_appointments(person, filing).await;
}

/// Asks for an appointment for everybody whose face is asked for.
pub async fn ask_appointments(person: &Browser, filing: &str) {
    person.goto(&format!("{filing}/verification")).await;
    let mut paths = Vec::new();
    for link in person.find_all("main a[href*='/verification/']").await {
        paths.extend(link.attr("href").await.unwrap());
    }
    for path in paths {
        person.goto(&path).await;
        person.press("face-appointment").await;
        person.sees("face-appointment-asked").await;
    }
    person.goto(&format!("{filing}/materials")).await;
}

/// The papers that are asked for and not there: slot and name.
async fn missing(person: &Browser) -> Vec<(String, String)> {
    let word = person.words("material-state-missing");
    let mut slots = Vec::new();
    for place in person.find_all("li.papers__item").await {
        let text = place.text().await.unwrap();
        let slot = place.attr("id").await.unwrap().unwrap_or_default();
        if text.contains(&word) {
            slots.push((slot, text.lines().next().unwrap_or_default().to_owned()));
        }
    }
    slots
}

/// Declares and submits from the check page, which must have nothing left to say.
pub async fn submit(person: &Browser, filing: &str) {
    person.goto(&format!("{filing}/check")).await;
    person.sees("wizard-check-fine").await;
    person.fill("declared", "yes").await;
    person.press("wizard-check-submit").await;
    person.at(filing).await;
    person.sees("wizard-check-sent").await;
}

/// All of it, for journeys whose story begins later: a filing that is sent. The account must be there.
pub async fn file(person: &Browser, program: &Program, filer: &Filer) -> String {
    buy_a_server(program, filer);
    let filing = begin(person, filer).await;
    fill(person, &filing, filer).await;
    consent(person, &filing).await;
    upload(person, program, &filing, filer).await;
    submit(person, &filing).await;
    filing
}
