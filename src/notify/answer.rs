//! What a mail server or SMS gateway said, and what follows from it. No address or number is kept in it.

use crate::text::Tr;

/// What follows from an answer. Each holds the answer's words as they may be shown to staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Taken over: the message is theirs now.
    Accepted(String),
    /// The address or number does not work and will not: nothing more is sent to it.
    Refused(String),
    /// Not now: later again.
    TryAgain(String),
    /// Never this message; the address may be fine.
    Rejected(String),
}

/// Beginning of the keys of our own words, where nothing was handed over.
const OWN: &str = "notify-answer-";

/// A stored answer as staff read it: the server's words, or our own in the reader's language.
pub fn shown(t: Tr, stored: &str) -> String {
    if stored.starts_with(OWN) { t.t(stored) } else { stored.to_owned() }
}

impl Answer {
    /// The words.
    pub fn words(&self) -> &str {
        match self {
            Self::Accepted(words) | Self::Refused(words) | Self::TryAgain(words) | Self::Rejected(words) => words,
        }
    }

    /// Whether the other side is there and knows us, whatever it says of this message.
    pub fn came(&self) -> bool {
        !matches!(self, Self::TryAgain(_))
    }

    /// Of a mail server's failure: code and text. A full mailbox, a sign-in that fails and a policy against us are not
    /// the recipient's fault and may pass; 550, 551, 553 and the enhanced codes 5.1.x, 5.2.1 mean the address.
    pub fn of_smtp(code: u16, text: &str) -> Self {
        let words = redact(&format!("{code} {text}"));
        match (code, enhanced(text)) {
            (..500, _) | (530..=539, _) | (552, _) => Self::TryAgain(words),
            (_, Some((1, _) | (2, 1))) => Self::Refused(words),
            (_, Some((2 | 4 | 7, _))) => Self::TryAgain(words),
            (550 | 551 | 553, None | Some((0, _))) => Self::Refused(words),
            _ => Self::Rejected(words),
        }
    }

    /// Of an SMS gateway: status and body, by the contract in [`super::client::SmsGateway`].
    pub fn of_sms(status: u16, body: &str) -> Self {
        let words = redact(&format!("{status} {body}"));
        match status {
            200..=299 => Self::Accepted(words),
            422 => Self::Refused(words),
            // Ours to mend (secret, address, clock) or theirs to catch up: the message is fine.
            401 | 403 | 404 | 408 | 425 | 429 => Self::TryAgain(words),
            400..=499 => Self::Rejected(words),
            _ => Self::TryAgain(words),
        }
    }
}

/// Subject and detail of an enhanced status code (RFC 3463) at the start of a text: `5.1.1 …` gives 1 and 1.
fn enhanced(text: &str) -> Option<(u16, u16)> {
    let mut parts = text.split_whitespace().next()?.splitn(3, '.');
    let class = parts.next()?;
    let subject = parts.next()?.parse().ok()?;
    let detail = parts.next()?.parse().ok()?;
    matches!(class, "4" | "5").then_some((subject, detail))
}

/// An answer without the addresses and numbers that servers like to repeat, in one line of at most 200 characters.
pub fn redact(text: &str) -> String {
    const LONGEST: usize = 200;
    let hide = |word: &str| {
        let digits = word.chars().filter(char::is_ascii_digit).count();
        if word.contains('@') || digits >= 7 { "…".to_owned() } else { word.to_owned() }
    };
    let words: Vec<String> = text.split(|c: char| c.is_whitespace() || c.is_control()).map(hide).collect();
    let line = words.join(" ");
    line.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ").chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_servers_failure_tells_address_from_weather() {
        let sort = |code, text| match Answer::of_smtp(code, text) {
            Answer::Accepted(_) => "accepted",
            Answer::Refused(_) => "refused",
            Answer::TryAgain(_) => "again",
            Answer::Rejected(_) => "rejected",
        };
        for (code, text, expected) in [
            (421, "4.3.2 closing", "again"),
            (450, "greylisted", "again"),
            (552, "5.2.2 mailbox full", "again"),
            (550, "5.1.1 no such user", "refused"),
            (550, "5.2.1 mailbox disabled", "refused"),
            (550, "5.2.2 over quota", "again"),
            (550, "Mailbox unavailable", "refused"),
            (553, "Mailbox name not allowed", "refused"),
            (554, "5.1.2 bad domain", "refused"),
            (550, "5.7.1 relaying denied", "again"),
            (554, "5.7.1 blocked by policy", "again"),
            (535, "5.7.8 wrong password", "again"),
            (554, "5.6.0 bad content", "rejected"),
            (554, "Transaction failed", "rejected"),
            (500, "Syntax error", "rejected"),
        ] {
            assert_eq!(sort(code, text), expected, "{code} {text}");
        }
    }

    #[test]
    fn a_gateways_status_follows_the_contract() {
        assert!(matches!(Answer::of_sms(200, ""), Answer::Accepted(_)));
        assert!(matches!(Answer::of_sms(422, "unknown number"), Answer::Refused(_)));
        assert!(matches!(Answer::of_sms(400, "bad text"), Answer::Rejected(_)));
        for status in [302, 401, 403, 404, 429, 500, 503] {
            assert!(matches!(Answer::of_sms(status, ""), Answer::TryAgain(_)), "{status}");
        }
    }

    #[test]
    fn our_own_words_are_read_in_the_readers_language() {
        let words = crate::text::Lang::ALL.map(|lang| shown(Tr::new(lang), "notify-answer-too-late"));
        assert!(words.iter().all(|words| !words.contains("notify")) && words[0] != words[1], "{words:?}");
        assert_eq!(shown(Tr::default(), "550 5.1.1 no such user"), "550 5.1.1 no such user");
    }

    #[test]
    fn addresses_and_numbers_are_taken_out() {
        let shown = redact("550 <li@example.cn>: no\r\nsuch user 13800000000 (+86-138-0000-0000)");
        assert_eq!(shown, "550 … no such user … …");
        assert_eq!(redact(&"x".repeat(500)).len(), 200);
    }
}
