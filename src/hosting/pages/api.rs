//! What a provider's billing system tells: instances as they are bought, renewed and given back; and the service numbers it
//! asks for. Described at `/api/v1/openapi.json`.

mod body;
mod document;

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::json;

use self::body::{InstanceBody, InstanceView, InstancesBody, NumbersBody, PutView};
use crate::auth::api_token::Scope;
use crate::error::Error;
use crate::form;
use crate::hosting::record::{At, Fault, InstanceRow, read_code, read_count};
use crate::hosting::service::answers::{Keyed, once};
use crate::hosting::service::take_in::put_instances;
use crate::hosting::service::{self, ending, numbers};
use crate::paths::pattern;
use crate::reference::book;
use crate::text::Message;
use crate::values::Email;
use crate::web::problem::Problem;
use crate::web::program::{JsonBody, Program};
use crate::web::{App, Routes};
use crate::{clock, web};

type Answer = Result<HttpResponse, Problem>;

/// The header that tells two requests apart that look alike.
const KEY: &str = "Idempotency-Key";
const LONGEST_KEY: usize = 100;

/// Adds the routes.
pub(super) fn routes(r: &mut Routes) {
    let instances = web::Access::Program(Scope::Instances);
    r.get(pattern::API_DOCUMENT, web::Access::Public, document::show);
    r.get(pattern::API_INSTANCE, instances, show_instance);
    r.put(pattern::API_INSTANCE, instances, put_instance);
    r.delete(pattern::API_INSTANCE, instances, delete_instance);
    r.post(pattern::API_INSTANCES, instances, put_many);
    r.post(pattern::API_NUMBERS, web::Access::Program(Scope::Numbers), post_numbers);
}

/// Read an instance as the filing system knows it.
#[utoipa::path(
    get, path = "/api/v1/instances/{id}", tag = "instances",
    params(("id" = String, Path, description = "Your name of the instance")),
    responses((status = 200, description = "The instance", body = InstanceView), (status = 404, body = Problem)),
)]
async fn show_instance(program: Program, app: Data<App>, path: Path<String>) -> Answer {
    view(&program, &app, &path, StatusCode::OK).await
}

/// Add an instance, or say how it is now: owner, addresses, term. The same twice changes nothing; one that was given back
/// runs again if its term does.
#[utoipa::path(
    put, path = "/api/v1/instances/{id}", tag = "instances", request_body = InstanceBody,
    params(("id" = String, Path, description = "Your name of the instance: letters, digits, dots, hyphens, underscores")),
    responses(
        (status = 200, description = "It was known", body = InstanceView),
        (status = 201, description = "It is new", body = InstanceView),
        (status = 422, description = "A member cannot be taken", body = Problem),
    ),
)]
async fn put_instance(program: Program, app: Data<App>, path: Path<String>, body: JsonBody<InstanceBody>) -> Answer {
    let id = path.into_inner();
    let mut body = body.value;
    if !body.id.is_empty() && body.id != id {
        return Err(Problem::invalid(program.lang, vec![("/id".into(), Message::new("hosting-api-other-id"))]));
    }
    body.id.clone_from(&id);
    let row = read(&body, 0).map_err(|faults| invalid(&program, faults, |fault| pointer(&fault.member)))?;
    let put = app.db.write(program.by(), async |tx| put_instances(tx, &[row]).await).await;
    let put = put.map_err(|error| program.problem(&error))?;
    let put = put.map_err(|faults| invalid(&program, faults, |fault| pointer(&fault.member)))?;
    view(&program, &app, &id, if put.added > 0 { StatusCode::CREATED } else { StatusCode::OK }).await
}

/// Say that an instance was given back. Whoever has a running filing on it is told.
#[utoipa::path(
    delete, path = "/api/v1/instances/{id}", tag = "instances",
    params(("id" = String, Path, description = "Your name of the instance")),
    responses((status = 204, description = "It is given back, now or before"), (status = 404, body = Problem)),
)]
async fn delete_instance(program: Program, app: Data<App>, path: Path<String>) -> Answer {
    let release = app.db.write(program.by(), async |tx| ending::release(tx, &path).await).await;
    release.map_err(|error| program.problem(&error))?;
    Ok(HttpResponse::NoContent().finish())
}

/// Add or renew up to a thousand instances in one call: all of them, or none where one cannot be taken.
#[utoipa::path(
    post, path = "/api/v1/instances", tag = "instances", request_body = InstancesBody,
    responses(
        (status = 200, description = "How many were added, changed and left as they were", body = PutView),
        (status = 422, description = "A member cannot be taken; nothing was changed", body = Problem),
    ),
)]
async fn put_many(program: Program, app: Data<App>, body: JsonBody<InstancesBody>) -> Answer {
    let all = body.value.instances;
    let most = book().limits(clock::china_day(clock::now())).api_instances;
    if all.is_empty() || all.len() > most {
        let message = Message::new("hosting-api-how-many").with("most", most);
        return Err(Problem::invalid(program.lang, vec![("/instances".into(), message)]));
    }
    let at = |fault: &Fault| format!("/instances/{}{}", fault.place, pointer(&fault.member));
    let (mut rows, mut faults) = (Vec::with_capacity(all.len()), Vec::new());
    for (place, body) in (0..).zip(&all) {
        match read(body, place) {
            Ok(row) => rows.push(row),
            Err(own) => faults.extend(own),
        }
    }
    faults.extend(repeats(&rows));
    if !faults.is_empty() {
        faults.sort_by_key(|fault| fault.place);
        return Err(invalid(&program, faults, at));
    }
    let put = app.db.write(program.by(), async |tx| put_instances(tx, &rows).await).await;
    let put = put.map_err(|error| program.problem(&error))?.map_err(|faults| invalid(&program, faults, at))?;
    Ok(HttpResponse::Ok().json(PutView { added: put.added, changed: put.changed, same: put.same }))
}

/// Make service numbers on an instance, for its owner or for another account. The same `Idempotency-Key` with the same body
/// gets the same numbers for seven days.
#[utoipa::path(
    post, path = "/api/v1/service-numbers", tag = "service numbers", request_body = NumbersBody,
    params(("Idempotency-Key" = String, Header, description = "A name of this request, of your own, up to 100 characters")),
    responses(
        (status = 201, description = "The numbers", body = body::NumbersView),
        (status = 400, description = "No key", body = Problem),
        (status = 404, description = "No such instance", body = Problem),
        (status = 409, description = "No room, no numbers for this product, or the key came with another body", body = Problem),
        (status = 422, description = "A member cannot be taken", body = Problem),
    ),
)]
async fn post_numbers(req: HttpRequest, program: Program, app: Data<App>, body: JsonBody<NumbersBody>) -> Answer {
    let key = req.headers().get(KEY).and_then(|value| value.to_str().ok()).map(str::trim).unwrap_or_default();
    if key.is_empty() || key.len() > LONGEST_KEY {
        return Err(Problem::new(program.lang, StatusCode::BAD_REQUEST, &Message::new("hosting-api-key")));
    }
    let JsonBody { value: asked, digest } = body;
    let (code, count, holder) = wanted(&asked).map_err(|faults| Problem::invalid(program.lang, faults))?;
    let keyed = Keyed { token: program.token, key, digest: &digest };
    let work = async |tx: &mut crate::db::Tx<'_>| {
        let made = numbers::issue(tx, &code, count, holder.as_ref()).await?;
        Ok(json!({ "instance": asked.instance, "numbers": made }))
    };
    let done = app.db.write(program.by(), async |tx| once(tx, &keyed, work).await).await;
    let (answer, is_old) = done.map_err(|error| program.problem(&error))?;
    let mut response = HttpResponse::Created();
    if is_old {
        response.insert_header(("Idempotent-Replayed", "true"));
    }
    Ok(response.json(answer))
}

/// On which instance, how many, for whom.
type Wanted = (String, u32, Option<Email>);

/// What numbers are asked for, or every bad member with its pointer.
fn wanted(asked: &NumbersBody) -> Result<Wanted, Vec<(String, Message)>> {
    let limits = book().limits(clock::china_day(clock::now()));
    let unread = || Message::new("hosting-import-code").with("column", "instance").with("value", &*asked.instance);
    let code = read_code(&asked.instance).ok_or_else(unread);
    let count = asked.count.map_or(Ok(1), |count| read_count(&count.to_string(), limits));
    match (code, count, asked.owner.as_deref().map(Email::parse).transpose()) {
        (Ok(code), Ok(count), Ok(holder)) => Ok((code, count, holder)),
        (code, count, holder) => {
            let told = [("/instance", code.err()), ("/count", count.err()), ("/owner", holder.err())];
            Err(told.into_iter().filter_map(|(at, fault)| Some((at.to_owned(), fault?))).collect())
        }
    }
}

async fn view(program: &Program, app: &App, id: &str, status: StatusCode) -> Answer {
    let by = crate::values::actor::Actor::Program(program.token);
    let found = app.db.read(by, async |tx| service::find_offer(tx, id).await).await;
    let offer = found.map_err(|error| program.problem(&error))?;
    let offer = offer.ok_or_else(|| program.problem(&Error::NotFound))?;
    Ok(HttpResponse::build(status).json(InstanceView::from(&offer)))
}

fn read(body: &InstanceBody, place: u64) -> Result<At<InstanceRow>, Vec<Fault>> {
    let checked = form::check(&body.form(), book(), clock::china_day(clock::now()));
    let row = checked.map_err(|errors| {
        errors.iter().map(|(name, message)| Fault::new(place, name, message.clone())).collect::<Vec<_>>()
    })?;
    Ok(At { place, row })
}

/// An id twice is a slip: which of the two is meant nobody can tell.
fn repeats(rows: &[At<InstanceRow>]) -> Vec<Fault> {
    let mut seen = std::collections::HashSet::new();
    let again = rows.iter().filter(|at| !seen.insert(at.row.code.as_str()));
    again.map(|at| Fault::new(at.place, "instance", Message::new("hosting-api-twice"))).collect()
}

/// The pointer to a member of an instance: `addresses-1` stands at `/addresses/1`.
fn pointer(member: &str) -> String {
    match member.split_once('-') {
        None if member == "instance" => "/id".to_owned(),
        None => format!("/{member}"),
        Some((list, index)) => format!("/{list}/{index}"),
    }
}

fn invalid(program: &Program, faults: Vec<Fault>, at: impl Fn(&Fault) -> String) -> Problem {
    Problem::invalid(program.lang, faults.into_iter().map(|fault| (at(&fault), fault.message)).collect())
}
