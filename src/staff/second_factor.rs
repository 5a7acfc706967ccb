//! The second factor: codes of six digits every thirty seconds (RFC 6238), one step of tolerance, each step once.

use anyhow::{Context as _, anyhow};
use chrono::{DateTime, Utc};
use totp_rs::{Builder, Totp};

use crate::values::QrPicture;

/// Bytes of a secret.
const SECRET: usize = 20;

/// Somebody's second factor. Not printable on purpose.
pub struct SecondFactor(Totp);

impl SecondFactor {
    /// A factor from its stored secret. The issuer and the login are what the phone shows.
    ///
    /// # Errors
    /// When the secret is too short.
    pub fn new(secret: &[u8], issuer: &str, login: &str) -> anyhow::Result<Self> {
        let plain = issuer.replace(':', " ");
        let built =
            Builder::new().with_secret(secret.to_vec()).with_account_name(login).with_issuer(Some(plain)).build();
        Ok(Self(built.map_err(|error| anyhow!("second factor: {error}"))?))
    }

    /// A fresh secret.
    ///
    /// # Errors
    /// When the operating system gives no random bytes.
    pub fn fresh_secret() -> anyhow::Result<Vec<u8>> {
        let mut secret = vec![0; SECRET];
        getrandom::fill(&mut secret)?;
        Ok(secret)
    }

    /// The step a code belongs to, if it is right and later than the last one used.
    pub fn step_of(&self, code: &str, at: DateTime<Utc>, last: Option<i64>) -> Option<i64> {
        let step = self.0.check(code, u64::try_from(at.timestamp()).ok()?)?;
        let step = i64::try_from(step).ok()?;
        last.is_none_or(|last| step > last).then_some(step)
    }

    /// The code of an instant, and the seconds it still holds.
    pub fn code_at(&self, at: DateTime<Utc>) -> (String, u32) {
        let seconds = u64::try_from(at.timestamp()).unwrap_or_default();
        let left = self.0.next_step(seconds) - seconds;
        (self.0.generate(seconds).to_string(), u32::try_from(left).unwrap_or_default())
    }

    /// The secret as people type it: groups of four.
    pub fn typed_secret(&self) -> String {
        let text: Vec<char> = self.0.secret().to_base32().chars().collect();
        text.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
    }

    /// The QR code for the phone.
    ///
    /// # Errors
    /// When the address cannot be made or is too long.
    pub fn picture(&self) -> anyhow::Result<QrPicture> {
        let url = self.0.to_url().map_err(|error| anyhow!("second factor: {error}"))?;
        QrPicture::of(&url).context("QR code")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238, appendix B, for SHA-1.
    fn published() -> SecondFactor {
        SecondFactor::new(b"12345678901234567890", "Beian: desk", "admin").unwrap()
    }

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn codes_of_the_published_vectors() {
        for (seconds, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")]
        {
            assert_eq!(published().code_at(at(seconds)).0, code, "{seconds}");
        }
        assert_eq!(published().code_at(at(59)).1, 1);
        assert_eq!(published().code_at(at(60)).1, 30);
    }

    #[test]
    fn one_step_of_tolerance_and_each_step_once() {
        let factor = published();
        for (seconds, fits) in [(59 - 60, false), (59 - 30, true), (59, true), (59 + 30, true), (59 + 60, false)] {
            assert_eq!(factor.step_of("287082", at(seconds.max(0)), None).is_some(), fits || seconds < 0, "{seconds}");
        }
        assert_eq!(factor.step_of("287082", at(59), None), Some(1));
        assert_eq!(factor.step_of("287082", at(59), Some(1)), None, "used before");
        assert_eq!(factor.step_of("287082", at(59), Some(2)), None, "older than the last");
        for wrong in ["", "28708", "2870822", "28708a", "+87082"] {
            assert_eq!(factor.step_of(wrong, at(59), None), None, "{wrong}");
        }
    }

    #[test]
    fn the_secret_is_typed_in_groups_and_drawn() {
        assert_eq!(published().typed_secret(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        let picture = published().picture().unwrap();
        assert!(picture.side > 29 && picture.path.starts_with("M4 4h1v1h-1z"));
    }
}
