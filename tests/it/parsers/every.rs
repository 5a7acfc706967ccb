//! Every source in which a text or bytes are read has a property that is tried with any: beside it, or named here.

use crate::support::sources::{self, Source};

/// What begins the name of whatever reads.
const READS: [&str; 4] = ["parse", "read", "decode", "from_str"];
/// What is not read yet.
const RAW: [&str; 10] = [
    "&str",
    "&'a str",
    "&'static str",
    "&[u8]",
    "Vec<u8>",
    "&Value",
    "Element",
    "impl Read",
    "&mut impl Read",
    "&mut impl BufRead",
];

/// Sources whose readers are tried in another place, and where.
const ELSEWHERE: [(&str, &str); 26] = [
    ("src/admin/calendar/form.rs", "tests/it/parsers.rs"),
    ("src/audit/head.rs", "tests/it/parsers.rs"),
    ("src/auth/api_token.rs", "tests/it/parsers.rs"),
    ("src/auth/session.rs", "tests/it/parsers.rs"),
    ("src/bureau/gbk.rs", "tests/it/parsers/bytes.rs"),
    ("src/bureau/messages/v3_0/code_tables.rs", "src/bureau/messages/v3_0/tests/generated.rs"),
    ("src/bureau/messages/v3_0/download.rs", "src/bureau/messages/v3_0/tests/generated.rs"),
    ("src/bureau/messages/v3_0/record.rs", "src/bureau/messages/v3_0/tests/generated.rs"),
    ("src/bureau/messages/v3_0/upload.rs", "src/bureau/messages/v3_0/tests/generated.rs"),
    ("src/bureau/soap/answer.rs", "tests/it/parsers/bytes.rs"),
    ("src/bureau/soap/received.rs", "tests/it/parsers/bytes.rs"),
    ("src/bureau/soap/request.rs", "tests/it/parsers/bytes.rs"),
    ("src/bureau/xml/reader.rs", "tests/it/parsers/bytes.rs"),
    ("src/config/", "src/config/tests.rs"),
    ("src/filing/application/address.rs", "tests/it/parsers.rs"),
    ("src/filing/application/type_check.rs", "tests/it/parsers.rs"),
    ("src/filing/application/validity.rs", "tests/it/parsers.rs"),
    ("src/filing/section.rs", "tests/it/parsers.rs"),
    ("src/hosting/record.rs", "tests/it/parsers.rs"),
    ("src/material/decoder/frame.rs", "src/material/decoder/tests.rs"),
    ("src/material/material.rs", "tests/it/parsers.rs"),
    ("src/material/picture/mod.rs", "tests/it/parsers/bytes.rs"),
    ("src/review/call.rs", "tests/it/parsers.rs"),
    ("src/sealing/", "src/sealing/key_file.rs"),
    ("src/staff/recovery_code.rs", "tests/it/parsers.rs"),
    ("src/values", "src/values/tests.rs"),
];

/// What nobody outside the house writes, each with its table beside it: files of the operator that are read whole, reference data
/// and schemas that are built in. And what hands on to a reader of its own.
const OURS: [&str; 7] = [
    "src/bureau/sandbox/",
    "src/bureau/xml/schema/",
    "src/commands/",
    "src/hosting/pages/hand.rs",
    "src/notify/client.rs",
    "src/reference/",
    "src/web/resumable/mod.rs",
];

/// Whether a function reads what is raw: by its name and its first argument.
fn reads(head: &str) -> bool {
    let Some((name, arguments)) = head.split_once('(') else { return false };
    let mut arguments = arguments.split([',', ')']).map(str::trim);
    let first = arguments.find(|argument| !argument.is_empty() && !argument.ends_with("self"));
    let kind = first.and_then(|first| first.split_once(": ")).map_or("", |(_, kind)| kind);
    READS.iter().any(|begin| name.starts_with(begin)) && RAW.contains(&kind)
}

/// The code of a source without its tests.
fn code(source: &Source) -> &str {
    source.text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default()
}

/// Whether any property is tried beside a source.
fn has_property(source: &Source, all: &[Source]) -> bool {
    let own = source.path.trim_end_matches(".rs").trim_end_matches("/mod").to_owned() + "/tests";
    let mut beside = all.iter().filter(|other| other.path.starts_with(&own));
    source.text.contains("proptest!") || beside.any(|other| other.text.contains("proptest!"))
}

#[test]
fn every_source_that_reads_a_text_or_bytes_is_tried_with_any() {
    let all = sources::files(&["src", "tests/it/parsers", "tests/it/parsers.rs"], &[".rs"]);
    let is_ours = |source: &Source| OURS.iter().any(|own| source.path.starts_with(own));
    let reading: Vec<&Source> = all
        .iter()
        .filter(|source| source.path.starts_with("src/") && !source.is_test())
        .filter(|source| code(source).split("fn ").skip(1).any(reads))
        .collect();
    assert!(reading.len() > 40, "the sources are not read: {}", reading.len());
    let excused = ELSEWHERE.into_iter().map(|(own, _)| own).chain(OURS);
    let idle: Vec<&str> = excused.filter(|own| !reading.iter().any(|source| source.path.starts_with(own))).collect();
    assert!(idle.is_empty(), "named, and read nothing: {idle:?}");
    let named = |source: &Source| {
        let place = ELSEWHERE.iter().find(|(own, _)| source.path.starts_with(own)).map(|(_, place)| *place)?;
        all.iter().find(|other| other.path == place)
    };
    let is_tried = |source: &Source| {
        named(source).map_or_else(|| has_property(source, &all), |place| place.text.contains("proptest!"))
    };
    let missing: Vec<&str> = reading
        .iter()
        .filter(|source| !is_ours(source) && !is_tried(source))
        .map(|source| source.path.as_str())
        .collect();
    assert!(missing.is_empty(), "read what comes and are tried with nothing:\n  {}", missing.join("\n  "));
}

#[test]
fn every_fuzz_target_is_tried_here_too_and_none_that_was_promised_is_gone() {
    let manifest = std::fs::read_to_string(sources::root().join("fuzz/Cargo.toml")).unwrap();
    let here = std::fs::read_to_string(sources::root().join("tests/it/parsers/fuzzed.rs")).unwrap();
    let targets = sources::files(&["fuzz/fuzz_targets"], &[".rs"]);
    let names: Vec<&str> = targets.iter().filter_map(|target| target.path.rsplit('/').next()).collect();
    for name in &names {
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{name}\"")), "{name} is not built");
        assert!(here.contains(&format!("fuzz/tries/{name}")), "{name} is not tried here");
    }
    for promised in ["certificate_numbers.rs", "domains.rs", "names.rs", "form_bodies.rs", "image_heads.rs"] {
        assert!(names.contains(&promised), "{promised} is gone");
    }
}
