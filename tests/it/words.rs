//! Holds the words: every key exists in both languages with the same arguments, is used, and English is English.

mod arguments;

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement};

use crate::support::sources;

/// Beginnings and ends of keys that code makes from parts. A key that fits one counts as used.
const MADE: &[(&str, &str)] = &[
    ("delivery-", ""),
    ("admin-action-", ""),
    ("exchange-call-", ""),
    ("exchange-left-", ""),
    ("exchange-sort-", ""),
    ("exchange-upload-", ""),
    ("task-field-", ""),
    ("task-outcome-", ""),
    ("task-sort-", ""),
    ("admin-actor-", ""),
    ("admin-subject-", ""),
    ("guide-check-", ""),
    ("guide-wait-", ""),
    ("hosting-billing-", ""),
    ("hosting-check-", ""),
    ("hosting-product-", ""),
    ("hosting-rule-", ""),
    ("hosting-scope-", ""),
    ("hosting-state-", ""),
    ("privacy-kind-", ""),
    ("notify-", ""),
    ("record-", "-before"),
    ("record-", "-consequences"),
    ("record-", "-needs"),
    ("record-", "-text"),
    ("reference-name-", ""),
    ("review-actor-", ""),
    ("review-case-", ""),
    ("review-channel-", ""),
    ("review-choice-", ""),
    ("review-delivery-", ""),
    ("review-empty-", ""),
    ("review-paper-", ""),
    ("review-tab-", ""),
    ("task-tab-", ""),
    ("rule-", ""),
    ("site-error-", "-advice"),
    ("site-error-", "-text"),
    ("site-error-", "-title"),
    ("site-role-", ""),
    ("staff-role-", "-hint"),
    ("wizard-needs-", ""),
    ("wizard-panel-", ""),
];

/// Beginnings of texts that code names without their ends, and the ends it adds.
const STEMS: &[(&str, [&str; 2])] = &[("guide-check-", ["-title", "-text"])];

/// Text that looks like a key and is none: sorts and values of rules, texts people agree to.
const NO_KEYS: &[&str] =
    &["review-days", "registry-letter", "registry-proof", "privacy-off", "face-consent", "face-service-consent"];

/// Words kept for every page, used or not yet.
const SHARED: &[&str] = &["site-", "filing-"];

/// Chinese that English words may hold: names of languages, numbers as they are printed, and what must be written so.
const CHINESE_IN_ENGLISH: &[&str] = &[
    "没有门牌号",
    "仅供备案使用",
    ".政务",
    ".公益",
    "短信核验",
    "（内部学院）",
    "（非独立机构）",
    "主要发布个人的摄影作品和旅行见闻。",
    "本人声明：本网站为个人网站，不含企业、单位信息；如核查不符，愿按填报虚假备案信息处理。",
    "ICP备",
    "ICP证",
    "公网安备",
    "号",
    "京",
    "粤",
    "中文",
    "元旦",
    "春节调休上班",
];

/// The arguments of each key of one language, with the file that holds it.
type Keys = BTreeMap<String, (BTreeSet<String>, String)>;

fn keys(lang: &str) -> Keys {
    let mut keys = Keys::new();
    for file in sources::files(&[&format!("src/text/{lang}")], &[".ftl"]) {
        let resource = fluent_syntax::parser::parse(file.text.as_str())
            .unwrap_or_else(|(_, errors)| panic!("{} cannot be parsed: {errors:?}", file.path));
        let feature = file.path.rsplit('/').next().unwrap().trim_end_matches(".ftl").to_owned();
        for entry in resource.body {
            let Entry::Message(message) = entry else { continue };
            let key = message.id.name.to_owned();
            let mut args = BTreeSet::new();
            let value = message.value.unwrap_or_else(|| panic!("{key} in {} has no text", file.path));
            arguments_of(&value, &mut args);
            let before = keys.insert(key.clone(), (args, feature.clone()));
            assert!(before.is_none(), "{key} stands twice in {lang}");
        }
    }
    keys
}

fn arguments_of(pattern: &Pattern<&str>, args: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            arguments_of_expression(expression, args);
        }
    }
}

fn arguments_of_expression(expression: &Expression<&str>, args: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => arguments_of_inline(inline, args),
        Expression::Select { selector, variants } => {
            arguments_of_inline(selector, args);
            for variant in variants {
                arguments_of(&variant.value, args);
            }
        }
    }
}

fn arguments_of_inline(inline: &InlineExpression<&str>, args: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            // Each language shows its own of two texts of a data row.
            args.insert(match id.name.rsplit_once('_') {
                Some((of, "zh" | "en")) => format!("{of} own"),
                None if matches!(id.name, "zh" | "en") => "own".to_owned(),
                _ => id.name.to_owned(),
            });
        }
        InlineExpression::FunctionReference { arguments: CallArguments { positional, .. }, .. } => {
            for argument in positional {
                arguments_of_inline(argument, args);
            }
        }
        InlineExpression::Placeable { expression } => arguments_of_expression(expression, args),
        _ => {}
    }
}

/// Whether a text is shaped like a key of one of our features.
fn is_key(text: &str, features: &BTreeSet<String>) -> bool {
    let shaped = text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    shaped
        && !text.ends_with('-')
        && text.split_once('-').is_some_and(|(feature, _)| features.contains(feature))
        && !NO_KEYS.contains(&text)
}

/// What a text names: itself, or a stem with its ends.
fn expand(text: String, keys: &Keys) -> Vec<String> {
    let stem = STEMS.iter().find(|(start, _)| text.starts_with(start) && !keys.contains_key(&text));
    stem.map_or_else(|| vec![text.clone()], |(_, ends)| ends.iter().map(|end| format!("{text}{end}")).collect())
}

/// A template without its comments; lines stay where they are.
fn without_comments(template: &str) -> String {
    let mut parts = template.split("{#");
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (comment, rest) = part.split_once("#}").unwrap_or((part, ""));
        kept.extend(comment.chars().filter(|c| *c == '\n'));
        kept.push_str(rest);
    }
    kept
}

/// Keys named in sources and templates, with a place where each is.
fn used(keys: &Keys) -> BTreeMap<String, String> {
    let features = &keys.values().map(|(_, feature)| feature.clone()).collect();
    let mut used = BTreeMap::new();
    for file in sources::files(&["src"], &[".rs"]).into_iter().filter(|file| !file.is_test()) {
        for literal in file.literals().into_iter().filter(|literal| is_key(&literal.text, features)) {
            for key in expand(literal.text, keys) {
                used.entry(key).or_insert(format!("{}:{}", file.path, literal.line));
            }
        }
    }
    for file in sources::files(&["templates"], &[".html", ".txt"]) {
        for (index, line) in without_comments(&file.text).lines().enumerate() {
            let calls = ["t.t(\"", "t.a1(\"", "t.a2(\"", "t.args(\"", "Message::new(\""];
            for rest in calls.iter().flat_map(|call| line.split(call).skip(1)) {
                let key = rest.split('"').next().unwrap_or_default();
                used.entry(key.to_owned()).or_insert(format!("{}:{}", file.path, index + 1));
            }
        }
    }
    used
}

fn report(rule: &str, found: &[String]) {
    assert!(found.is_empty(), "{rule}:\n  {}", found.join("\n  "));
}

#[test]
fn both_languages_have_the_same_keys_and_arguments() {
    let (zh, en) = (keys("zh-CN"), keys("en"));
    let mut found = Vec::new();
    for (key, (args, feature)) in &zh {
        match en.get(key) {
            None => found.push(format!("{key} is missing in English")),
            Some((other, _)) if other != args => {
                found.push(format!("{key}: {args:?} in Chinese, {other:?} in English"))
            }
            Some((_, other)) if other != feature => found.push(format!("{key}: {feature}.ftl and {other}.ftl")),
            Some(_) => {}
        }
    }
    found.extend(en.keys().filter(|key| !zh.contains_key(*key)).map(|key| format!("{key} is missing in Chinese")));
    report("the languages differ", &found);
}

#[test]
fn keys_begin_with_their_feature() {
    let mut found = Vec::new();
    for (key, (_, feature)) in keys("zh-CN") {
        if !key.starts_with(&format!("{feature}-")) {
            found.push(format!("{key} in {feature}.ftl"));
        }
    }
    report("keys of another feature", &found);
}

#[test]
fn every_key_that_is_named_exists() {
    let keys = keys("zh-CN");
    let missing: Vec<_> = used(&keys)
        .into_iter()
        .filter(|(key, _)| !keys.contains_key(key))
        .map(|(key, place)| format!("{key} at {place}"))
        .collect();
    report("keys without words", &missing);
}

#[test]
fn every_key_is_used() {
    let keys = keys("zh-CN");
    let used = used(&keys);
    let words: String = sources::files(&["src/text/zh-CN"], &[".ftl"]).iter().map(|file| file.text.clone()).collect();
    let is_made = |key: &str| {
        // Words of other words.
        words.contains(&format!("{{ {key} }}"))
            || MADE.iter().any(|(start, end)| key.starts_with(start) && key.ends_with(end))
            || SHARED.iter().any(|start| key.starts_with(start))
    };
    let unused: Vec<_> = keys.keys().filter(|key| !used.contains_key(*key) && !is_made(key)).cloned().collect();
    report("words that nothing says", &unused);
}

#[test]
fn english_is_english() {
    let mut found = Vec::new();
    for file in sources::files(&["src/text/en"], &[".ftl"]) {
        // A hint may show what is to be written in Chinese.
        let is_hint = |key: &str| key.trim_end_matches("-individual").ends_with("-hint");
        let is_free = |line: &str| line.starts_with('#') || is_hint(line.split(" = ").next().unwrap());
        for (index, line) in file.text.lines().enumerate().filter(|(_, line)| !is_free(line)) {
            let rest = CHINESE_IN_ENGLISH.iter().fold(line.to_owned(), |line, allowed| line.replace(allowed, ""));
            if rest.chars().any(|c| ('\u{3000}'..='\u{9fff}').contains(&c) || ('\u{ff00}'..='\u{ffef}').contains(&c)) {
                found.push(format!("{}:{} {line}", file.path, index + 1));
            }
        }
    }
    report("Chinese in English words", &found);
}

#[test]
fn english_has_one_kind_of_quotes() {
    let mut found = Vec::new();
    for file in sources::files(&["src/text/en"], &[".ftl"]) {
        for (index, line) in file.text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
            // A text in braces, such as a space that is to stay, is quoted by the files' own rules.
            let words = ["{\"", "{ \"", "\"}", "\" }"].iter().fold(line.to_owned(), |line, own| line.replace(own, ""));
            if words.contains(['\'', '"']) {
                found.push(format!("{}:{} {line}", file.path, index + 1));
            }
        }
    }
    report("straight quotes in English words", &found);
}
