//! The mailbox's site: the list, one message, its HTML part in a frame that can do nothing, and the messages as JSON.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;

use actix_web::dev::Server;
use actix_web::http::header::{
    ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_SECURITY_POLICY, ContentType, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::middleware::{Compress, DefaultHeaders};
use actix_web::web::{Data, Path, Query, get, post};
use actix_web::{App as Service, HttpRequest, HttpResponse, HttpServer};
use anyhow::Context as _;
use askama::Template;
use serde::Deserialize;

use super::{Mailbox, Message, StaffCode, StaffCodes, sms};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::notify::notice::Channel;
use crate::paths::pattern;
use crate::text::{Lang, Tr};
use crate::web::layout::ProviderCard;
use crate::web::{App, Page, assets, render};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Links in a mail's HTML open a window of their own; nothing else is allowed in the frame.
const FRAME_POLICY: &str = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; \
                            style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/// What the mailbox's site works with.
#[derive(Clone)]
pub struct Site {
    /// The messages.
    pub mailbox: Mailbox,
    /// The secret that signs SMS.
    pub sms_secret: Vec<u8>,
    /// The portal: only its links are made clickable.
    pub portal_origin: String,
    /// The provider's names.
    pub provider: (String, String),
    /// Codes of the demo staff.
    pub codes: Arc<dyn StaffCodes>,
}

impl Site {
    /// By the settings.
    ///
    /// # Errors
    /// When the SMS secret cannot be read.
    pub fn new(config: &Config, mailbox: Mailbox, codes: Arc<dyn StaffCodes>) -> anyhow::Result<Self> {
        let sms = config.sms.as_ref().context("BEIAN_SMS_SECRET_FILE is missing")?;
        Ok(Self {
            mailbox,
            sms_secret: crate::notify::client::read_secret("BEIAN_SMS_SECRET_FILE", &sms.secret_file)?,
            portal_origin: config.portal_origin.clone(),
            provider: (config.provider.name_zh.clone(), config.provider.name_en.clone()),
            codes,
        })
    }
}

/// The site's server, listening, and its address. `app` lends styles and scripts; tests do without.
///
/// # Errors
/// When the address is taken.
pub fn serve(site: Site, listen: SocketAddr, app: Option<App>) -> anyhow::Result<(Server, SocketAddr)> {
    let site = Data::new(site);
    let server = HttpServer::new(move || {
        let headers = DefaultHeaders::new()
            .add((CONTENT_SECURITY_POLICY, POLICY))
            .add((X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .add((CACHE_CONTROL, "no-store"));
        let mut service = Service::new()
            .app_data(site.clone())
            .wrap(headers)
            .wrap(Compress::default())
            .route("/", get().to(list))
            .route("/messages/{number}", get().to(show))
            .route("/messages/{number}/html", get().to(frame))
            .route("/api/messages", get().to(json))
            .route("/sms", post().to(sms::receive));
        if let Some(app) = app.clone() {
            service = service.app_data(Data::new(app)).route(pattern::ASSET, get().to(assets::show));
        }
        service
    })
    .workers(1)
    .shutdown_timeout(1)
    .disable_signals()
    .bind(listen)
    .with_context(|| format!("cannot listen on {listen}"))?;
    let bound = *server.addrs().first().context("no address")?;
    Ok((server.run(), bound))
}

#[derive(Deserialize)]
struct Wish {
    #[serde(default)]
    to: String,
    lang: Option<String>,
}

/// A line of the list.
struct Line {
    number: u64,
    time: String,
    is_sms: bool,
    to: String,
    title: String,
}

/// A piece of a text: plain, or a link into the portal.
struct Piece<'a> {
    text: &'a str,
    is_link: bool,
}

#[derive(Template)]
#[template(path = "demo/mailbox.html")]
struct ListPage {
    page: Page,
    t: Tr,
    lines: Vec<Line>,
    addresses: Vec<String>,
    to: String,
    codes: Vec<StaffCode>,
}

#[derive(Template)]
#[template(path = "demo/message.html")]
struct MessagePage<'a> {
    page: Page,
    t: Tr,
    message: &'a Message,
    time: String,
    pieces: Vec<Piece<'a>>,
}

async fn list(site: Data<Site>, wish: Query<Wish>, req: HttpRequest) -> Result<HttpResponse> {
    let t = Tr::new(language(&req, wish.lang.as_deref()));
    let messages = site.mailbox.messages();
    let addresses: BTreeSet<String> = messages.iter().map(|message| message.to.clone()).collect();
    let lines =
        messages.into_iter().filter(|message| wish.to.is_empty() || message.to == wish.to).map(|message| Line {
            number: message.number,
            time: t.time(message.at),
            is_sms: message.channel == Channel::Sms,
            to: message.to,
            title: if message.subject.is_empty() { message.text } else { message.subject },
        });
    render(&ListPage {
        page: page(&site, t, t.t("mailbox-title")),
        t,
        lines: lines.collect(),
        addresses: addresses.into_iter().collect(),
        to: wish.to.clone(),
        codes: site.codes.codes().await,
    })
}

async fn show(site: Data<Site>, number: Path<u64>, wish: Query<Wish>, req: HttpRequest) -> Result<HttpResponse> {
    let t = Tr::new(language(&req, wish.lang.as_deref()));
    let message = site.mailbox.find(*number).ok_or(Error::NotFound)?;
    let title = if message.subject.is_empty() { t.t("mailbox-sms") } else { message.subject.clone() };
    render(&MessagePage {
        page: page(&site, t, title),
        t,
        time: t.time(message.at),
        pieces: pieces(&message.text, &site.portal_origin),
        message: &message,
    })
}

async fn frame(site: Data<Site>, number: Path<u64>) -> Result<HttpResponse> {
    let html = site.mailbox.find(*number).and_then(|message| message.html).ok_or(Error::NotFound)?;
    Ok(HttpResponse::Ok()
        .content_type(ContentType::html())
        .insert_header((CONTENT_SECURITY_POLICY, FRAME_POLICY))
        .body(html))
}

async fn json(site: Data<Site>, wish: Query<Wish>) -> HttpResponse {
    let mut messages = site.mailbox.messages();
    messages.retain(|message| wish.to.is_empty() || message.to == wish.to);
    HttpResponse::Ok().json(messages)
}

/// The asked-for language, or the browser's.
fn language(req: &HttpRequest, wish: Option<&str>) -> Lang {
    let browser = || {
        let accepted = req.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if accepted.starts_with("en") { Lang::En } else { Lang::Zh }
    };
    wish.and_then(Lang::from_code).unwrap_or_else(browser)
}

fn page(site: &Site, t: Tr, title: String) -> Page {
    let (zh, en) = &site.provider;
    Page {
        title,
        lang: t.lang,
        viewer: None,
        csrf: String::new(),
        flash: None,
        here: "/".into(),
        typed: String::new(),
        nav: Vec::new(),
        provider: ProviderCard { name: t.pick(zh, en).to_owned(), ..ProviderCard::default() },
        is_demo: true,
        large_text: false,
        dark: None,
        needs_mobile: false,
        is_once: false,
    }
}

/// Cuts a text at the portal's links.
fn pieces<'a>(text: &'a str, origin: &str) -> Vec<Piece<'a>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    let start = format!("{origin}/");
    while let Some(at) = rest.find(&start) {
        let (before, link) = rest.split_at(at);
        let is_end = |c: char| !c.is_ascii_graphic() || matches!(c, '<' | '>' | '"');
        let (link, after) = link.split_at(link.find(is_end).unwrap_or(link.len()));
        pieces.extend([Piece { text: before, is_link: false }, Piece { text: link, is_link: true }]);
        rest = after;
    }
    pieces.push(Piece { text: rest, is_link: false });
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_links_into_the_portal_are_links() {
        let text = "确认：http://127.0.0.1:8080/verify-email/A_b-1\n看 https://evil.example/ 和 http://127.0.0.1:8080.evil.example/x";
        let links: Vec<_> =
            pieces(text, "http://127.0.0.1:8080").iter().filter(|p| p.is_link).map(|p| p.text).collect();
        assert_eq!(links, ["http://127.0.0.1:8080/verify-email/A_b-1"]);
        let whole: String = pieces(text, "http://127.0.0.1:8080").iter().map(|p| p.text).collect();
        assert_eq!(whole, text);
    }
}
