//! Reads by a vendor's service: a small HTTP interface that any of them can be put behind.

use std::path::Path;
use std::time::Duration;

use anyhow::anyhow;
use data_encoding::BASE64;
use serde::{Deserialize, Serialize};

use super::{Sheet, Unread};
use crate::material::reading::Document;
use crate::notify::client::{Signed, start_of};
use crate::recognition::number;
use crate::recognition::reading::{Corners, Field, FieldName, Reading, Trust};
use crate::telemetry;
use crate::values::day::parse_day;

/// The most bytes of an answer.
const ANSWER_BYTES: usize = 256 << 10;
/// The most characters of a value; no address on a paper is as long.
const VALUE_CHARS: usize = 200;

/// A vendor that reads certificates.
///
/// The portal calls `POST {BEIAN_READER_URL}` with `Content-Type: application/json` and the body
/// `{"key": "<paper>/<page>", "document": "certificate|id-front|id-back", "picture": "<JPEG in base64>"}`. The header
/// `Beian-Signature: t=<seconds since 1970>,v1=<hex>` carries HMAC-SHA256 under the shared secret (the trimmed content of
/// `BEIAN_READER_SECRET_FILE`) over `<seconds>.<body>`; a vendor refuses a wrong one and one older than five minutes. The same
/// `key` is the same picture: a vendor may answer it from what it has. It keeps neither picture nor values.
///
/// It answers 200 with `{"fields": [{"name": "...", "value": "...", "box": [[x, y], [x, y], [x, y], [x, y]]}]}`. Names are
/// `credit-code`, `name`, `legal-person`, `address`, `valid-from`, `valid-to` on a certificate; `id-number`, `name`, `address`
/// on the front of an ID; `authority`, `valid-from`, `valid-to` on its back. Days are `2026-11-29`, or `长期` for good. The box,
/// four corners in pixels of the picture, may be left out, and so may any field; fields of other names are passed over. How
/// sure a value is we judge ourselves: a number by its check character, anything else never.
///
/// 422 says that nothing can be read from this picture; 401, 403, 404, 408, 425, 429, 3xx and 5xx, try again later; any other
/// 4xx, this picture never. Redirects are not followed; an answer may take twenty seconds.
pub struct Vendor {
    service: Signed,
    url: String,
}

/// The body of a call.
#[derive(Debug, Serialize)]
struct Call<'a> {
    key: &'a str,
    document: Document,
    picture: String,
}

#[derive(Debug, Default, Deserialize)]
struct Answer {
    #[serde(default)]
    fields: Vec<Told>,
}

#[derive(Debug, Deserialize)]
struct Told {
    name: String,
    value: String,
    #[serde(default, rename = "box")]
    corners: Option<Corners>,
}

impl Vendor {
    /// The vendor of the settings.
    ///
    /// # Errors
    /// When the secret cannot be read or no client be made.
    pub fn new(url: &str, secret_file: &Path) -> anyhow::Result<Self> {
        let service = Signed::new("BEIAN_READER_SECRET_FILE", secret_file, Duration::from_secs(20))?;
        Ok(Self { service, url: url.to_owned() })
    }

    /// Has one picture read.
    ///
    /// # Errors
    /// Why it was not read.
    pub async fn read(&self, sheet: &Sheet<'_>) -> Result<Reading, Unread> {
        telemetry::call("reader", self.ask(sheet)).await
    }

    async fn ask(&self, sheet: &Sheet<'_>) -> Result<Reading, Unread> {
        let call = Call { key: sheet.key, document: sheet.document, picture: BASE64.encode(sheet.jpeg) };
        let body = serde_json::to_vec(&call).map_err(|error| Unread::Hopeless(error.into()))?;
        let sent = self.service.post(&self.url, body).send().await;
        // What went wrong on the way may name the address, never what was sent.
        let response = sent.map_err(|error| Unread::Later(error.without_url().into()))?;
        match response.status().as_u16() {
            200 => {}
            422 => return Ok(Reading::default()),
            401 | 403 | 404 | 408 | 425 | 429 | 300..=399 | 500.. => {
                return Err(Unread::Later(anyhow!("the reader answered {}", response.status().as_u16())));
            }
            status => return Err(Unread::Hopeless(anyhow!("the reader answered {status}"))),
        }
        let bytes = whole(response).await.map_err(Unread::Later)?;
        let answer: Answer =
            serde_json::from_slice(&bytes).map_err(|_| Unread::Later(anyhow!("the reader's answer cannot be read")))?;
        Ok(judged(answer, sheet))
    }
}

async fn whole(response: reqwest::Response) -> anyhow::Result<Vec<u8>> {
    let bytes = start_of(response, ANSWER_BYTES).await?;
    anyhow::ensure!(bytes.len() <= ANSWER_BYTES, "the reader's answer is too long");
    Ok(bytes)
}

/// What a vendor tells is judged as what our own engine sees; what cannot be is left out.
fn judged(answer: Answer, sheet: &Sheet<'_>) -> Reading {
    let mut reading = Reading::default();
    for told in answer.fields {
        let Some(name) = FieldName::from_code(&told.name).filter(|name| name.is_on(sheet.document)) else { continue };
        let value: String = told.value.trim().chars().filter(|c| !c.is_control()).take(VALUE_CHARS).collect();
        let judged = match name {
            FieldName::CreditCode => number::credit_code(&value).map(|judged| (judged.number, judged.trust)),
            FieldName::IdNumber => number::id_number(&value, sheet.today).map(|judged| (judged.number, judged.trust)),
            FieldName::ValidTo if value == "长期" => Some((value, Trust::Read)),
            FieldName::ValidFrom | FieldName::ValidTo => {
                parse_day(&value).ok().map(|day| (day.to_string(), Trust::Read))
            }
            _ => (!value.is_empty()).then_some((value, Trust::Read)),
        };
        let Some((value, trust)) = judged.filter(|_| reading.field(name).is_none()) else { continue };
        reading.fields.push(Field { name, value, trust, corners: told.corners });
    }
    reading
}
