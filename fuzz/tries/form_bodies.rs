//! Bodies of forms as they come over the line, of the portal and of the desk: taken apart by what takes apart every form, decoded
//! and checked, or refused; a form that gives nothing says why.

use beian::account::pages::register::RegisterForm;
use beian::admin::calendar::form::CalendarForm;
use beian::admin::rules::form::RuleForm;
use beian::filing::application::{Drafts, EntityForm, PersonForm, TypeCheckForm, WebsiteDraft, WebsiteForm};
use beian::filing::section::Part;
use beian::form;
use beian::reference::{INDIVIDUAL, book};
use beian::review::pages::{DecideForm, MarkForm};
use beian::web::post_form::Posted;
use beian::wizard::pages::new::NewForm;
use chrono::NaiveDate;

/// One input.
pub fn tried(body: &[u8]) {
    let posted = Posted::of("/filings", body);
    let body = posted.rest.as_bytes();
    let today = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
    if let Ok(typed) = serde_html_form::from_bytes::<RegisterForm>(body) {
        let _ = form::check(&typed, book(), today);
    }
    if let Ok(fields) = serde_html_form::from_bytes::<Vec<(String, String)>>(body) {
        let _ = NewForm::of(&fields);
    }
    if let Ok(typed) = serde_html_form::from_bytes::<TypeCheckForm>(body) {
        let _ = form::check(&typed, book(), today);
    }
    if let Ok(typed) = serde_html_form::from_bytes::<WebsiteForm>(body) {
        let _ = form::check(&typed, book(), today);
    }
    let _ = (serde_html_form::from_bytes::<DecideForm>(body), serde_html_form::from_bytes::<MarkForm>(body));
    if let Ok(typed) = serde_html_form::from_bytes::<RuleForm>(body) {
        let _ = form::check(&typed, book(), today);
    }
    if let Ok(typed) = serde_html_form::from_bytes::<CalendarForm>(body) {
        let _ = (form::check(&typed, book(), today), typed.read(book().calendar(), today));
    }
    // What these are checked against depends on who files.
    for entity_kind in ["4", INDIVIDUAL] {
        let province = "110000".to_owned();
        let type_check = TypeCheckForm { province, entity_kind: entity_kind.to_owned(), ..TypeCheckForm::default() };
        let mut drafts = Drafts { type_check, websites: vec![WebsiteDraft::default()], ..Drafts::default() };
        if let Ok(typed) = serde_html_form::from_bytes::<EntityForm>(body) {
            drafts.entity = typed;
            let _ = drafts.check(Part::ENTITY, book(), today);
        }
        if let Ok(typed) = serde_html_form::from_bytes::<PersonForm>(body) {
            (drafts.entity_person, drafts.websites[0].person) = (typed.clone(), typed);
            let _ = drafts.check(Part::ENTITY_PERSON, book(), today);
            let _ = drafts.check(Part::website_person(1), book(), today);
        }
    }
}
