//! Where a paper lies in a photograph: the largest light patch on a darker ground. It finds nothing where there is no such
//! ground, as on a picture that was cropped to the paper.

/// Share of the picture below which a patch is no paper, in per cent.
const LEAST_SHARE: usize = 8;
/// Share of its outline that a paper fills, in per cent.
const SOLID_SHARE: i64 = 60;
/// Between the pixels at which a patch is looked for.
const STEP: usize = 7;

/// A light patch that is most likely the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patch {
    /// How far it touches the edges of the picture, in per cent of their length: top, right, bottom, left.
    pub touches: [u32; 4],
    /// The brightness that half of it is darker than.
    pub median: u8,
}

/// A patch while it is looked over.
struct Found {
    size: usize,
    border: [u32; 4],
    counts: [usize; 256],
    /// The points that reach farthest to each corner, clockwise from the top left.
    corners: [(i64, i64); 4],
}

/// Looks for the paper in a grey picture of rows of `width` pixels.
pub fn find(grey: &[u8], width: usize) -> Option<Patch> {
    let height = grey.len().checked_div(width)?;
    let limit = parting(grey);
    let mut seen = vec![false; width * height];
    let mut best: Option<Found> = None;
    for start in (0..width * height).step_by(STEP) {
        if seen[start] || grey[start] <= limit {
            continue;
        }
        let found = flood(grey, (width, height), start, limit, &mut seen);
        if best.as_ref().is_none_or(|best| found.size > best.size) {
            best = Some(found);
        }
    }
    let Found { size, border, counts, corners } = best?;
    if size * 100 < grey.len() * LEAST_SHARE || (size as i64) * 100 < outline(&corners) * SOLID_SHARE {
        return None;
    }
    let sides = [width, height, width, height];
    let touches = std::array::from_fn(|side| border[side] * 100 / u32::try_from(sides[side]).unwrap_or(1).max(1));
    Some(Patch { touches, median: median(&counts, size) })
}

/// The brightness that parts light from dark best (Otsu 1979).
fn parting(grey: &[u8]) -> u8 {
    let mut counts = [0u64; 256];
    for value in grey {
        counts[usize::from(*value)] += 1;
    }
    let total = grey.len() as f64;
    let sum: f64 = (0u32..).zip(counts).map(|(value, count)| f64::from(value) * count as f64).sum();
    let (mut below, mut sum_below, mut best, mut limit) = (0.0, 0.0, 0.0, 127);
    for (value, count) in (0u8..=255).zip(counts) {
        below += count as f64;
        sum_below += f64::from(value) * count as f64;
        let above = total - below;
        if below == 0.0 || above == 0.0 {
            continue;
        }
        let apart = sum_below / below - (sum - sum_below) / above;
        let spread = below * above * apart * apart;
        if spread > best {
            (best, limit) = (spread, value);
        }
    }
    limit
}

fn flood(grey: &[u8], (width, height): (usize, usize), start: usize, limit: u8, seen: &mut [bool]) -> Found {
    let mut found = Found { size: 0, border: [0; 4], counts: [0; 256], corners: [(0, 0); 4] };
    let mut reach = [i64::MIN; 4];
    let mut stack = vec![start];
    seen[start] = true;
    while let Some(at) = stack.pop() {
        let (x, y) = (at % width, at / width);
        let (column, row) = (x as i64, y as i64);
        found.size += 1;
        found.counts[usize::from(grey[at])] += 1;
        for (corner, far) in [-column - row, column - row, column + row, row - column].into_iter().enumerate() {
            if far > reach[corner] {
                (reach[corner], found.corners[corner]) = (far, (column, row));
            }
        }
        for (side, is_at_edge) in [y == 0, x + 1 == width, y + 1 == height, x == 0].into_iter().enumerate() {
            found.border[side] += u32::from(is_at_edge);
        }
        let beside = [
            (y > 0).then(|| at - width),
            (x + 1 < width).then_some(at + 1),
            (y + 1 < height).then_some(at + width),
            (x > 0).then(|| at - 1),
        ];
        for next in beside.into_iter().flatten() {
            if !seen[next] && grey[next] > limit {
                seen[next] = true;
                stack.push(next);
            }
        }
    }
    found
}

fn outline(corners: &[(i64, i64); 4]) -> i64 {
    let twice: i64 = (0..4)
        .map(|index| {
            let ((x, y), (next_x, next_y)) = (corners[index], corners[(index + 1) % 4]);
            x * next_y - next_x * y
        })
        .sum();
    twice.abs() / 2
}

fn median(counts: &[usize; 256], size: usize) -> u8 {
    let mut passed = 0;
    let half = (0u8..=255).zip(counts).find(|(_, count)| {
        passed += **count;
        passed * 2 >= size
    });
    half.map_or(255, |(value, _)| value)
}
