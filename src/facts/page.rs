//! What a home page says of itself: title, text, language, the filing number at its foot. Reads any bytes; a page that is
//! no HTML has no title.

use encoding_rs::{Encoding, UTF_8};

use super::fact::HomePage;
use crate::reference::Limits;
use crate::text::is_han;

/// Bytes at the beginning in which a page names its encoding.
const HEAD: usize = 1024;
/// The ministry's system, which the number at the foot must link to.
const MINISTRY: &str = "beian.miit.gov.cn";
/// What stands in every filing number, between the letter of a province and the digits.
const FILED: &str = "ICP备";
/// Elements whose content is not shown.
const UNSEEN: [&str; 4] = ["script", "style", "noscript", "template"];

/// Reads a page into what is kept of it.
pub fn read(bytes: &[u8], content_type: &str, page: HomePage, limits: &Limits) -> HomePage {
    let html = decode(bytes, content_type);
    let seen = scan(&html);
    let text = collapse(&seen.text);
    HomePage {
        title: collapse(&seen.title).chars().take(limits.facts_title_chars).collect(),
        language: seen.language.or_else(|| language_of(&text)),
        number: number(&text),
        links_to_ministry: seen.links_to_ministry,
        text: text.chars().take(limits.facts_text_chars).collect(),
        ..page
    }
}

/// By the header, then by the page itself, then UTF-8.
fn decode(bytes: &[u8], content_type: &str) -> String {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]);
    let encoding = charset(content_type).or_else(|| charset(&head)).unwrap_or(UTF_8);
    encoding.decode(bytes).0.into_owned()
}

fn charset(text: &str) -> Option<&'static Encoding> {
    let lower = text.to_ascii_lowercase();
    let (_, rest) = lower.split_once("charset=")?;
    let label: String = rest
        .trim_start_matches(['"', '\''])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c))
        .collect();
    Encoding::for_label(label.as_bytes())
}

#[derive(Default)]
struct Seen {
    title: String,
    text: String,
    language: Option<String>,
    links_to_ministry: bool,
}

/// One pass over the page: texts between tags, and the two attributes that matter.
fn scan(html: &str) -> Seen {
    let mut seen = Seen::default();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        seen.text.push_str(&plain(&rest[..open]));
        rest = &rest[open..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let Some(close) = rest.find('>') else { return seen };
        let tag = &rest[1..close];
        rest = &rest[close + 1..];
        let name: String =
            tag.chars().take_while(|c| c.is_ascii_alphanumeric()).collect::<String>().to_ascii_lowercase();
        match name.as_str() {
            "html" if seen.language.is_none() => {
                seen.language = attribute(tag, "lang").filter(|lang| !lang.is_empty());
            }
            "a" => seen.links_to_ministry |= attribute(tag, "href").is_some_and(|href| is_ministry(&href)),
            "title" => {
                let (title, after) = until_end(rest, "title");
                // Pictures within the page have titles too.
                if seen.title.is_empty() {
                    seen.title = plain(title);
                }
                rest = after;
            }
            unseen if UNSEEN.contains(&unseen) => rest = until_end(rest, unseen).1,
            _ => {}
        }
        seen.text.push(' ');
    }
    seen.text.push_str(&plain(rest));
    seen
}

/// What stands before the closing tag of an element, and what after it.
fn until_end<'a>(rest: &'a str, name: &str) -> (&'a str, &'a str) {
    let is_end = |at: &usize| rest.get(at + 2..at + 2 + name.len()).is_some_and(|own| own.eq_ignore_ascii_case(name));
    let Some(end) = rest.match_indices("</").map(|(at, _)| at).find(is_end) else { return (rest, "") };
    let after = rest[end..].find('>').map_or("", |close| &rest[end + close + 1..]);
    (&rest[..end], after)
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let lower = tag.to_ascii_lowercase();
    let at = lower.match_indices(name).map(|(at, _)| at).find(|at| {
        let before = lower[..*at].chars().next_back().is_some_and(char::is_whitespace);
        before && lower[at + name.len()..].trim_start().starts_with('=')
    })?;
    let value = tag[at + name.len()..].trim_start().strip_prefix('=')?.trim_start();
    let quoted = ['"', '\''].into_iter().find_map(|quote| value.strip_prefix(quote)?.split(quote).next());
    Some(quoted.unwrap_or_else(|| value.split_whitespace().next().unwrap_or_default()).trim().to_owned())
}

fn is_ministry(href: &str) -> bool {
    let rest = href.split_once("//").map_or("", |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default();
    host.eq_ignore_ascii_case(MINISTRY)
}

/// The few references that stand in titles and feet.
fn plain(text: &str) -> String {
    const REFERENCES: [(&str, &str); 6] =
        [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    let mut text = text.to_owned();
    for (reference, character) in REFERENCES {
        text = text.replace(reference, character);
    }
    text
}

/// Lines and gaps as one space each, without characters that have no look.
fn collapse(text: &str) -> String {
    let shown: String = text.chars().map(|c| if c.is_control() || c == '\u{fffd}' { ' ' } else { c }).collect();
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The filing number a page shows: `京ICP备12345678号-1`.
fn number(text: &str) -> Option<String> {
    let close: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    close.match_indices(FILED).find_map(|(at, _)| {
        let letter = close[..at].chars().next_back()?;
        let rest = &close[at + FILED.len()..];
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        let tail = rest.get(digits.len()..)?.strip_prefix('号')?;
        let sequence: String =
            tail.strip_prefix('-').unwrap_or_default().chars().take_while(char::is_ascii_digit).collect();
        let sequence = if sequence.is_empty() { sequence } else { format!("-{sequence}") };
        (digits.len() >= 6).then(|| format!("{letter}{FILED}{digits}号{sequence}"))
    })
}

/// By its letters: a page without an account of its own.
fn language_of(text: &str) -> Option<String> {
    let han = text.chars().filter(|c| is_han(*c)).count();
    let latin = text.chars().filter(char::is_ascii_alphabetic).count();
    match (han, latin) {
        (0, 0) => None,
        (han, latin) if han * 4 >= latin => Some("zh".to_owned()),
        _ => Some("en".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::book;

    fn of_bytes(page: &[u8], content_type: &str) -> HomePage {
        let limits = book().limits("2026-11-28".parse().unwrap());
        read(page, content_type, HomePage::default(), limits)
    }

    fn page(html: &str) -> HomePage {
        of_bytes(html.as_bytes(), "text/html; charset=utf-8")
    }

    #[test]
    fn title_text_language_and_the_foot() {
        let seen = page(
            "<!DOCTYPE html><html lang=\"zh-CN\"><head><title> 示例\n网站 &amp; 相册 </title><style>a{b:c}</style></head>\
             <body><!-- 京ICP备11111111号 --><script>if (a < b) { '京ICP备22222222号' }</script><h1>欢迎</h1>\
             <a href='https://beian.miit.gov.cn/'>京ICP备 2026000001号-1</a></body></html>",
        );
        assert_eq!((seen.title.as_str(), seen.language.as_deref()), ("示例 网站 & 相册", Some("zh-CN")));
        assert_eq!(seen.number.as_deref(), Some("京ICP备2026000001号-1"));
        assert!(seen.links_to_ministry && seen.text.contains("欢迎") && !seen.text.contains("22222222"));
    }

    #[test]
    fn the_first_title_and_language_hold() {
        let seen = page(
            "<html lang=zh><title>示例</title><svg><title>Logo</title></svg><template></template><html lang=en><p>x</p>",
        );
        assert_eq!((seen.title.as_str(), seen.language.as_deref()), ("示例", Some("zh")));
    }

    #[test]
    fn pages_of_old_encodings() {
        let (gbk, _, _) = encoding_rs::GBK.encode("<meta charset=gbk><title>老网站</title>");
        assert_eq!(of_bytes(&gbk, "text/html").title, "老网站");
        assert_eq!(of_bytes(&gbk, "text/html;charset=GB2312").title, "老网站");
    }

    #[test]
    fn a_link_elsewhere_is_no_link_to_the_ministry() {
        for href in ["https://beian.miit.gov.cn.evil.example/", "https://evil.example/beian.miit.gov.cn", "/beian"] {
            assert!(!page(&format!("<a href=\"{href}\">x</a>")).links_to_ministry, "{href}");
        }
        assert!(page("<A HREF=http://beian.miit.gov.cn>x</A>").links_to_ministry);
    }

    #[test]
    fn numbers_and_what_is_none() {
        for (text, number) in [
            ("粤ICP备12345678号", Some("粤ICP备12345678号")),
            ("ICP备案查询", None),
            ("京ICP备123号", None),
            ("京ICP备12345678", None),
            ("", None),
        ] {
            assert_eq!(page(text).number.as_deref(), number, "{text}");
        }
    }

    #[test]
    fn language_by_letters() {
        assert_eq!(page("Hello world").language.as_deref(), Some("en"));
        assert_eq!(page("你好，我是 example").language.as_deref(), Some("zh"));
        assert_eq!(page("").language, None);
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400), head in "(<[a-z!/ ='\"-]{0,12}>?)*") {
            let mut all = head.into_bytes();
            all.extend(bytes);
            of_bytes(&all, "text/html");
        }
    }
}
