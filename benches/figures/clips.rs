//! A clip as it comes in: read, hashed, sealed and written to the disk, piece by piece.

use std::time::{Duration, Instant};

use beian::liveness::client::Receiving;
use beian::reference::book;
use beian::storage::Storage;
use beian::values::ids::FaceCheckId;

use super::Figure;
use super::support::clips::{element, webm};
use super::support::database::sealer;
use super::support::filings::today;

/// Bytes of the clip, and of a piece as it comes from the network.
const BYTES: usize = 20 << 20;
const PIECE: usize = 32 << 10;

/// How often; the median counts.
const ROUNDS: usize = 5;

/// The disk is flushed at the end of each.
pub async fn seal() -> Figure {
    let folder = tempfile::tempdir().unwrap();
    let storage = Storage::open(folder.path().join("files"), sealer()).unwrap();
    let limits = book().limits(today());
    // Ended by an element that nobody reads.
    let clip = [webm(5000, "a figure"), element(&[0xEC], &vec![7; BYTES])].concat();
    let mut took = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let started = Instant::now();
        let mut receiving = Receiving::begin(&storage, FaceCheckId::new(), limits).await.unwrap();
        for piece in clip.chunks(PIECE) {
            receiving.take(piece).await.unwrap();
        }
        receiving.finish(limits).await.unwrap().unwrap();
        took.push(started.elapsed());
    }
    took.sort();
    Figure::of("a clip of 20 MB sealed (40 MB/s), the median", took[ROUNDS / 2], Duration::from_millis(500))
}
