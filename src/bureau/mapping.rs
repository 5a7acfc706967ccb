//! A frozen application as the message that goes up. What the interface has no place or code for is a fault, never a guess.

mod change;
mod new;
mod writer;

use chrono::NaiveDate;

use super::codes::{AttachmentFormat, AttachmentPurpose, CancelKind, OwnerKind};
use super::fault::Fault;
use super::known::Known;
use super::messages::{Attachment, Cancellation, IcpUpload, Owner, OwnerId};
use super::upload::BLOCK;
use crate::filing::application::{Application, Website};
use crate::filing::kind::Kind;
use crate::hosting::Server;
use crate::reference::Reference;
use writer::{Writer, one_line};

/// A picture as it goes up, in base64.
#[derive(Clone, PartialEq, Eq)]
pub struct Photo {
    /// What it is for; none for the scan of an approval.
    pub purpose: Option<AttachmentPurpose>,
    /// The website it belongs to; 0 for the entity.
    pub website: u32,
    /// The picture.
    pub content: String,
}

/// A paper that goes up: its slot, and what it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The slot of the paper.
    pub slot: String,
    /// What it is for; none for the scan of an approval.
    pub purpose: Option<AttachmentPurpose>,
    /// The website it belongs to; 0 for the entity.
    pub website: u32,
}

/// The papers that the interface has a purpose for. An individual's ID is also the document of the entity, and whoever runs
/// entity and website shows one ID for both.
pub fn wanted(application: &Application) -> Vec<Wanted> {
    use AttachmentPurpose as P;
    let mut all = Vec::new();
    let mut add = |slot: String, purpose, website| all.push(Wanted { slot, purpose, website });
    let ids = ["id-front", "id-back"];
    if application.type_check.is_individual() {
        ids.iter().for_each(|side| add(format!("entity-person-{side}"), Some(P::EntityDocument), 0));
    } else {
        add("entity-certificate".to_owned(), Some(P::EntityDocument), 0);
    }
    ids.iter().for_each(|side| add(format!("entity-person-{side}"), Some(P::EntityPersonDocument), 0));
    for (n, website) in (1..).zip(&application.websites) {
        let holder = if website.person.is_some() { format!("website-{n}") } else { "entity".to_owned() };
        ids.iter().for_each(|side| add(format!("{holder}-person-{side}"), Some(P::WebsitePersonDocument), n));
        for form in ["verification-form", "verification-form-now"] {
            add(format!("website-{n}-{form}"), Some(P::VerificationForm), n);
        }
        add(format!("website-{n}-backdrop"), Some(P::Photograph), n);
        if !website.details.approvals.is_empty() {
            add(approval_slot(n), None, n);
        }
    }
    all
}

/// The slot of the scans of a website's approvals.
pub fn approval_slot(website: u32) -> String {
    format!("website-{website}-pre-approval")
}

/// What is on record of what a filing is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OnRecord {
    /// Number of the entity.
    pub entity: Option<String>,
    /// The bureau's id of it, where it told it.
    pub entity_id: Option<i64>,
    /// The website of the filing; where the entity alone is concerned, all of its websites that are reached through us.
    pub websites: Vec<Site>,
}

/// A website on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Its number.
    pub number: String,
    /// What the bureau calls it, where it told it.
    pub known: Option<Known>,
    /// As it is on record.
    pub website: Website,
}

/// What a message is made of beside the application.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// The server of each website, as far as it is known.
    pub servers: &'a [Option<Server>],
    /// The pictures.
    pub photos: &'a [Photo],
    /// What is on record.
    pub on_record: &'a OnRecord,
    /// The first id of the upload's block.
    pub ids: i64,
    /// Id of our unit.
    pub unit: i64,
    /// The tables of codes.
    pub book: &'a Reference,
    /// The day they are read on.
    pub today: NaiveDate,
}

/// The operations of the interface that a filing can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// XZBA: a new filing.
    NewFiling,
    /// XZWZ: new websites.
    NewWebsites,
    /// XZJR: a new access.
    NewAccess,
    /// BGBA: a change.
    Change,
    /// ZXBA: a cancellation of this.
    Cancel(CancelKind),
}

impl Method {
    /// The operation of a kind; none where the interface has none: the desk goes its way by hand.
    pub fn of(kind: Kind) -> Option<Self> {
        match kind {
            Kind::Initial => Some(Self::NewFiling),
            Kind::NewElsewhere | Kind::NewHere | Kind::NewMiit => Some(Self::NewWebsites),
            Kind::Access => Some(Self::NewAccess),
            Kind::ChangeEntity | Kind::ChangeWebsite | Kind::ChangeFiling | Kind::ChangeAccess => Some(Self::Change),
            Kind::CancelEntity => Some(Self::Cancel(CancelKind::Entity)),
            Kind::CancelWebsite => Some(Self::Cancel(CancelKind::Website)),
            Kind::CancelAccess => Some(Self::Cancel(CancelKind::Access)),
            Kind::Claim | Kind::TransferAccount | Kind::MigrateSite => None,
        }
    }

    /// The element of the interface.
    pub fn code(self) -> &'static str {
        match self {
            Self::NewFiling => "XZBA",
            Self::NewWebsites => "XZWZ",
            Self::NewAccess => "XZJR",
            Self::Change => "BGBA",
            Self::Cancel(_) => "ZXBA",
        }
    }
}

/// A message, and what of the application it cannot carry beside what it carries.
#[derive(Debug)]
pub struct Body {
    /// The message.
    pub upload: IcpUpload,
    /// What stays behind: whoever sends it has to know.
    pub left_out: Vec<Fault>,
}

/// The operation of an application, alone in its file.
///
/// # Errors
/// Everything the interface has no code or place for.
pub fn body(method: Method, application: &Application, sources: &Sources<'_>) -> Result<Body, Vec<Fault>> {
    let mut writer = Writer::new(application, sources);
    let mut body = IcpUpload { unit: sources.unit, ..IcpUpload::default() };
    match method {
        Method::NewFiling => body.new_filings.push(writer.new_filing()),
        Method::NewWebsites => body.new_websites.extend(writer.new_websites()),
        Method::NewAccess => body.new_accesses.extend(writer.new_access()),
        Method::Change => body.changes.extend(writer.change()),
        Method::Cancel(kind) => body.cancellations.extend(writer.cancellation(kind)),
    }
    let most = [writer.domains, writer.ranges, application.websites.len() as i64].into_iter().max().unwrap_or_default();
    if most >= BLOCK {
        writer.fault(5999, None, most);
    }
    let Writer { faults, left_out, .. } = writer;
    if faults.is_empty() { Ok(Body { upload: body, left_out }) } else { Err(faults) }
}

/// Papers on their own (XZHYD), each under the filing number of whose it is: of the entity, and of the websites in their order.
pub fn papers(photos: &[Photo], entity: &str, websites: &[String], unit: i64) -> IcpUpload {
    let website = |n: u32| websites.get((n as usize).checked_sub(1)?).cloned().map(OwnerId::Number);
    IcpUpload { attachments: attachments(photos, entity, website), unit, ..IcpUpload::default() }
}

/// The attachments of what the bureau may know: an entity by its number, websites as `website` tells.
fn attachments(photos: &[Photo], entity: &str, website: impl Fn(u32) -> Option<OwnerId>) -> Vec<Attachment> {
    let attachment = |photo: &Photo| {
        let purpose = photo.purpose?;
        let id = match purpose.owner() {
            OwnerKind::Entity => OwnerId::Number(entity.to_owned()),
            OwnerKind::Website => website(photo.website)?,
        };
        Some(Attachment {
            format: AttachmentFormat::Jpeg.code(),
            purpose: purpose.code(),
            content: photo.content.clone(),
            owner: Owner { kind: purpose.owner().code(), id },
            remark: None,
        })
    };
    photos.iter().filter_map(attachment).collect()
}

impl Writer<'_> {
    fn cancellation(&mut self, kind: CancelKind) -> Option<Cancellation> {
        let record = self.sources.on_record;
        let known = || record.websites.first().and_then(|site| site.known.as_ref());
        let id = match kind {
            CancelKind::Entity => record.entity_id,
            CancelKind::Website => known().map(|known| known.id),
            CancelKind::Access => known().and_then(Known::access).map(|access| access.id),
        };
        // Who cancels what others have too is asked to prove it.
        let password = match kind {
            CancelKind::Entity => self.password(),
            CancelKind::Website | CancelKind::Access => None,
        };
        let reason = self.application.operation.as_ref().and_then(|operation| operation.reason.as_ref());
        Some(Cancellation {
            kind: kind.code(),
            id: self.known(id)?,
            reason: self.sources.book.limits(self.sources.today).bureau_cancel_reason,
            reason_text: reason.map(|text| one_line(text.as_str())).filter(|text| !text.is_empty()),
            password,
        })
    }
}

#[cfg(test)]
mod tests;
