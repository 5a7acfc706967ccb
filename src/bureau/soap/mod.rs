//! SOAP 1.1 as the interface speaks it: calls, answers, faults and the three WSDLs.

mod answer;
mod envelope;
mod method;
mod received;
mod request;
mod wsdl;

pub use answer::{Answer, FileInfo, Filed, StatusInfo};
pub use envelope::{Fault, Who};
pub use method::{IdSpelling, Method, Parameter, Service, Type};
pub use received::Received;
pub use request::{Call, Caller, Request};
pub use wsdl::wsdl;

/// Target namespace of the interface, without a slash at its end.
pub const NAMESPACE: &str = "http://www.miibeian.gov.cn";

/// Bytes of a body: 50 MB stored in a zip, in base64 with line feeds, and the envelope.
pub const BODY_BYTES: usize = 72 * 1024 * 1024;

#[cfg(test)]
mod tests;
