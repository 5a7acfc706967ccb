//! A draft whose type is open: on a phone the type check begins with the photograph of the certificate (2.6). What is read from
//! that fills its fields when its owner says so; what was typed is kept, and is in nobody's way.

use crate::clock;
use crate::db::Tx;
use crate::error::Result;
use crate::filing::application::TypeCheckForm;
use crate::filing::needed::Needed;
use crate::filing::section::Part;
use crate::filing::service::printed::PrintedPaper;
use crate::filing::service::{find_open, keep_open, start_open};
use crate::form::{self, FieldErrors};
use crate::paths;
use crate::reference::book;
use crate::text::Tr;
use crate::web::ui::Link;
use crate::web::{App, Applicant};
use crate::wizard::pages::printed::{self, PrintedView};
use crate::wizard::pages::{on_phone, sections, step};
use crate::wizard::service::scene::Scene;

/// What has to be known before the certificate is photographed.
const FIRST: [&str; 3] = ["province", "entity_kind", "cert_kind"];

/// A draft whose type is open, or was when its page was shown.
pub struct Open {
    /// The draft.
    pub scene: Scene,
    papers: Vec<PrintedPaper>,
}

/// The same on the page of the type check.
#[derive(Default)]
pub struct OpenView {
    /// Which draft; empty where there is none.
    pub reference: String,
    /// What its papers say.
    pub printed: PrintedView,
    /// Where they are photographed, also anew.
    pub photographs: Vec<Link>,
}

impl Open {
    /// Loads it.
    ///
    /// # Errors
    /// `NotFound` for another's filing.
    pub async fn load(tx: &mut Tx<'_>, applicant: &Applicant, reference: &str) -> Result<Self> {
        let scene = Scene::load(tx, applicant.account, reference).await?;
        let papers = sections::printed_of(tx, &scene).await?;
        Ok(Self { scene, papers })
    }

    /// The draft of what a specialist was asked about, where one is open for the same kind of entity.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn of_question(tx: &mut Tx<'_>, applicant: &Applicant, asked: &TypeCheckForm) -> Result<Option<Self>> {
        match find_open(tx, applicant.account, asked).await? {
            Some(filing) => Self::load(tx, applicant, filing.reference.as_str()).await.map(Some),
            None => Ok(None),
        }
    }

    /// Keeps what was typed, its empty fields filled from the papers where that is asked. A type that was settled meanwhile
    /// stays as it is.
    ///
    /// # Errors
    /// `NotFound` for another's filing; `Stale` when somebody saved in between.
    pub async fn keep(
        tx: &mut Tx<'_>,
        applicant: &Applicant,
        reference: &str,
        typed: &TypeCheckForm,
        fills: bool,
    ) -> Result<Self> {
        let mut scene = Scene::load(tx, applicant.account, reference).await?;
        if !scene.is_settled {
            let mut content = serde_json::to_value(typed).map_err(anyhow::Error::from)?;
            if fills {
                let before = content.clone();
                content = step::filled(tx, &mut scene, Part::TYPE_CHECK, &before, content).await?;
            }
            scene.drafts.type_check = serde_json::from_value(content)?;
            let saved = (&scene.filing, scene.version(Part::TYPE_CHECK));
            keep_open(tx, applicant.account, saved, &scene.drafts.type_check).await?;
        }
        let papers = sections::printed_of(tx, &scene).await?;
        Ok(Self { scene, papers })
    }

    /// Its page: that of the type check, or of the filing once the type is settled.
    pub fn url(&self) -> String {
        let reference = &self.scene.filing.reference;
        if self.scene.is_settled { paths::filing(reference) } else { paths::filing_new_of(reference) }
    }

    /// What the page shows of it.
    pub fn view(&self, t: Tr) -> OpenView {
        let reference = &self.scene.filing.reference;
        let photograph = |needed: Needed| {
            let paper = t.pick(&needed.rule.zh, &needed.rule.en);
            Link::new(t.a1("wizard-open-photograph", "paper", paper), paths::filing_camera(reference, &needed.slot))
        };
        OpenView {
            reference: reference.to_string(),
            printed: printed::of_part(t, &self.scene, Part::TYPE_CHECK, &self.papers),
            photographs: on_phone::first_papers(&self.scene).map(photograph).collect(),
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
