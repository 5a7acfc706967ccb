//! Tokens of programs: made, shown once, revoked; some end by themselves.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::NaiveDate;
use serde::Deserialize;

use crate::auth::api_token::{self, Listed, NewToken, Scope, Standing, store};
use crate::auth::session::Token;
use crate::clock;
use crate::error::{Error, Result};
use crate::form::{self, Checker, FieldErrors, Form};
use crate::paths::office;
use crate::reference::book;
use crate::text::{Message, Tr};
use crate::values::Line;
use crate::values::day::parse_day;
use crate::values::ids::TokenId;
use crate::web::flash::see_other_with;
use crate::web::post_form::NoFields;
use crate::web::ui::{Choice, StatusTag};
use crate::web::{App, Officer, Page, PostForm, render, render_invalid};

/// A new token: what it is for, what it may do, and until when.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct TokenForm {
    name: String,
    scopes: Vec<String>,
    ends_on: String,
}

impl Form for TokenForm {
    type Valid = NewToken;

    fn check(&self, c: &mut Checker<'_>) -> Option<Self::Valid> {
        let name = c.field("name", Line::<2, 60>::parse(&self.name));
        let scopes: Option<Vec<Scope>> = self.scopes.iter().map(|code| Scope::from_code(code)).collect();
        let scopes = scopes.filter(|scopes| !scopes.is_empty());
        let scopes = c.field("scopes", scopes.ok_or_else(|| Message::new("hosting-token-scopes-missing")));
        let today = c.today();
        let is_to_come =
            |day: NaiveDate| (day >= today).then_some(day).ok_or_else(|| Message::new("hosting-token-ends-past"));
        let ends_on = c.optional("ends_on", &self.ends_on, |text| parse_day(text).and_then(is_to_come));
        Some(NewToken { name: name?.as_str().to_owned(), scopes: scopes?, ends_on: ends_on? })
    }
}

struct Row {
    name: String,
    scopes: String,
    made: String,
    used: String,
    until: String,
    status: StatusTag,
    revoke: Option<String>,
}

#[derive(Template)]
#[template(path = "hosting/tokens.html")]
struct TokensPage {
    page: Page,
    t: Tr,
    rows: Vec<Row>,
    form: TokenForm,
    scopes: Vec<Choice>,
    errors: FieldErrors,
}

#[derive(Template)]
#[template(path = "hosting/token.html")]
struct TokenPage {
    page: Page,
    t: Tr,
    name: String,
    token: String,
}

/// The tokens.
pub async fn show(req: HttpRequest, app: Data<App>, officer: Officer) -> Result<HttpResponse> {
    render(&page(&req, &app, &officer, TokenForm::default(), FieldErrors::new()).await?)
}

async fn page(
    req: &HttpRequest,
    app: &App,
    officer: &Officer,
    form: TokenForm,
    errors: FieldErrors,
) -> Result<TokensPage> {
    let t = officer.t();
    let all = app.db.read(officer.actor(), async |tx| store::list(tx).await).await?;
    let scope = |scope: &Scope| {
        let code = scope.code();
        let current = if form.scopes.iter().any(|own| own == code) { code } else { "" };
        Choice::new(code, t.t(&format!("hosting-scope-{code}")), current)
    };
    Ok(TokensPage {
        page: Page::titled(req, "hosting-tokens-title"),
        t,
        rows: all.iter().map(|token| row(t, token, clock::china_day(clock::now()))).collect(),
        scopes: Scope::ALL.iter().map(scope).collect(),
        form,
        errors,
    })
}

fn row(t: Tr, token: &Listed, today: NaiveDate) -> Row {
    let scopes: Vec<String> = token.scopes.iter().map(|scope| t.t(&format!("hosting-scope-{scope}"))).collect();
    let standing = token.standing(today);
    Row {
        name: token.name.clone(),
        scopes: scopes.join(t.pick("、", ", ")),
        made: t.time(token.created_at),
        used: token.last_used_at.map_or_else(|| t.t("hosting-token-never"), |at| t.time(at)),
        until: token.ends_on.map_or_else(|| t.t("hosting-token-endless"), |day| t.date(day)),
        status: match standing {
            Standing::Works => StatusTag::success(t.t("hosting-token-works")),
            Standing::Ended => StatusTag::neutral(t.t("hosting-token-ended")),
            Standing::Revoked => StatusTag::neutral(t.t("hosting-token-revoked")),
        },
        revoke: (standing == Standing::Works).then(|| office::api_token_revoke(token.id)),
    }
}

/// Makes a token and shows it, this once.
pub async fn save(
    req: HttpRequest,
    app: Data<App>,
    officer: Officer,
    PostForm(form): PostForm<TokenForm>,
) -> Result<HttpResponse> {
    let new = match form::check(&form, book(), clock::china_day(clock::now())) {
        Ok(valid) => valid,
        Err(errors) => return render_invalid(&page(&req, &app, &officer, form, errors).await?),
    };
    let token = Token::random()?;
    app.db.write(officer.by(), async |tx| store::insert(tx, &token, &new).await).await?;
    let page = Page::titled(&req, "hosting-token-title").once();
    render(&TokenPage { page, t: officer.t(), name: new.name, token: api_token::text(&token) })
}

/// Revokes a token.
pub async fn revoke(
    req: HttpRequest,
    app: Data<App>,
    officer: Officer,
    id: Path<String>,
    _: PostForm<NoFields>,
) -> Result<HttpResponse> {
    let id: TokenId = id.parse().map_err(|_| Error::NotFound)?;
    app.db.write(officer.by(), async |tx| store::revoke(tx, id).await).await?;
    Ok(see_other_with(&req, office::api_tokens(), "hosting-token-gone"))
}
