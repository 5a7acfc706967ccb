//! Tokens of programs: made, shown once, revoked.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use crate::auth::api_token::{self, Listed, Scope, store};
use crate::auth::session::Token;
use crate::clock;
use crate::error::{Error, Result};
use crate::form::{self, Checker, FieldErrors, Form};
use crate::paths::office;
use crate::reference::book;
use crate::text::{Message, Tr};
use crate::values::Line;
use crate::values::ids::TokenId;
use crate::web::flash::see_other_with;
use crate::web::post_form::NoFields;
use crate::web::ui::{Choice, StatusTag};
use crate::web::{App, Officer, Page, PostForm, render, render_invalid};

/// A new token: what it is for, and what it may do.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct TokenForm {
    name: String,
    scopes: Vec<String>,
}

impl Form for TokenForm {
    type Valid = (String, Vec<Scope>);

    fn check(&self, c: &mut Checker<'_>) -> Option<Self::Valid> {
        let name = c.field("name", Line::<2, 60>::parse(&self.name));
        let scopes: Option<Vec<Scope>> = self.scopes.iter().map(|code| Scope::from_code(code)).collect();
        let scopes = scopes.filter(|scopes| !scopes.is_empty());
        let scopes = c.field("scopes", scopes.ok_or_else(|| Message::new("hosting-token-scopes-missing")));
        Some((name?.as_str().to_owned(), scopes?))
    }
}

struct Row {
    name: String,
    scopes: String,
    made: String,
    used: String,
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
        rows: all.iter().map(|token| row(t, token)).collect(),
        scopes: Scope::ALL.iter().map(scope).collect(),
        form,
        errors,
    })
}

fn row(t: Tr, token: &Listed) -> Row {
    let scopes: Vec<String> = token.scopes.iter().map(|scope| t.t(&format!("hosting-scope-{scope}"))).collect();
    let is_working = token.revoked_at.is_none();
    let status = if is_working { "hosting-token-works" } else { "hosting-token-revoked" };
    Row {
        name: token.name.clone(),
        scopes: scopes.join(t.pick("、", ", ")),
        made: t.time(token.created_at),
        used: token.last_used_at.map_or_else(|| t.t("hosting-token-never"), |at| t.time(at)),
        status: if is_working { StatusTag::success(t.t(status)) } else { StatusTag::neutral(t.t(status)) },
        revoke: is_working.then(|| office::api_token_revoke(token.id)),
    }
}

/// Makes a token and shows it, this once.
pub async fn save(
    req: HttpRequest,
    app: Data<App>,
    officer: Officer,
    PostForm(form): PostForm<TokenForm>,
) -> Result<HttpResponse> {
    let (name, scopes) = match form::check(&form, book(), clock::china_day(clock::now())) {
        Ok(valid) => valid,
        Err(errors) => return render_invalid(&page(&req, &app, &officer, form, errors).await?),
    };
    let token = Token::random()?;
    app.db.write(officer.by(), async |tx| store::insert(tx, &token, &name, &scopes).await).await?;
    let page = Page::titled(&req, "hosting-token-title");
    render(&TokenPage { page, t: officer.t(), name, token: api_token::text(&token) })
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
