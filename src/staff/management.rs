//! What administrators and operators do with logins: add, change, disable, reset.

pub mod service;

use anyhow::Context as _;

/// Letters and digits that nobody mistakes for one another.
pub(super) const SIGNS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// A password for the first sign-in, shown once: 80 random bits in groups of four.
///
/// # Errors
/// When the operating system gives no random bytes.
pub fn temporary_password() -> anyhow::Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).context("random bytes")?;
    let signs: Vec<char> = bytes.iter().map(|byte| char::from(SIGNS[usize::from(byte % 32)])).collect();
    Ok(signs.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_temporary_password_is_one_that_may_be_chosen() {
        let one = temporary_password().unwrap();
        assert_eq!(one.len(), 19);
        assert_ne!(one, temporary_password().unwrap());
        assert!(crate::values::NewPassword::parse(&one, &[]).is_ok(), "{one}");
    }
}
