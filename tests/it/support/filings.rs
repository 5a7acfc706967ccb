//! Filings made through their services, behind the pages: what stories start from that are about something else.

use beian::account::store::Registration;
use beian::db::{Db, Tx};
use beian::demo::store as demo;
use beian::error::Result;
use beian::filing::application::Drafts;
use beian::filing::section::Part;
use beian::filing::service::scene::Scene;
use beian::filing::service::{self, SavePart, StartFiling, Submitted};
use beian::filing::state::Filing;
use beian::filing::store;
use beian::filing::submission::{Handover, Readiness};
use beian::liveness;
use beian::liveness::check::{Standing, Verdict};
use beian::reference::{Text, book};
use beian::text::Lang;
use beian::values::actor::Actor;
use beian::values::ids::AccountId;
use beian::values::{Email, FilingRef, Mobile};
use serde_json::{Value, json};

use super::database::TestDb;
use super::people::{an_instance, application};

/// Today in China.
pub fn today() -> chrono::NaiveDate {
    beian::clock::china_day(beian::clock::now())
}

/// The n-th customer with a confirmed mail address `<name><n>@example.com`, mobile 139 and n, and an instance.
pub async fn a_customer(database: &TestDb, db: &Db, name: &str, n: u32, password_hash: &str) -> AccountId {
    let owner = AccountId::new();
    let (email, mobile) = (format!("{name}{n}@example.com"), format!("139{n:08}"));
    let (email, mobile) = (Email::parse(&email).unwrap(), Mobile::parse(&mobile).unwrap());
    let new = Registration { email: &email, mobile: &mobile, password_hash, lang: Lang::Zh };
    let registered = db.write(Actor::Applicant(owner), async |tx| {
        demo::insert_applicant(tx, owner, &new).await?;
        demo::register(tx, owner).await
    });
    registered.await.unwrap();
    an_instance(database, owner, n).await;
    owner
}

/// A filing begun with the type check of some forms.
pub async fn begin(db: &Db, owner: AccountId, forms: &Drafts) -> Result<Filing> {
    let begin = StartFiling::new(forms.kind, application(forms).type_check);
    let reference = db.write(Actor::Applicant(owner), async |tx| service::start(tx, owner, begin).await).await?;
    load(db, &reference).await
}

/// A filing with every part of some forms saved.
pub async fn a_draft(db: &Db, owner: AccountId, forms: &Drafts) -> Filing {
    let filing = begin(db, owner, forms).await.unwrap();
    for (part, content) in parts(forms) {
        let save = SavePart { part, expected: 0, content, problems: 0, is_complete: true };
        let saved = async |tx: &mut Tx<'_>| service::save_part(tx, owner, &filing.reference, save).await;
        db.write(Actor::Applicant(owner), saved).await.unwrap();
    }
    filing
}

/// A filing as it stands.
pub async fn load(db: &Db, reference: &FilingRef) -> Result<Filing> {
    db.read(Actor::Clock, async |tx| store::load_by_ref(tx.conn, reference).await).await
}

/// Hands a filing in, as its owner saw it.
pub async fn submit(db: &Db, filing: &Filing, forms: &Drafts, findings: Value) -> Result<Submitted> {
    let declaration = book().text(Text::DECLARATION, today()).unwrap().version.clone();
    let handover = Handover { readiness: Readiness::default(), application: application(forms), findings, declaration };
    let (owner, id, version) = (filing.owner, filing.id, filing.version);
    db.write(Actor::Applicant(owner), async |tx| service::submit(tx, id, version, handover).await).await
}

/// Every part but the type check, as the wizard stores it.
pub fn parts(forms: &Drafts) -> Vec<(Part, Value)> {
    let mut parts = vec![
        (Part::ACCESS, json!(forms.access)),
        (Part::ENTITY, json!(forms.entity)),
        (Part::ENTITY_PERSON, json!(forms.entity_person)),
    ];
    if forms.kind.has_operation() {
        parts.push((Part::OPERATION, json!(forms.operation)));
    }
    for (ordinal, website) in (1..).zip(&forms.websites) {
        parts.push((Part::website(ordinal), json!(website.website)));
        parts.push((Part::website_person(ordinal), json!(website.person)));
    }
    parts
}

/// Everybody of a filing whose face is asked for and who has shown nothing yet was found to be who they say, in an appointment.
pub async fn verified(db: &Db, filing: &Filing) {
    let found = async |tx: &mut Tx<'_>| {
        let scene = Scene::of(tx, filing.clone()).await?;
        for own in service::faces::of_scene(tx, &scene).await? {
            let Some(about) = own.about.filter(|_| own.standing == Standing::Missing) else { continue };
            let (id, _) = liveness::service::ask_appointment(tx, &about).await?;
            liveness::service::judge(tx, filing.id, id, Verdict::Matches, "").await?;
        }
        Ok(())
    };
    db.write(Actor::Clock, found).await.unwrap();
}
