//! The head of the chain, as it is written down outside of the database, a line each.

use chrono::{DateTime, SecondsFormat, Utc};
use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};

/// The last event at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Its position.
    pub seq: i64,
    /// Its hash, which depends on every event before it.
    pub hash: Vec<u8>,
    /// When it was the last one, by the database's clock.
    pub at: DateTime<Utc>,
}

impl Head {
    /// The line that tells it: position, hash, time.
    pub fn line(&self) -> String {
        let at = self.at.to_rfc3339_opts(SecondsFormat::Secs, true);
        format!("{} {} {at}", self.seq, HEXLOWER.encode(&self.hash))
    }

    /// The head at the end of a line, whatever stands before it, as a log writes it.
    fn parse(line: &str) -> Option<Self> {
        let mut words = line.split_whitespace().rev();
        let at = DateTime::parse_from_rfc3339(words.next()?).ok()?.with_timezone(&Utc);
        let hash = HEXLOWER_PERMISSIVE.decode(words.next()?.as_bytes()).ok().filter(|hash| hash.len() == 32)?;
        let seq = words.next()?.parse().ok().filter(|seq| *seq > 0)?;
        Some(Self { seq, hash, at })
    }
}

/// Every head in a file; lines of others in a log that all share are passed over.
pub fn parse_all(text: &str) -> Vec<Head> {
    text.lines().filter_map(Head::parse).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_back_also_out_of_a_log() {
        let head = Head { seq: 7, hash: vec![0xAB; 32], at: "2026-11-29T08:00:05Z".parse().unwrap() };
        let line = head.line();
        assert_eq!(line, format!("7 {} 2026-11-29T08:00:05Z", "ab".repeat(32)));
        let log =
            format!("{line}\n\nNov 29 08:00:06 host beian: audit head {line}\nNov 29 08:00:07 host sshd: 7 hello\n");
        assert_eq!(parse_all(&log), [head.clone(), head]);
        let halves = [line[..40].to_owned(), format!("x{line}"), format!("0{}", &line[1..])];
        assert_eq!(parse_all(&halves.join("\n")), []);
    }
}
