//! The type check: what it offers, and its page once a specialist looked at the filing. Until then it stands.

use askama::Template;
use chrono::NaiveDate;

use super::sections::certificate_choices;
use super::view::{SectionView, Settled};
use crate::filing::application::{AlreadyFiled, TypeCheckForm};
use crate::filing::section::Part;
use crate::filing::state::State;
use crate::form::FieldErrors;
use crate::paths;
use crate::reference::book;
use crate::text::Tr;
use crate::web::Page;
use crate::web::ui::{Choice, Link};
use crate::wizard::service::scene::Scene;

/// What can be chosen, as the answers so far narrow it.
pub struct Choices {
    /// Provinces.
    pub provinces: Vec<Choice>,
    /// Cities of the province.
    pub cities: Vec<Choice>,
    /// Kinds of entity.
    pub entity_kinds: Vec<Choice>,
    /// Certificates that this kind of entity may use.
    pub cert_kinds: Vec<Choice>,
    /// What is on record already.
    pub already_filed: Vec<Choice>,
}

impl Choices {
    /// The choices beside these answers.
    pub fn of(t: Tr, form: &TypeCheckForm, today: NaiveDate) -> Self {
        let book = book();
        let choice = |code: &str, zh: &str, en: &str, current: &str| Choice::new(code, t.pick(zh, en), current);
        let (provinces, kinds) = (book.provinces(today), book.entity_kinds(today));
        let cities = book.cities_of(&form.province, today);
        let filed = AlreadyFiled::ALL.iter().map(|own| {
            Choice::new(own.code(), t.t(&format!("filing-already-filed-{}", own.code())), &form.already_filed)
        });
        Self {
            provinces: provinces.iter().map(|row| choice(&row.code, &row.zh, &row.en, &form.province)).collect(),
            cities: cities.iter().map(|row| choice(&row.code, &row.zh, &row.en, &form.city)).collect(),
            entity_kinds: kinds.iter().map(|row| choice(&row.code, &row.zh, &row.en, &form.entity_kind)).collect(),
            cert_kinds: certificate_choices(t, &book.certificate_kinds_of(&form.entity_kind, today), &form.cert_kind),
            already_filed: filed.collect(),
        }
    }
}

#[derive(Template)]
#[template(path = "wizard/type_check.html")]
pub(super) struct TypeCheckPage {
    page: Page,
    t: Tr,
    view: SectionView,
    errors: FieldErrors,
    form: TypeCheckForm,
    choices: Choices,
}

/// The page of the type check of a filing that came back.
pub(super) fn page(page: Page, t: Tr, view: SectionView, errors: FieldErrors, scene: &Scene) -> TypeCheckPage {
    let form = scene.drafts.type_check.clone();
    TypeCheckPage { choices: Choices::of(t, &form, scene.today), page, t, view, errors, form }
}

/// What the other sections say of the answers it settled.
pub(super) fn settled(t: Tr, scene: &Scene) -> Settled {
    if scene.is_open(Part::TYPE_CHECK) {
        let url = paths::filing_part(&scene.filing.reference, &Part::TYPE_CHECK.to_string());
        let change = Some(Link { label: t.t("wizard-type-check-change"), url });
        return Settled { why: t.t("wizard-type-check-elsewhere"), change };
    }
    let is_draft = scene.filing.state == State::Draft;
    Settled { why: t.t(if is_draft { "wizard-entity-frozen-why" } else { "wizard-locked" }), change: None }
}
