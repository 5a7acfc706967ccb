//! Receives SMS: the gateway's side of the contract that `notify::client::SmsGateway` describes.

use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse};

use super::{Message, Site, Verdict};
use crate::clock;
use crate::notify::client::{SIGNATURE_HEADER, SmsCall, is_signed};
use crate::notify::notice::Channel;

/// Takes one SMS over.
pub(super) async fn receive(site: Data<Site>, req: HttpRequest, body: Bytes) -> HttpResponse {
    let signature = req.headers().get(SIGNATURE_HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !is_signed(&site.sms_secret, clock::now(), signature, &body) {
        return HttpResponse::Unauthorized().body("wrong signature");
    }
    let Ok(call) = serde_json::from_slice::<SmsCall>(&body) else {
        return HttpResponse::BadRequest().body("not a call");
    };
    let mailbox = &site.mailbox;
    // The same key is the same message: taken over before, shown once.
    if mailbox.messages().iter().any(|message| message.channel == Channel::Sms && message.id == call.idempotency_key) {
        return HttpResponse::Ok().body("taken over before");
    }
    match mailbox.judge(&call.to) {
        Verdict::Refused => return HttpResponse::UnprocessableEntity().body(format!("no such number: {}", call.to)),
        Verdict::Busy => return HttpResponse::ServiceUnavailable().body("busy"),
        Verdict::Welcome => {}
    }
    mailbox.add(Message {
        number: 0,
        at: clock::now(),
        channel: Channel::Sms,
        id: call.idempotency_key,
        to: call.to,
        subject: String::new(),
        text: call.text,
        html: None,
        headers: Vec::new(),
    });
    tokio::time::sleep(mailbox.slowness()).await;
    HttpResponse::Ok().body("taken over")
}
