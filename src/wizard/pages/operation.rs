//! What is asked of the record: its numbers, the reason, the new name, where it goes.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::sections::yes_no;
use super::view::SectionView;
use crate::error::Result;
use crate::filing::application::{OperationForm, operation};
use crate::filing::kind::Kind;
use crate::form::FieldErrors;
use crate::text::Tr;
use crate::web::ui::Choice;
use crate::web::viewer::Viewer;
use crate::web::{Page, render_with};
use crate::wizard::service::scene::Scene;

#[derive(Template)]
#[template(path = "wizard/operation.html")]
struct OperationPage {
    page: Page,
    t: Tr,
    view: SectionView,
    errors: FieldErrors,
    form: OperationForm,
    kind: Kind,
    is_here: bool,
    asks_password: bool,
    has_password: bool,
    differs: Vec<Choice>,
    phone_lost: Vec<Choice>,
}

impl OperationPage {
    fn asks(&self, input: &str) -> bool {
        operation::asks(self.kind, input, self.is_here)
    }
}

/// Shows the section.
///
/// # Errors
/// When the template cannot be rendered.
pub fn render(
    req: &HttpRequest,
    page: Page,
    view: SectionView,
    errors: FieldErrors,
    status: StatusCode,
    scene: &Scene,
) -> Result<HttpResponse> {
    let t = Viewer::of(req).t();
    let form = scene.drafts.operation.clone();
    let has_password = !form.filing_password.is_empty() && errors.get("filing_password").is_none();
    let page = OperationPage {
        page,
        t,
        view,
        errors,
        kind: scene.filing.kind,
        asks_password: scene.rules().asks_filing_password(),
        has_password,
        is_here: scene.drafts.record.is_some(),
        differs: yes_no(t, &form.differs),
        phone_lost: yes_no(t, &form.phone_lost),
        form,
    };
    render_with(status, &page)
}
