//! The page where persons verify, as at the ministry; below it the messages, for whoever has no mailbox at hand.

use actix_web::web::{Data, Form};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use super::{faulty, foreign, is_foreign, page};
use crate::bureau::sandbox::server::Site;
use crate::bureau::sandbox::sms::{Attempt, HOURS, TRIES};
use crate::bureau::sandbox::world::local;
use crate::clock;

/// Messages on the page.
const SHOWN: usize = 50;

/// What was typed.
#[derive(Default, Deserialize)]
pub struct Typed {
    code: String,
    mobile: String,
    last_six: String,
}

struct Sent {
    mobile: String,
    text: String,
    at: String,
}

#[derive(Template)]
#[template(path = "bureau/sandbox/sms.html")]
struct SmsPage {
    typed: Typed,
    told: &'static str,
    good: bool,
    sent: Vec<Sent>,
    hours: i64,
    tries: u8,
}

/// Shows the page.
pub async fn show(site: Data<Site>) -> HttpResponse {
    answer(&site, Typed::default(), "", false)
}

/// Takes an attempt.
pub async fn verify(request: HttpRequest, site: Data<Site>, typed: Form<Typed>) -> HttpResponse {
    if is_foreign(&request) {
        return foreign();
    }
    let typed = typed.into_inner();
    let attempt = site.with(|world| {
        let time = world.time(clock::now());
        world.verify(&typed.code, typed.mobile.trim(), &typed.last_six, time)
    });
    match attempt {
        Attempt::Verified { all: true } => answer(&site, Typed::default(), "核验成功，备案已进入审核。Verified.", true),
        Attempt::Verified { all: false } => {
            answer(&site, Typed::default(), "核验成功，还有其他负责人需要核验。Verified; others still have to.", true)
        }
        Attempt::Wrong => {
            answer(&site, typed, "验证码、手机号或证件号后六位不正确。Code, number or last six are wrong.", false)
        }
        Attempt::TooMany => {
            answer(&site, typed, "错误次数过多，本次核验已结束。Too many wrong tries: it is over.", false)
        }
    }
}

fn answer(site: &Site, typed: Typed, told: &'static str, good: bool) -> HttpResponse {
    let sent = site.with(|world| {
        let time = |at| local(at).format("%Y-%m-%d %H:%M:%S").to_string();
        let all = world.messages.iter().rev().take(SHOWN);
        all.map(|one| Sent { mobile: one.mobile.clone(), text: one.text.clone(), at: time(one.at) }).collect()
    });
    let is_fault = !good && !told.is_empty();
    let shown = SmsPage { typed, told, good, sent, hours: HOURS, tries: TRIES };
    if is_fault { faulty(&shown) } else { page(&shown) }
}
