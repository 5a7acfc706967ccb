//! A file of the bureau as somebody reads it: an element a line, with its name in the tables of the interface, what may be
//! personal masked.

use chrono::NaiveTime;

use super::codes::address_of;
use super::gbk;
use super::labels::{is_public, label};
use super::xml::{self, Element, Limits};
use crate::values::Masked;
use crate::values::day::parse_day;

/// Most characters of one value: pictures are text here.
const LONGEST: usize = 200;

/// The filing password of an entity: its hash is as good as the password, so nobody sees it.
const SECRET: &str = "ICPmm";

/// What is a person's own and may be as short as a code: numbers of documents, and of accounts.
const PERSONAL: [&str; 3] = ["Zjhm", "Fzr_zjhm", "Qq"];

/// Whether a file holds a filing password.
pub fn has_secret(content: &[u8]) -> bool {
    content.windows(SECRET.len()).any(|part| part == SECRET.as_bytes())
}

/// A file in full, but for filing passwords. One that is no document is shown as it is.
pub fn full(content: &[u8]) -> String {
    match xml::read(content, &Limits::of_download()) {
        Ok(document) => lines(&document, &in_full),
        Err(_) => gbk::decode(content).unwrap_or_else(|_| String::from_utf8_lossy(content).into_owned()),
    }
}

/// A file with its values masked; none where it is no document, as nothing tells then what is personal in it.
pub fn masked(content: &[u8]) -> Option<String> {
    xml::read(content, &Limits::of_download()).ok().map(|document| lines(&document, &mask))
}

/// A piece of a file in full.
pub fn full_piece(piece: &Element) -> String {
    lines(piece, &in_full)
}

/// A piece of a file with its values masked.
pub fn masked_piece(piece: &Element) -> String {
    lines(piece, &mask)
}

fn in_full(element: &Element) -> String {
    let text = element.text.trim();
    address(element).map_or_else(|| text.to_owned(), |own| format!("{text} ({own})"))
}

/// The address that an element tells as a number.
pub fn address(element: &Element) -> Option<String> {
    let is_address = matches!(&*element.name, "Qsip" | "Zzip");
    let number = element.text.trim().parse().ok().filter(|_| is_address)?;
    address_of(number).map(|own| own.to_string())
}

/// Codes, counts and days tell nothing of a person, nor does what is public.
fn mask(element: &Element) -> String {
    let text = element.text.trim();
    const CODE: usize = 5;
    let is_short = text.len() <= CODE && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_code = is_short && !PERSONAL.contains(&&*element.name);
    if is_public(&element.name) || is_code || is_time(text) { in_full(element) } else { Masked::name(text).to_string() }
}

/// Whether a text is a day, or a time of one, and no more: words may begin with a day, too.
fn is_time(text: &str) -> bool {
    let Some((day, time)) = text.get(..10).zip(text.get(10..)) else { return false };
    let time = time.trim_start_matches([' ', 'T']);
    parse_day(day).is_ok() && (time.is_empty() || time.parse::<NaiveTime>().is_ok())
}

fn lines(document: &Element, show: &dyn Fn(&Element) -> String) -> String {
    let mut out = String::new();
    line(document, 0, show, &mut out);
    out
}

fn line(element: &Element, depth: usize, show: &dyn Fn(&Element) -> String, out: &mut String) {
    let text = element.text.trim();
    let value = match text.chars().count() {
        0 => String::new(),
        _ if &*element.name == SECRET => " ***".to_owned(),
        count if count > LONGEST => format!(" … {count}"),
        _ => format!(" {}", show(element)),
    };
    let label = label(&element.name).map(|label| format!("{label} ")).unwrap_or_default();
    out.push_str(&format!("{}{label}{}{value}\n", "  ".repeat(depth), element.name));
    element.children.iter().for_each(|child| line(child, depth + 1, show, out));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_days_are_shown_and_nothing_personal_until_it_is_revealed() {
        let file = "<a><b>1002</b><c>张三丰</c><d>13800000000</d><e>2016-04-15 15:10:04</e><f><g/></f></a>";
        let bytes = gbk::encode(file).unwrap();
        assert_eq!(masked(&bytes).unwrap(), "a\n  b 1002\n  c 张*\n  d 1*\n  e 2016-04-15 15:10:04\n  f\n    g\n");
        assert!(full(&bytes).contains("  c 张三丰\n  d 13800000000\n"));
        for (text, shown) in [
            ("2016-04-15", "2016-04-15"),
            ("2016-04-15 15:10:04.0", "2016-04-15 15:10:04.0"),
            ("2016-04-15 张三来电", "2*"),
            ("2016-04-15 13800000000", "2*"),
            ("2016-04-15 15:10:04 张三", "2*"),
        ] {
            assert_eq!(mask(&Element::with_text("Bz", text)), shown, "words may begin with a day");
        }
        for name in ["Zjhm", "Fzr_zjhm", "Qq"] {
            assert_eq!(mask(&Element::with_text(name, "12345")), "1*", "{name} is a person's, however short");
        }
        let secret = gbk::encode("<a><ICPmm>21218cca77804d2ba1922c33e0151105</ICPmm></a>").unwrap();
        assert_eq!([&bytes, &secret].map(|file| has_secret(file)), [false, true]);
        assert_eq!(full(&secret), "a\n  ICP备案密码 ICPmm ***\n");
        let record =
            gbk::encode("<Wz_xx><Ym>example.cn</Ym><Qsip>3221225985</Qsip><Wz_Bz>张三</Wz_Bz></Wz_xx>").unwrap();
        let shown =
            "网站信息 Wz_xx\n  域名 Ym example.cn\n  起始IP Qsip 3221225985 (192.0.2.1)\n  网站备注 Wz_Bz 张*\n";
        assert_eq!(masked(&record).unwrap(), shown);
        let picture = format!("<a>{}</a>", "x".repeat(5000));
        assert_eq!(full(picture.as_bytes()), "a … 5000\n");
        assert_eq!((masked(b"<a>no"), full(b"<a>no").as_str()), (None, "<a>no"));
    }
}
