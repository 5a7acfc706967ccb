//! One of the staff: name, role, provinces; disable and reset.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;
use uuid::Uuid;

use super::staff_list::{TemporaryPasswordPage, check_profile, province_choices, role_choices, tags};
use crate::error::Result;
use crate::form::{self, Checker, FieldErrors, Form};
use crate::staff::management::{service, temporary_password};
use crate::staff::staff::{Member, Profile};
use crate::staff::store;
use crate::text::{Message, Tr};
use crate::values::ids::StaffId;
use crate::web::ui::{Choice, StatusTag};
use crate::web::{App, Officer, Page, PostForm, flash, render, render_invalid};
use crate::{clock, paths, reference};

/// What is to be done with the login.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct MemberForm {
    act: String,
    version: i32,
    name: String,
    role: String,
    provinces: Vec<String>,
}

impl Form for MemberForm {
    type Valid = Profile;

    fn check(&self, c: &mut Checker<'_>) -> Option<Profile> {
        check_profile(c, &self.name, &self.role, &self.provinces)
    }
}

#[derive(Template)]
#[template(path = "staff/member.html")]
struct MemberPage {
    page: Page,
    t: Tr,
    action: String,
    login: String,
    tags: Vec<StatusTag>,
    is_disabled: bool,
    is_oneself: bool,
    form: MemberForm,
    roles: Vec<Choice>,
    provinces: Vec<Choice>,
    errors: FieldErrors,
}

/// Shows the login.
///
/// # Errors
/// `NotFound` when there is nobody.
pub async fn show(req: HttpRequest, officer: Officer, app: Data<App>, id: Path<Uuid>) -> Result<HttpResponse> {
    let member = load(&app, &officer, StaffId::from_uuid(*id)).await?;
    let form = MemberForm {
        act: String::new(),
        version: member.version,
        name: member.name.clone(),
        role: member.role.code().to_owned(),
        provinces: member.provinces.clone(),
    };
    render(&member_page(&req, &officer, member, form, FieldErrors::new()))
}

async fn load(app: &App, officer: &Officer, id: StaffId) -> Result<Member> {
    app.db.read(officer.actor(), async |tx| store::load(tx, id).await).await
}

fn member_page(
    req: &HttpRequest,
    officer: &Officer,
    member: Member,
    form: MemberForm,
    errors: FieldErrors,
) -> MemberPage {
    let t = officer.t();
    MemberPage {
        page: Page::new(req, member.name.clone()),
        t,
        action: paths::office::staff_member(member.id),
        tags: tags(t, &member),
        login: member.login,
        is_disabled: member.disabled_at.is_some(),
        is_oneself: member.id == officer.staff,
        roles: role_choices(t, &form.role),
        provinces: province_choices(t, &form.provinces),
        form,
        errors,
    }
}

/// Does it.
///
/// # Errors
/// `Stale` when somebody else changed the login; `Refused` for the last administrator.
pub async fn save(
    req: HttpRequest,
    officer: Officer,
    app: Data<App>,
    id: Path<Uuid>,
    PostForm(form): PostForm<MemberForm>,
) -> Result<HttpResponse> {
    let id = StaffId::from_uuid(*id);
    let member = load(&app, &officer, id).await?;
    let back = paths::office::staff_member(id);
    match form.act.as_str() {
        "save" => {
            let profile = match form::check(&form, reference::book(), clock::china_day(clock::now())) {
                Ok(profile) => profile,
                Err(errors) => return render_invalid(&member_page(&req, &officer, member, form, errors)),
            };
            let version = form.version;
            app.db.write(officer.by(), async |tx| service::change(tx, id, version, &profile).await).await?;
            Ok(flash::see_other_with(&req, back, "staff-saved"))
        }
        "disable" => {
            app.db.write(officer.by(), async |tx| service::disable(tx, id).await).await?;
            Ok(flash::see_other_with(&req, back, "staff-disabled-done"))
        }
        "enable" => {
            let password = temporary_password()?;
            let hash = app.hasher.hash(&password).await?;
            if !app.db.write(officer.by(), async |tx| service::enable(tx, id, &hash).await).await? {
                return Ok(flash::see_other_with(&req, back, "staff-enabled-done"));
            }
            let page = Page::titled(&req, "staff-enabled-title").once();
            render(&TemporaryPasswordPage { page, t: officer.t(), login: member.login, password })
        }
        "reset-second-factor" => {
            app.db.write(officer.by(), async |tx| service::reset_second_factor(tx, id).await).await?;
            Ok(flash::see_other_with(&req, back, "staff-second-factor-reset-done"))
        }
        "reset-password" => {
            let password = temporary_password()?;
            let hash = app.hasher.hash(&password).await?;
            app.db.write(officer.by(), async |tx| service::reset_password(tx, id, &hash).await).await?;
            let page = Page::titled(&req, "staff-password-reset-title").once();
            render(&TemporaryPasswordPage { page, t: officer.t(), login: member.login, password })
        }
        _ => {
            let errors = FieldErrors::of("act", Message::new("staff-act-missing"));
            render_invalid(&member_page(&req, &officer, member, form, errors))
        }
    }
}
