//! A registration as WHOIS prints it and RDAP tells it: both read into one form.

use chrono::{DateTime, NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::fact::Why;
use super::record::HolderName;
use crate::clock;
use crate::reference::{Reference, Told};

/// Who registered a domain where and until when, as far as the registry tells.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Registration {
    /// Name of the registrar.
    pub registrar: Option<String>,
    /// Name of the holder; none where it is hidden or left out.
    pub holder: Option<HolderName>,
    /// First day, in China.
    pub registered_on: Option<NaiveDate>,
    /// Last day, in China.
    pub expires_on: Option<NaiveDate>,
    /// States of the registry: `ok`, `clientHold` ...
    pub statuses: Vec<String>,
    /// Whether the holder is hidden by a service.
    pub hides_holder: bool,
}

impl Registration {
    /// Whether the registry or registrar has taken it out of the DNS.
    pub fn is_held(&self) -> bool {
        self.statuses.iter().any(|status| {
            let plain: String = status.chars().filter(|c| c.is_ascii_alphabetic()).collect();
            ["serverhold", "clienthold"].iter().any(|held| plain.to_ascii_lowercase().starts_with(held))
        })
    }

    fn set_holder(&mut self, name: &str, words: Words<'_>) {
        let name = name.trim();
        if words.tell(Told::Hidden, name) {
            self.hides_holder = true;
        } else if !name.is_empty() {
            self.holder = Some(HolderName::new(name));
        }
    }

    /// What a second answer tells beyond the first.
    pub fn fill_from(&mut self, other: Self) {
        self.holder = self.holder.take().or(other.holder);
        self.registrar = self.registrar.take().or(other.registrar);
        self.registered_on = self.registered_on.or(other.registered_on);
        self.expires_on = self.expires_on.or(other.expires_on);
        self.hides_holder |= other.hides_holder;
    }
}

/// The words of registries on one day.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    /// The book they stand in.
    pub book: &'a Reference,
    /// The day.
    pub on: NaiveDate,
}

impl Words<'_> {
    /// Whether what was printed tells something.
    pub fn tell(self, told: Told, printed: &str) -> bool {
        self.book.is_told(told, printed, self.on)
    }
}

/// A WHOIS answer, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whois {
    /// The registration; none when nobody has the name.
    pub registration: Option<Registration>,
    /// The registrar's own server, which may tell more.
    pub referral: Option<String>,
}

/// Reads a WHOIS answer: lines `Key: value`, as CNNIC prints them and as ICANN asks for.
///
/// # Errors
/// Why it cannot be used.
pub fn read_whois(text: &str, domain: &str, words: Words<'_>) -> Result<Whois, Why> {
    let mut read = Whois { registration: None, referral: None };
    let mut found = Registration::default();
    let mut is_named = false;
    let mut organisation = None;
    for (key, value) in text.lines().filter_map(line) {
        match key.as_str() {
            "domain name" | "domain" => is_named |= is_name(value, domain),
            "sponsoring registrar" | "registrar" if found.registrar.is_none() => {
                found.registrar = Some(value.to_owned());
            }
            "registrant" | "registrant name" if found.holder.is_none() => found.set_holder(value, words),
            "registrant organization" | "registrant organisation" => organisation = Some(value.to_owned()),
            "registration time" | "creation date" | "registration date" | "created" => {
                found.registered_on = found.registered_on.or_else(|| day(value));
            }
            "expiration time"
            | "registry expiry date"
            | "expiration date"
            | "expiry date"
            | "registrar registration expiration date" => found.expires_on = found.expires_on.or_else(|| day(value)),
            "domain status" => found.statuses.extend(value.split_whitespace().next().map(str::to_owned)),
            "registrar whois server" | "whois server" => read.referral = Some(value.to_owned()),
            _ => {}
        }
    }
    // The organisation holds it, whoever signed for it.
    if let Some(organisation) = organisation {
        found.set_holder(&organisation, words);
    }
    if is_named {
        read.registration = Some(found);
        return Ok(read);
    }
    match () {
        () if words.tell(Told::TooOften, text) => Err(Why::Refused),
        () if words.tell(Told::NoMatch, text) => Ok(read),
        () => Err(Why::Unreadable),
    }
}

/// Whether a printed name is that of a domain in ASCII form: registries print either form.
fn is_name(printed: &str, domain: &str) -> bool {
    let printed = printed.split_whitespace().next().unwrap_or_default();
    idna::domain_to_ascii(printed.trim_end_matches('.')).is_ok_and(|name| name == domain)
}

fn line(line: &str) -> Option<(String, &str)> {
    let (key, value) = line.trim().split_once(':')?;
    let value = value.trim();
    (!value.is_empty()).then(|| (key.trim().to_lowercase(), value))
}

/// A day in China: of an instant with its offset, or as it is written.
fn day(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(at.with_timezone(&clock::china()).date_naive());
    }
    let written = text.get(..19).and_then(|start| NaiveDateTime::parse_from_str(start, "%Y-%m-%d %H:%M:%S").ok());
    written.map(|at| at.date()).or_else(|| text.get(..10)?.parse().ok())
}

/// Reads the RDAP object of a domain (RFC 9083).
///
/// # Errors
/// Why it cannot be used.
pub fn read_rdap(json: &Value, domain: &str, words: Words<'_>) -> Result<Registration, Why> {
    let name = json["ldhName"].as_str().unwrap_or_default();
    if json["objectClassName"] != "domain" || !is_name(name, domain) {
        return Err(Why::Unreadable);
    }
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let event = |action: &str| {
        let events = list(&json["events"]);
        let event = events.iter().find(|event| event["eventAction"] == action)?;
        day(event["eventDate"].as_str()?)
    };
    let mut found = Registration {
        registered_on: event("registration"),
        expires_on: event("expiration"),
        statuses: list(&json["status"]).iter().filter_map(|status| status.as_str().map(str::to_owned)).collect(),
        ..Registration::default()
    };
    for entity in list(&json["entities"]) {
        let is = |role: &str| list(&entity["roles"]).iter().any(|own| own == role);
        if is("registrar") {
            found.registrar = card(&entity, "fn").or_else(|| card(&entity, "org"));
        }
        if is("registrant") {
            found.set_holder(&card(&entity, "org").or_else(|| card(&entity, "fn")).unwrap_or_default(), words);
        }
    }
    Ok(found)
}

/// A property of the jCard of an entity.
fn card(entity: &Value, name: &str) -> Option<String> {
    let properties = entity["vcardArray"][1].as_array()?;
    let property = properties.iter().find(|property| property[0] == name)?;
    let text = property[3].as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::reference::book;

    /// What a registry may print after a name: keys that are read, with anything behind them.
    const PRINTED: &str = "(Registrar|Registrant|Creation Date|Registry Expiry Date|Registration Time|Domain Status|x)\
        :? ?[0-9A-Za-z:T.+Z \u{0}\u{4e00}-\u{4e20}\u{202e}-]{0,30}";

    proptest! {
        #[test]
        fn any_answer_is_read_or_told_why_not(
            any_text in "\\PC{0,200}", printed in proptest::collection::vec(PRINTED, 0..8), at in "[0-9TZ:+. 年-]{0,30}",
        ) {
            let _ = whois(&any_text, "example.cn");
            let named = whois(&format!("Domain Name: example.cn\n{}\n", printed.join("\n")), "example.cn");
            prop_assert!(named.is_ok_and(|read| read.registration.is_some()), "{:?}", printed);
            let of = |name: &str| json!({
                "objectClassName": "domain", "ldhName": name, "status": [any_text, 1, null],
                "events": [{"eventAction": "registration", "eventDate": at}, {"eventAction": at}, at],
                "entities": [{"roles": ["registrant"], "vcardArray": ["vcard", [["fn", {}, "text", any_text], [], at]]}, 7],
            });
            prop_assert!(read_rdap(&of("example.cn"), "example.cn", words()).is_ok());
            let _ = read_rdap(&of(&any_text), "example.cn", words());
        }
    }

    fn words() -> Words<'static> {
        Words { book: book(), on: "2026-11-28".parse().unwrap() }
    }

    fn whois(text: &str, domain: &str) -> Result<Whois, Why> {
        read_whois(text, domain, words())
    }

    fn on(text: &str) -> Option<NaiveDate> {
        Some(text.parse().unwrap())
    }

    #[test]
    fn the_form_of_cnnic() {
        let text = "Domain Name: example.cn\r\nROID: 20200101s10001s00000001-cn\r\nDomain Status: ok\r\n\
            Registrant: 示例（北京）科技有限公司\r\nRegistrant Contact Email: beian@example.cn\r\n\
            Sponsoring Registrar: 示例注册商有限公司\r\nName Server: ns1.example.cn\r\n\
            Registration Time: 2020-01-01 00:00:01\r\nExpiration Time: 2027-01-01 00:00:01\r\nDNSSEC: unsigned\r\n";
        let read = whois(text, "example.cn").unwrap();
        let found = read.registration.unwrap();
        assert_eq!(found.registrar.as_deref(), Some("示例注册商有限公司"));
        assert_eq!(found.holder.as_ref().map(HolderName::reveal), Some("示例（北京）科技有限公司"));
        assert_eq!((found.registered_on, found.expires_on), (on("2020-01-01"), on("2027-01-01")));
        assert!(!found.is_held() && !found.hides_holder && read.referral.is_none());
    }

    #[test]
    fn the_form_of_icann_with_a_referral() {
        let text = "   Domain Name: EXAMPLE.COM\n   Registrar WHOIS Server: whois.registrar.example\n   Creation Date: 2020-01-01T20:00:00Z\n   \
            Registry Expiry Date: 2027-08-13T04:00:00Z\n   Registrar: Example Registrar, LLC\n   \
            Domain Status: clientHold https://icann.org/epp#clientHold\n>>> Last update: 2026-11-28 <<<\n";
        let read = whois(text, "example.com").unwrap();
        let mut found = read.registration.unwrap();
        assert_eq!(read.referral.as_deref(), Some("whois.registrar.example"));
        assert_eq!(found.registrar.as_deref(), Some("Example Registrar, LLC"));
        assert_eq!(found.registered_on, on("2020-01-02"), "the day in China");
        assert!(found.is_held());
        let more = "Domain Name: example.com\nRegistrant Name: Zhang San\nRegistrant Organization: Example Ltd\n";
        found.fill_from(whois(more, "example.com").unwrap().registration.unwrap());
        assert_eq!(
            (found.holder.as_ref().map(HolderName::reveal), found.expires_on),
            (Some("Example Ltd"), on("2027-08-13"))
        );
    }

    #[test]
    fn hidden_holders_are_no_holders() {
        for words in ["REDACTED FOR PRIVACY", "Domains By Proxy, LLC", "隐私保护服务", "Withheld for Privacy ehf"]
        {
            let text = format!("Domain Name: example.com\nRegistrant Organization: {words}\n");
            let found = whois(&text, "example.com").unwrap().registration.unwrap();
            assert!(found.hides_holder && found.holder.is_none(), "{words}");
        }
    }

    #[test]
    fn a_name_is_printed_in_either_form() {
        for printed in ["例子.中国", "xn--fsqu00a.xn--fiqs8s", "XN--FSQU00A.XN--FIQS8S.", "例子。中国"] {
            let text = format!("Domain Name: {printed}\nRegistrant: 张三\n");
            assert!(whois(&text, "xn--fsqu00a.xn--fiqs8s").unwrap().registration.is_some(), "{printed}");
        }
        let json = json!({"objectClassName": "domain", "ldhName": "例子.中国"});
        assert!(read_rdap(&json, "xn--fsqu00a.xn--fiqs8s", words()).is_ok());
    }

    #[test]
    fn answers_that_tell_nothing() {
        for (text, outcome) in [
            ("No matching record.\n", Ok(())),
            ("No match for \"EXAMPLE.CN\".\r\n", Ok(())),
            ("The queried object does not exist: example.cn", Ok(())),
            ("Queried interval is too short. Query rate exceeded", Err(Why::Refused)),
            ("", Err(Why::Unreadable)),
            ("<html><body>hello</body></html>", Err(Why::Unreadable)),
            ("Domain Name: other.cn\nRegistrant: 别人\n", Err(Why::Unreadable)),
        ] {
            let read = whois(text, "example.cn");
            assert_eq!(read.map(|read| assert_eq!(read.registration, None)), outcome, "{text}");
        }
    }

    #[test]
    fn rdap_tells_the_same() {
        let json = json!({
            "objectClassName": "domain",
            "ldhName": "EXAMPLE.COM",
            "status": ["client hold"],
            "events": [
                {"eventAction": "registration", "eventDate": "2020-01-01T00:00:00Z"},
                {"eventAction": "expiration", "eventDate": "2027-01-01T00:00:00Z"},
            ],
            "entities": [
                {"roles": ["registrar"], "vcardArray": ["vcard", [["version", {}, "text", "4.0"], ["fn", {}, "text", "Example Registrar"]]]},
                {"roles": ["registrant"], "vcardArray": ["vcard", [["fn", {}, "text", ""], ["org", {}, "text", "示例公司"]]]},
            ],
        });
        let found = read_rdap(&json, "example.com", words()).unwrap();
        assert_eq!(found.registrar.as_deref(), Some("Example Registrar"));
        assert_eq!(found.holder.as_ref().map(HolderName::reveal), Some("示例公司"));
        assert_eq!((found.registered_on, found.expires_on), (on("2020-01-01"), on("2027-01-01")));
        assert!(found.is_held());
        for bad in [json!({}), json!([1]), json!({"objectClassName": "domain", "ldhName": "other.com"}), json!(null)] {
            assert_eq!(read_rdap(&bad, "example.com", words()), Err(Why::Unreadable));
        }
    }
}
