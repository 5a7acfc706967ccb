//! Data keys and the byte form of sealed values: suite (1), nonce (24), ciphertext with tag.

use anyhow::{anyhow, ensure};
use chacha20poly1305::aead::{Aead, AeadInOut, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::ZeroizeOnDrop;

/// XChaCha20-Poly1305. Another suite (SM4-GCM) gets another number and stands beside it.
const SUITE_XCHACHA20_POLY1305: u8 = 1;
const NONCE: usize = 24;
const TAG: usize = 16;

/// A key that seals one file or one group of columns.
#[derive(ZeroizeOnDrop)]
pub struct DataKey([u8; 32]);

impl DataKey {
    /// A fresh key from the operating system.
    ///
    /// # Errors
    /// When the operating system gives no random bytes.
    pub fn random() -> anyhow::Result<Self> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    pub(super) fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Seals `plain` so that it opens only with the same key and associated data.
    ///
    /// # Errors
    /// When the operating system gives no random bytes.
    pub fn seal(&self, plain: &[u8], aad: &[u8]) -> anyhow::Result<Vec<u8>> {
        self.seal_after(&[], plain, aad)
    }

    /// The same behind what names the key: the one copy of a long value is sealed where it stands.
    pub(super) fn seal_after(&self, head: &[u8], plain: &[u8], aad: &[u8]) -> anyhow::Result<Vec<u8>> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce)?;
        let mut out = Vec::with_capacity(head.len() + 1 + NONCE + plain.len() + TAG);
        out.extend_from_slice(head);
        out.push(SUITE_XCHACHA20_POLY1305);
        out.extend_from_slice(&nonce);
        let start = out.len();
        out.extend_from_slice(plain);
        let tag = XChaCha20Poly1305::new(&self.0.into())
            .encrypt_inout_detached(&XNonce::from(nonce), aad, (&mut out[start..]).into())
            .map_err(|_| anyhow!("value too long to seal"))?;
        out.extend_from_slice(&tag);
        Ok(out)
    }

    /// Opens what [`DataKey::seal`] sealed.
    ///
    /// # Errors
    /// When a byte was changed, the key is another or the value belongs to another row.
    pub fn open(&self, sealed: &[u8], aad: &[u8]) -> anyhow::Result<Vec<u8>> {
        ensure!(sealed.len() > 1 + NONCE, "sealed value too short");
        ensure!(sealed[0] == SUITE_XCHACHA20_POLY1305, "unknown sealing suite {}", sealed[0]);
        let nonce: [u8; NONCE] = sealed[1..=NONCE].try_into()?;
        XChaCha20Poly1305::new(&self.0.into())
            .decrypt(&XNonce::from(nonce), Payload { msg: &sealed[1 + NONCE..], aad })
            .map_err(|_| anyhow!("sealed value does not open: changed, of another row, or of another key"))
    }
}
