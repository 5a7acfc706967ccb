//! The mark a browser keeps from an earlier sign-in. With it a person has a counter of failures of their own, so that
//! strangers who guess at their password elsewhere cannot keep them out.

use data_encoding::BASE64URL_NOPAD;

use crate::auth::session::Token;
use crate::sealing::Sealer;

const SORT: &str = "device";

/// A fresh mark for somebody, named by what they sign in with.
///
/// # Errors
/// When the operating system gives no random bytes.
pub fn mark(sealer: &Sealer, who: &str) -> anyhow::Result<String> {
    let token = Token::random()?.text();
    let proof = sealer.proof(SORT, proved(who, &token).as_bytes());
    Ok(format!("{token}.{}", BASE64URL_NOPAD.encode(&proof)))
}

/// What failures are counted by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counter {
    /// The person alone, or the person on a browser that bears their mark.
    pub key: String,
    /// The browser bears their mark: the failures of others from the same address do not count against it.
    pub is_known: bool,
}

/// The counter of somebody on a browser.
pub fn counter(sealer: &Sealer, who: &str, mark: Option<&str>) -> Counter {
    let known = mark.and_then(|mark| mark.split_once('.')).filter(|(token, given)| {
        let given = BASE64URL_NOPAD.decode(given.as_bytes()).unwrap_or_default();
        sealer.is_proof(SORT, proved(who, token).as_bytes(), &given)
    });
    let key = known.map_or_else(|| who.to_owned(), |(token, _)| format!("{who} {token}"));
    Counter { key, is_known: known.is_some() }
}

fn proved(who: &str, token: &str) -> String {
    format!("{token} {who}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_counts_for_its_own_person_only() {
        let sealer = Sealer::parse(&format!("1:{}", "11".repeat(32)), "test").unwrap();
        let mine = mark(&sealer, "li@example.cn").unwrap();
        let own = counter(&sealer, "li@example.cn", Some(&mine));
        assert!(own.is_known && own.key != "li@example.cn");
        let plain = |who: &str| Counter { key: who.to_owned(), is_known: false };
        assert_eq!(counter(&sealer, "wang@example.cn", Some(&mine)), plain("wang@example.cn"));
        for forged in ["", ".", "a.b", &mine[1..]] {
            assert_eq!(counter(&sealer, "li@example.cn", Some(forged)), plain("li@example.cn"), "{forged}");
        }
        assert_eq!(counter(&sealer, "li@example.cn", None), plain("li@example.cn"));
    }
}
