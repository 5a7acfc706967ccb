//! The pictures of a paper in the storage: kept before the row is written, read after it was found.

use anyhow::anyhow;
use sha2::{Digest as _, Sha256};

use super::decoder::Decoder;
use super::material::{Size, bound_to};
use super::picture::Picture;
use super::refusal::Warning;
use crate::error::{Error, Result};
use crate::storage::{Storage, StoredObject};
use crate::values::ids::MaterialId;

/// A paper whose pictures are kept and whose row is to be written.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The id its row will have; its files open under it alone.
    pub id: MaterialId,
    /// Its pictures.
    pub pages: Vec<KeptPage>,
    /// Bytes, thumbnails not counted.
    pub bytes: u64,
    /// What is doubtful, each once.
    pub warnings: Vec<Warning>,
    /// Hash of the pictures; keyed before it is stored.
    pub digest: [u8; 32],
}

/// One picture of a paper, kept.
#[derive(Debug, Clone)]
pub struct KeptPage {
    /// The picture.
    pub full: StoredObject,
    /// The small one.
    pub thumb: StoredObject,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

impl Kept {
    /// Names of its files.
    pub fn names(&self) -> Vec<String> {
        self.pages.iter().flat_map(|page| [page.full.name.clone(), page.thumb.name.clone()]).collect()
    }
}

/// A picture as its row tells where it is.
#[derive(Debug, Clone)]
pub struct StoredPicture {
    /// The file.
    pub object: StoredObject,
    /// What it is bound to.
    pub bound_to: Vec<u8>,
}

/// Keeps the pictures of a paper that is to be recorded. If the row is not written, [`discard`] them.
///
/// # Errors
/// When the disk cannot be written; nothing is left then.
pub async fn keep(storage: &Storage, pictures: Vec<Picture>) -> Result<Kept> {
    let id = MaterialId::new();
    let mut digest = Sha256::new();
    let mut kept = Kept { id, pages: Vec::new(), bytes: 0, warnings: Vec::new(), digest: [0; 32] };
    let mut written = Vec::new();
    for (number, picture) in (1..).zip(pictures) {
        digest.update(picture.jpeg.len().to_be_bytes());
        digest.update(&picture.jpeg);
        kept.bytes += picture.jpeg.len() as u64;
        kept.warnings.extend(
            picture.warnings.iter().filter(|warning| !kept.warnings.contains(warning)).copied().collect::<Vec<_>>(),
        );
        match keep_page(storage, id, number, picture, &mut written).await {
            Ok(page) => kept.pages.push(page),
            Err(error) => {
                discard(storage, &written).await;
                return Err(error);
            }
        }
    }
    kept.digest = digest.finalize().into();
    Ok(kept)
}

async fn keep_page(
    storage: &Storage,
    id: MaterialId,
    number: i32,
    picture: Picture,
    written: &mut Vec<String>,
) -> Result<KeptPage> {
    let full = storage.put(picture.jpeg, &bound_to(id, number, Size::Full)).await?;
    written.push(full.name.clone());
    let thumb = storage.put(picture.thumbnail, &bound_to(id, number, Size::Thumb)).await?;
    written.push(thumb.name.clone());
    Ok(KeptPage { full, thumb, width: picture.width, height: picture.height })
}

/// Reads a picture: a JPEG.
///
/// # Errors
/// `NotFound` when its file was removed; `Internal` when it was changed.
pub async fn read(storage: &Storage, picture: &StoredPicture) -> Result<Vec<u8>> {
    storage.get(&picture.object.name, &picture.object.key_wrapped, &picture.bound_to).await
}

/// Makes the picture of a page that the bureau's system gets, of at most so many characters of base64, and keeps it; none where
/// the kept one is small enough.
///
/// # Errors
/// When the kept one cannot be read, or the disk not be written.
pub async fn keep_sent(
    (storage, decoder): (&Storage, &Decoder),
    kept: &StoredPicture,
    id: MaterialId,
    page: i32,
    limit: usize,
) -> Result<(Vec<u8>, Option<StoredObject>)> {
    let jpeg = read(storage, kept).await?;
    // Base64 makes four characters of three bytes.
    let most = limit / 4 * 3;
    if jpeg.len() <= most {
        return Ok((jpeg, None));
    }
    let made = match decoder.smaller(&jpeg, most).await {
        // It was taken once: nobody is there to choose another.
        Err(Error::Refused(message)) => Err(anyhow!("a kept picture cannot be made smaller: {}", message.key))?,
        made => made?,
    };
    let object = storage.put(made.clone(), &bound_to(id, page, Size::Sent)).await?;
    Ok((made, Some(object)))
}

/// Removes files that no row needs. What cannot be removed now is left to the sweep.
pub async fn discard(storage: &Storage, names: &[String]) {
    for name in names {
        if let Err(error) = storage.remove(name).await {
            tracing::warn!(?error, "a stored file is left to the sweep");
        }
    }
}
