//! The exact bytes of a file that goes up, or everything that is wrong with it by the rules of the interface.

use super::fault::Fault;
use super::messages::v3_0::{self as messages, IcpUpload, Rules, Upload};
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
        Interface::V3_0(written) => bytes_of_v3_0(Upload::icp(written, body), unit),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bureau::messages::v3_0::{NewFiling, UploadBody, tests_support::new_filing};
    use crate::bureau::packaging::FILE_BYTES;
    use crate::filing::application::assemble;
    use crate::filing::application::tests::{organisation, today};
    use crate::reference::book;
    use crate::text::{Lang, Tr};

    /// What no rule of the interface speaks of, a row: the schema, the characters and the size are told on the case as well.
    #[test]
    fn what_no_rule_speaks_of_becomes_a_finding_too() {
        type Spoil = fn(&mut NewFiling);
        let table: [(Spoil, &str, &str); 3] = [
            (|filing| filing.entity.name = "长".repeat(256), "5001 不符合XSD", "Dwmc"),
            (|filing| filing.entity.name = "示例𣲗公司".into(), "5008 非法字符", "𣲗"),
            (many_photographs, "5999 其他错误", " bytes"),
        ];
        let application = assemble(&organisation(), book(), today()).unwrap();
        for (spoil, meaning, what) in table {
            let mut upload = new_filing();
            let UploadBody::Icp(body) = &mut upload.body else { panic!("no filings") };
            let unit = body.unit;
            spoil(&mut body.new_filings[0]);
            let faults = bytes_of_v3_0(upload, unit).unwrap_err();
            let said = |fault: &Fault| fault.finding(&application).says(Tr::new(Lang::Zh));
            let words: Vec<_> = faults.iter().map(said).collect();
            assert!(words.len() == 1 && words[0].starts_with(meaning) && words[0].contains(what), "{words:?}");
        }
        let good = new_filing();
        assert!(bytes_of_v3_0(good, 110_000_000_001).is_ok());
    }

    /// Each as large as it may be, and together more than a file holds.
    fn many_photographs(filing: &mut NewFiling) {
        let mut picture = vec![0; 115_200];
        picture[..3].copy_from_slice(&[0xff, 0xd8, 0xff]);
        let mut attachment = filing.attachments[0].clone();
        attachment.content = data_encoding::BASE64.encode(&picture);
        filing.attachments = vec![attachment; FILE_BYTES / 153_600 + 1];
    }
}
