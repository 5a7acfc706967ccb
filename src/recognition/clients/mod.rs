//! Who reads: Tesseract on this machine, a vendor over HTTP, or nobody.

pub mod tesseract;
pub mod vendor;

use chrono::NaiveDate;

use self::tesseract::Tesseract;
use self::vendor::Vendor;
use super::reading::Reading;
use crate::config::ReaderSettings;
use crate::material::decoder::Decoder;
use crate::material::reading::Document;

/// A picture of ours and what should stand on it.
#[derive(Debug, Clone, Copy)]
pub struct Sheet<'a> {
    /// The kept picture: a JPEG that we encoded.
    pub jpeg: &'a [u8],
    /// What it should be.
    pub document: Document,
    /// The day, in China: nobody on an ID was born after it.
    pub today: NaiveDate,
    /// The same at every repetition: the paper and its page.
    pub key: &'a str,
}

/// Why nothing was read.
#[derive(Debug)]
pub enum Unread {
    /// No engine is here.
    NoEngine,
    /// Trying again is of no use: the picture itself cannot be read.
    Hopeless(anyhow::Error),
    /// The engine may do it another time.
    Later(anyhow::Error),
}

/// The engine of the settings.
pub enum Engine {
    /// The `tesseract` command.
    Tesseract(Tesseract),
    /// A vendor's service.
    Vendor(Vendor),
    /// None.
    Off,
}

impl Engine {
    /// As the settings say. Whether the command is there is seen when it is first needed.
    ///
    /// # Errors
    /// When the vendor's address or secret cannot be used; the error names the setting.
    pub fn new(settings: &ReaderSettings, decoder: Decoder) -> anyhow::Result<Self> {
        Ok(match settings {
            ReaderSettings::Off => Self::Off,
            ReaderSettings::Tesseract => Self::Tesseract(Tesseract::new(decoder)),
            ReaderSettings::Vendor { url, secret_file } => Self::Vendor(Vendor::new(url, secret_file)?),
        })
    }

    /// Asks whether it is there, before a picture is opened for it.
    ///
    /// # Errors
    /// `NoEngine` where it is not; `Later` when that cannot be told now.
    pub async fn is_there(&self) -> Result<(), Unread> {
        let is_there = match self {
            Self::Tesseract(engine) => engine.is_there().await?,
            Self::Vendor(_) => true,
            Self::Off => false,
        };
        if is_there { Ok(()) } else { Err(Unread::NoEngine) }
    }

    /// Reads one picture.
    ///
    /// # Errors
    /// Why it was not read.
    pub async fn read(&self, sheet: &Sheet<'_>) -> Result<Reading, Unread> {
        match self {
            Self::Tesseract(engine) => engine.read(sheet).await,
            Self::Vendor(vendor) => vendor.read(sheet).await,
            Self::Off => Err(Unread::NoEngine),
        }
    }
}
