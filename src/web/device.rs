//! What a browser says of itself, in a few plain words: enough to know one's own devices again in a list.

use actix_web::HttpRequest;
use actix_web::http::header::USER_AGENT;

/// Browser and system of a request; empty when it says nothing we know.
pub fn of(req: &HttpRequest) -> String {
    req.headers().get(USER_AGENT).and_then(|value| value.to_str().ok()).map(describe).unwrap_or_default()
}

/// Whether a request comes from a phone, as far as its browser says so. Tablets count as computers.
pub fn is_phone(req: &HttpRequest) -> bool {
    let told = |name: &str| req.headers().get(name).and_then(|value| value.to_str().ok());
    match told("sec-ch-ua-mobile") {
        Some(mobile) => mobile == "?1",
        None => told(USER_AGENT.as_str()).is_some_and(|agent| agent.contains("Mobi") && !agent.contains("iPad")),
    }
}

/// The first name whose mark stands in the text: those who pretend to be another stand before it.
const BROWSERS: &[(&str, &str)] = &[
    ("MicroMessenger", "WeChat"),
    ("DingTalk", "DingTalk"),
    ("AlipayClient", "Alipay"),
    ("MQQBrowser", "QQ Browser"),
    ("QQBrowser", "QQ Browser"),
    ("UCBrowser", "UC Browser"),
    ("HuaweiBrowser", "Huawei Browser"),
    ("MiuiBrowser", "Mi Browser"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
];

const SYSTEMS: &[(&str, &str)] = &[
    ("OpenHarmony", "HarmonyOS"),
    ("HarmonyOS", "HarmonyOS"),
    ("iPad", "iPad"),
    ("iPhone", "iPhone"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

fn describe(agent: &str) -> String {
    let find =
        |names: &[(&str, &'static str)]| names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    [find(BROWSERS), find(SYSTEMS)].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_and_systems_as_they_introduce_themselves() {
        for (agent, words) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36",
                "Chrome · Windows",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0",
                "Edge · Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
                "Safari · iPhone",
            ),
            (
                "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0.49",
                "WeChat · Android",
            ),
            ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox · macOS"),
            ("curl/8.5.0", ""),
            ("", ""),
        ] {
            assert_eq!(describe(agent), words, "{agent}");
        }
    }

    #[test]
    fn phones_are_told_from_computers_and_tablets() {
        use actix_web::test::TestRequest;
        let iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1";
        let android = "Mozilla/5.0 (Linux; Android 14) Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0.49";
        let ipad = "Mozilla/5.0 (iPad; CPU OS 16_0 like Mac OS X) Version/16.0 Mobile/15E148 Safari/604.1";
        let windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36";
        for (agent, hint, phone) in [
            (iphone, None, true),
            (android, None, true),
            (ipad, None, false),
            (windows, None, false),
            (windows, Some("?1"), true),
            (android, Some("?0"), false),
        ] {
            let mut req = TestRequest::default().insert_header((USER_AGENT, agent));
            if let Some(hint) = hint {
                req = req.insert_header(("sec-ch-ua-mobile", hint));
            }
            assert_eq!(is_phone(&req.to_http_request()), phone, "{agent} {hint:?}");
        }
    }
}
