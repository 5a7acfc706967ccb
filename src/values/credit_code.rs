//! Unified social credit codes, GB 32100-2015.

use super::organisation_code::OrganisationCode;
use super::text_value::text_value;
use super::typed;
use crate::text::Message;

const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

text_value! {
    /// A unified social credit code: authority and kind, division, organisation code, check character.
    CreditCode
}

impl CreditCode {
    /// Reads a code. Its own check character is decisive: that of the organisation code inside is a question of the checks
    /// (V-CERT-INNER), as it finds no slip that this one misses and a code printed on a certificate must not be refused.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let text = typed::compact_number(text);
        let bytes = text.as_bytes();
        if bytes.is_empty() {
            return Err(Message::new("value-cert-empty"));
        }
        if text.chars().count() != 18 {
            return Err(Message::new("value-cert-length"));
        }
        if let Some(letter) = bytes.iter().find(|c| b"IOSVZ".contains(c)) {
            return Err(Message::new("value-credit-code-letter").with("letter", char::from(*letter)));
        }
        if !bytes.iter().all(|c| ALPHABET.contains(c)) || !bytes.iter().skip(2).take(6).all(u8::is_ascii_digit) {
            return Err(Message::new("value-cert-character"));
        }
        if bytes.last().copied() != check_character(&text) {
            return Err(Message::new("value-cert-check"));
        }
        Ok(Self(text))
    }

    /// The first two characters: registering authority and kind of body. Which kinds of entity they fit is
    /// told by `EntityKind::fits_credit_code` of the reference.
    pub fn prefix(&self) -> &str {
        self.0.get(..2).unwrap_or_default()
    }

    /// The division code of the registering authority, six digits.
    pub fn region_code(&self) -> &str {
        self.0.get(2..8).unwrap_or_default()
    }

    /// The organisation code inside, where its own check character fits.
    pub fn organisation_code(&self) -> Option<OrganisationCode> {
        OrganisationCode::parse(self.0.get(8..17)?).ok()
    }
}

fn check_character(text: &str) -> Option<u8> {
    let body = text.as_bytes().get(..17)?;
    let mut sum = 0;
    for (c, weight) in body.iter().zip(WEIGHTS) {
        sum += ALPHABET.iter().position(|a| a == c)? * weight;
    }
    ALPHABET.get((31 - sum % 31) % 31).copied()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn rule_b_samples() {
        for code in [
            "91350100M000100Y43",
            "91110000MA00000077",
            "92330000MA0000015L",
            "115000000000000275",
            "12310000000000019X",
            "51110000500000031H",
            "5242000050000004XE",
            "53320000500000058L",
            "31440000600000063Q",
            "13110000000000078G",
            " ９１１１００００ma000000-77 ",
        ] {
            assert!(CreditCode::parse(code).unwrap().organisation_code().is_some(), "{code}");
        }
        for (code, key) in [
            ("91110000MA00000078", "value-cert-check"),
            ("91110000MI00000077", "value-credit-code-letter"),
            ("91110000MA0000007", "value-cert-length"),
            ("9111A000MA00000077", "value-cert-character"),
            ("91110000MA0000007字", "value-cert-character"),
            ("", "value-cert-empty"),
        ] {
            assert_eq!(CreditCode::parse(code).unwrap_err().key, key, "{code}");
        }
    }

    #[test]
    fn what_a_code_tells() {
        let code = CreditCode::parse("91350100M000100Y43").unwrap();
        assert_eq!((code.prefix(), code.region_code()), ("91", "350100"));
        assert_eq!(code.organisation_code().unwrap().written(), "M000100Y-4");
    }

    proptest! {
        #[test]
        fn any_one_wrong_character_is_found(
            body in "[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{9}", at in 0..18usize, with in 0..31usize,
        ) {
            let code = format!("{body}{}", char::from(check_character(&body).unwrap()));
            prop_assert!(CreditCode::parse(&code).is_ok());
            let mut other = code.clone().into_bytes();
            other[at] = ALPHABET[with];
            let other = String::from_utf8(other).unwrap();
            prop_assert!(other == code || CreditCode::parse(&other).is_err());
        }
    }
}
