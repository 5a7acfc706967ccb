//! The posted fields of a section as its form. A field of one value that came with several is wrong, and nothing of it is lost:
//! the last value is kept, the others stand in the error beside it.

use std::collections::BTreeSet;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::{Error, Result};
use crate::filing::application::{AccessForm, EntityForm, OperationForm, PersonForm, TypeCheckForm, WebsiteForm};
use crate::filing::section::Section;
use crate::form::FieldErrors;
use crate::text::Message;

/// What no page shows again.
const SECRET: &str = "filing_password";

/// The form in JSON, and what is wrong with how it came.
///
/// # Errors
/// `NotFound` for a section that has no form, `BadRequest` for fields that are none of it.
pub(super) fn decode(section: Section, fields: &[&(String, String)]) -> Result<(Value, FieldErrors)> {
    match section {
        Section::Operation => typed::<OperationForm>(fields),
        Section::Access => typed::<AccessForm>(fields),
        Section::Entity => typed::<EntityForm>(fields),
        Section::EntityPerson | Section::WebsitePerson => typed::<PersonForm>(fields),
        Section::Website => typed::<WebsiteForm>(fields),
        Section::TypeCheck => typed::<TypeCheckForm>(fields),
        Section::Answers => Err(Error::NotFound),
    }
}

fn typed<F: Default + DeserializeOwned + Serialize>(fields: &[&(String, String)]) -> Result<(Value, FieldErrors)> {
    let empty = serde_json::to_value(F::default()).map_err(anyhow::Error::from)?;
    let mut errors = FieldErrors::new();
    let mut body = form_urlencoded::Serializer::new(String::new());
    let mut seen = BTreeSet::new();
    for (name, value) in fields.iter().copied() {
        let is_single = empty.get(name).is_some_and(Value::is_string);
        if !is_single {
            body.append_pair(name, value);
        } else if seen.insert(name) {
            let mut values: Vec<&str> = fields.iter().filter(|(own, _)| own == name).map(|(_, v)| v.as_str()).collect();
            values.retain(|value| !value.trim().is_empty());
            let kept = values.pop().unwrap_or_default();
            body.append_pair(name, kept);
            values.retain(|value| *value != kept);
            if !values.is_empty() {
                let others = if name == SECRET { "…".to_owned() } else { values.join("、") };
                errors.add(name, Message::new("wizard-field-doubled").with("others", others));
            }
        }
    }
    let form: F = serde_html_form::from_str(&body.finish()).map_err(|_| Error::BadRequest("form fields"))?;
    Ok((serde_json::to_value(form).map_err(anyhow::Error::from)?, errors))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Lang, Tr};

    fn decoded(section: Section, body: &str) -> Result<(Value, FieldErrors)> {
        let fields: Vec<(String, String)> = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
        decode(section, &fields.iter().collect::<Vec<_>>())
    }

    #[test]
    fn of_a_doubled_field_the_last_value_is_kept_and_the_others_are_told() {
        for (body, kept, others) in [
            ("name=张三", "张三", None),
            ("name=张三&name=张三", "张三", None),
            ("name=张三&name=李四", "李四", Some("张三")),
            ("name=张三&name=", "张三", None),
            ("name=&name=张三", "张三", None),
            ("name=张三&mobile=1&name=李四&name=王五&helper=x&helper=y", "王五", Some("张三、李四")),
            ("mobile=1", "", None),
        ] {
            let (form, errors) = decoded(Section::EntityPerson, body).unwrap();
            assert_eq!(form["name"], kept, "{body}");
            let told = others.map(|others| Message::new("wizard-field-doubled").with("others", others));
            assert_eq!(errors.get("name"), told.as_ref(), "{body}");
            assert_eq!(errors.len(), usize::from(others.is_some()), "{body}");
        }
    }

    /// The form of the type check has a page that steers by more than others do: none of it is taken for an answer.
    #[test]
    fn the_type_check_is_read_as_the_sections_are() {
        let body = "entity_name=甲&entity_name=乙&draft=x&draft=y&go_on=1&asks=&version=2&then=fill";
        let (form, errors) = decoded(Section::TypeCheck, body).unwrap();
        assert_eq!(form["entity_name"], "乙");
        assert_eq!(errors, FieldErrors::of("entity_name", Message::new("wizard-field-doubled").with("others", "甲")));
    }

    #[test]
    fn lists_hold_all_that_came() {
        let (form, errors) =
            decoded(Section::Website, "domains=a.cn&domains=a.cn&domains=&languages=1&site_name=x").unwrap();
        assert_eq!(form["domains"], serde_json::json!(["a.cn", "a.cn", ""]));
        assert!(errors.is_empty());
    }

    #[test]
    fn a_doubled_password_is_shown_to_nobody() {
        let (_, errors) = decoded(Section::Operation, "filing_password=one-secret&filing_password=another").unwrap();
        let told = errors.get(SECRET).unwrap();
        assert!(Lang::ALL.iter().all(|lang| !Tr::new(*lang).message(told).contains("secret")));
    }
}
