//! Clips as they come: read to their end in pieces of any size, alike however they are cut; what is kept is the same clip.

use beian::liveness::clip::{Inspector, Seen};

/// What is seen of a clip in pieces of a size, and what is kept of it.
fn read(clip: &[u8], piece: usize) -> (Seen, Vec<u8>) {
    let mut inspector = Inspector::default();
    let mut kept: Vec<u8> = clip.chunks(piece.max(1)).flat_map(|piece| inspector.take(piece)).collect();
    kept.extend(inspector.rest());
    let (seen, blanks) = inspector.finish();
    blanks.overwrite(0, &mut kept);
    (seen, kept)
}

/// One input.
pub fn tried(input: &[u8]) {
    // The first byte is the size of a piece; an empty clip has none.
    let Some((piece, clip)) = input.split_first() else { return };
    let (seen, kept) = read(clip, clip.len());
    assert_eq!(seen.bytes, clip.len() as u64);
    if seen.container.is_some() {
        assert_eq!(read(&kept, usize::from(*piece)).0, seen);
    }
    assert_eq!(read(clip, usize::from(*piece)), (seen, kept));
}
