//! Websites and what they rest on.

use super::*;

const WEBSITE: &[Row] = &[
    ("site_name", "", "value-site-name-empty"),
    ("site_name", "花园", "value-too-short"),
    ("site_name", "花园网", ""),
    ("site_name", "花{30}", ""),
    ("site_name", "花{31}", "value-too-long"),
    ("site_name", "花园网\u{1f33c}", "value-gbk"),
    ("site_name", "花\u{202e}园网", "value-invisible"),
    ("domains", " ", "value-domain-empty"),
    ("domains", "example.cn|a.example.cn", "domains-1 value-domain-sub"),
    ("domains", "example.cn|EXAMPLE.cn", "domains-1 filing-domain-twice"),
    (
        "domains",
        "example0.cn|example1.cn|example2.cn|example3.cn|example4.cn|example5.cn|example6.cn|example7.cn|example8.cn|example.cn",
        "",
    ),
    (
        "domains",
        "example0.cn|example1.cn|example2.cn|example3.cn|example4.cn|example5.cn|example6.cn|example7.cn|example8.cn|example.cn|example10.cn",
        "filing-domains-many",
    ),
    ("home_url", "", "value-home-url-empty"),
    ("home_url", "example.cn", ""),
    ("home_url", "https://www.example.cn/", ""),
    ("home_url", "ftp://example.cn", "value-home-url-scheme"),
    ("home_url", "example.cn/shop", "value-home-url-path"),
    ("home_url", "shop.example.cn", "value-home-url-sub"),
    ("home_url", "www.example.com", "filing-home-url-domain"),
    ("service_content", "", "filing-service-content-empty"),
    ("service_content", "3", "filing-choice-unknown"),
    ("service_content", "134217728", "filing-choice-unknown"),
    ("service_content", "1|2|4|8|16", ""),
    ("service_content", "1|2|4|8|16|64", "filing-service-content-many"),
    ("languages", "", "filing-languages-empty"),
    ("languages", "18", "filing-choice-unknown"),
    ("languages", "1|2|3|4|5|6|7|8|9|10|11|12|13|14|15|16|17", ""),
    ("pre_approval", "", "filing-pre-approval-empty"),
    ("pre_approval", "none|9", "filing-pre-approval-none"),
    (
        "pre_approval",
        "9",
        "approval_number-0 filing-approval-number-empty; approval_authority-0 filing-approval-authority-empty",
    ),
    ("site_remark", "", ""),
    ("site_remark", "字{19}", "value-too-short"),
    ("site_remark", "字{20}", ""),
    ("site_remark", "字{200}", ""),
    ("site_remark", "字{201}", "value-too-long"),
];

const APPROVAL: &[Row] = &[
    ("pre_approval", "77", "pre_approval-0 filing-pre-approval-trade"),
    ("approval_number", "", "approval_number-0 filing-approval-number-empty"),
    ("approval_number", "1", "approval_number-0 value-too-short"),
    ("approval_number", "12", ""),
    ("approval_number", "1{50}", ""),
    ("approval_number", "1{51}", "approval_number-0 value-too-long"),
    ("approval_number", "京网文第一号", "approval_number-0 filing-approval-number-digits"),
    ("approval_authority", "", "approval_authority-0 filing-approval-authority-empty"),
    ("approval_authority", "局", "approval_authority-0 value-too-short"),
    ("approval_authority", "局{100}", ""),
    ("approval_authority", "局{101}", "approval_authority-0 value-too-long"),
    ("approval_until", "2026-11-22", "approval_until-0 filing-approval-expired"),
    ("approval_until", "2026-11-23", ""),
    ("approval_until", "soon", "approval_until-0 value-day"),
];

#[test]
fn section_4_4_website() {
    table(&organisation(), Part::website(1), WEBSITE);
    let approved = with(organisation(), |drafts| {
        let website = &mut drafts.websites[0].website;
        website.pre_approval = texts(&["9"]);
        website.approval_number = texts(&["京网文〔2026〕0001"]);
        website.approval_authority = texts(&["某局"]);
        website.approval_until = texts(&[""]);
    });
    table(&approved, Part::website(1), APPROVAL);
    complete(&organisation(), Part::website(1), &[WEBSITE, APPROVAL], &[]);
}

const NUMBER: &str = "32a43232-a888-88e8-b9ec-00888be80000";

const ACCESS: &[Row] = &[
    ("instance", "", "instance-0 filing-access-empty"),
    ("service_number", NUMBER, "service_number-0 filing-access-both"),
    ("other_addresses", "", ""),
    ("other_addresses", "114.114.2.1 - 114.114.2.9，2400:3200::1\n114.114.3.1", ""),
    ("other_addresses", "10.0.0.1", "other_addresses-0 value-ip-private"),
    ("other_addresses", "114.114.2.9-114.114.2.1", "other_addresses-0 value-ip-order"),
    ("other_addresses", "example.cn", "other_addresses-0 value-ip"),
    ("other_addresses", "(114.114.2.1 ){20}", ""),
    ("other_addresses", "(114.114.2.1 ){21}", "other_addresses-0 filing-other-addresses-many"),
];

#[test]
fn section_4_8_access() {
    table(&organisation(), Part::ACCESS, ACCESS);
    complete(&organisation(), Part::ACCESS, &[ACCESS], &[]);
    let by_number = with(organisation(), |drafts| {
        drafts.access.instance = texts(&[""]);
        drafts.access.service_number = texts(&[NUMBER]);
    });
    table(&by_number, Part::ACCESS, &[("service_number", "x", "service_number-0 hosting-number-format")]);
}
