//! A filing for tests: made-up data with a valid identity number.

pub(crate) use super::tests::judged::{judge, schemas, skip};
use super::{Upload, UploadBody, tests::samples};

/// A good new filing.
pub fn new_filing() -> Upload {
    let (mut upload, _) = Upload::read(samples().remove(0)).expect("sample");
    if let UploadBody::Icp(body) = &mut upload.body {
        let filing = &mut body.new_filings[0];
        filing.entity.person.document_number = Some(IDENTITY.to_owned());
        filing.websites[0].person.document_number = Some(IDENTITY.to_owned());
    }
    upload
}

/// A number with a valid check character, of nobody.
pub const IDENTITY: &str = "11010119900307299X";

/// A record as the bureau publishes it.
pub fn published() -> crate::bureau::xml::Element {
    let sample = samples().into_iter().find(|sample| sample.children[0].children[0].name.as_ref() == "BASJ");
    sample.expect("sample").children[0].children[0].children[0].clone()
}
