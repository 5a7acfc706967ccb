//! What `make fuzz` tries for long is built with every change, and tried for a moment.

use proptest::prelude::*;

use super::{few, forms, word};

#[path = "../../../fuzz/tries/certificate_numbers.rs"]
mod certificate_numbers;
#[path = "../../../fuzz/tries/clips.rs"]
mod clips;
#[path = "../../../fuzz/tries/domains.rs"]
mod domains;
#[path = "../../../fuzz/tries/form_bodies.rs"]
mod form_bodies;
#[path = "../../../fuzz/tries/image_heads.rs"]
mod image_heads;
#[path = "../../../fuzz/tries/names.rs"]
mod names;
#[path = "../../../fuzz/tries/replies.rs"]
mod replies;

proptest! {
    #![proptest_config(few())]

    #[test]
    fn any_text_that_is_fuzzed(text in word()) {
        certificate_numbers::tried(&text);
        domains::tried(&text);
        names::tried(&text);
    }

    #[test]
    fn any_bytes_that_are_fuzzed(bytes in proptest::collection::vec(any::<u8>(), 0..300), form in forms()) {
        for begins in [&b"\x07"[..], b"\x07\0\0\0\x0Cftypisom", b"\x07\x1A\x45\xDF\xA3\x87\x42\x82\x84webm"] {
            clips::tried(&[begins, &bytes].concat());
        }
        image_heads::tried(&bytes);
        replies::tried(&bytes);
        form_bodies::tried(&bytes);
        form_bodies::tried(form.as_bytes());
    }
}
