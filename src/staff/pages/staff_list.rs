//! The list of staff, and adding somebody.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use crate::error::{Error, Result};
use crate::form::{self, Checker, FieldErrors, Form};
use crate::paths;
use crate::reference;
use crate::staff::management::{service, temporary_password};
use crate::staff::staff::{Login, Member, Profile};
use crate::staff::store;
use crate::text::{Message, Tr};
use crate::values::Line;
use crate::values::actor::Role;
use crate::web::ui::{Choice, StatusTag};
use crate::web::{App, Officer, Page, PostForm, render, render_invalid};
use crate::{clock, staff::staff};

/// Somebody in the list.
struct Row {
    url: String,
    name: String,
    login: String,
    role: String,
    provinces: String,
    tags: Vec<StatusTag>,
}

#[derive(Template)]
#[template(path = "staff/list.html")]
struct ListPage {
    page: Page,
    t: Tr,
    rows: Vec<Row>,
    form: AddForm,
    roles: Vec<Choice>,
    provinces: Vec<Choice>,
    errors: FieldErrors,
}

#[derive(Template)]
#[template(path = "staff/temporary_password.html")]
pub(super) struct TemporaryPasswordPage {
    pub(super) page: Page,
    pub(super) t: Tr,
    pub(super) login: String,
    pub(super) password: String,
}

/// Somebody new.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct AddForm {
    login: String,
    name: String,
    role: String,
    provinces: Vec<String>,
}

impl Form for AddForm {
    type Valid = (Login, Profile);

    fn check(&self, c: &mut Checker<'_>) -> Option<Self::Valid> {
        let login = c.field("login", Login::parse(&self.login));
        let profile = check_profile(c, &self.name, &self.role, &self.provinces);
        Some((login?, profile?))
    }
}

/// The fields that adding and changing share.
pub(super) fn check_profile(c: &mut Checker<'_>, name: &str, role: &str, provinces: &[String]) -> Option<Profile> {
    let name = c.field("name", Line::<1, 40>::parse(name));
    let role = c.choice("role", Role::from_code(role), "staff-role-missing");
    let known = |code: &&String| c.reference().province(code, c.today()).is_some();
    let all_known = provinces.iter().filter(known).count() == provinces.len();
    c.require("provinces", all_known, Message::new("staff-province-unknown"));
    let profile = staff::Profile { name: name?.as_str().to_owned(), role: role?, provinces: provinces.to_vec() };
    all_known.then_some(profile)
}

/// The roles to choose from, each with what it may do.
pub(super) fn role_choices(t: Tr, current: &str) -> Vec<Choice> {
    let choice = |role: Role| {
        let code = role.code();
        Choice::new(code, t.t(&format!("site-role-{code}")), current).with_hint(t.t(&format!("staff-role-{code}-hint")))
    };
    Role::ALL.into_iter().map(choice).collect()
}

/// The provinces to choose from.
pub(super) fn province_choices(t: Tr, chosen: &[String]) -> Vec<Choice> {
    let provinces = reference::book().provinces(clock::china_day(clock::now()));
    let choice = |province: &&reference::Province| Choice {
        value: province.code.clone(),
        label: t.pick(&province.zh, &province.en).to_owned(),
        hint: String::new(),
        chosen: chosen.contains(&province.code),
    };
    provinces.iter().map(choice).collect()
}

/// Shows the list.
///
/// # Errors
/// When the database refuses.
pub async fn show(req: HttpRequest, officer: Officer, app: Data<App>) -> Result<HttpResponse> {
    render(&list_page(&req, &officer, &app, AddForm::default(), FieldErrors::new()).await?)
}

async fn list_page(
    req: &HttpRequest,
    officer: &Officer,
    app: &App,
    form: AddForm,
    errors: FieldErrors,
) -> Result<ListPage> {
    let members = app.db.read(officer.actor(), async |tx| store::list(tx).await).await?;
    let t = officer.t();
    let (roles, provinces) = (role_choices(t, &form.role), province_choices(t, &form.provinces));
    let rows = members.into_iter().map(|member| row(t, member)).collect();
    Ok(ListPage { page: Page::titled(req, "site-nav-staff"), t, rows, form, roles, provinces, errors })
}

fn row(t: Tr, member: Member) -> Row {
    let provinces = if !member.role.reviews() {
        String::new()
    } else if member.provinces.is_empty() {
        t.t("staff-provinces-all")
    } else {
        let chosen = province_choices(t, &member.provinces);
        let names: Vec<String> = chosen.into_iter().filter(|choice| choice.chosen).map(|choice| choice.label).collect();
        names.join(t.pick("、", ", "))
    };
    Row {
        url: paths::office::staff_member(member.id),
        role: t.t(&format!("site-role-{}", member.role.code())),
        provinces,
        tags: tags(t, &member),
        name: member.name,
        login: member.login,
    }
}

/// What stands out about a login.
pub(super) fn tags(t: Tr, member: &Member) -> Vec<StatusTag> {
    if member.disabled_at.is_some() {
        return vec![StatusTag::neutral(t.t("staff-disabled"))];
    }
    let mut tags = Vec::new();
    if member.has_temporary_password {
        tags.push(StatusTag::warning(t.t("staff-password-temporary")));
    }
    if !member.has_second_factor {
        tags.push(StatusTag::warning(t.t("staff-second-factor-off")));
    }
    if tags.is_empty() {
        tags.push(StatusTag::plain(t.t("staff-active")));
    }
    tags
}

/// Adds somebody and shows the temporary password, this once.
///
/// # Errors
/// When the database refuses.
pub async fn save(
    req: HttpRequest,
    officer: Officer,
    app: Data<App>,
    PostForm(form): PostForm<AddForm>,
) -> Result<HttpResponse> {
    let checked = form::check(&form, reference::book(), clock::china_day(clock::now()));
    let (login, profile) = match checked {
        Ok(valid) => valid,
        Err(errors) => return render_invalid(&list_page(&req, &officer, &app, form, errors).await?),
    };
    let password = temporary_password()?;
    let hash = app.hasher.hash(&password).await?;
    match app.db.write(officer.by(), async |tx| service::add(tx, &login, &profile, &hash).await).await {
        Ok(_) => {}
        Err(Error::Refused(message)) => {
            let errors = FieldErrors::of("login", message);
            return render_invalid(&list_page(&req, &officer, &app, form, errors).await?);
        }
        Err(other) => return Err(other),
    }
    let page = Page::titled(&req, "staff-added-title").once();
    render(&TemporaryPasswordPage { page, t: officer.t(), login: login.as_str().to_owned(), password })
}
