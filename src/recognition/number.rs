//! Numbers with a check character: slips of the eye are put right where exactly one way of doing so fits.

use chrono::NaiveDate;

use super::reading::Trust;
use crate::values::{CreditCode, IdNumber};

/// Characters that are taken for one another.
const SLIPS: [&str; 6] = ["0ODQ", "1ILJ", "2Z", "5S", "6G", "8B"];
/// Characters of both numbers.
pub const LENGTH: usize = 18;
/// So many characters that cannot stand where they were seen are one number no more.
const MOST_FORCED: usize = 3;

/// A number as it is judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// The number.
    pub number: String,
    /// How sure it is.
    pub trust: Trust,
}

/// A unified social credit code among the 18 characters that were seen. Almost any of them may be another, so that something
/// nearly always fits one check character by chance: a slip is put right only where that of the organisation's own code fits too.
pub fn credit_code(seen: &str) -> Option<Judged> {
    let allowed = |at: usize, c: char| {
        if (2..8).contains(&at) { c.is_ascii_digit() } else { c.is_ascii_alphanumeric() && !"IOSVZ".contains(c) }
    };
    let is_whole = |text: &str| CreditCode::parse(text).is_ok_and(|code| code.organisation_code().is_some());
    if let Some(judged) = judge(seen, allowed, is_whole) {
        return Some(judged);
    }
    // On a few old ones the inner one fits never: then nothing proves that it was seen right.
    let number = seen.to_ascii_uppercase();
    let is_code = CreditCode::parse(&number).is_ok() && number.chars().count() == LENGTH;
    is_code.then_some(Judged { number, trust: Trust::Read })
}

/// The number of a resident ID among the 18 characters that were seen.
pub fn id_number(seen: &str, today: NaiveDate) -> Option<Judged> {
    let allowed = |at: usize, c: char| c.is_ascii_digit() || (at == LENGTH - 1 && c == 'X');
    judge(seen, allowed, |text| IdNumber::parse(text, today).is_ok())
}

fn judge(seen: &str, allowed: impl Fn(usize, char) -> bool, fits: impl Fn(&str) -> bool) -> Option<Judged> {
    let seen: Vec<char> = seen.chars().map(|c| c.to_ascii_uppercase()).collect();
    if seen.len() != LENGTH {
        return None;
    }
    let text: String = seen.iter().collect();
    if fits(&text) {
        return Some(Judged { number: text, trust: Trust::Checked });
    }
    let others = |at: usize| -> Vec<char> {
        let own = seen[at];
        let groups = SLIPS.iter().filter(|group| group.contains(own));
        groups.flat_map(|group| group.chars()).filter(|c| *c != own && allowed(at, *c)).collect()
    };
    let forced: Vec<usize> = (0..LENGTH).filter(|at| !allowed(*at, seen[*at])).collect();
    if forced.len() > MOST_FORCED {
        return None;
    }
    let tried = if forced.is_empty() {
        // Every character may stand where it was seen: one of them is another.
        (0..LENGTH)
            .flat_map(|at| others(at).into_iter().map(move |c| (at, c)))
            .map(|(at, c)| with(&seen, at, c))
            .collect()
    } else {
        let mut tried = vec![seen.clone()];
        for at in forced {
            tried = tried.iter().flat_map(|seen| others(at).into_iter().map(|c| with(seen, at, c))).collect();
        }
        tried
    };
    let mut fitting = tried.into_iter().map(String::from_iter).filter(|text| fits(text));
    let number = fitting.next()?;
    fitting.next().is_none().then_some(Judged { number, trust: Trust::Corrected })
}

fn with(seen: &[char], at: usize, c: char) -> Vec<char> {
    let mut other = seen.to_vec();
    if let Some(place) = other.get_mut(at) {
        *place = c;
    }
    other
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day() -> NaiveDate {
        "2026-11-29".parse().unwrap()
    }

    #[test]
    fn a_number_is_as_sure_as_its_check_character() {
        for (seen, number, trust) in [
            ("11010519491231002X", "11010519491231002X", Trust::Checked),
            ("11010519491231002x", "11010519491231002X", Trust::Checked),
            // Letters stand in no ID: what they were taken for is known.
            ("11O10519491231002X", "11010519491231002X", Trust::Corrected),
            ("1I0I0519491231002X", "11010519491231002X", Trust::Corrected),
            ("1101051949123100ZX", "11010519491231002X", Trust::Corrected),
            ("33010B198808180163", "330108198808180163", Trust::Corrected),
            ("3301081988081B0163", "330108198808180163", Trust::Corrected),
        ] {
            assert_eq!(id_number(seen, day()), Some(Judged { number: number.into(), trust }), "{seen}");
        }
    }

    #[test]
    fn what_nothing_puts_right_is_no_number() {
        for seen in ["11010519491231003X", "1101051949123100", "OOOO0519491231002X", "", "11010519491231002字"] {
            assert_eq!(id_number(seen, day()), None, "{seen}");
        }
        assert_eq!(credit_code("91350100M000100Y44"), None);
    }

    #[test]
    fn a_credit_code_is_put_right_where_one_way_fits() {
        for (seen, number, trust) in [
            ("91350100M000100Y43", "91350100M000100Y43", Trust::Checked),
            ("9135O100M000100Y43", "91350100M000100Y43", Trust::Corrected),
            ("91350100MO00100Y43", "91350100M000100Y43", Trust::Corrected),
            ("91110000MAO0000077", "91110000MA00000077", Trust::Corrected),
            // A letter stands in no division; among the last nine it may, and the check characters tell.
            ("9133010BMA8B08150J", "91330108MA8B08150J", Trust::Corrected),
            ("91330108MABB08150J", "91330108MA8B08150J", Trust::Corrected),
            ("91330108MA8B0B150J", "91330108MA8B08150J", Trust::Corrected),
            // An old one: its own check character fits, the inner one does not.
            ("91350100M000100Y30", "91350100M000100Y30", Trust::Read),
        ] {
            assert_eq!(credit_code(seen), Some(Judged { number: number.into(), trust }), "{seen}");
        }
    }

    /// Nine of ten are put right; where two ways fit, nobody guesses.
    #[test]
    fn one_slip_of_any_pair_is_mostly_put_right_and_never_leads_to_another_number() {
        let (mut tried, mut corrected) = (0, 0);
        for number in ["91350100M000100Y43", "91330108MA8B08150J", "91330108MA8568123P", "91330108MAB182605L"] {
            for (at, c) in number.chars().enumerate() {
                let group = SLIPS.iter().filter(|group| group.contains(c)).flat_map(|group| group.chars());
                for other in group.filter(|other| *other != c) {
                    let seen: String = with(&number.chars().collect::<Vec<_>>(), at, other).iter().collect();
                    let found = credit_code(&seen);
                    assert!(found.as_ref().is_none_or(|found| found.number == number), "{seen}");
                    tried += 1;
                    corrected += usize::from(found.is_some_and(|found| found.trust == Trust::Corrected));
                }
            }
        }
        assert!(tried > 100 && corrected * 10 >= tried * 9, "{corrected} of {tried}");
    }
}
