//! The frame of what goes up.

use super::record::{Content, Inside, Misread, Unknown, record};
use super::{AddAccess, AddWebsites, Attachment, Cancellation, Change, NewFiling, UnfiledHandling, Verification};
use crate::bureau::xml::{self, Element, Place, Unwritable};

/// An upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Version of the interface.
    pub version: String,
    /// What it holds.
    pub body: UploadBody,
}

/// What an upload holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UploadBody {
    /// Filings.
    Icp(IcpUpload),
    /// Addresses; kept as they are.
    Ip(Element),
    /// Domains; kept as they are.
    Ym(Element),
}

record! {
    /// Operations on filings. One of them is sent in a file; several are read.
    pub struct IcpUpload {
        /// New filings.
        new_filings: Vec<NewFiling> = "XZBA" / "Baxx";
        /// New websites.
        new_websites: Vec<AddWebsites> = "XZWZ" / "Xzxx";
        /// New accesses.
        new_accesses: Vec<AddAccess> = "XZJR" / "Xzxx";
        /// Changes.
        changes: Vec<Change> = "BGBA" / "Bgxx";
        /// Results of verifications.
        verifications: Vec<Verification> = "HSJG" / "Hsjgxx";
        /// What was done about unfiled sites.
        unfiled: Vec<UnfiledHandling> = "WBACLJG" / "Clxx";
        /// Cancellations.
        cancellations: Vec<Cancellation> = "ZXBA" / "Zx_xx";
        /// Attachments on their own.
        attachments: Vec<Attachment> = "XZHYD" / "Fjxx";
        /// Id of the unit that sends.
        unit: i64 = "Qqdwid";
    }
}

impl IcpUpload {
    /// Records in it: 1,000 at most.
    pub fn records(&self) -> usize {
        self.new_filings.len()
            + self.new_websites.len()
            + self.new_accesses.len()
            + self.changes.len()
            + self.verifications.len()
            + self.unfiled.len()
            + self.cancellations.len()
            + self.attachments.len()
    }
}

impl Upload {
    /// An upload of filings.
    pub fn icp(version: &str, body: IcpUpload) -> Self {
        Self { version: version.to_owned(), body: UploadBody::Icp(body) }
    }

    /// The document.
    pub fn to_element(&self) -> Element {
        let inside = match &self.body {
            UploadBody::Icp(body) => body.write("ICP"),
            UploadBody::Ip(element) | UploadBody::Ym(element) => element.clone(),
        };
        Element::with_children("UploadData", vec![inside]).attribute("version", &self.version)
    }

    /// The document in GBK.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Vec<Unwritable>> {
        xml::document(&self.to_element())
    }

    /// Reads a document, and tells what is unknown in it.
    pub fn read(document: Element) -> Result<(Self, Vec<Unknown>), Misread> {
        let mut unknown = Vec::new();
        let (version, name, inside) = frame(document, "UploadData", &["ICP", "IP", "YM"], &mut unknown)?;
        let body = match name {
            "ICP" => UploadBody::Icp(IcpUpload::read(inside, Place::root("ICP"), &mut unknown)?),
            "IP" => UploadBody::Ip(inside),
            _ => UploadBody::Ym(inside),
        };
        Ok((Self { version, body }, unknown))
    }
}

/// Takes the one part out of a root that offers several.
pub(super) fn frame(
    mut document: Element,
    root: &'static str,
    names: &[&'static str],
    unknown: &mut Vec<Unknown>,
) -> Result<(String, &'static str, Element), Misread> {
    if &*document.name != root {
        return Err(Misread::Other(document.name.to_string()));
    }
    let version = document.get("version").unwrap_or_default().to_owned();
    let is_part = |child: &Element| names.contains(&&*child.name);
    let (parts, others): (Vec<_>, Vec<_>) = std::mem::take(&mut document.children).into_iter().partition(is_part);
    document.children = others;
    Inside::of(document, Place::root(root), unknown).end();
    let [part] = <[Element; 1]>::try_from(parts).map_err(|_| Misread::Choice(root.to_owned()))?;
    let name = names.iter().copied().find(|name| **name == *part.name);
    name.map(|name| (version, name, part)).ok_or_else(|| Misread::Choice(root.to_owned()))
}
