//! Bodies of the forms of an application: decoded and checked, or refused; a form that gives nothing says why.
#![no_main]

use beian::filing::application::{EntityForm, PersonForm, TypeCheckForm, WebsiteForm};
use beian::form;
use beian::reference::book;
use chrono::NaiveDate;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    let today = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
    if let Ok(typed) = serde_html_form::from_bytes::<TypeCheckForm>(body) {
        let _ = form::check(&typed, book(), today);
    }
    if let Ok(typed) = serde_html_form::from_bytes::<WebsiteForm>(body) {
        let _ = form::check(&typed, book(), today);
    }
    let _ = serde_html_form::from_bytes::<EntityForm>(body);
    let _ = serde_html_form::from_bytes::<PersonForm>(body);
});
