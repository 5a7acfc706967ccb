//! Hashes of the interface: of the password, of a packed file, of a filing password.

use data_encoding::{BASE64, HEXLOWER};
use md5::{Digest, Md5};

use super::gbk::{self, NotInGbk};

/// Characters a random value has at least.
pub const RANDOM_CHARACTERS: usize = 20;

/// `pwdHash`: password, then random value, in GBK, hashed, the raw hash in base64.
pub fn password_hash(password: &str, random: &str) -> Result<String, NotInGbk> {
    Ok(base64_of(&gbk::encode(&format!("{password}{random}"))?))
}

/// `beianInfoHash`: the hash of the packed bytes before encryption, in base64.
pub fn file_hash(packed: &[u8]) -> String {
    base64_of(packed)
}

/// `ICPmm`: the hash of a filing password in hex. What bytes the bureau hashes is not known; passwords seen are ASCII.
pub fn filing_password_hash(password: &str) -> Result<String, NotInGbk> {
    Ok(HEXLOWER.encode(&Md5::digest(gbk::encode(password)?)))
}

/// A random value of the right length from random bytes.
pub fn random_value(bytes: &[u8; RANDOM_CHARACTERS]) -> String {
    const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    // The value is a salt, not a key: that some letters come up a little more often does no harm.
    bytes.iter().map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()])).collect()
}

fn base64_of(bytes: &[u8]) -> String {
    BASE64.encode(&Md5::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors of 17.1.
    #[test]
    fn password_hashes_are_those_of_the_interface() {
        for (password, random, hash) in [
            ("1234567890", "abcdefghij", "9fq6VgG8bDFoWECeX62u2Q=="),
            ("Passw0rd", "A1b2C3d4E5f6G7h8I9j0", "GUSwJJMT+0INO+Bd+6GD9g=="),
            ("口令Pw1", "A1b2C3d4E5f6G7h8I9j0", "LhSi0vln6+SFMpw5U/hwAg=="),
        ] {
            assert_eq!(password_hash(password, random).unwrap(), hash);
        }
        for wrong in ["MTk0NGIwMjQ5MzEzZmI0MjBkM2JlMDVkZmJhMTgzZjY=", "V9WO+ZXc8zLPhFmvLx94nA=="] {
            assert_ne!(password_hash("Passw0rd", "A1b2C3d4E5f6G7h8I9j0").unwrap(), wrong);
        }
        assert_ne!(password_hash("口令Pw1", "A1b2C3d4E5f6G7h8I9j0").unwrap(), "/gIu+WHRdOBM59p7R9aFPw==");
    }

    /// The vector of 17.5.
    #[test]
    fn a_filing_password_is_hashed_to_hex() {
        assert_eq!(filing_password_hash("888888").unwrap(), "21218cca77804d2ba1922c33e0151105");
    }

    #[test]
    fn a_random_value_has_letters_and_digits_only() {
        let value = random_value(&[255; RANDOM_CHARACTERS]);
        assert!(value.len() == 20 && value.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    }
}
