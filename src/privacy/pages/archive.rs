//! A copy as one ZIP file that is written while it is sent: a file of it at a time is in memory, and none on disk.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use actix_web::web::Bytes;
use anyhow::Context as _;
use futures_util::Stream;
use futures_util::stream::try_unfold;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

use crate::error::{Error, Result};
use crate::privacy::service::copy::{Content, Part};
use crate::storage::Storage;

/// What was written and not sent yet.
#[derive(Clone, Default)]
struct Written(Rc<RefCell<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Archive {
    zip: ZipWriter<StreamWriter<Written>>,
    written: Written,
}

impl Archive {
    fn new() -> Self {
        let written = Written::default();
        Self { zip: ZipWriter::new_stream(written.clone()), written }
    }

    fn add(&mut self, name: &str, bytes: &[u8]) -> Result<Bytes> {
        // Pictures do not get smaller, and forms are small.
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        self.zip.start_file(name, stored).context("cannot write a copy")?;
        self.zip.write_all(bytes).context("cannot write a copy")?;
        Ok(self.take())
    }

    fn finish(self) -> Result<Bytes> {
        let Self { zip, written } = self;
        zip.finish().context("cannot write a copy")?;
        Ok(Bytes::from(written.0.take()))
    }

    fn take(&self) -> Bytes {
        Bytes::from(self.written.0.take())
    }
}

/// The bytes of the ZIP file, piece by piece.
pub(super) fn stream(storage: Storage, parts: Vec<Part>) -> impl Stream<Item = Result<Bytes>> {
    try_unfold(Some((Archive::new(), parts.into_iter())), move |state| {
        let storage = storage.clone();
        async move {
            let Some((mut archive, mut parts)) = state else { return Ok(None) };
            let Some(part) = parts.next() else { return Ok(Some((archive.finish()?, None))) };
            let bytes = match part.content {
                Content::Json(value) => serde_json::to_vec_pretty(&value).context("cannot write a copy")?,
                Content::Picture(picture) => {
                    let object = &picture.object;
                    match storage.get(&object.name, &object.key_wrapped, &picture.bound_to).await {
                        Ok(bytes) => bytes,
                        // Taken out a while ago: its row tells of it, its file is gone.
                        Err(Error::NotFound) => return Ok(Some((Bytes::new(), Some((archive, parts))))),
                        Err(other) => return Err(other),
                    }
                }
            };
            let chunk = archive.add(&part.name, &bytes)?;
            Ok(Some((chunk, Some((archive, parts)))))
        }
    })
}
