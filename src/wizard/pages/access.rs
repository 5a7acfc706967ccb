//! The page of access: for every website an instance or a service number, and the check of what it leads to.

use askama::Template;

use super::sections::Extra;
use super::server;
use super::view::SectionView;
use crate::filing::application::AccessForm;
use crate::form::FieldErrors;
use crate::hosting::check::{Told, told};
use crate::hosting::service::{self as hosting, Offer};
use crate::reference::book;
use crate::text::Tr;
use crate::web::Page;
use crate::web::ui::{Choice, SummaryRow};
use crate::wizard::service::scene::Scene;

/// The page.
#[derive(Template)]
#[template(path = "wizard/access.html")]
pub struct AccessPage {
    page: Page,
    t: Tr,
    view: SectionView,
    errors: FieldErrors,
    rows: Vec<AccessRow>,
}

struct AccessRow {
    title: String,
    instances: Vec<Choice>,
    service_number: String,
    other_addresses: String,
    reported: Vec<SummaryRow>,
    checked: Vec<Told>,
}

/// What each website rests on, with the check of it.
pub fn page(page: Page, t: Tr, view: SectionView, errors: FieldErrors, scene: &Scene, extra: &Extra) -> AccessPage {
    let form: &AccessForm = &scene.drafts.access;
    let reported = |n: u32| {
        let look = extra.looks.iter().find(|look| look.website == n && look.obstacles.is_empty());
        let server = look.and_then(|look| look.server.as_ref());
        server.map_or_else(Vec::new, |own| server::rows(t, &page.provider.name, own, book(), scene.today))
    };
    let measure = hosting::measure_on(scene.today);
    let checked = |n: u32| {
        let look = extra.looks.iter().find(|look| look.website == n);
        let offer = look.and_then(|look| look.offer.as_ref());
        offer.map_or_else(Vec::new, |own| told(t, &own.lines, &own.instance, own.units, &measure))
    };
    let rows = (1..=scene.drafts.website_count())
        .map(|n| {
            let (instance, number) = form.row(n);
            let site = scene.drafts.website(n).map_or("", |draft| draft.website.site_name.as_str());
            AccessRow {
                title: format!("{} {site}", t.a1("wizard-access-row", "n", n)),
                instances: extra.offers.iter().map(|offer| offered(t, offer, instance)).collect(),
                service_number: number.to_owned(),
                other_addresses: form.other(n).to_owned(),
                reported: reported(n),
                checked: checked(n),
            }
        })
        .collect();
    AccessPage { page, t, view, errors, rows }
}

/// An instance with what it can still do, or why it cannot be chosen.
fn offered(t: Tr, offer: &Offer, chosen: &str) -> Choice {
    let what = match offer.obstacles().first() {
        None => t.a1("wizard-access-free", "n", offer.units.free()),
        Some(obstacle) => t.message(&obstacle.message()),
    };
    Choice::new(offer.instance.code.clone(), format!("{} · {what}", offer.instance.code), chosen)
}
