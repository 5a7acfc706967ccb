//! Organisation codes, GB 11714-1997: replaced since 2015, still on old records and inside every unified code.

use super::text_value::text_value;
use super::typed;
use crate::text::Message;

const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

text_value! {
    /// An organisation code, nine characters without the hyphen.
    OrganisationCode
}

impl OrganisationCode {
    /// Reads a code.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let text = typed::compact_number(text);
        let bytes = text.as_bytes();
        if bytes.is_empty() {
            return Err(Message::new("value-cert-empty"));
        }
        if bytes.len() != 9 || !text.is_ascii() {
            return Err(Message::new("value-cert-length"));
        }
        if !bytes.iter().all(u8::is_ascii_alphanumeric) {
            return Err(Message::new("value-cert-character"));
        }
        if bytes.last().copied() != check_character(&text) {
            return Err(Message::new("value-cert-check"));
        }
        Ok(Self(text))
    }

    /// As it is printed, `D2143569-X`.
    pub fn written(&self) -> String {
        let (body, check) = self.0.split_at_checked(8).unwrap_or((&self.0, ""));
        format!("{body}-{check}")
    }
}

fn check_character(text: &str) -> Option<u8> {
    let body = text.as_bytes().get(..8)?;
    let value = |c: &u8| char::from(*c).to_digit(36).unwrap_or(0);
    let sum: u32 = body.iter().zip(WEIGHTS).map(|(c, weight)| value(c) * weight).sum();
    Some(match 11 - sum % 11 {
        10 => b'X',
        11 => b'0',
        digit => b'0' + u8::try_from(digit).unwrap_or(0),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn rule_c_samples() {
        for (code, result) in [
            ("D2143569-X", Ok(())),
            ("d2143569x", Ok(())),
            ("00001234-3", Ok(())),
            ("00001234-4", Err("value-cert-check")),
            ("00001234", Err("value-cert-length")),
            ("0000123!-3", Err("value-cert-character")),
            ("", Err("value-cert-empty")),
        ] {
            assert_eq!(OrganisationCode::parse(code).map(|_| ()).map_err(|m| m.key), result, "{code}");
        }
        assert_eq!(OrganisationCode::parse("d2143569x").unwrap().written(), "D2143569-X");
    }

    proptest! {
        // Letters 11 apart count alike, so a wrong letter may pass; a wrong digit does not.
        #[test]
        fn any_one_wrong_digit_is_found(body in "[0-9]{8}", at in 0..8usize, digit in 0..10u8) {
            let code = format!("{body}{}", char::from(check_character(&body).unwrap()));
            prop_assert!(OrganisationCode::parse(&code).is_ok());
            let mut other = code.clone().into_bytes();
            other[at] = b'0' + digit;
            let other = String::from_utf8(other).unwrap();
            prop_assert!(other == code || OrganisationCode::parse(&other).is_err());
        }
    }
}
