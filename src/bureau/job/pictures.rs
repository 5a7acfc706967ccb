//! The pictures that go up: made once of each paper, read again when its case is sent.

use std::collections::{BTreeMap, BTreeSet};

use data_encoding::BASE64;

use super::Exchange;
use crate::bureau::mapping::{Photo, Wanted};
use crate::bureau::service::{self, Original};
use crate::db::Tx;
use crate::error::Result;
use crate::material::client;
use crate::material::sent::{self, Reduce};
use crate::material::store as materials;
use crate::outbox::JobResult;
use crate::storage::StoredObject;
use crate::values::actor::Actor;
use crate::values::ids::MaterialId;

/// A picture that was made: paper, page, and where it lies; none where the kept one goes up.
type Made = (MaterialId, i32, Option<StoredObject>);

impl Exchange {
    /// The handler of [`Reduce`].
    ///
    /// # Errors
    /// When a paper cannot be read or the database refuses.
    pub async fn reduce(&self, job: Reduce) -> JobResult {
        let read = async |tx: &mut Tx<'_>| service::originals_of(tx, job.filing, job.material).await;
        let (slot, originals) = self.db.read(Actor::Bureau, read).await?;
        let Some(limit) = sent::limit(&slot) else { return Ok(()) };
        let mut made = Vec::new();
        for original in originals.iter().filter(|original| original.sent.is_none()) {
            made.push(self.make(original, limit).await?.1);
        }
        self.note(made).await?;
        Ok(())
    }

    /// The pictures as small as the interface wants them, and the slots of those that cannot be read so.
    pub(super) async fn photos(&self, papers: &[(Wanted, Vec<Original>)]) -> Result<(Vec<Photo>, Vec<String>)> {
        let mut left: BTreeMap<(MaterialId, i32), usize> = BTreeMap::new();
        for original in papers.iter().flat_map(|(_, originals)| originals) {
            *left.entry((original.material, original.page)).or_default() += 1;
        }
        // Those that are wanted once more.
        let mut read: BTreeMap<(MaterialId, i32), String> = BTreeMap::new();
        let (mut photos, mut illegible, mut made) = (Vec::new(), BTreeSet::new(), Vec::new());
        for (wanted, originals) in papers {
            let limit = wanted.purpose.map_or(sent::PICTURE_LIMIT, |purpose| purpose.limit());
            for original in originals {
                let key = (original.material, original.page);
                let content = match read.remove(&key) {
                    Some(content) => content,
                    None => {
                        let jpeg = self.photo(original, limit, &mut made).await?;
                        if !sent::is_legible(&jpeg) {
                            illegible.insert(wanted.slot.clone());
                        }
                        BASE64.encode(&jpeg)
                    }
                };
                let more = left.entry(key).or_default();
                *more = more.saturating_sub(1);
                if *more > 0 {
                    read.insert(key, content.clone());
                }
                photos.push(Photo { purpose: wanted.purpose, website: wanted.website, content });
            }
        }
        self.note(made).await?;
        Ok((photos, illegible.into_iter().collect()))
    }

    async fn photo(&self, original: &Original, limit: usize, made: &mut Vec<Made>) -> Result<Vec<u8>> {
        let Some(sent) = &original.sent else {
            let (jpeg, new) = self.make(original, limit).await?;
            made.push(new);
            return Ok(jpeg);
        };
        client::read(&self.storage, sent).await
    }

    async fn make(&self, original: &Original, limit: usize) -> Result<(Vec<u8>, Made)> {
        let Original { material, page, kept, .. } = original;
        let (jpeg, object) = client::keep_sent((&self.storage, &self.decoder), kept, *material, *page, limit).await?;
        Ok((jpeg, (*material, *page, object)))
    }

    /// Records what was made. Of two that were made at once the first stays: they are the same.
    async fn note(&self, made: Vec<Made>) -> Result<()> {
        if made.is_empty() {
            return Ok(());
        }
        let record = async |tx: &mut Tx<'_>| {
            let mut known = Vec::new();
            for (material, page, object) in &made {
                if !materials::insert_sent(tx.conn, *material, *page, object.as_ref()).await? {
                    known.extend(object.as_ref().map(|object| object.name.clone()));
                }
            }
            Ok(known)
        };
        let known = self.db.write(Actor::Bureau, record).await?;
        client::discard(&self.storage, &known).await;
        Ok(())
    }
}
