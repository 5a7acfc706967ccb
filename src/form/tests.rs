use super::*;
use crate::reference;
use crate::text::Message;
use crate::values::{DomainName, Email, SiteName};

#[derive(Default)]
struct WebsiteForm {
    site_name: String,
    domains: Vec<String>,
    email: String,
}

impl Form for WebsiteForm {
    type Valid = (SiteName, Vec<DomainName>, Option<Email>);

    fn check(&self, c: &mut Checker<'_>) -> Option<Self::Valid> {
        let name = c.field("site_name", SiteName::parse(&self.site_name));
        let domains = c.list("domains", &self.domains, DomainName::parse);
        let some = domains.as_ref().is_none_or(|domains| !domains.is_empty());
        c.require("domains", some, Message::new("value-domain-empty"));
        let email = c.optional("email", &self.email, Email::parse);
        Some((name?, domains?, email?))
    }
}

fn run(form: &WebsiteForm) -> Result<<WebsiteForm as Form>::Valid, FieldErrors> {
    check(form, reference::book(), "2026-11-23".parse().unwrap())
}

#[test]
fn all_fields_are_checked_before_any_is_used() {
    let form = WebsiteForm {
        site_name: "花".into(),
        domains: vec!["example.com".into(), " ".into(), "www.example.net".into()],
        email: "a".into(),
    };
    let errors = run(&form).unwrap_err();
    let names: Vec<_> = errors.iter().map(|(name, message)| (name, message.key)).collect();
    assert_eq!(
        names,
        [("site_name", "value-too-short"), ("domains-2", "value-domain-sub"), ("email", "value-email")],
        "in the order of the page"
    );
    assert_eq!((errors.len(), errors.get("domains-0"), errors.get("domains-1")), (3, None, None));
}

#[test]
fn a_right_form_gives_its_values() {
    let form =
        WebsiteForm { site_name: "示例花园".into(), domains: vec!["example.com".into()], ..Default::default() };
    let (name, domains, email) = run(&form).unwrap();
    assert_eq!((name.as_str(), domains.len(), email), ("示例花园", 1, None));
}

#[test]
fn an_error_beside_whole_values_refuses_the_form() {
    let form = WebsiteForm { site_name: "示例花园".into(), ..Default::default() };
    assert_eq!(run(&form).unwrap_err(), FieldErrors::of("domains", Message::new("value-domain-empty")));
}

#[test]
fn the_first_error_of_a_field_stays() {
    let mut errors = FieldErrors::new();
    errors.add("a", Message::new("value-day"));
    errors.add("a", Message::new("value-ip"));
    assert_eq!(errors.get("a"), Some(&Message::new("value-day")));
}
