//! What the segments of a JPEG file tell: whether it is all there.

const START_OF_SCAN: u8 = 0xDA;
const END: u8 = 0xD9;

/// Walks the segments of a JPEG file. What follows the end marker does not matter: cameras append previews.
pub fn is_complete(bytes: &[u8]) -> bool {
    let mut rest = bytes.get(2..).unwrap_or_default();
    loop {
        let Some((marker, after)) = next_marker(rest) else { return false };
        match marker {
            END => return true,
            // Markers without a body: restart intervals and the odd start of image.
            0x01 | 0xD0..=0xD8 => rest = after,
            _ => {
                let Some(body) = skip_segment(after) else { return false };
                rest = if marker == START_OF_SCAN { skip_scan(body) } else { body };
            }
        }
    }
}

/// The next marker byte and what follows it; fill bytes before it are allowed.
fn next_marker(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let at = bytes.windows(2).position(|pair| pair[0] == 0xFF && pair[1] != 0xFF && pair[1] != 0)?;
    Some((bytes[at + 1], &bytes[at + 2..]))
}

fn skip_segment(bytes: &[u8]) -> Option<&[u8]> {
    let length = u16::from_be_bytes([*bytes.first()?, *bytes.get(1)?]);
    bytes.get(usize::from(length.max(2))..)
}

/// Coded data runs to the next marker that is neither a stuffed byte nor a restart.
fn skip_scan(mut bytes: &[u8]) -> &[u8] {
    while let Some(at) = bytes.iter().position(|byte| *byte == 0xFF) {
        match bytes.get(at + 1) {
            Some(0 | 0xD0..=0xD7) => bytes = &bytes[at + 2..],
            Some(0xFF) => bytes = &bytes[at + 1..],
            Some(_) => return &bytes[at..],
            None => return &[],
        }
    }
    &[]
}
