//! Holds that whoever says a text hands it every argument it has: Fluent would say so only when the text is shown.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::{keys, report};
use crate::support::sources;

/// A text that is said somewhere, with the names of what is handed to it.
struct Said {
    key: String,
    given: BTreeSet<String>,
    place: String,
}

#[test]
fn every_text_is_given_its_arguments() {
    let keys = keys("zh-CN");
    let said = said();
    assert!(said.len() > 500, "only {} places were found", said.len());
    let lacking = |said: &Said| -> Option<String> {
        let (wanted, _) = keys.get(&said.key)?;
        let lacking: Vec<_> = wanted.iter().filter(|name| !is_given(said, name)).cloned().collect();
        (!lacking.is_empty()).then(|| format!("{} at {} lacks {}", said.key, said.place, lacking.join(", ")))
    };
    report("texts without their arguments", &said.iter().filter_map(lacking).collect::<Vec<_>>());
}

/// `own` stands for the text of either language of a data row.
fn is_given(said: &Said, name: &str) -> bool {
    said.given.contains(name) || (name == "own" && said.given.contains("zh") && said.given.contains("en"))
}

#[test]
fn a_lacking_argument_is_found() {
    let mut found = Vec::new();
    let code = "t.t(\"a\"); t.a1(\"b\", \"n\", f(1, \"no\")); t.a2(\"c\", \"x\", y.z(), \"w\", v); \
                Message::new(\"d\").with(\"p\", 1).with(\"q\", g(\"no\")); t.args(\"e\", [(\"r\", a.into()), (\"s\", b)])";
    calls(code.parse().unwrap(), "here", &mut found);
    let told: Vec<_> =
        found.iter().map(|said| (said.key.as_str(), said.given.iter().map(String::as_str).collect())).collect();
    let expected: [(&str, Vec<&str>); 5] =
        [("a", vec![]), ("b", vec!["n"]), ("c", vec!["w", "x"]), ("d", vec!["p", "q"]), ("e", vec!["r", "s"])];
    assert_eq!(told, expected);
}

/// Every text that is said by its key, in code and in templates.
fn said() -> Vec<Said> {
    let mut found = Vec::new();
    for file in sources::files(&["src"], &[".rs"]).into_iter().filter(|file| !file.is_test()) {
        calls(file.text.parse().unwrap(), &file.path, &mut found);
    }
    for file in sources::files(&["templates"], &[".html", ".txt"]) {
        for expression in expressions(&file.text) {
            if let Ok(tokens) = expression.parse() {
                calls(tokens, &file.path, &mut found);
            }
        }
    }
    found
}

/// What stands between the braces of a template.
fn expressions(template: &str) -> impl Iterator<Item = &str> {
    let inner = |(open, close): (&'static str, &'static str)| {
        template.split(open).skip(1).filter_map(move |rest| rest.split_once(close).map(|(inside, _)| inside))
    };
    [("{{", "}}"), ("{%", "%}")].into_iter().flat_map(inner)
}

/// Finds `.t(…)`, `.a1(…)`, `.a2(…)`, `.args(…)` and `Message::new(…).with(…)`.
fn calls(tokens: TokenStream, place: &str, found: &mut Vec<Said>) {
    let all: Vec<TokenTree> = tokens.into_iter().collect();
    for (index, token) in all.iter().enumerate() {
        match token {
            TokenTree::Ident(name) => {
                let Some(group) = arguments(all.get(index + 1)) else { continue };
                let Some(key) = literals_at(group, 0).into_iter().next().flatten() else { continue };
                let name = name.to_string();
                let given = match name.as_str() {
                    "t" => BTreeSet::new(),
                    "a1" | "a2" => literals_at(group, 1).into_iter().step_by(2).flatten().collect(),
                    "args" => pairs(group),
                    "new" if is_message(&all, index) => withs(&all[index + 2..]),
                    _ => continue,
                };
                let place = format!("{place}:{}", group.span_open().start().line);
                found.push(Said { key, given, place });
            }
            TokenTree::Group(group) => calls(group.stream(), place, found),
            _ => {}
        }
    }
}

fn arguments(token: Option<&TokenTree>) -> Option<&Group> {
    match token {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => Some(group),
        _ => None,
    }
}

fn is_message(all: &[TokenTree], index: usize) -> bool {
    index >= 3 && matches!(&all[index - 3], TokenTree::Ident(ident) if ident == "Message")
}

/// Each argument from the one of a number on that is a single literal; none for another.
fn literals_at(group: &Group, from: usize) -> Vec<Option<String>> {
    let mut arguments = vec![Vec::new()];
    for token in group.stream() {
        match &token {
            TokenTree::Punct(punct) if punct.as_char() == ',' => arguments.push(Vec::new()),
            _ => arguments.last_mut().unwrap().push(token),
        }
    }
    let text = |tokens: Vec<TokenTree>| match tokens.as_slice() {
        [TokenTree::Literal(literal)] => string(&literal.to_string()),
        _ => None,
    };
    arguments.into_iter().skip(from).map(text).collect()
}

fn string(literal: &str) -> Option<String> {
    literal.strip_prefix('"')?.strip_suffix('"').map(str::to_owned)
}

/// The first of each pair in a list of pairs.
fn pairs(group: &Group) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for token in group.stream() {
        if let TokenTree::Group(inner) = token {
            let first =
                (inner.delimiter() == Delimiter::Parenthesis).then(|| literals_at(&inner, 0).into_iter().next());
            names.extend(first.flatten().flatten());
            names.extend(pairs(&inner));
        }
    }
    names
}

/// The names handed over by a chain of `.with(…)`.
fn withs(mut rest: &[TokenTree]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    while let [TokenTree::Punct(dot), TokenTree::Ident(name), TokenTree::Group(group), tail @ ..] = rest {
        if dot.as_char() != '.' || name != "with" {
            break;
        }
        names.extend(literals_at(group, 0).into_iter().next().flatten());
        rest = tail;
    }
    names
}
