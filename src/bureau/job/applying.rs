//! Applies what came: the pieces of a file in their order, those about different uploads side by side.

use std::slice;

use anyhow::anyhow;
use futures_util::future::join_all;
use uuid::Uuid;

use super::{Exchange, tell};
use crate::bureau::jobs::Apply;
use crate::bureau::left;
use crate::bureau::messages::v3_0;
use crate::bureau::news::{self, Item};
use crate::bureau::service::news as received;
use crate::bureau::store::downloads::{self, Content, LEFT};
use crate::bureau::xml::{self, Element, Limits, Refused};
use crate::config::BureauSettings;
use crate::config::bureau::Interface;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::outbox::JobResult;
use crate::text::{Message, kept};
use crate::values::actor::Actor;

/// Pieces that are applied side by side: each takes a connection, and waits for the database most of its time.
const AT_ONCE: usize = 4;

impl Exchange {
    /// The handler of [`Apply`]: each piece once, in a transaction of its own.
    ///
    /// # Errors
    /// `GiveUp` where pieces are left for somebody to look at.
    pub async fn apply(&self, job: Apply) -> JobResult {
        let id = job.download;
        let (name, content, done) = self
            .db
            .read(Actor::Bureau, async |tx| {
                let name = downloads::load_name(tx.conn, id).await?;
                Ok((name, downloads::load_content(tx, id).await?, downloads::list_done(tx.conn, id).await?))
            })
            .await?;
        let items = match read(content, self.gateway.settings())? {
            Ok(items) => items,
            Err(trouble) => {
                let why = kept(slice::from_ref(&trouble));
                self.db.write(Actor::Bureau, async |tx| received::unreadable(tx, id, &why).await).await?;
                return tell(left::unreadable(&name, trouble));
            }
        };
        let open = (0..).zip(&items).filter(|(place, _)| !done.contains(place));
        let (places, open): (Vec<i32>, Vec<&Item>) = open.unzip();
        let (mut told, mut begun) = (Vec::new(), 0);
        while begun < open.len() {
            let end = begun + news::side_by_side(&open[begun..]).min(AT_ONCE);
            let now = places[begun..end].iter().zip(&open[begun..end]);
            let applied = join_all(now.map(|(place, item)| self.apply_one((id, &name), *place, item))).await;
            for why in applied {
                told.extend(why?);
            }
            begun = end;
        }
        self.db.write(Actor::Bureau, async |tx| downloads::finish(tx, id, None).await).await?;
        tell(told)
    }

    /// Applies a piece; why it is left, if it is.
    async fn apply_one(&self, (id, name): (Uuid, &str), place: i32, item: &Item) -> Result<Option<Message>> {
        let apply = async |holds_line| {
            let apply = async |tx: &mut Tx<'_>| received::apply(tx, (id, place), item, holds_line).await;
            self.db.write(Actor::Bureau, apply).await
        };
        let applied = match apply(false).await {
            Err(Error::Stale) => apply(true).await,
            first => first,
        };
        let why = match applied {
            Ok(done) if done.outcome == LEFT => done.reason.unwrap_or_default(),
            Ok(_) => return Ok(None),
            Err(Error::Refused(message)) => {
                let why = message.key;
                self.db.write(Actor::Bureau, async |tx| received::leave(tx, id, place, item, why).await).await?;
                why.to_owned()
            }
            Err(error) => return Err(error),
        };
        Ok(Some(left::piece(name, place, item.sort, &why)))
    }
}

/// The pieces of a file, or why it cannot be read.
///
/// # Errors
/// When it may be read at another time.
fn read(content: Content, us: &BureauSettings) -> Result<std::result::Result<Vec<Item>, Message>> {
    let document = tree(&content)?;
    // What is needed of it is read.
    drop(content);
    let document = match document {
        Ok(document) => document,
        Err(refused) => return trouble(&refused).map(Err),
    };
    let items = match us.interface {
        Interface::V3_0(_) => v3_0::Download::read(document)
            .map(|(download, unknown)| news::items(download, &unknown, us.unit))
            .map_err(|error| left::misread(&error)),
    };
    Ok(items.and_then(|items| match news::nothing_read(&items) {
        Some(misread) => Err(left::misread(misread)),
        None => Ok(items),
    }))
}

/// The elements of a file, without the pictures of what is on record.
fn tree(content: &Content) -> Result<std::result::Result<Element, Refused>> {
    let limits = Limits::of_download();
    if let Err(refused) = content.read(|file| xml::look_through(file, &limits))? {
        return Ok(Err(refused));
    }
    content.read(|file| xml::read_from(file, &limits, v3_0::Download::is_picture_on_record))
}

/// Why a file cannot be read, whenever that is tried.
fn trouble(refused: &Refused) -> Result<Message> {
    match refused {
        Refused::Slow => Err(anyhow!("a file that came took too long to read").into()),
        other => Ok(left::refused(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_took_too_long_is_read_again_and_what_is_wrong_with_it_stays() {
        assert!(trouble(&Refused::Slow).is_err(), "the machine may have less to do then");
        assert_eq!(trouble(&Refused::NotGbk).unwrap(), Message::new("exchange-trouble-not-gbk"));
    }
}
