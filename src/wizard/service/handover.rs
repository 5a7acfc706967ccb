//! From drafts to what is handed in: everything that stands in the way, and the application once nothing does.

use std::collections::BTreeMap;

use serde_json::json;

use crate::db::Tx;
use crate::error::{Error, Result};
use crate::facts::{DomainFacts, service as facts};
use crate::filing::application::{Application, Problems, assemble};
use crate::filing::checks::{self, Facts, Finding, Gap};
use crate::filing::kind::Kind;
use crate::filing::section::{Part, Target};
use crate::filing::service::{self, moving};
use crate::filing::state::Filing;
use crate::filing::store::submissions;
use crate::filing::submission::{Handover, Readiness};
use crate::hosting::Choice;
use crate::hosting::service::{self as hosting, Look};
use crate::liveness::check::Standing;
use crate::reference::{Text, book};
use crate::registry::store as registry;
use crate::text::Message;
use crate::values::ids::AccountId;
use crate::wizard::service::scene::Scene;

/// A filing as it would be handed in now.
pub struct Judged {
    /// Sections that are not valid.
    pub problems: Problems,
    /// What the checks say.
    pub findings: Vec<Finding>,
    /// What could not be checked.
    pub gaps: Vec<Gap>,
    /// What was seen of the domains.
    pub domains: Vec<DomainFacts>,
    /// The slots that hold a paper, with its pages.
    pub papers: BTreeMap<String, usize>,
    /// How far those are whose face is asked for, by their places.
    pub faces: BTreeMap<String, Standing>,
    /// What the choices of servers lead to.
    pub looks: Vec<Look>,
    /// The application, if every section is valid.
    application: Option<Application>,
}

/// Judges a filing.
///
/// # Errors
/// When the database refuses.
pub async fn judge(tx: &mut Tx<'_>, account: AccountId, scene: &Scene) -> Result<Judged> {
    let reference = book();
    let content = scene.drafts.read(reference, scene.days());
    let (application, problems) = match assemble(&scene.drafts, reference, scene.days()) {
        Ok(application) => (Some(application), Vec::new()),
        Err(problems) => (None, problems),
    };
    let looks = hosting::look(tx, account, scene.filing.id, &new_choices(scene)).await?;
    let papers = submissions::current_papers(tx.conn, scene.filing.id).await?;
    let papers = submissions::count_pages(tx.conn, &papers).await?;
    let domains = facts::of_domains(tx, &content.domains()).await?;
    let elsewhere = service::elsewhere(tx, &scene.filing, &content, scene.today).await?;
    let facts = Facts::new(&scene.drafts, &content, reference, scene.days());
    let faces = service::faces::of_scene(tx, scene).await?;
    let faces: BTreeMap<String, Standing> = faces.into_iter().map(|own| (own.face.needed.slot, own.standing)).collect();
    let facts = facts.with_faces(&faces);
    let facts = facts.with_looks(&looks).with_papers(&papers).with_domains(&domains).with_elsewhere(&elsewhere);
    let application = application.map(|mut application| {
        // What stays on its server keeps what is known of it.
        let record = scene.drafts.record.iter().flat_map(|record| &record.websites);
        for (website, (_, before)) in application.websites.iter_mut().zip(record) {
            website.server.clone_from(&before.server);
        }
        for look in &looks {
            if let Some(website) = application.websites.get_mut(look.website.saturating_sub(1) as usize) {
                website.server.clone_from(&look.server);
            }
        }
        application
    });
    let (mut findings, gaps) = (checks::run_all(&facts), checks::gaps(&facts));
    findings.extend(receiver(tx, &scene.filing, application.as_ref()).await?);
    findings.extend(claimed(tx, &scene.filing, application.as_ref()).await?);
    Ok(Judged { findings, gaps, domains, papers, faces, problems, looks, application })
}

/// The choices of servers that take a unit: none where the filing takes none, and none that stands on record.
fn new_choices(scene: &Scene) -> Vec<(u32, Choice)> {
    if !scene.filing.kind.profile().takes_instances {
        return Vec::new();
    }
    let mut choices = scene.drafts.access.choices(scene.drafts.website_count());
    if scene.filing.kind == Kind::ChangeAccess {
        let record = scene.drafts.record.iter().flat_map(|record| &record.websites);
        let known: Vec<&Choice> = record.map(|(_, website)| &website.access).collect();
        choices.retain(|(_, choice)| !known.contains(&choice));
    }
    choices
}

/// Whether the account whose code was given can receive a record.
async fn receiver(tx: &mut Tx<'_>, filing: &Filing, application: Option<&Application>) -> Result<Option<Finding>> {
    let operation = application.and_then(|application| application.operation.as_ref());
    let Some(code) = operation.and_then(|operation| operation.receiving_code.as_ref()) else { return Ok(None) };
    match moving::receiver(tx, filing, code).await {
        Ok(_) => Ok(None),
        Err(Error::Refused(message)) => {
            let target = Target::field(Part::OPERATION, "receiving_code");
            Ok(Some(Finding::blocking("C-RECEIVER", target, message)))
        }
        Err(error) => Err(error),
    }
}

/// Whether the number of a claim is that of the record: who does not know it may leave it to the desk.
async fn claimed(tx: &mut Tx<'_>, filing: &Filing, application: Option<&Application>) -> Result<Option<Finding>> {
    let operation = application.and_then(|application| application.operation.as_ref());
    let number = operation.and_then(|operation| operation.entity_number.as_ref());
    let (Kind::Claim, Some(number), Some(entity)) = (filing.kind, number, filing.entity) else { return Ok(None) };
    let record = registry::load_entity(tx, entity).await?;
    let target = Target::field(Part::OPERATION, "entity_number");
    let finding = Finding::blocking("C-CLAIM", target, Message::new("filing-claim-other-number"));
    Ok((record.number != number.as_str()).then(|| finding.way_out("filing-claim-other-number-way")))
}

impl Judged {
    /// How many things stand in the way.
    pub fn blocking(&self) -> usize {
        let fields: usize = self.problems.iter().map(|(_, errors)| errors.len()).sum();
        fields + self.findings.iter().filter(|finding| finding.blocking).count()
    }

    /// The first thing that stands in the way.
    pub fn first_blocking(&self) -> Option<Message> {
        let mut fields = self.problems.iter().flat_map(|(_, errors)| errors.iter()).map(|(_, message)| message.clone());
        let mut findings =
            self.findings.iter().filter(|finding| finding.blocking).map(|finding| finding.message.clone());
        fields.next().or_else(|| findings.next())
    }

    /// What the checks say of one field.
    pub fn of_field<'a>(&'a self, part: Part, name: &'a str) -> impl Iterator<Item = &'a Finding> {
        self.findings.iter().filter(
            move |finding| matches!(&finding.target, Target::Field(own, field) if *own == part && field == name),
        )
    }

    /// What is handed in, if every section is valid.
    pub fn handover(&self, scene: &Scene) -> Option<Handover> {
        let application = self.application.clone()?;
        let declaration =
            book().text(Text::DECLARATION, scene.today).map(|text| text.version.clone()).unwrap_or_default();
        let findings = self.findings.iter().map(Finding::kept);
        let gaps = self.gaps.iter().map(|gap| {
            json!({
                "code": gap.code,
                "target": gap.target.to_string(),
                "key": gap.message.key,
                "args": gap.message.args,
                "gap": true,
            })
        });
        Some(Handover {
            readiness: Readiness { blocking: self.blocking(), ..Readiness::default() },
            findings: findings.chain(gaps).collect(),
            application,
            declaration,
        })
    }
}
