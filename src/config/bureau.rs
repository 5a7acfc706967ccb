//! The bureau's system: where it is and who we are there. Without its address everything goes by hand.

use std::cmp::Ordering;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use chrono::{DateTime, DurationRound as _, TimeDelta, Timelike as _, Utc};

use super::Reader;
use crate::clock::china;

/// Paths of the three addresses, as the interface names them.
const FILES_PATH: &str = "/ISPWebService/upDownLoad";
const STATUS_PATH: &str = "/BeianStatusWebService/queryBeianStatus";
const PASSWORD_PATH: &str = "/BeianStatusWebService/verifyBamm";
/// In place of an address: there is none to ask at.
const OFF: &str = "off";
/// Seconds of a call: a file of 50 MB goes through a slow line in that time.
const CALL_SECONDS: u64 = 90;
/// Thousandths of a second from call to call: ten calls a second at most.
const GAP_MS: u64 = 100;

/// What files of V3.0 are named: as its document has it, and as a bureau may want it that answers 5004. Of V3.1 no document is
/// public; a bureau that speaks it took files of V3.0.
const V3_0: [&str; 4] = ["V.3.0", "V3.0", "3.0", "V.3.1"];

/// How the bureau's system is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BureauSettings {
    /// Where files go up and come down.
    pub files_url: String,
    /// Where the status of documents and domains is asked; without, staff look it up.
    pub status_url: Option<String>,
    /// Where filing passwords are checked; without, they are not.
    pub password_url: Option<String>,
    /// Our unit's id.
    pub unit: i64,
    /// Our user name.
    pub user: String,
    /// File of the password.
    pub password_file: PathBuf,
    /// File of key and offset; without, nothing that goes up is encrypted.
    pub cipher_file: Option<PathBuf>,
    /// Version of the interface.
    pub interface: Interface,
    /// Seconds between two looks at what the bureau has for us.
    pub poll_seconds: u32,
    /// When the bureau takes what is sent.
    pub hours: Hours,
    /// How long a call may take in all, with the wait for its turn.
    pub patience: Duration,
    /// Least time from the beginning of a call to that of the next, of each program: the bureau asks for a moderate rate.
    pub gap: Duration,
}

/// A version of the interface that is spoken here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interface {
    /// V3.0, of October 2013, as its files name it.
    V3_0(&'static str),
}

impl Default for Interface {
    fn default() -> Self {
        Self::V3_0(V3_0[0])
    }
}

impl FromStr for Interface {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        V3_0.iter().find(|written| **written == text).map(|written| Self::V3_0(written)).ok_or(())
    }
}

/// Hours of the day in China, from the first to before the last, over midnight too; the whole day where they are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Hours {
    from: u32,
    to: u32,
}

impl Hours {
    /// From one hour to before another; none where they are no hours of a day.
    pub fn between(from: u32, to: u32) -> Option<Self> {
        (from <= 24 && to <= 24).then_some(Self { from, to })
    }

    /// When they begin next; none while they hold.
    pub fn begin_after(self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        // China is whole hours away.
        let hour = at.duration_trunc(TimeDelta::hours(1)).ok()?;
        let mut next = (1..=24).map(|hours| hour + TimeDelta::hours(hours));
        if self.hold(at) { None } else { next.find(|at| self.hold(*at)) }
    }

    /// Whether a moment is within.
    pub fn hold(self, at: DateTime<Utc>) -> bool {
        let hour = at.with_timezone(&china()).hour();
        match self.from.cmp(&self.to) {
            Ordering::Less => (self.from..self.to).contains(&hour),
            Ordering::Equal => true,
            Ordering::Greater => hour >= self.from || hour < self.to,
        }
    }
}

impl FromStr for Hours {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let hour = |text: &str| text.trim().parse().map_err(|_| ());
        let (from, to) = text.split_once('-').ok_or(())?;
        Self::between(hour(from)?, hour(to)?).ok_or(())
    }
}

impl BureauSettings {
    pub(super) fn read(r: &mut Reader<'_>, demo: bool) -> Option<Self> {
        let files_url = r.get("BEIAN_BUREAU_FILES_URL").map(str::to_owned)?;
        let other = |name: &str, path: &str| match r.get(name) {
            Some(OFF) => None,
            Some(url) => Some(url.to_owned()),
            // Where all three are at one place they are told by the first.
            None => Some(format!("{}{path}", files_url.strip_suffix(FILES_PATH)?)),
        };
        let status_url = other("BEIAN_BUREAU_STATUS_URL", STATUS_PATH);
        let password_url = other("BEIAN_BUREAU_PASSWORD_URL", PASSWORD_PATH);
        let settings = Self {
            status_url,
            password_url,
            files_url,
            unit: r.parse("BEIAN_BUREAU_UNIT", 0, "the number of your unit, from the bureau"),
            user: r.required("BEIAN_BUREAU_USER", "your user name at the bureau"),
            password_file: r
                .required("BEIAN_BUREAU_PASSWORD_FILE", "a file of mode 600 with the password from the bureau")
                .into(),
            cipher_file: r.get("BEIAN_BUREAU_CIPHER_FILE").map(PathBuf::from),
            interface: r.parse("BEIAN_BUREAU_VERSION", Interface::default(), "V.3.0, V3.0, 3.0 or V.3.1"),
            poll_seconds: r.parse("BEIAN_BUREAU_POLL_SECONDS", 60, "seconds between two looks"),
            hours: r.parse("BEIAN_BUREAU_HOURS", Hours::default(), "hours in China, such as 8-20"),
            patience: Duration::from_secs(r.parse("BEIAN_BUREAU_CALL_SECONDS", CALL_SECONDS, "seconds of a call")),
            gap: Duration::from_millis(r.parse("BEIAN_BUREAU_GAP_MS", GAP_MS, "thousandths of a second")),
        };
        settings.check(r, demo);
        Some(settings)
    }

    fn check(&self, r: &mut Reader<'_>, demo: bool) {
        if self.unit < 1 {
            r.complain("BEIAN_BUREAU_UNIT", "is no unit: give the number that the bureau gave you");
        }
        if self.poll_seconds == 0 {
            r.complain("BEIAN_BUREAU_POLL_SECONDS", "cannot be used: seconds begin at 1");
        }
        if self.patience.is_zero() {
            r.complain("BEIAN_BUREAU_CALL_SECONDS", "cannot be used: seconds begin at 1");
        }
        let is_plain = self.files_url.starts_with("http://");
        let urls = [
            ("BEIAN_BUREAU_FILES_URL", Some(&self.files_url)),
            ("BEIAN_BUREAU_STATUS_URL", self.status_url.as_ref()),
            ("BEIAN_BUREAU_PASSWORD_URL", self.password_url.as_ref()),
        ];
        for (name, url) in urls {
            if url.is_some_and(|url| !url.starts_with("http://") && !url.starts_with("https://")) {
                r.complain(name, "must start with http:// or https://, without ?wsdl at its end");
            }
        }
        if is_plain && self.cipher_file.is_none() && !demo {
            let advice =
                "is missing: over plain http every file has to be encrypted; give key and offset from the bureau";
            r.complain("BEIAN_BUREAU_CIPHER_FILE", advice);
        }
    }
}

/// Key and offset of a file of two lines.
pub fn cipher(text: &str) -> Option<(&str, &str)> {
    let (key, offset) = text.trim_end().split_once('\n')?;
    let key = key.trim_end_matches('\r');
    let fits = |text: &str| text.len() == 16 && text.is_ascii();
    (fits(key) && fits(offset)).then_some((key, offset))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_hold_in_china_and_over_midnight() {
        let at = |hour: u32| format!("2026-11-29T{hour:02}:30:00+08:00").parse::<DateTime<Utc>>().unwrap();
        for (text, open) in
            [("8-20", vec![8, 19]), ("22-6", vec![22, 23, 0, 5]), ("0-24", vec![0, 23]), ("0-0", vec![12])]
        {
            let hours: Hours = text.parse().unwrap();
            assert!(open.iter().all(|hour| hours.hold(at(*hour))), "{text}");
        }
        let begin = |text: &str, hour| text.parse::<Hours>().unwrap().begin_after(at(hour));
        let eight = "2026-11-30T08:00:00+08:00".parse::<DateTime<Utc>>().unwrap();
        assert_eq!((begin("8-20", 20), begin("8-20", 9)), (Some(eight), None));
        assert!(![7, 20].iter().any(|hour| "8-20".parse::<Hours>().unwrap().hold(at(*hour))));
        assert!(["8", "8-25", "x-y", "-1-3"].iter().all(|text| text.parse::<Hours>().is_err()));
    }
}
