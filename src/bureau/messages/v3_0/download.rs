//! The frame of what comes down.

use super::record::{Content, Misread, Unknown, record};
use super::upload::frame;
use super::{Audit, Blacklists, Cancelled, CodeTables, Filing, IllegalAccess, Notice, Results, Task, UnfiledSite};
use crate::bureau::xml::{self, Element, Place, Unwritable};

/// A download.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Download {
    /// Version of the interface.
    pub version: String,
    /// What it holds.
    pub body: DownloadBody,
}

/// What a download holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DownloadBody {
    /// About filings.
    Icp(Box<IcpDownload>),
    /// About addresses; kept as it is.
    Ip(Element),
    /// About domains; kept as it is.
    Ym(Element),
    /// Code tables.
    Tables(CodeTables),
    /// A whole copy of the data; kept as it is.
    Sync(Element),
}

record! {
    /// What a download says about filings: any mix of these.
    pub struct IcpDownload {
        /// Filings on record.
        filings: Vec<Filing> = "BASJ" / "Baxx";
        /// What is cancelled.
        cancelled: Vec<Cancelled> = "ZXSJ" / "Zxxx";
        /// Blacklists.
        blacklists: Option<Blacklists> = "HMDLB";
        /// Illegal accesses.
        illegal_accesses: Vec<IllegalAccess> = "FFJRHMD" / "Ffjrxx";
        /// Sites without a filing.
        unfiled_sites: Vec<UnfiledSite> = "WBAWZLB" / "Wbawz_xx";
        /// Results and decisions.
        results: Option<Results> = "BAJG";
        /// Filings to verify.
        tasks: Vec<Task> = "HSRW" / "Baxx";
        /// An audit.
        audit: Option<Audit> = "HCJG";
        /// Notices.
        notices: Vec<Notice> = "XGTZ" / "Tzxx";
    }
}

impl Download {
    /// A download about filings.
    pub fn icp(version: &str, body: IcpDownload) -> Self {
        Self { version: version.to_owned(), body: DownloadBody::Icp(Box::new(body)) }
    }

    /// The document.
    pub fn to_element(&self) -> Element {
        let inside = match &self.body {
            DownloadBody::Icp(body) => body.write("ICP"),
            DownloadBody::Tables(tables) => tables.write("JCDM"),
            DownloadBody::Ip(element) | DownloadBody::Ym(element) | DownloadBody::Sync(element) => element.clone(),
        };
        Element::with_children("DownloadData", vec![inside]).attribute("version", &self.version)
    }

    /// The document in GBK.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Vec<Unwritable>> {
        xml::document(&self.to_element())
    }

    /// Whether a text is a picture in what is on record, by the elements that are open around it: nothing is told by these,
    /// and they are most of a long file.
    pub fn is_picture_on_record(open: &[Element]) -> bool {
        fn name(element: Option<&Element>) -> &str {
            match element {
                Some(element) => &element.name,
                None => "",
            }
        }
        let is_on_record = match name(open.get(1)) {
            "ICP" => name(open.get(2)) == "BASJ",
            within => within == "SJTB",
        };
        is_on_record && matches!(name(open.last()), "Spwj" | "Fjnr")
    }

    /// Reads a document, and tells what is unknown in it.
    pub fn read(document: Element) -> Result<(Self, Vec<Unknown>), Misread> {
        let mut unknown = Vec::new();
        let names = ["ICP", "IP", "YM", "JCDM", "SJTB"];
        let (version, name, inside) = frame(document, "DownloadData", &names, &mut unknown)?;
        let body = match name {
            "ICP" => DownloadBody::Icp(Box::new(IcpDownload::read(inside, Place::root("ICP"), &mut unknown)?)),
            "IP" => DownloadBody::Ip(inside),
            "YM" => DownloadBody::Ym(inside),
            "JCDM" => DownloadBody::Tables(CodeTables::read(inside, Place::root("JCDM"), &mut unknown)?),
            _ => DownloadBody::Sync(inside),
        };
        Ok((Self { version, body }, unknown))
    }
}
