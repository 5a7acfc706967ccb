//! Calendar days as people type them.

use chrono::NaiveDate;

use super::typed;
use crate::text::Message;

/// Reads a day: `2026-11-23`, `2026/1/2`, `2026.11.23`, `20261123` or `2026年11月23日`.
pub fn parse_day(text: &str) -> Result<NaiveDate, Message> {
    let text = typed::compact(text);
    if text.is_empty() {
        return Err(Message::new("value-day-empty"));
    }
    read(&text).ok_or_else(|| Message::new("value-day"))
}

fn read(text: &str) -> Option<NaiveDate> {
    let text = text.strip_suffix('日').unwrap_or(text);
    let separator = |c: char| typed::is_hyphen(c) || matches!(c, '/' | '.' | '年' | '月');
    let parts: Vec<&str> = text.split(separator).collect();
    let (year, month, day) = match parts.as_slice() {
        [year, month, day] => (*year, *month, *day),
        [whole] if whole.len() == 8 && whole.is_ascii() => (&whole[..4], &whole[4..6], &whole[6..]),
        _ => return None,
    };
    let number = |part: &str, most: usize| {
        let digits = (1..=most).contains(&part.len()) && part.bytes().all(|c| c.is_ascii_digit());
        digits.then(|| part.parse::<u32>().ok()).flatten()
    };
    let year = number(year, 4).filter(|year| (1900..=2999).contains(year))?;
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, number(month, 2)?, number(day, 2)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_as_typed() {
        for text in ["2026-01-02", "2026/1/2", "2026.1.2", "20260102", "2026年1月2日", " ２０２６－０１－０２ "]
        {
            assert_eq!(parse_day(text).unwrap(), NaiveDate::from_ymd_opt(2026, 1, 2).unwrap(), "{text}");
        }
        assert_eq!(parse_day("").unwrap_err().key, "value-day-empty");
        for text in ["2026-02-30", "26-01-02", "2026-1", "2026-01-02-03", "0001-01-01", "长期", "2026-+1-2", "日"] {
            assert_eq!(parse_day(text).unwrap_err().key, "value-day", "{text}");
        }
    }
}
