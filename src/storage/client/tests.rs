use std::os::unix::fs::PermissionsExt;

use super::*;
use crate::storage::PIECE;

const KEYS: &str = "1:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
const JPEG: &[u8] = b"\xFF\xD8\xFF\xE0 as if it were a picture";

fn storage() -> (tempfile::TempDir, Storage) {
    let folder = tempfile::tempdir().unwrap();
    let storage = Storage::open(folder.path().join("files"), Sealer::parse(KEYS, "test").unwrap()).unwrap();
    (folder, storage)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

#[tokio::test]
async fn what_was_put_is_read_again() {
    let (_folder, storage) = storage();
    let object = storage.put(JPEG.to_vec(), b"material 1").await.unwrap();
    assert_eq!(storage.get(&object.name, &object.key_wrapped, b"material 1").await.unwrap(), JPEG);
}

#[tokio::test]
async fn the_disk_holds_no_picture_and_others_cannot_read_it() {
    let (folder, storage) = storage();
    let object = storage.put(JPEG.to_vec(), b"material 1").await.unwrap();
    let [path] = files(folder.path()).try_into().unwrap();
    let sealed = fs::read(&path).unwrap();
    assert!(!sealed.starts_with(&JPEG[..2]) && !sealed.windows(10).any(|part| JPEG.windows(10).any(|own| own == part)));
    assert_eq!(HEXLOWER.encode(&Sha256::digest(&sealed)), object.name);
    assert_eq!(path, folder.path().join("files").join(&object.name[..2]).join(&object.name[2..4]).join(&object.name));
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o7777, 0o600);
    for above in path.ancestors().skip(1).take(3) {
        assert_eq!(fs::metadata(above).unwrap().permissions().mode() & 0o7777, 0o700, "{}", above.display());
    }
}

#[tokio::test]
async fn the_same_picture_twice_is_two_files() {
    let (folder, storage) = storage();
    let one = storage.put(JPEG.to_vec(), b"material 1").await.unwrap();
    let two = storage.put(JPEG.to_vec(), b"material 1").await.unwrap();
    assert_ne!(one.name, two.name);
    assert_eq!(files(folder.path()).len(), 2);
}

#[tokio::test]
async fn a_flipped_byte_is_refused() {
    let (folder, storage) = storage();
    let object = storage.put(JPEG.to_vec(), b"material 1").await.unwrap();
    let [path] = files(folder.path()).try_into().unwrap();
    let sealed = fs::read(&path).unwrap();
    for at in [0, 1, 30, sealed.len() - 1] {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        fs::write(&path, changed).unwrap();
        let read = storage.get(&object.name, &object.key_wrapped, b"material 1").await;
        assert!(matches!(read, Err(Error::Internal(_))), "byte {at}");
    }
}

#[tokio::test]
async fn another_row_or_another_files_key_is_refused() {
    let (_folder, storage) = storage();
    let one = storage.put(JPEG.to_vec(), b"material 1").await.unwrap();
    let two = storage.put(b"other".to_vec(), b"material 2").await.unwrap();
    for (name, key, aad) in [
        (&one.name, &one.key_wrapped, b"material 2"),
        (&one.name, &two.key_wrapped, b"material 1"),
        (&one.name, &two.key_wrapped, b"material 2"),
    ] {
        assert!(matches!(storage.get(name, key, aad).await, Err(Error::Internal(_))));
    }
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let (_folder, storage) = storage();
    let object = storage.put(JPEG.to_vec(), b"material 1").await.unwrap();
    storage.remove(&object.name).await.unwrap();
    storage.remove(&object.name).await.unwrap();
    for name in [object.name.as_str(), "", "../../../etc/passwd", &"A".repeat(64), &"0".repeat(63)] {
        let read = storage.get(name, &object.key_wrapped, b"material 1").await;
        assert!(matches!(read, Err(Error::NotFound)), "{name}");
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_written_leaves_nothing_behind() {
    let (folder, storage) = storage();
    // A file stands where the folder should be.
    fs::remove_dir(folder.path().join("files")).unwrap();
    fs::write(folder.path().join("files"), b"in the way").unwrap();
    assert!(storage.put(JPEG.to_vec(), b"material 1").await.is_err());
    assert_eq!(files(folder.path()).len(), 1);
}

/// As long as one piece, shorter, and just beyond: each is read again from any place.
#[tokio::test]
async fn what_came_piece_by_piece_is_read_piece_by_piece() {
    let (folder, storage) = storage();
    for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 5] {
        let plain: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
        let mut writer = storage.begin(b"clip 1").await.unwrap();
        for part in plain.chunks(10_000) {
            writer = writer.push(part).await.unwrap();
        }
        let object = writer.finish().await.unwrap();
        let mut read = Vec::new();
        let pieces = length.max(1).div_ceil(PIECE) as u64;
        for index in 0..pieces {
            read.extend(storage.piece(&object, b"clip 1", length as u64, index).await.unwrap());
        }
        assert!(read == plain, "{length}");
        let beyond = storage.piece(&object, b"clip 1", length as u64, pieces).await;
        assert!(matches!(beyond, Err(Error::NotFound)));
        assert!(matches!(storage.piece(&object, b"clip 2", length as u64, 0).await, Err(Error::Internal(_))));
        storage.remove(&object.name).await.unwrap();
    }
    assert!(files(folder.path()).is_empty());
}

#[tokio::test]
async fn pieces_cannot_be_cut_off_or_moved_and_what_is_left_off_leaves_nothing() {
    let (folder, storage) = storage();
    let writer = storage.begin(b"clip 1").await.unwrap().push(&[7; 2 * PIECE]).await.unwrap();
    drop(writer);
    assert!(files(folder.path()).is_empty(), "it was never finished");
    let writer = storage.begin(b"clip 1").await.unwrap().push(&[7; 3 * PIECE]).await.unwrap();
    let object = writer.finish().await.unwrap();
    let [path] = files(folder.path()).try_into().unwrap();
    let sealed = fs::read(&path).unwrap();
    let one = sealed.len() / 3;
    let bytes = 3 * PIECE as u64;
    fs::write(&path, &sealed[..2 * one]).unwrap();
    // As if it had always been shorter: the second is not the last, and says so.
    assert!(storage.piece(&object, b"clip 1", 2 * PIECE as u64, 1).await.is_err());
    fs::write(&path, [&sealed[one..2 * one], &sealed[..one], &sealed[2 * one..]].concat()).unwrap();
    assert!(storage.piece(&object, b"clip 1", bytes, 0).await.is_err());
    fs::write(&path, &sealed).unwrap();
    assert!(storage.piece(&object, b"clip 1", bytes, 0).await.is_ok());
}
