//! My record: what can be done with it, and what each of these means before it starts.

use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use super::means::{For, Means};
use crate::clock;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::filing::application::{OperationForm, Recorded, YES, operation};
use crate::filing::kind::{Kind, Websites};
use crate::filing::service::{self, StartFiling, record};
use crate::filing::state::Filing;
use crate::filing::store;
use crate::filing::times::Times;
use crate::form::FieldErrors;
use crate::paths;
use crate::reference::book;
use crate::registry::entity::Entity;
use crate::registry::store as registry;
use crate::registry::website::Website;
use crate::text::{Message, Tr};
use crate::values::FilingRef;
use crate::web::device;
use crate::web::flash::see_other_with;
use crate::web::ui::SummaryRow;
use crate::web::{App, Applicant, Page, PostForm, render, render_with};

/// What a page offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Menu {
    Changes,
    Cancel,
    Transfer,
}

impl Menu {
    fn kinds(self) -> &'static [Kind] {
        match self {
            Self::Changes => &[Kind::ChangeEntity, Kind::ChangeWebsite, Kind::ChangeFiling, Kind::ChangeAccess],
            Self::Cancel => &[Kind::CancelWebsite, Kind::CancelAccess, Kind::CancelEntity],
            Self::Transfer => &[Kind::TransferAccount, Kind::MigrateSite],
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Changes => "record-changes-title",
            Self::Cancel => "record-cancel-title",
            Self::Transfer => "record-transfer-title",
        }
    }

    fn path(self) -> &'static str {
        match self {
            Self::Changes => "changes",
            Self::Cancel => "cancel",
            Self::Transfer => "transfer",
        }
    }
}

/// Which operation is looked at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Chosen {
    kind: String,
    website: String,
}

/// The button that begins one.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct BeginForm {
    kind: String,
    website: String,
    understood: String,
}

struct Way {
    title: String,
    text: String,
    url: String,
}

struct Block {
    title: String,
    ways: Vec<Way>,
}

#[derive(Template)]
#[template(path = "wizard/record.html")]
struct MenuPage {
    page: Page,
    t: Tr,
    back: String,
    about: Vec<SummaryRow>,
    blocks: Vec<Block>,
    /// What cannot be done this way, and how else.
    not: Vec<String>,
}

#[derive(Template)]
#[template(path = "wizard/record_begin.html")]
struct BeginPage {
    page: Page,
    t: Tr,
    errors: FieldErrors,
    above: String,
    action: String,
    back: String,
    about: Vec<SummaryRow>,
    means: Means,
    kind: &'static str,
    website: String,
    is_irreversible: bool,
}

/// The record of an account: its entity and the websites that are on record here.
struct Record {
    filing: Filing,
    entity: Entity,
    websites: Vec<Website>,
    /// Where the reader came from.
    back: String,
    /// How long others took with what is about to begin.
    times: Times,
    is_phone: bool,
}

impl Record {
    /// `kind` is the code of what is about to begin, if anything is.
    async fn load(tx: &mut Tx<'_>, applicant: &Applicant, reference: &str, kind: &str, is_phone: bool) -> Result<Self> {
        let reference = FilingRef::parse(reference).map_err(|_| Error::NotFound)?;
        let filing = tx.reach_all(async |tx| store::load_by_ref(tx.conn, &reference).await).await?;
        let own = registry::list_entities(tx, applicant.account).await?;
        let entity = own.into_iter().find(|entity| entity.cancelled_on.is_none()).ok_or(Error::NotFound)?;
        // A record that was handed on is reached by the filing that made it, which is another's.
        let is_own = filing.owner == applicant.account;
        if !is_own && entity.filing != Some(filing.id) {
            return Err(Error::NotFound);
        }
        let back = if is_own { paths::filing(&filing.reference) } else { paths::filings() };
        let websites = registry::changes::list_current_websites(tx, entity.id).await?;
        let times = match Kind::from_code(kind) {
            Some(kind) => store::times::of(tx.conn, &filing.province, kind).await?,
            None => Times::default(),
        };
        Ok(Self { filing, entity, websites, back, times, is_phone })
    }

    fn hindrance(&self, kind: Kind) -> Option<Message> {
        let today = clock::china_day(clock::now());
        if self.is_phone && !book().is_on_phone(kind.code(), today) {
            return Some(Message::new("wizard-not-on-phone"));
        }
        record::hindrance(kind, &self.entity, self.websites.len(), today)
    }

    fn website(&self, number: &str) -> Option<&Website> {
        self.websites.iter().find(|website| website.number == number)
    }

    /// Which kind is meant, if it can be begun.
    fn kind(&self, menu: Menu, code: &str, website: &str) -> Result<Kind> {
        let kind = Kind::from_code(code).filter(|kind| menu.kinds().contains(kind)).ok_or(Error::NotFound)?;
        let is_about_one = kind.profile().websites == Websites::OnRecord;
        if is_about_one && self.website(website).is_none() {
            return Err(Error::NotFound);
        }
        self.hindrance(kind).map_or(Ok(kind), |why| Err(Error::Refused(why)))
    }
}

async fn show(
    req: HttpRequest,
    applicant: Applicant,
    app: Data<App>,
    reference: &str,
    menu: Menu,
    chosen: &Chosen,
) -> Result<HttpResponse> {
    let is_phone = device::is_phone(&req);
    let load = async |tx: &mut Tx<'_>| Record::load(tx, &applicant, reference, &chosen.kind, is_phone).await;
    let record = app.db.read(applicant.actor(), load).await?;
    let t = applicant.t();
    if !chosen.kind.is_empty() {
        let kind = record.kind(menu, &chosen.kind, &chosen.website)?;
        return render(&begin_page(&req, t, &record, menu, kind, &chosen.website, FieldErrors::new()));
    }
    let here = |kind: Kind, website: &str| {
        let website: String = form_urlencoded::byte_serialize(website.as_bytes()).collect();
        format!("{}?kind={}&website={website}", paths::filing_part(&record.filing.reference, menu.path()), kind.code())
    };
    let way = |kind: Kind, website: &str| Way {
        title: t.t(&kind.key()),
        text: t.t(&format!("record-{}-text", kind.slug())),
        url: here(kind, website),
    };
    let of_entity = menu.kinds().iter().filter(|kind| kind.profile().websites == Websites::None);
    let mut blocks = vec![Block {
        title: t.a1("record-of-entity", "number", record.entity.number.as_str()),
        ways: of_entity.map(|kind| way(*kind, "")).collect(),
    }];
    for website in &record.websites {
        let kinds = menu.kinds().iter().filter(|kind| kind.profile().websites == Websites::OnRecord);
        let possible = kinds.filter(|kind| record.kind(menu, kind.code(), &website.number).is_ok());
        blocks.push(Block {
            title: format!("{} · {}", website.name, website.number),
            ways: possible.map(|kind| way(*kind, &website.number)).collect(),
        });
    }
    let never: &[&str] = match menu {
        Menu::Changes => &["record-not-new-website", "record-not-certificate", "record-not-individual"],
        _ => &[],
    };
    let now = menu.kinds().iter().filter_map(|kind| record.hindrance(*kind)).map(|why| t.message(&why));
    render(&MenuPage {
        page: Page::titled(&req, menu.title()),
        t,
        back: record.back.clone(),
        about: about(t, &record, None),
        blocks,
        not: never.iter().map(|key| t.t(key)).chain(now).collect(),
    })
}

fn about(t: Tr, record: &Record, website: Option<&Website>) -> Vec<SummaryRow> {
    let mut rows = vec![SummaryRow::new(t.t("record-entity-number"), record.entity.number.clone())];
    if let Some(name) = record.entity.name.public() {
        rows.insert(0, SummaryRow::new(t.t("record-entity"), name));
    }
    if let Some(website) = website {
        rows.push(SummaryRow::new(t.t("record-website"), format!("{} · {}", website.name, website.number)));
        rows.push(SummaryRow::new(t.t("record-domains"), website.domains.join("、")));
    } else {
        let names: Vec<String> = record.websites.iter().map(|own| format!("{} · {}", own.name, own.number)).collect();
        let mut row = SummaryRow::new(t.t("record-websites"), String::new());
        row.lines = if names.is_empty() { vec![t.t("record-no-website")] } else { names };
        rows.push(row);
    }
    rows
}

fn begin_page(
    req: &HttpRequest,
    t: Tr,
    record: &Record,
    menu: Menu,
    kind: Kind,
    website: &str,
    errors: FieldErrors,
) -> BeginPage {
    let filing = &record.filing;
    let entity_kind = filing.entity_kind.to_string();
    let whom = For { kind, province: &filing.province, entity_kind: &entity_kind, is_here: true };
    BeginPage {
        page: Page::new(req, t.t(&kind.key())),
        t,
        errors,
        above: filing.reference.to_string(),
        action: paths::filing_part(&filing.reference, menu.path()),
        back: record.back.clone(),
        about: about(t, record, record.website(website)),
        means: Means::of(t, whom, clock::china_day(clock::now()), &record.times),
        kind: kind.code(),
        website: website.to_owned(),
        is_irreversible: operation::is_irreversible(kind),
    }
}

async fn begin(
    req: HttpRequest,
    applicant: Applicant,
    app: Data<App>,
    reference: &str,
    menu: Menu,
    form: &BeginForm,
) -> Result<HttpResponse> {
    let is_phone = device::is_phone(&req);
    let started = app
        .db
        .write(applicant.by(), async |tx| {
            let record = Record::load(tx, &applicant, reference, &form.kind, is_phone).await?;
            let kind = record.kind(menu, &form.kind, &form.website)?;
            if operation::is_irreversible(kind) && form.understood != YES {
                return Ok(Err((record, kind)));
            }
            let read = Recorded::read(record.entity.number.clone(), record.entity.details.clone());
            let website = record.website(&form.website).filter(|_| kind.profile().websites == Websites::OnRecord);
            let begin = StartFiling {
                entity: Some(record.entity.id),
                website: website.map(|website| website.id),
                operation: OperationForm { understood: form.understood.clone(), ..OperationForm::default() },
                ..StartFiling::new(kind, read?.type_check)
            };
            Ok(Ok(service::start(tx, applicant.account, begin).await?))
        })
        .await?;
    match started {
        Ok(reference) => Ok(see_other_with(&req, paths::filing(&reference), "wizard-started")),
        Err((record, kind)) => {
            let errors = FieldErrors::of("understood", Message::new("filing-operation-understood-missing"));
            let page = begin_page(&req, applicant.t(), &record, menu, kind, &form.website, errors);
            render_with(actix_web::http::StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

macro_rules! menus {
    ($($show:ident, $save:ident, $menu:ident;)*) => {$(
        #[doc = "What can be done, or what it means.\n\n# Errors\n`NotFound` for another's filing, or where nothing is on record."]
        pub async fn $show(req: HttpRequest, applicant: Applicant, app: Data<App>, path: Path<String>, chosen: Query<Chosen>) -> Result<HttpResponse> {
            show(req, applicant, app, &path, Menu::$menu, &chosen).await
        }

        #[doc = "Begins it.\n\n# Errors\n`NotFound` for another's filing; `Refused` for what cannot be done."]
        pub async fn $save(req: HttpRequest, applicant: Applicant, app: Data<App>, path: Path<String>, PostForm(form): PostForm<BeginForm>) -> Result<HttpResponse> {
            begin(req, applicant, app, &path, Menu::$menu, &form).await
        }
    )*};
}

menus! {
    changes, start_change, Changes;
    cancel, start_cancel, Cancel;
    transfer, start_transfer, Transfer;
}
