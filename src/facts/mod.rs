//! What the world says of a domain: name servers and addresses, registration, home page. Seen from outside by jobs, kept
//! for a while, and never a failure of the applicant when nothing could be seen. The provider's own registrar table wins.

pub mod clients;
pub mod fact;
pub mod import;
pub mod job;
pub mod jobs;
pub mod page;
pub mod record;
pub mod registration;
pub mod service;
pub mod shown;
mod store;

pub use fact::{Dns, DomainFacts, Evidence, Fact, HomePage, Sort, Why};
pub use record::DomainRecord;
pub use registration::Registration;
