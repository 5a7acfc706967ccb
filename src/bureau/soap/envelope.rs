//! Envelopes: the one element in a body, around it namespaces, beside it faults.

use std::time::Duration;

use thiserror::Error;

use super::BODY_BYTES;
use crate::bureau::xml::{self, Element, Limits, Refused};

/// Namespace of SOAP 1.1.
pub const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";

/// Who is at fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// The one who called.
    Client,
    /// The one who was called.
    Server,
    /// Another version of SOAP.
    VersionMismatch,
    /// A header that must be understood, and is not.
    MustUnderstand,
}

impl Who {
    fn code(self) -> &'static str {
        match self {
            Self::Client => "Client",
            Self::Server => "Server",
            Self::VersionMismatch => "VersionMismatch",
            Self::MustUnderstand => "MustUnderstand",
        }
    }
}

/// A SOAP fault.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}: {text}", who.code())]
pub struct Fault {
    /// Who is at fault.
    pub who: Who,
    /// What is wrong.
    pub text: String,
}

impl Fault {
    /// A fault of the one who called.
    pub fn client(text: impl ToString) -> Self {
        Self { who: Who::Client, text: text.to_string() }
    }

    /// Its envelope.
    pub fn to_envelope(&self) -> String {
        let fault = Element::with_children(
            "soapenv:Fault",
            vec![
                Element::with_text("faultcode", format!("soapenv:{}", self.who.code())),
                Element::with_text("faultstring", &*self.text),
            ],
        );
        wrap(fault)
    }

    fn read(fault: &Element) -> Self {
        let code = fault.child_text("faultcode").unwrap_or_default();
        let code = code.rsplit(':').next().unwrap_or_default();
        let known = [Who::Client, Who::VersionMismatch, Who::MustUnderstand].into_iter().find(|who| who.code() == code);
        let text = fault.child_text("faultstring").unwrap_or_default().chars().take(500).collect();
        Self { who: known.unwrap_or(Who::Server), text }
    }
}

impl From<Refused> for Fault {
    fn from(refused: Refused) -> Self {
        Self::client(refused)
    }
}

/// An envelope around an element.
pub fn wrap(inside: Element) -> String {
    let body = Element::with_children("soapenv:Body", vec![inside]);
    xml::envelope(&Element::with_children("soapenv:Envelope", vec![body]).attribute("xmlns:soapenv", SOAP))
}

/// The one element in the body of an envelope, its children without prefixes. A fault inside is an error.
pub fn open(bytes: &[u8]) -> Result<Element, Fault> {
    let limits =
        Limits { bytes: BODY_BYTES, depth: 8, elements: 200, time: Duration::from_secs(10), ..Limits::default() };
    let envelope = xml::read_envelope(bytes, &limits)?;
    if envelope.local_name() != "Envelope" {
        return Err(Fault::client("no envelope"));
    }
    if namespace(&envelope) != Some(SOAP) {
        return Err(Fault { who: Who::VersionMismatch, text: "SOAP 1.1 is spoken here".to_owned() });
    }
    let demanding = |header: &Element| {
        header.attributes.iter().any(|(name, value)| {
            name.rsplit(':').next() == Some("mustUnderstand") && matches!(value.as_str(), "1" | "true")
        })
    };
    let mut body = None;
    for part in envelope.children {
        match part.local_name() {
            "Header" if part.children.iter().any(demanding) => {
                return Err(Fault { who: Who::MustUnderstand, text: "no header is understood".to_owned() });
            }
            "Header" => {}
            "Body" if body.is_none() => body = Some(part),
            other => return Err(Fault::client(format!("{other} has no place in the envelope"))),
        }
    }
    let inside = body.ok_or_else(|| Fault::client("no body"))?.children;
    let [mut element] =
        <[Element; 1]>::try_from(inside).map_err(|_| Fault::client("one element belongs in the body"))?;
    element.name = element.local_name().into();
    if &*element.name == "Fault" {
        return Err(Fault::read(&element));
    }
    // Children belong in no namespace; hand-made clients put them in one.
    for child in &mut element.children {
        child.name = child.local_name().into();
    }
    Ok(element)
}

fn namespace(element: &Element) -> Option<&str> {
    match element.name.split_once(':') {
        Some((prefix, _)) => element.get(&format!("xmlns:{prefix}")),
        None => element.get("xmlns"),
    }
}
