//! Records in saved states: as the XML they are on the wire.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serializer};

use super::record::Content;
use crate::bureau::xml::{self, Limits, Place};

const NAME: &str = "record";

/// Writes a record.
pub fn serialize<T: Content, S: Serializer>(record: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&xml::to_text(&record.write(NAME)))
}

/// Reads a record.
pub fn deserialize<'de, T: Content, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let text = String::deserialize(deserializer)?;
    let element = xml::read_inner(&text, &Limits::default()).map_err(D::Error::custom)?;
    T::read(element, Place::root(NAME), &mut Vec::new()).map_err(D::Error::custom)
}
