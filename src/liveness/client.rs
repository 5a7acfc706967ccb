//! Clips in the storage: sealed as they come in, without what they tell beside picture and sound, opened piece by piece where
//! they are looked at.

use std::ops::Range;

use sha2::{Digest as _, Sha256};

use super::check::{Check, Clip, Stale};
use super::clip::{Blanks, Container, Inspector, Refused};
use crate::auth::allowance;
use crate::db::{By, Tx};
use crate::error::{Error, Result};
use crate::material::client::discard;
use crate::reference::Limits;
use crate::storage::{PIECE, Storage, StoredObject, Writer};
use crate::text::Message;
use crate::values::ids::FaceCheckId;
use crate::web::App;
use crate::web::upload::{Pace, Poured, Upload, UploadLimits};

/// The input of the form that says which challenge is answered.
pub const CHECK: &str = "check";
/// The input of the clip.
const CLIP: &str = "clip";
/// How much the form of a clip may bring.
pub fn upload_limits(limits: &Limits) -> UploadLimits {
    UploadLimits {
        file_bytes: usize::try_from(limits.face_clip_bytes).unwrap_or(usize::MAX),
        files: 1,
        pace: Pace::default(),
    }
}

/// A clip whose file is kept and whose row is to be written.
#[derive(Debug, Clone)]
pub struct KeptClip {
    /// The file.
    pub object: StoredObject,
    /// Its size, in bytes.
    pub bytes: u64,
    /// Its container.
    pub container: Container,
    /// Its length, in milliseconds.
    pub millis: u64,
    /// Hash of its bytes as they came; keyed before it is stored.
    pub digest: [u8; 32],
}

/// A clip as its row tells where it is.
#[derive(Debug, Clone)]
pub struct StoredClip {
    /// The try it belongs to: it opens under it alone.
    pub id: FaceCheckId,
    /// The file.
    pub object: StoredObject,
    /// What is known of it.
    pub clip: Clip,
}

/// What a clip is bound to: it opens as that of this try only.
pub fn bound_to(id: FaceCheckId) -> Vec<u8> {
    format!("face check {id}").into_bytes()
}

/// A clip that is coming in.
pub struct Receiving {
    storage: Storage,
    id: FaceCheckId,
    /// None once it is more than may be kept.
    writer: Option<Writer>,
    inspector: Inspector,
    digest: Sha256,
    bytes: u64,
    most: u64,
}

impl Receiving {
    /// For the clip of a try.
    ///
    /// # Errors
    /// When the disk cannot be written.
    pub async fn begin(storage: &Storage, id: FaceCheckId, limits: &Limits) -> Result<Self> {
        let writer = Some(storage.begin(&bound_to(id)).await?);
        let (inspector, digest) = (Inspector::default(), Sha256::new());
        let (storage, most) = (storage.clone(), limits.face_clip_bytes);
        Ok(Self { storage, id, writer, inspector, digest, bytes: 0, most })
    }

    /// Takes the next bytes. What is too large is read to its end and not kept.
    ///
    /// # Errors
    /// When the disk is full or cannot be written.
    pub async fn take(&mut self, bytes: &[u8]) -> Result<()> {
        self.bytes += bytes.len() as u64;
        let kept = self.inspector.take(bytes);
        self.digest.update(bytes);
        let writer = self.writer.take().filter(|_| self.bytes <= self.most);
        self.writer = match writer {
            Some(writer) => Some(writer.push(&kept).await?),
            None => None,
        };
        Ok(())
    }

    /// Ends it: kept, or refused and gone. If its row is not written, discard the file.
    ///
    /// # Errors
    /// When the disk is full or cannot be written.
    pub async fn finish(mut self, limits: &Limits) -> Result<Result<KeptClip, Refused>> {
        let rest = self.inspector.rest();
        let (seen, blanks) = self.inspector.finish();
        let (container, millis) = match seen.judge(limits) {
            Ok(judged) => judged,
            Err(refused) => return Ok(Err(refused)),
        };
        let Some(writer) = self.writer else { return Ok(Err(Refused::TooLarge(self.most))) };
        let mut object = writer.push(&rest).await?.finish().await?;
        if !blanks.is_empty() {
            let blanked = overwritten(&self.storage, self.id, &object, seen.bytes, &blanks).await;
            discard(&self.storage, &[object.name]).await;
            object = blanked?;
        }
        let digest = self.digest.finalize().into();
        Ok(Ok(KeptClip { object, bytes: seen.bytes, container, millis, digest }))
    }
}

/// The file of a clip anew, with what only its end told to be blanked.
async fn overwritten(
    storage: &Storage,
    id: FaceCheckId,
    object: &StoredObject,
    bytes: u64,
    blanks: &Blanks,
) -> Result<StoredObject> {
    let aad = bound_to(id);
    let mut writer = storage.begin(&aad).await?;
    for index in 0..bytes.div_ceil(PIECE as u64) {
        let mut piece = storage.piece(object, &aad, bytes, index).await?;
        blanks.overwrite(index * PIECE as u64, &mut piece);
        writer = writer.push(&piece).await?;
    }
    writer.finish().await
}

/// Opens the next piece of a part of a clip: the bytes, and what is left; none at its end.
///
/// # Errors
/// `NotFound` when its file was removed; `Internal` when it was changed.
pub async fn next_piece(
    storage: &Storage,
    clip: &StoredClip,
    left: Range<u64>,
) -> Result<Option<(Vec<u8>, Range<u64>)>> {
    if left.is_empty() {
        return Ok(None);
    }
    let piece = PIECE as u64;
    let index = left.start / piece;
    let mut bytes = storage.piece(&clip.object, &bound_to(clip.id), clip.clip.bytes, index).await?;
    let end = left.end.min((index + 1) * piece);
    bytes.truncate(usize::try_from(end - index * piece).unwrap_or(usize::MAX));
    bytes.drain(..usize::try_from(left.start - index * piece).unwrap_or_default().min(bytes.len()));
    Ok(Some((bytes, end..left.end)))
}

/// Why no clip is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unkept {
    /// None was chosen.
    Nothing,
    /// More was sent than a day takes; the challenge stands.
    OverDay(Message),
    /// What was sent cannot be taken.
    Refused(Message),
}

/// Takes the clip that a form brings as the answer to a challenge, whose time is not over. What came counts, whatever becomes of
/// it.
///
/// # Errors
/// When disk or database fail, and as in `Upload`.
pub async fn receive(
    app: &App,
    by: By,
    upload: &mut Upload,
    check: &Check,
    limits: &Limits,
) -> Result<Result<KeptClip, Unkept>> {
    let received = keep(&app.storage, upload, check, limits).await;
    let sent = upload.sent();
    let spent = app.db.write(by, async |tx: &mut Tx<'_>| allowance::spend(tx, check.filing, sent).await).await;
    match (spent, received) {
        (Err(error), Ok(Ok(kept))) => {
            discard(&app.storage, &[kept.object.name]).await;
            let Error::Refused(over) = error else { return Err(error) };
            Ok(Err(Unkept::OverDay(over)))
        }
        (Ok(()) | Err(Error::Refused(_)), received) => received,
        (Err(error), _) => Err(error),
    }
}

async fn keep(
    storage: &Storage,
    upload: &mut Upload,
    check: &Check,
    limits: &Limits,
) -> Result<Result<KeptClip, Unkept>> {
    let mut receiving = Receiving::begin(storage, check.id, limits).await?;
    let (mut files, mut is_answer) = (0, false);
    while let Some(part) = upload.pour(async |bytes: &[u8]| receiving.take(bytes).await).await? {
        match part {
            Poured::Text(_, id) => is_answer = id == check.id.to_string(),
            Poured::File(field) if field == CLIP => files += 1,
            Poured::File(_) => return Err(Error::BadRequest("unknown field")),
        }
    }
    let refused = |message| Ok(Err(Unkept::Refused(message)));
    match (files, is_answer) {
        (0, _) => return Ok(Err(Unkept::Nothing)),
        // It was recorded for what was shown before, or elsewhere.
        (_, false) => return refused(Stale::Used.message()),
        (1, true) => {}
        _ => return refused(Refused::NoClip.message()),
    }
    match receiving.finish(limits).await? {
        Ok(kept) => Ok(Ok(kept)),
        Err(why) => refused(why.message()),
    }
}

/// The part of a clip that the header `Range` of a request asks for; none where it asks for all, or in a way that is not
/// answered in parts.
pub fn range(header: &str, bytes: u64) -> Result<Option<Range<u64>>, NoSuchRange> {
    let Some((from, to)) = header.strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return Ok(None);
    };
    let number = |text: &str| text.trim().parse::<u64>().ok();
    let range = match (number(from), number(to)) {
        (Some(from), Some(to)) if from <= to => from..bytes.min(to.saturating_add(1)),
        (Some(from), None) if to.trim().is_empty() => from..bytes,
        // The last so many bytes.
        (None, Some(last)) if from.trim().is_empty() => bytes.saturating_sub(last)..bytes,
        _ => return Ok(None),
    };
    if range.is_empty() { Err(NoSuchRange) } else { Ok(Some(range)) }
}

/// A part that a clip does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no such part")]
pub struct NoSuchRange;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_those_of_the_header_within_the_clip() {
        for (header, expected) in [
            ("bytes=0-", Ok(Some(0..100))),
            ("bytes=10-19", Ok(Some(10..20))),
            ("bytes=90-500", Ok(Some(90..100))),
            ("bytes=-10", Ok(Some(90..100))),
            ("bytes=-500", Ok(Some(0..100))),
            ("bytes=99-99", Ok(Some(99..100))),
            ("bytes=100-", Err(NoSuchRange)),
            ("bytes=-0", Err(NoSuchRange)),
            ("bytes=20-10", Ok(None)),
            ("bytes=0-1,5-6", Ok(None)),
            ("bytes=x-", Ok(None)),
            ("items=0-1", Ok(None)),
        ] {
            assert_eq!(range(header, 100), expected, "{header}");
        }
    }
}
