//! The pictures of papers that the bureau's system gets: small enough for its interface, made once and shown as they go.

use serde::{Deserialize, Serialize};

use super::picture;
use crate::outbox::Job;
use crate::values::ids::{FilingId, MaterialId};

/// Characters of base64 of a verification form, at most: K is read as 1024, and as the text, which satisfies every reading.
pub const FORM_LIMIT: usize = 150 * 1024;
/// Characters of base64 of any other picture, at most.
pub const PICTURE_LIMIT: usize = 100 * 1024;

/// Pixels of the longer side that a picture needs at least: the eighteen digits of an identity number take some three fifths of
/// a card's width, and have a dozen each then.
const LEGIBLE_SIDE: u32 = 400;

/// Whether a picture that goes up can still be read; the kept ones are large enough. What does not tell its size is no picture.
pub fn is_legible(jpeg: &[u8]) -> bool {
    picture::size(jpeg).is_some_and(|(width, height)| width.max(height) >= LEGIBLE_SIDE)
}

/// How large the text of a picture of a slot may be; none for papers that stay here.
pub fn limit(slot: &str) -> Option<usize> {
    let is = |ends: &[&str]| ends.iter().any(|end| slot.ends_with(end));
    if is(&["-verification-form", "-verification-form-now"]) {
        return Some(FORM_LIMIT);
    }
    let goes_up =
        is(&["-person-id-front", "-person-id-back", "-backdrop", "-pre-approval"]) || slot == "entity-certificate";
    goes_up.then_some(PICTURE_LIMIT)
}

/// Makes the pictures of a paper that the bureau gets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reduce {
    /// The filing.
    pub filing: FilingId,
    /// The paper.
    pub material: MaterialId,
}

impl Job for Reduce {
    const TOPIC: &'static str = "bureau.reduce";

    /// A paper that cannot be read holds up no other.
    fn order_key(&self) -> Option<String> {
        Some(format!("bureau/reduce/{}", self.material))
    }
}

#[cfg(test)]
mod tests {
    use jpeg_encoder::{ColorType, Encoder};

    use super::*;

    #[test]
    fn a_picture_is_legible_by_its_longer_side_and_what_is_none_is_not() {
        let jpeg = |width: u16, height: u16| {
            let mut bytes = Vec::new();
            let pixels = vec![200; usize::from(width) * usize::from(height)];
            Encoder::new(&mut bytes, 80).encode(&pixels, width, height, ColorType::Luma).unwrap();
            bytes
        };
        for (what, bytes, legible) in [
            ("as wide as it must be", jpeg(400, 90), true),
            ("as high as it must be", jpeg(90, 400), true),
            ("too small", jpeg(399, 399), false),
            ("cut off before its size", jpeg(400, 400)[..20].to_vec(), false),
            ("no picture", b"<html>".to_vec(), false),
            ("nothing", Vec::new(), false),
        ] {
            assert_eq!(is_legible(&bytes), legible, "{what}");
        }
    }
}
