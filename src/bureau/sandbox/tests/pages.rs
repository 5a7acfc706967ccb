//! The pages, worked by a person.

use std::io::{Read, Write};
use std::net::TcpStream;

use super::http::{ask, envelope, upload, with_server};
use super::*;
use crate::bureau::soap::Service;

#[test]
fn a_person_works_at_the_pages() {
    with_server(|address, site| {
        let form = |head: &str, body: &str| ask(address, &format!("POST {head}"), body).unwrap();
        assert_eq!(form("/switches", "sms=on&encrypt=on&slow=0&refuse_word=x&queue=5&hours=9-17").0, 303);
        assert!(site.with(|world| world.rules.sms && !world.switches.wrap && world.switches.hours == Some((9, 17))));
        site.with(|world| world.switches.hours = None);
        ask(address, &format!("POST {}", Service::Files.path()), &envelope(upload())).unwrap();
        let one = site.with(|world| world.verifications[0].clone());
        let typed = |code: &str| format!("code={code}&mobile={}&last_six={}", one.mobile, one.last_six);
        let (status, told) = form("/sms", &typed("wrong"));
        assert!(status == 422 && told.contains("不正确"));
        assert!(form("/sms", &typed(&one.code)).1.contains("核验成功"));
        for (page, text) in [
            ("/", "待审核"),
            ("/desk", "示例网站"),
            ("/desk/1", "192.0.2.1"),
            ("/about", "110000000001"),
            ("/style.css", "body"),
        ] {
            let (status, body) = ask(address, &format!("GET {page}"), "").unwrap();
            assert!(status == 200 && body.contains(text), "{page}: {body}");
        }
        assert_eq!(ask(address, "GET /desk/1/pictures/0", "").unwrap().0, 200);
        for lost in ["/desk/9", "/desk/1/pictures/9", "/nowhere"] {
            let (status, text) = ask(address, &format!("GET {lost}"), "").unwrap();
            assert!(status == 404 && text.contains("没有这一页"), "{lost}");
        }
        let (status, shown) = form("/desk/1", "outcome=return&code=1&opinion=typed");
        assert!(status == 422 && shown.contains("没有这个结果代码") && shown.contains("typed</textarea>"));
        assert_eq!(form("/desk/1", "outcome=approve&opinion=").0, 303);
        let (_, found) = ask(address, "GET /public?q=example.com", "").unwrap();
        assert!(found.contains("浙ICP备00000001号-1"));
        for what in [
            "task",
            "notice",
            "list-domain",
            "unlist-domain",
            "list-entity",
            "unlist-entity",
            "unfiled",
            "over-reported",
            "under-reported",
            "tables",
        ] {
            let before = site.with(|world| world.outgoing.len());
            let number = "%E6%B5%99ICP%E5%A4%8700000001%E5%8F%B7-1";
            assert_eq!(form("/orders", &format!("what={what}&unit={UNIT}&about={number}&words=192.0.2.1")).0, 303);
            assert_eq!(site.with(|world| world.outgoing.len()), before + 1, "{what}");
        }
        assert_eq!(form("/clock", "hours=24").0, 303);
        assert_eq!(site.with(|world| world.ahead), 86_400);
        let (_, state) = ask(address, "GET /state", "").unwrap();
        assert_eq!(serde_json::from_str::<World>(&state).unwrap(), site.with(|world| world.clone()));
        assert_eq!(form("/reset", "").0, 303);
        assert_eq!(site.with(|world| world.records.len()), 0);
    });
}

#[test]
fn what_was_typed_wrong_is_told_at_its_field_and_nothing_is_set() {
    with_server(|address, site| {
        let form = |head: &str, body: &str| ask(address, &format!("POST {head}"), body).unwrap();
        let before = site.with(|world| world.clone());
        for (body, fault, kept) in [
            ("sms=on&slow=x", "0 到 600000", r#"value="x""#),
            ("sms=on&refuse_percent=101", "0 到 100", r#"value="101""#),
            ("sms=on&hours=17-9", "9-17", r#"value="17-9""#),
        ] {
            let (status, text) = form("/switches", body);
            assert!(status == 422 && text.contains(fault) && text.contains(kept), "{text}");
        }
        for (what, about, fault) in [
            ("task", "x", "没有这个备案号"),
            ("notice", "x", "没有这个备案号"),
            ("list-domain", "", "请填域名"),
            ("list-entity", "", "请填证件号码"),
            ("unfiled", "example.org", "请填 IPv4"),
            ("over-reported", "x", "没有这个备案号"),
        ] {
            let (status, text) = form("/orders", &format!("what={what}&unit={UNIT}&about={about}&words=typed"));
            assert!(status == 422 && text.contains(fault) && text.contains(r#"value="typed""#), "{what}: {text}");
        }
        assert_eq!(site.with(|world| world.clone()), before);
    });
}

/// Section 20, an unknown a row: what the sandbox chose in its place stands on its page.
#[test]
fn where_the_interface_is_silent_the_choice_is_written_down() {
    with_server(|address, _| {
        let (status, page) = ask(address, "GET /about", "").unwrap();
        assert_eq!(status, 200);
        let choices: Vec<&str> = page.split(r#"<th scope="row">"#).skip(1).collect();
        for (unknown, words) in [
            (1, "V3.1"),
            (2, "WSDL 的名称"),
            (2, "畸形 SOAP"),
            (3, "1 和 3 是否带文件"),
            (4, "重复的序号"),
            (4, "ICP、IP、域名的序号"),
            (4, "序号用尽"),
            (5, "上一份报备的文件名"),
            (6, "备案密码"),
            (7, "照片大小"),
            (8, "代码表的 Id 和 Ysid"),
            (9, "密钥长度"),
            (10, "校验通过"),
            (11, "变更中未列出的网站"),
            (12, "必备附件"),
            (13, "时间格式"),
            (14, "调用频率"),
            (15, "IPv6、APP 和小程序"),
        ] {
            let told: Vec<_> =
                choices.iter().filter(|choice| choice.split("</th>").next().unwrap().contains(words)).collect();
            assert!(told.len() == 1 && told[0].contains("<td>"), "{unknown} {words}: {told:?}");
        }
        let compared = choices.iter().find(|choice| choice.starts_with("1063")).expect("how 1063 is decided");
        assert!(compared.contains("合并计算") && compared.contains("count together"), "{compared}");
    });
}

/// Whoever works it by a program finds every rule, every switch and every act at the page.
#[test]
fn the_page_documents_rules_switches_clock_and_state() {
    with_server(|address, _| {
        let (_, page) = ask(address, "GET /about", "").unwrap();
        let names = |of: serde_json::Value| of.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        let rules = names(serde_json::to_value(Rules::default()).unwrap());
        let switches = names(serde_json::to_value(Switches::default()).unwrap());
        for name in rules.into_iter().chain(switches) {
            assert!(page.contains(&format!("<code>{name}</code></td>")), "{name}");
        }
        for act in ["POST /clock", "GET /state", "POST /reset", "--seed", "--state", "--settings"] {
            assert!(page.contains(&format!("<code>{act}</code>")), "{act}");
        }
    });
}

#[test]
fn a_person_returns_a_case_with_a_result_code() {
    with_server(|address, site| {
        ask(address, &format!("POST {}", Service::Files.path()), &envelope(upload())).unwrap();
        let (status, _) = ask(address, "POST /desk/1", "outcome=return&code=1020&opinion=x").unwrap();
        assert_eq!(status, 303);
        let text = site.with(|world| world.outgoing[0].text.clone());
        assert!(text.contains("<Jgdm>1020</Jgdm>") && text.contains("错误数据：x"), "{text}");
        assert!(!site.with(|world| world.approve(1, None, world.time(crate::clock::now()))), "decided once");
    });
}

#[test]
fn a_form_of_another_site_is_refused() {
    with_server(|address, _| {
        let mut stream = TcpStream::connect(address).unwrap();
        write!(stream, "POST /reset HTTP/1.1\r\nHost: {address}\r\nOrigin: http://example.com\r\nConnection: close\r\nContent-Length: 0\r\n\r\n").unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        assert!(text.starts_with("HTTP/1.1 403"), "{text}");
    });
}
