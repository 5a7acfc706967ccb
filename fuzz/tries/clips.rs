//! Clips as they come: read to their end in pieces of any size, alike however they are cut.

use beian::liveness::clip::{Inspector, Seen};

/// What is seen of a clip in pieces of a size.
fn seen(clip: &[u8], piece: usize) -> Seen {
    let mut inspector = Inspector::default();
    clip.chunks(piece).for_each(|piece| drop(inspector.take(piece)));
    inspector.finish()
}

/// One input.
pub fn tried(input: &[u8]) {
    // The first byte is the size of a piece; an empty clip has none.
    let Some((piece, clip)) = input.split_first() else { return };
    let whole = seen(clip, clip.len().max(1));
    assert_eq!(seen(clip, usize::from(*piece).max(1)), whole);
    assert_eq!(whole.bytes, clip.len() as u64);
}
