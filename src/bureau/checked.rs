//! The exact bytes of a file that goes up, or everything that is wrong with it by the rules of the interface.

use super::fault::Fault;
use super::messages::v3_0::{self as messages, IcpUpload, Rules, Upload, VERSION};
use super::xml::{self, Unwritable, schema};
use crate::config::bureau::Interface;

/// It does not fit the schema.
const MISFIT: i64 = 5001;
/// It holds characters that cannot be written.
const ILLEGAL_CHARACTERS: i64 = 5008;
/// Any other fault: it is too large.
const OTHER: i64 = 5999;

/// The bytes of an upload of our unit, in a version of the interface.
///
/// # Errors
/// Its faults, by the rules, by the schema, by the characters or by its size.
pub fn bytes(interface: Interface, body: IcpUpload, unit: i64) -> Result<Vec<u8>, Vec<Fault>> {
    match interface {
        Interface::V3_0 => bytes_of_v3_0(Upload::icp(VERSION, body), unit),
    }
}

fn bytes_of_v3_0(upload: Upload, unit: i64) -> Result<Vec<u8>, Vec<Fault>> {
    let found = messages::check(&upload, &Rules { unit: Some(unit), ranges: None });
    if !found.is_empty() {
        return Err(found.iter().map(Fault::of_rule).collect());
    }
    let document = upload.to_element();
    // Its pictures stand in the document now.
    drop(upload);
    let misfits = schema::check_upload(&document);
    if !misfits.is_empty() {
        let fault = |bad: &schema::Fault| Fault::at(MISFIT, &bad.path, Some(bad.path.clone()));
        return Err(misfits.iter().map(fault).collect());
    }
    let fault = |bad: &Unwritable| Fault::at(ILLEGAL_CHARACTERS, &bad.path, Some(bad.character.to_string()));
    let bytes = xml::document(&document).map_err(|bad| bad.iter().map(fault).collect::<Vec<_>>())?;
    if messages::fits(&bytes) {
        Ok(bytes)
    } else {
        Err(vec![Fault::new(OTHER, None, Some(format!("{} bytes", bytes.len())))])
    }
}
