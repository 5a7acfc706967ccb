//! The papers of a filing: what is needed, what is there, sending several at once, taking one out.

mod camera;
mod consent;
mod letter;
mod list;
mod picture;
mod pieces;

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};

use self::list::Listing;
use super::sections;
use crate::auth::allowance;
use crate::clock;
use crate::db::{By, Tx};
use crate::error::{Error, Result};
use crate::filing::corrections::Editable;
use crate::filing::intake::Errors;
use crate::filing::intake::client::{Papers as Places, Receiver, Sender};
use crate::filing::needed::Needed;
use crate::filing::service::printed::PrintedPaper;
use crate::filing::state::Filing;
use crate::filing::store::submissions::Papers;
use crate::filing::{service, store};
use crate::material::decoder::Decoder;
use crate::material::{self, Material};
use crate::paths::{self, pattern as p};
use crate::reference::book;
use crate::text::Message;
use crate::values::FilingRef;
use crate::values::ids::{FilingId, MaterialId};
use crate::web::flash::{see_other_failed, see_other_with};
use crate::web::post_form::NoFields;
use crate::web::resumable::{FIELD, Holder, Who};
use crate::web::upload::{Upload, UploadLimits};
use crate::web::{Access, App, Applicant, PostForm, Routes, see_other};
use crate::wizard::service::scene::Scene;

/// The routes of these pages.
pub fn routes(r: &mut Routes) {
    let own = Access::Applicant;
    r.get(p::FILING_CONSENT, own, consent::show);
    r.post(p::FILING_CONSENT, own, consent::save);
    r.get(p::FILING_MATERIALS, own, show);
    r.post(p::FILING_MATERIALS, own, save);
    r.get(p::FILING_CAMERA, own, camera::show);
    r.post(p::FILING_CAMERA, own, camera::save);
    r.options(p::FILING_UPLOADS, own, pieces::offer);
    r.post(p::FILING_UPLOADS, own, pieces::begin);
    r.get(p::FILING_UPLOAD, own, pieces::tell);
    r.patch(p::FILING_UPLOAD, own, pieces::append);
    r.post(p::FILING_MATERIAL_REMOVE, own, remove);
    r.post(p::FILING_MATERIAL_RESTORE, own, restore);
    r.get(p::FILING_LETTER, own, letter::show);
    r.get(p::FILING_MATERIAL, own, picture::show);
    r.get(p::FILING_MATERIAL_THUMB, own, picture::show_thumb);
    r.get(p::FILING_MATERIAL_SENT, own, picture::show_sent);
}

/// A filing with its papers.
struct Loaded {
    scene: Scene,
    needed: Vec<Needed>,
    current: Vec<Material>,
    removed: Vec<Material>,
    meant: Papers,
    printed: Vec<PrintedPaper>,
    has_consent: bool,
}

impl Loaded {
    /// Whether a file may come into a slot now.
    fn takes(&self, slot: &str) -> bool {
        let is_needed = self.needed.iter().any(|needed| needed.holds(slot));
        self.has_consent && is_needed && self.scene.editable.allows_paper(slot)
    }
}

/// The owner of the filing, who sends files.
struct Owner<'a> {
    applicant: &'a Applicant,
    filing: &'a Filing,
}

impl Sender for Owner<'_> {
    fn by(&self) -> By {
        self.applicant.by()
    }

    fn holder(&self) -> Holder {
        holder(self.applicant, self.filing.id)
    }

    async fn open(&self, tx: &mut Tx<'_>, slot: &str) -> Result<Filing> {
        service::touch_paper(tx, self.applicant.account, &self.filing.reference, slot).await
    }

    async fn done(&self, _: &mut Tx<'_>) -> Result<()> {
        Ok(())
    }
}

fn holder(applicant: &Applicant, filing: FilingId) -> Holder {
    Holder { filing, who: Who::Account(applicant.account) }
}

async fn load(tx: &mut Tx<'_>, applicant: &Applicant, reference: &str) -> Result<Loaded> {
    let scene = Scene::load(tx, applicant.account, reference).await?;
    let needed = scene.needed();
    let current = material::store::list_current(tx, scene.filing.id).await?;
    let since = material::service::removed_since(tx, book());
    let removed = material::store::list_removed(tx, scene.filing.id, since).await?;
    let meant = match &scene.decision {
        Some(_) => service::handed_in(tx, &scene.filing).await?.papers,
        None => Papers::new(),
    };
    let printed = sections::printed_of(tx, &scene).await?;
    let consent =
        material::consent::store::find(tx.conn, material::consent::store::About::Papers, scene.filing.id, None).await?;
    Ok(Loaded {
        has_consent: consent::stands(&scene, consent.as_ref()),
        scene,
        needed,
        current,
        removed,
        meant,
        printed,
    })
}

/// The papers of a filing. Before the first one the notice is shown.
///
/// # Errors
/// `NotFound` for another's filing.
pub async fn show(req: HttpRequest, applicant: Applicant, app: Data<App>, path: Path<String>) -> Result<HttpResponse> {
    let loaded = app.db.read(applicant.actor(), async |tx| load(tx, &applicant, &path).await).await?;
    if !loaded.has_consent && loaded.scene.editable != Editable::Nothing {
        return Ok(see_other(paths::filing_part(&loaded.scene.filing.reference, "consent")));
    }
    list::render(&req, &listing(&loaded), &Errors::default(), StatusCode::OK)
}

fn listing(loaded: &Loaded) -> Listing<'_> {
    let Loaded { scene, needed, current, removed, meant, printed, has_consent } = loaded;
    Listing { scene, needed, current, removed, meant, printed, has_consent: *has_consent }
}

/// Takes several files. Each meets its own fate: good ones are kept, the others are told about beside their place.
///
/// # Errors
/// `NotFound` for another's filing, `Forged` without the right token, `TooLarge` and `BadRequest` as in `Upload`,
/// `Refused` where nothing can be changed.
pub async fn save(
    req: HttpRequest,
    applicant: Applicant,
    app: Data<App>,
    decoder: Data<Decoder>,
    path: Path<String>,
    body: Payload,
) -> Result<HttpResponse> {
    let take = async |upload: &mut Upload| {
        let loaded = app.db.read(applicant.actor(), async |tx| load(tx, &applicant, &path).await).await?;
        if let Some(elsewhere) = not_now(&req, &loaded)? {
            return Ok(elsewhere);
        }
        let (mut errors, added) = receive(&app, &decoder, &applicant, &loaded, &loaded.needed, upload).await?;
        if errors.is_empty() && added > 0 {
            let here = paths::filing_part(&loaded.scene.filing.reference, "materials");
            return Ok(see_other_with(&req, here, "material-uploaded"));
        }
        if errors.is_empty() {
            errors.add("", Message::new("material-nothing-chosen"));
        }
        let loaded = app.db.read(applicant.actor(), async |tx| load(tx, &applicant, &path).await).await?;
        list::render(&req, &listing(&loaded), &errors, StatusCode::UNPROCESSABLE_ENTITY)
    };
    whole(&req, (&app, &applicant), body, take).await
}

/// Reads a form with papers, of which `take` takes what is of use: its token is right.
async fn whole(
    req: &HttpRequest,
    (app, applicant): (&App, &Applicant),
    body: Payload,
    take: impl AsyncFnOnce(&mut Upload) -> Result<HttpResponse>,
) -> Result<HttpResponse> {
    let limits = book().limits(clock::china_day(clock::now()));
    let upload = Upload::begin(req, body, UploadLimits::from(limits), &[FIELD]).await?;
    let spend = async |sent: u64| {
        let spend = async |tx: &mut Tx<'_>| allowance::spend_of(tx, applicant.account, sent).await;
        app.db.write(applicant.by(), spend).await
    };
    upload.whole(spend, take).await
}

/// Where a form with papers leads that cannot be taken now.
fn not_now(req: &HttpRequest, loaded: &Loaded) -> Result<Option<HttpResponse>> {
    let is_locked = loaded.scene.editable == Editable::Nothing;
    if is_locked {
        return Err(Error::refused("filing-refused-locked"));
    }
    let consent = || paths::filing_part(&loaded.scene.filing.reference, "consent");
    Ok((!loaded.has_consent).then(|| see_other_failed(req, consent(), "material-consent-first")))
}

/// Takes the files of a form for some of the papers: what was wrong, and how many papers were added.
async fn receive(
    app: &App,
    decoder: &Decoder,
    applicant: &Applicant,
    loaded: &Loaded,
    needed: &[Needed],
    upload: &mut Upload,
) -> Result<(Errors, usize)> {
    let owner = Owner { applicant, filing: &loaded.scene.filing };
    let places = Places { rules_day: loaded.scene.days().rules, needed, current: &loaded.current };
    let limits = book().limits(clock::china_day(clock::now()));
    Receiver::new(app, decoder, &owner, places, limits).take_all(upload).await
}

/// Takes a paper out. Asks nothing: it can be brought back.
///
/// # Errors
/// `NotFound` for another's paper or one that does not stand, `Refused` where its place is locked.
pub async fn remove(
    req: HttpRequest,
    applicant: Applicant,
    app: Data<App>,
    path: Path<(String, String)>,
    _: PostForm<NoFields>,
) -> Result<HttpResponse> {
    let remove = async |tx: &mut Tx<'_>, filing: &Filing, id| material::service::remove(tx, filing.id, id).await;
    change(&req, &applicant, &app, &path, "material-removed", remove).await
}

/// Brings a paper back that was taken out.
///
/// # Errors
/// `NotFound` for another's paper, one whose time is over or whose place is taken, `Refused` where its place is locked.
pub async fn restore(
    req: HttpRequest,
    applicant: Applicant,
    app: Data<App>,
    path: Path<(String, String)>,
    _: PostForm<NoFields>,
) -> Result<HttpResponse> {
    let restore = async |tx: &mut Tx<'_>, filing: &Filing, id| {
        let rules_day = filing.days(clock::china_day(tx.ctx.now)).rules;
        material::service::restore(tx, book(), filing.id, rules_day, id).await
    };
    change(&req, &applicant, &app, &path, "material-restored", restore).await
}

/// Changes a paper whose place is open, and says so on the page of papers.
async fn change(
    req: &HttpRequest,
    applicant: &Applicant,
    app: &App,
    path: &(String, String),
    told: &'static str,
    work: impl AsyncFnOnce(&mut Tx<'_>, &Filing, MaterialId) -> Result<()>,
) -> Result<HttpResponse> {
    let (reference, id) = path;
    let id: MaterialId = id.parse().map_err(|_| Error::NotFound)?;
    app.db
        .write(applicant.by(), async |tx| {
            let filing = open_slot(tx, applicant, reference, id).await?;
            work(tx, &filing, id).await
        })
        .await?;
    Ok(see_other_with(req, paths::filing_part(reference, "materials"), told))
}

/// Opens the slot of a paper for a change.
async fn open_slot(tx: &mut Tx<'_>, applicant: &Applicant, reference: &str, id: MaterialId) -> Result<Filing> {
    let reference = FilingRef::parse(reference).map_err(|_| Error::NotFound)?;
    let filing = store::load_owned(tx.conn, &reference, applicant.account).await?;
    let slot = material::store::load(tx, filing.id, id).await?.slot;
    service::touch_paper(tx, applicant.account, &reference, &slot).await
}
