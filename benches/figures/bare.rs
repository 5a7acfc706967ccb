//! The bare page that ours are compared with: the same server, templates and driver, one keyset query of 25 rows, nobody
//! signed in, nothing else.

use actix_web::dev::ServerHandle;
use actix_web::web::{self, Data};
use actix_web::{App, HttpResponse, HttpServer};
use askama::Template;
use beian::db::kept::Kept;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::pooled_connection::AsyncDieselConnectionManager;
use diesel_async::pooled_connection::deadpool::Pool;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::client::Target;
use super::support::http;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    reference: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    province: String,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Timestamptz)]
    since: DateTime<Utc>,
}

#[derive(Template)]
#[template(
    ext = "html",
    source = "<!DOCTYPE html><html lang=\"zh-CN\"><head><title>备案</title></head><body><table>\
              {% for line in lines %}<tr><td><a href=\"/cases/{{ line.reference }}\">{{ line.reference }}</a></td>\
              <td>{{ line.name }}</td><td>{{ line.province }}</td><td>{{ line.state }}</td><td>{{ line.since }}</td></tr>\
              {% endfor %}</table></body></html>"
)]
struct BarePage {
    lines: Vec<Line>,
}

const NEXT: &str = "select ref as reference, coalesce(entity_name, '') as name, province, state, submitted_at as since
     from filings where state = 'submitted' and submitted_at >= $1 and (submitted_at > $1 or id > $2)
     order by submitted_at, id limit 25";

async fn show(pool: Data<Pool<AsyncPgConnection>>) -> HttpResponse {
    let mut conn = pool.get().await.unwrap();
    let next = sql_query(NEXT).bind::<Timestamptz, _>(DateTime::<Utc>::UNIX_EPOCH).bind::<SqlUuid, _>(Uuid::nil());
    // As ours are.
    let lines: Vec<Line> = Kept(next).load(&mut conn).await.unwrap();
    assert_eq!(lines.len(), 25);
    HttpResponse::Ok().content_type("text/html; charset=utf-8").body(BarePage { lines }.render().unwrap())
}

/// Its server, and the page. The database is read past the rules of rows, which know nobody here.
pub fn serve(database_url: &str) -> (ServerHandle, Target) {
    let pool = Pool::builder(AsyncDieselConnectionManager::<AsyncPgConnection>::new(database_url));
    let pool = Data::new(pool.max_size(16).build().unwrap());
    let address = format!("127.0.0.1:{}", http::free_port());
    let server = HttpServer::new(move || App::new().app_data(pool.clone()).route("/", web::get().to(show)));
    let server = server.disable_signals().bind(&address).unwrap().run();
    let handle = server.handle();
    actix_web::rt::spawn(server);
    (handle, Target::new(&format!("http://{address}"), "/", ""))
}
