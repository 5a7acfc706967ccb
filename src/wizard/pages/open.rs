//! A draft whose type is open: on a phone the type check begins with the photograph of the certificate and, for an individual, the
//! verification (2.6). What is read fills its fields when its owner says so; what was typed is kept, and is in nobody's way.

use crate::clock;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::filing::application::TypeCheckForm;
use crate::filing::needed::Needed;
use crate::filing::section::Part;
use crate::filing::service::faces::{self, Verified};
use crate::filing::service::printed::PrintedPaper;
use crate::filing::service::{Saved, find_open, keep_open, lock_owned, start_open};
use crate::form::{self, FieldErrors};
use crate::paths;
use crate::reference::book;
use crate::relay::service as links;
use crate::text::Tr;
use crate::values::FilingRef;
use crate::values::ids::FilingId;
use crate::web::ui::Link;
use crate::web::{App, Applicant};
use crate::wizard::pages::printed::{self, PrintedView};
use crate::wizard::pages::view::ConflictLine;
use crate::wizard::pages::{on_phone, sections, step};
use crate::wizard::service::scene::Scene;

/// What has to be known before the certificate is photographed.
const FIRST: [&str; 3] = ["province", "entity_kind", "cert_kind"];

/// A draft whose type is open, or was when its page was shown.
pub struct Open {
    /// The draft.
    pub scene: Scene,
    /// What was saved elsewhere since the page was shown; then nothing was kept, and the scene holds what was typed.
    pub conflict: Option<Vec<ConflictLine>>,
    /// Whether its page is the one past the verification.
    is_rest: bool,
    /// Version that the next save follows.
    version: i32,
    papers: Vec<PrintedPaper>,
    /// Whoever is verified before its questions are answered.
    face: Option<Verified>,
}

/// What a page of the type check sent.
pub struct Sent<'a> {
    /// The draft it named; empty where it knew of none.
    pub reference: &'a str,
    /// The version of that draft it showed.
    pub expected: i32,
    /// What was typed.
    pub typed: &'a TypeCheckForm,
    /// Whether it asked only whom the type check is about: all else stays as it was kept.
    pub names: bool,
    /// Whether its empty fields are filled from the papers.
    pub fills: bool,
}

/// The same on the page of the type check.
#[derive(Default)]
pub struct OpenView {
    /// Which draft; empty where there is none.
    pub reference: String,
    /// Where its forms are sent.
    there: String,
    /// The version of it that the page shows.
    pub version: i32,
    /// What differs from what was saved elsewhere.
    pub conflict: Option<Vec<ConflictLine>>,
    /// What its papers say.
    pub printed: PrintedView,
    /// Where they are photographed, also anew.
    pub photographs: Vec<Link>,
    /// Where the verification is done that is missing still.
    pub verification: Option<Link>,
}

impl OpenView {
    /// Where its forms are sent: it names the draft, so that what comes back in another language is the same page.
    pub fn url(&self) -> String {
        if self.there.is_empty() { paths::filing_new() } else { self.there.clone() }
    }
}

impl Open {
    /// Loads it.
    ///
    /// # Errors
    /// `NotFound` for another's filing.
    pub async fn load(tx: &mut Tx<'_>, applicant: &Applicant, reference: &str) -> Result<Self> {
        let scene = Scene::load(tx, applicant.account, reference).await?;
        Self::of(tx, scene).await
    }

    /// The one that was begun for such an entity, on whatever device, as it stands.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn begun(tx: &mut Tx<'_>, applicant: &Applicant, known: &TypeCheckForm) -> Result<Option<Self>> {
        let Some(filing) = find_open(tx, applicant.account, known).await? else { return Ok(None) };
        let scene = Scene::of(tx, filing).await?;
        Self::of(tx, scene).await.map(Some)
    }

    /// The same with what a specialist was asked about in the place of what it holds.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn of_question(tx: &mut Tx<'_>, applicant: &Applicant, asked: &TypeCheckForm) -> Result<Option<Self>> {
        let Some(filing) = find_open(tx, applicant.account, asked).await? else { return Ok(None) };
        let mut scene = Scene::of(tx, filing).await?;
        scene.drafts.type_check = asked.clone();
        Self::of(tx, scene).await.map(Some)
    }

    /// Keeps what was typed, by itself. Where there is no draft nothing is done yet: a page that is refused may be sent again as it
    /// was typed, to be read in the other language.
    ///
    /// # Errors
    /// `NotFound` for another's filing.
    pub async fn kept(app: &App, applicant: &Applicant, sent: Sent<'_>) -> Result<Option<Self>> {
        let keep = async |tx: &mut Tx<'_>| Self::keep(tx, applicant, sent).await;
        let open = app.db.write(applicant.by_perhaps(), keep).await?;
        if open.is_some() {
            applicant.note_act();
        }
        Ok(open)
    }

    /// Keeps what was typed, in the draft that the page named or else in one that was begun elsewhere meanwhile; none where
    /// there is neither. A type that was settled meanwhile stays as it is, and what was saved elsewhere is not overwritten.
    ///
    /// # Errors
    /// `NotFound` for another's filing.
    async fn keep(tx: &mut Tx<'_>, applicant: &Applicant, sent: Sent<'_>) -> Result<Option<Self>> {
        let reference = match sent.reference {
            "" => find_open(tx, applicant.account, sent.typed).await?.map(|filing| filing.reference),
            named => Some(FilingRef::parse(named).map_err(|_| Error::NotFound)?),
        };
        let Some(reference) = reference else { return Ok(None) };
        // Locked first: of two presses the second sees what the first one settled.
        let filing = lock_owned(tx, applicant.account, &reference).await?;
        let mut scene = Scene::of(tx, filing).await?;
        if scene.is_settled {
            return Self::of(tx, scene).await.map(Some);
        }
        let named_before = scene.drafts.clone();
        let named = sent.names.then(|| scene.drafts.type_check.naming(sent.typed));
        let mut content = serde_json::to_value(named.as_ref().unwrap_or(sent.typed)).map_err(anyhow::Error::from)?;
        if sent.fills {
            let before = content.clone();
            content = step::filled(tx, &mut scene, Part::TYPE_CHECK, &before, content).await?;
        }
        scene.drafts.type_check = serde_json::from_value(content.clone())?;
        let saved = keep_open(tx, applicant.account, (&reference, sent.expected), &scene.drafts.type_check).await?;
        let (version, conflict) = match saved {
            Saved::Saved(version) => {
                links::forget_others(tx, &scene, &named_before).await?;
                (version, None)
            }
            Saved::Stale(theirs) => {
                let lines = step::differences(applicant.t(), Part::TYPE_CHECK, &content, &theirs.content);
                (theirs.version, Some(lines))
            }
        };
        Ok(Some(Self { version, conflict, ..Self::of(tx, scene).await? }))
    }

    /// Without what its page shows beside its questions where the type is settled: then the page is that of the filing.
    async fn of(tx: &mut Tx<'_>, scene: Scene) -> Result<Self> {
        let (mut papers, mut face) = (Vec::new(), None);
        if !scene.is_settled {
            papers = sections::printed_of(tx, &scene).await?;
            face = faces::of_scene(tx, &scene).await?.into_iter().next();
        }
        Ok(Self { version: scene.version(Part::TYPE_CHECK), conflict: None, is_rest: false, scene, papers, face })
    }

    /// What a filing settles that begins with its answers: it, as it was read.
    pub fn settles(&self) -> (FilingId, i32) {
        (self.scene.filing.id, self.version)
    }

    /// Its page: that of the type check, or of the filing once the type is settled.
    pub fn url(&self) -> String {
        let reference = &self.scene.filing.reference;
        match self.scene.is_settled {
            true => paths::filing(reference),
            false if self.is_rest => paths::filing_new_rest(reference),
            false => paths::filing_new_of(reference),
        }
    }

    /// The same on its page past the verification, or on that with which it begins.
    #[must_use]
    pub fn at(self, is_rest: bool) -> Self {
        Self { is_rest, ..self }
    }

    /// Whether a phone asks first whom it is about: until that person is verified, or goes on without.
    pub fn asks_first(&self) -> bool {
        !self.is_rest && self.unverified().is_some()
    }

    /// Whoever is still to be verified before its questions are answered.
    fn unverified(&self) -> Option<&Verified> {
        self.face.as_ref().filter(|own| !own.standing.may_be_sent())
    }

    /// Where a phone goes on once it says whom it is about: to the verification, then to the rest.
    pub fn after_named(&self) -> String {
        let reference = &self.scene.filing.reference;
        let verification = self.unverified().map(|own| paths::filing_face(reference, &own.face.needed.slot));
        verification.unwrap_or_else(|| paths::filing_new_rest(reference))
    }

    /// What the page shows of it.
    pub fn view(&self, t: Tr) -> OpenView {
        let reference = &self.scene.filing.reference;
        let photograph = |needed: Needed| {
            let paper = t.pick(&needed.rule.zh, &needed.rule.en);
            Link::new(t.a1("wizard-open-photograph", "paper", paper), paths::filing_camera(reference, &needed.slot))
        };
        let is_named = self.unverified().is_some_and(|own| own.face.person.is_some());
        OpenView {
            reference: reference.to_string(),
            there: self.url(),
            version: self.version,
            conflict: self.conflict.clone(),
            printed: printed::of_part(t, &self.scene, Part::TYPE_CHECK, &self.papers),
            photographs: on_phone::first_papers(&self.scene).map(photograph).collect(),
            verification: is_named.then(|| Link::new(t.t("wizard-open-verify"), self.after_named())),
        }
    }
}

/// Makes the draft and tells where the certificate is photographed; or what has to be said before.
///
/// # Errors
/// When the database refuses.
pub async fn begin(
    app: &App,
    applicant: &Applicant,
    typed: &TypeCheckForm,
) -> Result<std::result::Result<String, FieldErrors>> {
    let all = form::check(typed, book(), clock::china_day(clock::now())).err().unwrap_or_default();
    let mut errors = FieldErrors::new();
    for (name, message) in all.iter().filter(|(name, _)| FIRST.contains(name)) {
        errors.add(name, message.clone());
    }
    if !errors.is_empty() {
        return Ok(Err(errors));
    }
    let begin = async |tx: &mut Tx<'_>| {
        let reference = start_open(tx, applicant.account, typed).await?;
        let scene = Scene::load(tx, applicant.account, reference.as_str()).await?;
        let filled = on_phone::Filled::load(tx, &scene).await?;
        Ok(on_phone::after_notice(&scene, &filled).unwrap_or_else(|| paths::filing_new_of(&reference)))
    };
    app.db.write(applicant.by(), begin).await.map(Ok)
}
