//! Registrable domains: normalised by UTS-46, cut by the public suffix list, look-alikes refused.

use std::fmt;
use std::net::Ipv4Addr;

use psl::{List, Psl, Type};
use serde::{Deserialize, Serialize};

use super::typed;
use crate::text::Message;

/// Second level of .cn that the public suffix list does not know: 政务.cn, 公益.cn.
const MORE_SUFFIXES: [&str; 2] = ["xn--zfr164b.cn", "xn--55qw42g.cn"];
/// Departments below a government's domain file themselves, so one more level is a domain of its own (rule D7).
const DEPARTMENTS: &str = "gov.cn";

/// A registrable domain, kept in its ASCII form: `xn--fsqu00a.xn--fiqs8s`. Shown as people write it: `例子.中国`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DomainName(String);

impl DomainName {
    /// Reads a domain. A scheme and a path typed along are dropped; a sub-domain is refused with the domain to file.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let host = Host::parse(text)?;
        let registrable = host.registrable()?;
        if registrable == host.ascii {
            return Ok(Self(host.ascii));
        }
        Err(Message::new("value-domain-sub").with("domain", Self(registrable)))
    }

    /// The domain that was registered for any address below it: `www.example.cn/about` gives `example.cn`.
    pub fn registrable(text: &str) -> Result<Self, Message> {
        Host::parse(text)?.registrable().map(Self)
    }

    /// The ASCII form: of DNS, of the database and of equality.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form people read and write; for names of plain letters the same.
    pub fn unicode(&self) -> String {
        match idna::domain_to_unicode(&self.0) {
            (text, Ok(())) => text,
            _ => self.0.clone(),
        }
    }

    /// Whether people write it otherwise than DNS does.
    pub fn is_international(&self) -> bool {
        self.0.split('.').any(|label| label.starts_with("xn--"))
    }

    /// What stands behind the registered label, in ASCII: `cn`, `com.cn`, `xn--fiqs8s`.
    pub fn suffix(&self) -> &str {
        suffix_of(&self.0).unwrap_or_default()
    }

    /// The last label, in ASCII.
    pub fn top_level(&self) -> &str {
        self.0.rsplit('.').next().unwrap_or_default()
    }
}

impl fmt::Display for DomainName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.unicode())
    }
}

impl fmt::Debug for DomainName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DomainName({})", self.0)
    }
}

/// A host as typed, in ASCII and lower case.
pub(super) struct Host {
    pub(super) ascii: String,
}

impl Host {
    pub(super) fn parse(text: &str) -> Result<Self, Message> {
        let text = typed::half_width(&typed::line(text)?).replace(['。', '｡'], ".");
        let text = text.trim();
        let rest = without_scheme(text);
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let host = host.strip_suffix('.').unwrap_or(host);
        if host.is_empty() {
            return Err(Message::new("value-domain-empty"));
        }
        if host.contains('@') {
            return Err(Message::new("value-domain-mail"));
        }
        if is_ip(host) {
            return Err(Message::new("value-domain-ip"));
        }
        if host.contains(':') {
            return Err(Message::new("value-domain-port"));
        }
        let ascii = idna::domain_to_ascii_strict(host).map_err(|_| Message::new("value-domain"))?;
        if is_ip(&ascii) {
            return Err(Message::new("value-domain-ip"));
        }
        if !ascii.contains('.') {
            return Err(Message::new("value-domain-suffix-missing"));
        }
        // What is hidden in punycode is judged by what it shows.
        let (unicode, _) = idna::domain_to_unicode(&ascii);
        look_alikes(&typed::line(&unicode)?)?;
        Ok(Self { ascii })
    }

    /// The domain one registers: the label before the suffix and the suffix.
    pub(super) fn registrable(&self) -> Result<String, Message> {
        let Some(suffix) = suffix_of(&self.ascii) else {
            let last = self.ascii.rsplit('.').next().unwrap_or_default();
            return Err(Message::new("value-domain-suffix-unknown").with("suffix", idna::domain_to_unicode(last).0));
        };
        let labels = self.ascii.strip_suffix(suffix).and_then(|rest| rest.strip_suffix('.')).unwrap_or_default();
        let mut names = labels.rsplit('.').filter(|label| !label.is_empty());
        let Some(name) = names.next() else {
            return Err(Message::new("value-domain-is-suffix").with("suffix", idna::domain_to_unicode(suffix).0));
        };
        Ok(match names.next() {
            Some(department) if suffix == DEPARTMENTS && department != "www" => format!("{department}.{name}.{suffix}"),
            _ => format!("{name}.{suffix}"),
        })
    }
}

/// What stands behind `://`; half-typed schemes count too.
pub(super) fn without_scheme(text: &str) -> &str {
    match text.split_once("://") {
        Some((scheme, rest)) if scheme.bytes().all(|c| c.is_ascii_alphanumeric()) => rest.trim_start_matches('/'),
        _ => text.strip_prefix("//").unwrap_or(text),
    }
}

/// The registry's suffix. Suffixes that companies offer below their own domain (`github.io`) are no registries: nobody
/// can hold a name there by the law on domains.
fn suffix_of(ascii: &str) -> Option<&str> {
    if let Some(more) = MORE_SUFFIXES.iter().find(|more| ascii == **more || ascii.ends_with(&format!(".{more}"))) {
        return ascii.get(ascii.len() - more.len()..);
    }
    let mut name = ascii;
    loop {
        let suffix = List.suffix(name.as_bytes())?;
        let length = suffix.as_bytes().len();
        let text = name.get(name.len() - length..)?;
        match suffix.typ() {
            Some(Type::Icann) => return Some(text),
            Some(Type::Private) => name = text.split_once('.')?.1,
            None => return None,
        }
    }
}

/// Any notation of an IP address a browser would follow: dotted, one number, hexadecimal, version 6.
fn is_ip(host: &str) -> bool {
    let last = host.rsplit('.').next().unwrap_or_default();
    let number = !last.is_empty() && last.bytes().all(|c| c.is_ascii_digit());
    let hexadecimal = last.strip_prefix("0x").is_some_and(|rest| rest.bytes().all(|c| c.is_ascii_hexdigit()));
    host.parse::<Ipv4Addr>().is_ok() || number || hexadecimal || host.starts_with('[') || host.matches(':').count() > 1
}

/// The scripts in which names are registered.
#[derive(PartialEq, Eq, Clone, Copy)]
enum Script {
    Latin,
    /// Han, kana, Hangul and Bopomofo.
    East,
    /// A script that stands by itself, told by where its letters begin in Unicode.
    Own(u32),
}

/// The script of a letter; none for symbols, phonetic letters and scripts that live in lists of look-alikes alone.
fn script(c: char) -> Option<Script> {
    Some(match c {
        'a'..='z' | '\u{df}'..='\u{f6}' | '\u{f8}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Script::Latin,
        '\u{3005}'
        | '\u{3007}'
        | '\u{3041}'..='\u{3096}'
        | '\u{309d}'..='\u{312f}'
        | '\u{31a0}'..='\u{31bf}'
        | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{20000}'..='\u{323af}' => Script::East,
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Script::Own(0x370), // Greek
        '\u{400}'..='\u{52f}' | '\u{1c80}'..='\u{1c8f}' | '\u{2de0}'..='\u{2dff}' | '\u{a640}'..='\u{a69f}' => {
            Script::Own(0x400) // Cyrillic
        }
        '\u{530}'..='\u{58f}' => Script::Own(0x530), // Armenian
        '\u{590}'..='\u{5ff}' => Script::Own(0x590), // Hebrew
        '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{8a0}'..='\u{8ff}' => Script::Own(0x600), // Arabic
        '\u{780}'..='\u{7bf}' => Script::Own(0x780), // Thaana
        '\u{900}'..='\u{eff}' => Script::Own(u32::from(c) & !0x7f), // Devanagari to Lao, 128 places each
        '\u{f00}'..='\u{fff}' => Script::Own(0xf00), // Tibetan
        '\u{1000}'..='\u{109f}' => Script::Own(0x1000), // Burmese
        '\u{10a0}'..='\u{10ff}' => Script::Own(0x10a0), // Georgian
        '\u{1200}'..='\u{139f}' => Script::Own(0x1200), // Ethiopic
        '\u{1780}'..='\u{17ff}' => Script::Own(0x1780), // Khmer
        '\u{1800}'..='\u{18af}' => Script::Own(0x1800), // Mongolian
        '\u{a000}'..='\u{a4cf}' => Script::Own(0xa000), // Yi
        _ => return None,
    })
}

/// Han signs that are read as a letter or a stroke among Latin ones.
const HAN_TWINS: &str = "〇丨丶";

/// Cyrillic, Greek and Armenian letters that a reader takes for Latin ones.
const LATIN_TWINS: &str = "аеорсхуіјѕԛԝһԁӏѵαινορυχκωγօսհոցքյ";

/// Refuses letters of any script but these beside Latin and those of East Asia, any other mix, labels made of nothing but
/// look-alikes, and what is of no script in which names are written.
fn look_alikes(unicode: &str) -> Result<(), Message> {
    for label in unicode.split('.') {
        let letters = || label.chars().filter(|c| !c.is_ascii_digit() && *c != '-');
        let is_latin = letters().any(|c| script(c) == Some(Script::Latin));
        if let Some(twin) = letters().find(|c| is_latin && HAN_TWINS.contains(*c)) {
            return Err(Message::new("value-domain-look-alike").with("label", label).with("character", twin));
        }
        let foreign = letters().find(|c| !matches!(script(*c), Some(Script::Latin | Script::East)));
        let Some(foreign) = foreign else { continue };
        let own = script(foreign);
        let is_mixed = letters().any(|c| script(c) != own);
        let is_twin = letters().all(|c| LATIN_TWINS.contains(c));
        if own.is_none() || is_mixed || is_twin {
            return Err(Message::new("value-domain-look-alike").with("label", label).with("character", foreign));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_as_typed() {
        for (text, ascii, unicode) in [
            ("example.com", "example.com", "example.com"),
            (" https://Example.com/ ", "example.com", "example.com"),
            ("HTTP://EXAMPLE.COM", "example.com", "example.com"),
            ("http:// example.com".replace(' ', "").as_str(), "example.com", "example.com"),
            ("example.com.", "example.com", "example.com"),
            ("ｅｘａｍｐｌｅ．ｃｏｍ", "example.com", "example.com"),
            ("example。com", "example.com", "example.com"),
            ("https：／／example.com／index.html", "example.com", "example.com"),
            ("example.com.cn", "example.com.cn", "example.com.cn"),
            ("example.bj.cn", "example.bj.cn", "example.bj.cn"),
            ("例子.中国", "xn--fsqu00a.xn--fiqs8s", "例子.中国"),
            ("xn--fsqu00a.xn--fiqs8s", "xn--fsqu00a.xn--fiqs8s", "例子.中国"),
            ("例子.com", "xn--fsqu00a.com", "例子.com"),
            ("示例.政务.cn", "xn--fsq092h.xn--zfr164b.cn", "示例.政务.cn"),
            ("github.io", "github.io", "github.io"),
            ("myqcloud.com", "myqcloud.com", "myqcloud.com"),
            ("ju.example.gov.cn", "ju.example.gov.cn", "ju.example.gov.cn"),
            ("bücher.com", "xn--bcher-kva.com", "bücher.com"),
            ("пример.com", "xn--e1afmkfd.com", "пример.com"),
            ("日本のドメイン.com", "xn--u9jxfoe1dzd2589ao4b.com", "日本のドメイン.com"),
            ("བོད.com", "xn--nddj8i.com", "བོད.com"),
        ] {
            let domain = DomainName::parse(text).unwrap_or_else(|m| panic!("{text}: {m:?}"));
            assert_eq!((domain.as_str(), domain.unicode().as_str()), (ascii, unicode), "{text}");
            assert_eq!(DomainName::parse(ascii).unwrap(), domain);
            assert_eq!(DomainName::parse(unicode).unwrap(), domain);
        }
    }

    #[test]
    fn rule_d7_sub_domains_name_the_domain_to_file() {
        for (text, domain) in [
            ("www.example.com", "example.com"),
            ("https://www.example.com.cn/a?b#c", "example.com.cn"),
            ("a.b.example.cn", "example.cn"),
            ("www.例子.中国", "例子.中国"),
            ("someone.github.io", "github.io"),
            ("www.example.gov.cn", "example.gov.cn"),
            ("www.ju.example.gov.cn", "ju.example.gov.cn"),
        ] {
            let message = DomainName::parse(text).unwrap_err();
            if text == "www.ju.example.gov.cn" {
                assert_eq!(message.key, "value-domain-sub", "{text}");
                continue;
            }
            assert_eq!(message, Message::new("value-domain-sub").with("domain", domain), "{text}");
        }
    }

    #[test]
    fn what_is_no_domain() {
        for (text, key) in [
            ("", "value-domain-empty"),
            ("https://", "value-domain-empty"),
            ("example", "value-domain-suffix-missing"),
            ("com", "value-domain-suffix-missing"),
            ("com.cn", "value-domain-is-suffix"),
            ("example.invalidsuffix", "value-domain-suffix-unknown"),
            ("192.0.2.1", "value-domain-ip"),
            ("http://[2001:db8::1]/", "value-domain-ip"),
            ("2001:db8::1", "value-domain-ip"),
            ("0x7f.0.0.0x1", "value-domain-ip"),
            ("１９２．０．２．１", "value-domain-ip"),
            ("example.com:8080", "value-domain-port"),
            ("zhang@example.com", "value-domain-mail"),
            ("exa mple.com", "value-domain"),
            ("exa_mple.com", "value-domain"),
            ("-example.com", "value-domain"),
            ("example-.com", "value-domain"),
            ("ab--cd.com", "value-domain"),
            ("a..com", "value-domain"),
            ("xn--a.com", "value-domain"),
            ("example.com\u{202e}", "value-invisible"),
            ("exa\u{200b}mple.com", "value-invisible"),
            ("раураl.com", "value-domain-look-alike"), // Cyrillic but for the l
            ("аррӏе.com", "value-domain-look-alike"),  // Cyrillic throughout
            ("gοοgle.com", "value-domain-look-alike"), // Greek ο
            ("ɡoogle.com", "value-domain-look-alike"), // phonetic ɡ
            ("ɡɑ.com", "value-domain-look-alike"),     // phonetic throughout
            ("gⲟⲟgle.com", "value-domain-look-alike"), // Coptic ⲟ
            ("g〇〇gle.com", "value-domain-look-alike"), // Han 〇
            ("ⲟⲟ.com", "value-domain-look-alike"),     // Coptic throughout
            ("ꓖoogle.com", "value-domain-look-alike"), // Lisu ꓖ
            ("中а国.com", "value-domain-look-alike"),  // Cyrillic а between Han
            ("αбв.com", "value-domain-look-alike"),    // Greek and Cyrillic
            ("☃.com", "value-domain-look-alike"),
            ("xn--ggle-vd0ca.com", "value-domain-look-alike"), // gⲟⲟgle
            ("xn--11b2ezcw70k.com", "value-invisible"),        // U+200D behind a virama
            ("xn--ab-10y.com", "value-invisible"),             // U+2800, a blank
        ] {
            assert_eq!(DomainName::parse(text).unwrap_err().key, key, "{text}");
        }
        assert_eq!(DomainName::parse(&format!("{}.com", "a".repeat(64))).unwrap_err().key, "value-domain");
        assert_eq!(DomainName::parse(&format!("{}com", "a.".repeat(130))).unwrap_err().key, "value-domain");
    }

    #[test]
    fn suffixes() {
        for (text, suffix, top) in
            [("example.com.cn", "com.cn", "cn"), ("例子.中国", "xn--fiqs8s", "xn--fiqs8s"), ("github.io", "io", "io")]
        {
            let domain = DomainName::parse(text).unwrap();
            assert_eq!((domain.suffix(), domain.top_level()), (suffix, top));
        }
    }
}
