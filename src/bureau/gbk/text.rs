//! Bytes in GBK read as text, a little at a time.

use std::io::{self, BufRead, Read};

use encoding_rs::{Decoder, DecoderResult, GBK};
use thiserror::Error;

use super::NotGbk;

/// Bytes, and bytes of text, that are held at a time.
const BUFFER: usize = 32 * 1024;

/// More bytes than may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("too long")]
pub struct TooLong;

/// What a source of bytes in GBK reads as, in UTF-8. Its errors hold [`NotGbk`] or [`TooLong`].
pub struct Text<R> {
    source: R,
    /// Bytes that may still come.
    left: usize,
    decoder: Decoder,
    bytes: Vec<u8>,
    /// Which of them are not decoded yet.
    coded: std::ops::Range<usize>,
    text: Vec<u8>,
    /// Which of it is not read yet.
    unread: std::ops::Range<usize>,
    is_read: bool,
    is_over: bool,
}

impl<R: Read> Text<R> {
    /// Of a source that may have so many bytes.
    pub fn of(source: R, most: usize) -> Self {
        Self {
            source,
            left: most,
            decoder: GBK.new_decoder_without_bom_handling(),
            bytes: vec![0; BUFFER],
            coded: 0..0,
            text: vec![0; BUFFER],
            unread: 0..0,
            is_read: false,
            is_over: false,
        }
    }

    /// Takes more bytes from the source, if none are left.
    fn load(&mut self) -> io::Result<()> {
        if !self.coded.is_empty() || self.is_read {
            return Ok(());
        }
        let length = match self.source.read(&mut self.bytes) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Ok(()),
            read => read?,
        };
        self.left = self.left.checked_sub(length).ok_or_else(|| io::Error::other(TooLong))?;
        self.coded = 0..length;
        self.is_read = length == 0;
        Ok(())
    }

    /// Decodes what is there.
    fn decode(&mut self) -> io::Result<()> {
        let coded = &self.bytes[self.coded.clone()];
        let (result, read, written) =
            self.decoder.decode_to_utf8_without_replacement(coded, &mut self.text, self.is_read);
        self.coded.start += read;
        self.unread = 0..written;
        match result {
            DecoderResult::InputEmpty => self.is_over = self.is_read,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => {
                self.is_over = true;
                return Err(io::Error::other(NotGbk));
            }
        }
        Ok(())
    }
}

impl<R: Read> BufRead for Text<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.unread.is_empty() && !self.is_over {
            self.load()?;
            self.decode()?;
        }
        Ok(&self.text[self.unread.clone()])
    }

    fn consume(&mut self, amount: usize) {
        self.unread.start = self.unread.end.min(self.unread.start + amount);
    }
}

impl<R: Read> Read for Text<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = self.fill_buf()?.read(into)?;
        self.consume(length);
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bureau::gbk;

    /// A source that gives so many bytes at a time.
    struct Slow<'a>(&'a [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let most = self.1.min(into.len());
            self.0.read(&mut into[..most])
        }
    }

    fn read(bytes: &[u8], at_once: usize, most: usize) -> io::Result<String> {
        let mut text = String::new();
        Text::of(Slow(bytes, at_once), most).read_to_string(&mut text).map(|_| text)
    }

    #[test]
    fn it_reads_as_it_does_at_once() {
        for text in ["", "a", "示例", &"示例a".repeat(BUFFER)] {
            let bytes = gbk::encode(text).unwrap();
            for at_once in [1, 2, 3, BUFFER] {
                assert_eq!(read(&bytes, at_once, bytes.len()).unwrap(), text);
            }
        }
    }

    #[test]
    fn what_is_no_gbk_or_too_long_is_told() {
        for bytes in [&[0xff][..], &[0xca], b"a\xca", &[0xca, 0x20], "示".as_bytes()] {
            for at_once in [1, 9] {
                let error = read(bytes, at_once, 9).unwrap_err();
                assert!(error.get_ref().is_some_and(|inner| inner.is::<NotGbk>()), "{bytes:x?}");
            }
        }
        let error = read(b"aaa", 1, 2).unwrap_err();
        assert!(error.get_ref().is_some_and(|inner| inner.is::<TooLong>()));
    }
}
