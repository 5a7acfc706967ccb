//! The last look at a line of the log: whatever an error quotes, no mobile number, no identity number and no mail address
//! stands in it, and it is one line. What writes it leaves them out itself, and names, which cannot be told from other words.

use std::borrow::Cow;

/// What is told of an event as one line: what an error quotes begins none of its own.
pub fn line(told: &str) -> Cow<'_, str> {
    let (own, end) = told.strip_suffix('\n').map_or((told, ""), |own| (own, "\n"));
    if !own.contains(['\n', '\r']) {
        return mask(told);
    }
    let own = own.replace('\n', "\\n").replace('\r', "\\r");
    Cow::Owned(mask(&(own + end)).into_owned())
}

/// The line without them. Numbers keep their length and first digit, so that JSON stays JSON.
fn mask(line: &str) -> Cow<'_, str> {
    let is_of_mail = |c: char| c.is_ascii_alphanumeric() || matches!(c, '@' | '.' | '_' | '%' | '+' | '-');
    let is_of_number = |c: char| c.is_ascii_alphanumeric();
    let mails = if line.contains('@') { replaced(line, is_of_mail, mail) } else { None };
    match mails {
        None => replaced(line, is_of_number, number).map_or(Cow::Borrowed(line), Cow::Owned),
        Some(line) => Cow::Owned(replaced(&line, is_of_number, number).unwrap_or(line)),
    }
}

/// The line with what stands for some of its words; none where all stay.
fn replaced(line: &str, is_of_word: impl Fn(char) -> bool, instead: impl Fn(&str) -> Option<String>) -> Option<String> {
    let (mut text, mut copied, mut at) = (None, 0, 0);
    while let Some(begin) = line[at..].find(&is_of_word) {
        at += begin;
        let end = line[at..].find(|c| !is_of_word(c)).map_or(line.len(), |length| at + length);
        // Behind a backslash the word begins with the letter of an escape, which is none of its own.
        if line[..at].ends_with('\\') {
            at += escape(&line[at..end]);
        }
        if let Some(instead) = instead(&line[at..end]) {
            let text = text.get_or_insert_with(String::new);
            text.push_str(&line[copied..at]);
            text.push_str(&instead);
            copied = end;
        }
        at = end;
    }
    text.map(|text: String| text + &line[copied..])
}

/// Letters of an escape that a word begins with: `n`, or `u` and four digits. A digit is none: a backslash may stand for itself.
fn escape(word: &str) -> usize {
    let is_code =
        word.len() >= 5 && word.starts_with('u') && word.bytes().skip(1).take(4).all(|c| c.is_ascii_hexdigit());
    if is_code { 5 } else { usize::from(word.starts_with(|c: char| c.is_ascii_alphabetic())) }
}

fn mail(word: &str) -> Option<String> {
    let is_mail = word.split_once('@').is_some_and(|(name, domain)| !name.is_empty() && domain.contains('.'));
    is_mail.then(|| "…".to_owned())
}

fn number(word: &str) -> Option<String> {
    (is_mobile(word) || is_identity(word)).then(|| format!("{}{}", &word[..1], "0".repeat(word.len() - 1)))
}

/// A mobile number of the mainland, with its country code or without.
fn is_mobile(word: &str) -> bool {
    let own = word.strip_prefix("86").filter(|rest| rest.len() == 11).unwrap_or(word);
    let is_number = own.len() == 11 && own.bytes().all(|byte| byte.is_ascii_digit());
    is_number && matches!(own.as_bytes(), [b'1', b'3'..=b'9', ..])
}

/// A number of a resident ID card, whether its check character fits or not.
fn is_identity(word: &str) -> bool {
    let Some((digits, check)) = word.split_at_checked(17) else { return false };
    digits.bytes().all(|byte| byte.is_ascii_digit()) && matches!(check.as_bytes(), [b'0'..=b'9' | b'x' | b'X'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_persons_and_mail_addresses_are_hidden_whoever_quotes_them() {
        for (line, hidden) in [
            ("no user <li.na@example.cn>: 550", "no user <…>: 550"),
            ("to 13800138000.", "to 10000000000."),
            ("+86-13800138000, +8613800138000", "+86-10000000000, +8000000000000"),
            ("invalid type: string \"11010119900307001X\"", "invalid type: string \"100000000000000000\""),
            ("证件110101199003070011号 li@example.cn", "证件100000000000000000号 …"),
            ("{\"to\":13800138000,\"ms\":3}", "{\"to\":10000000000,\"ms\":3}"),
            ("{\"m\":\"a\\n13800138000\"}", "{\"m\":\"a\\n10000000000\"}"),
            (r#"{"file":"C:\\13800138000.jpg"}"#, r#"{"file":"C:\\10000000000.jpg"}"#),
            (r#"{"file":"D:\\110101199003070011"}"#, r#"{"file":"D:\\100000000000000000"}"#),
            ("a\\nli@x.cn\\u000b13800138000", "a\\n…\\u000b10000000000"),
        ] {
            assert_eq!(mask(line), hidden, "{line}");
        }
    }

    #[test]
    fn an_event_is_one_line_whatever_it_quotes() {
        for (told, written) in [
            ("ERROR no place: a\n\nCaused by:\n    b\n", "ERROR no place: a\\n\\nCaused by:\\n    b\n"),
            ("no file a\r\nINFO signed in\n", "no file a\\r\\nINFO signed in\n"),
            ("a\n13800138000", "a\\n10000000000"),
            ("INFO working\n", "INFO working\n"),
        ] {
            assert_eq!(line(told), written, "{told}");
        }
    }

    #[test]
    fn what_names_nobody_stands_as_it_is() {
        for line in [
            "2026-11-29T09:46:58.123456Z  INFO request{request=0198c0de-1234-7123-8123-123456789012 route=/filings/{ref}}",
            "the file of 1732871234567890 ends at 12345678901234567",
            "postgresql://beian@localhost/beian, 127.0.0.1:8080, 91110000600037341L",
            "status=200 ms=11 removed=20000000000 备案",
        ] {
            assert!(matches!(mask(line), Cow::Borrowed(_)), "{line}: {}", mask(line));
        }
    }
}
