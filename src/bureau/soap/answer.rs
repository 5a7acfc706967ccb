//! Answers: a document in a text in an envelope. Its declaration speaks of bytes that are gone, and is ignored.

use super::envelope::{Fault, open, wrap};
use super::received::Received;
use super::{BODY_BYTES, Method, NAMESPACE};
use crate::bureau::packaging::{Decoding, Package};
use crate::bureau::xml::{self, Element, Limits};

/// An answer of any method.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// `msg_code`.
    pub code: i64,
    /// `msg`.
    pub message: String,
    /// The numbers the bureau waits for, with code 14.
    pub missing: Vec<i64>,
    /// The file of a download or of the last upload.
    pub file: Option<FileInfo>,
    /// What was decoded of its content on the way; the rest of it stands in the file.
    pub decoded: Option<Decoding>,
    /// The status asked for.
    pub status: Option<StatusInfo>,
    /// Whether the filing password is right.
    pub password_right: Option<bool>,
}

/// A file in an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileInfo {
    /// How it is hashed: 0 is MD5.
    pub hash_algorithm: i64,
    /// How it is compressed: 0 is zip.
    pub compression: i64,
    /// Its number, in answers about the last upload.
    pub sequence: Option<i64>,
    /// Its name, to be confirmed.
    pub name: String,
    /// Its content; empty before the first upload.
    pub package: Package,
}

/// Whether something has a filing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filed {
    /// It has.
    Yes,
    /// It has not.
    No,
}

/// The status of a domain or a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusInfo {
    /// Kind of the condition asked.
    pub kind: i64,
    /// The condition asked.
    pub condition: String,
    /// Name of the website.
    pub site_name: Option<String>,
    /// Number of the entity.
    pub entity_number: Option<String>,
    /// Number of the website.
    pub website_number: Option<String>,
    /// Whether it is filed; the wire says 0 for yes.
    pub filed: Filed,
}

impl Answer {
    /// An answer of a code with its text.
    pub fn of(code: i64, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), ..Self::default() }
    }

    /// The inner document.
    pub fn to_element(&self, version: &str) -> Element {
        let number = |name: &str, number: i64| Element::with_text(name, number.to_string());
        let mut children = vec![number("msg_code", self.code), Element::with_text("msg", &*self.message)];
        if !self.missing.is_empty() {
            let numbers = self.missing.iter().map(|missing| number("dataSequence", *missing)).collect();
            children.push(Element::with_children("dataSequences", numbers));
        }
        children.extend(self.file.as_ref().map(FileInfo::to_element));
        children.extend(self.status.as_ref().map(StatusInfo::to_element));
        children.extend(self.password_right.map(|right| number("VerifyRes", i64::from(!right))));
        Element::with_children("return", children).attribute("version", version)
    }

    /// Its envelope.
    pub fn to_envelope(&self, method: Method, version: &str) -> String {
        let inner = Element::with_text("return", xml::to_text(&self.to_element(version)));
        let name = format!("m:{}Response", method.operation());
        wrap(Element::with_children(&name, vec![inner]).attribute("xmlns:m", NAMESPACE))
    }

    /// Reads the envelope of an answer to a method.
    pub fn read(body: &[u8], method: Method) -> Result<Self, Fault> {
        let response = open(body)?;
        if *response.name != *format!("{}Response", method.operation()) {
            return Err(Fault::client(format!("{} is no answer", response.name)));
        }
        let inner = only(&response, "return")?.ok_or_else(|| Fault::client("nothing returned"))?;
        Self::read_inner(&inner.text)
    }

    /// Reads what was received.
    pub fn receive(received: Received, method: Method) -> Result<Self, Fault> {
        let answer = Self::read(&received.text, method)?;
        Ok(Self { decoded: received.file, ..answer })
    }

    /// Takes the file out, and what it holds.
    pub fn take_file(&mut self) -> Option<(FileInfo, Decoding)> {
        let mut file = self.file.take()?;
        let rest = std::mem::take(&mut file.package.content);
        let mut content = self.decoded.take().unwrap_or_else(|| Decoding::of_letters(rest.len()));
        content.push(rest.as_bytes());
        Some((file, content))
    }

    /// Reads the inner document.
    pub fn read_inner(text: &str) -> Result<Self, Fault> {
        let limits = Limits { bytes: BODY_BYTES, depth: 6, elements: 10_000, ..Limits::default() };
        let inner = xml::read_inner(text, &limits)?;
        if &*inner.name != "return" {
            return Err(Fault::client("no return"));
        }
        let code = required(&inner, "msg_code")?;
        let message = text_of(&inner, "msg")?.unwrap_or_default();
        let missing = match only(&inner, "dataSequences")? {
            Some(list) => list.all("dataSequence").map(number).collect::<Result<_, _>>()?,
            None => Vec::new(),
        };
        let password_right = match optional(&inner, "VerifyRes")? {
            None => None,
            Some(0) => Some(true),
            Some(1) => Some(false),
            Some(_) => return Err(Fault::client("VerifyRes is neither 0 nor 1")),
        };
        let file = only(&inner, "fileInfos")?.map(FileInfo::read).transpose()?;
        let status = only(&inner, "StatusInfo")?.map(StatusInfo::read).transpose()?;
        Ok(Self { code, message, missing, file, decoded: None, status, password_right })
    }
}

impl FileInfo {
    fn to_element(&self) -> Element {
        let number = |name: &str, number: i64| Element::with_text(name, number.to_string());
        let mut children = vec![
            number("hashAlgorithm", self.hash_algorithm),
            number("compressionFormat", self.compression),
            number("encryptAlgorithm", self.package.encryption),
        ];
        children.extend(self.sequence.map(|sequence| number("dataSequence", sequence)));
        children.push(Element::with_text("return_FileName", &*self.name));
        children.push(Element::with_text("beianInfo", &*self.package.content));
        children.push(Element::with_text("beianInfoHash", &*self.package.hash));
        Element::with_children("fileInfos", children)
    }

    fn read(info: &Element) -> Result<Self, Fault> {
        let text = |name| Ok::<_, Fault>(text_of(info, name)?.unwrap_or_default());
        Ok(Self {
            hash_algorithm: required(info, "hashAlgorithm")?,
            compression: required(info, "compressionFormat")?,
            sequence: optional(info, "dataSequence")?,
            name: text("return_FileName")?,
            package: Package {
                content: text("beianInfo")?,
                hash: text("beianInfoHash")?,
                encryption: required(info, "encryptAlgorithm")?,
            },
        })
    }
}

impl StatusInfo {
    fn to_element(&self) -> Element {
        let mut children =
            vec![Element::with_text("Cxtjlx", self.kind.to_string()), Element::with_text("Cxtj", &*self.condition)];
        let optional = [("Wzmc", &self.site_name), ("Ztbah", &self.entity_number), ("Wzbah", &self.website_number)];
        for (name, text) in optional {
            children.extend(text.as_ref().map(|text| Element::with_text(name, &**text)));
        }
        let filed = match self.filed {
            Filed::Yes => "0",
            Filed::No => "1",
        };
        children.push(Element::with_text("Bazt", filed));
        Element::with_children("StatusInfo", children)
    }

    fn read(info: &Element) -> Result<Self, Fault> {
        let filed = match required(info, "Bazt")? {
            0 => Filed::Yes,
            1 => Filed::No,
            _ => return Err(Fault::client("Bazt is neither 0 nor 1")),
        };
        Ok(Self {
            kind: required(info, "Cxtjlx")?,
            condition: text_of(info, "Cxtj")?.unwrap_or_default(),
            site_name: text_of(info, "Wzmc")?,
            entity_number: text_of(info, "Ztbah")?,
            website_number: text_of(info, "Wzbah")?,
            filed,
        })
    }
}

/// The one child of a name; two of them decide nothing.
fn only<'a>(parent: &'a Element, name: &'a str) -> Result<Option<&'a Element>, Fault> {
    let mut found = parent.all(name);
    let first = found.next();
    if found.next().is_some() { Err(Fault::client(format!("{name} is there twice"))) } else { Ok(first) }
}

fn text_of(parent: &Element, name: &str) -> Result<Option<String>, Fault> {
    Ok(only(parent, name)?.map(|child| child.text.trim().to_owned()))
}

fn number(element: &Element) -> Result<i64, Fault> {
    element.text.trim().parse().map_err(|_| Fault::client(format!("{} is no number", element.name)))
}

fn optional(parent: &Element, name: &str) -> Result<Option<i64>, Fault> {
    only(parent, name)?.map(number).transpose()
}

fn required(parent: &Element, name: &str) -> Result<i64, Fault> {
    optional(parent, name)?.ok_or_else(|| Fault::client(format!("{name} is missing")))
}
