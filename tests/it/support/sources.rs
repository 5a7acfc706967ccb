//! Reads our own sources for the tests that hold the house: files, paths named in Rust code, string literals.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A file of the repository.
pub struct Source {
    /// Path from the root of the repository, with slashes.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// A path such as `crate::web::Page`, resolved to the root of the crate or to another crate.
pub struct Named {
    /// Its parts; a path within this crate begins with `crate`.
    pub parts: Vec<String>,
    /// Its line.
    pub line: usize,
}

/// A string literal.
pub struct Literal {
    /// What it says.
    pub text: String,
    /// Its line.
    pub line: usize,
}

/// The root of the repository.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All files under some folders that end in one of some ways.
pub fn files(folders: &[&str], endings: &[&str]) -> Vec<Source> {
    let mut found = Vec::new();
    for folder in folders {
        collect(&root().join(folder), &mut found);
    }
    found.sort();
    let wanted = |path: &PathBuf| {
        path.file_name().and_then(|name| name.to_str()).is_some_and(|name| endings.iter().any(|e| name.ends_with(e)))
    };
    let read = |path: PathBuf| Source {
        text: fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())),
        path: path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned(),
    };
    found.into_iter().filter(wanted).map(read).collect()
}

fn collect(place: &Path, found: &mut Vec<PathBuf>) {
    if place.is_file() {
        found.push(place.to_owned());
    } else if place.is_dir() && !place.ends_with("static/dist") {
        for entry in fs::read_dir(place).unwrap() {
            collect(&entry.unwrap().path(), found);
        }
    }
}

impl Source {
    /// Module path of a file under `src/`: `src/guide/pages/check.rs` is `guide, pages, check`.
    pub fn module(&self) -> Vec<String> {
        let inner = self.path.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches("/mod");
        inner.split('/').map(str::to_owned).collect()
    }

    /// Whether it holds unit tests only.
    pub fn is_test(&self) -> bool {
        self.path.split('/').any(|part| part == "tests" || part == "tests.rs")
    }

    fn tokens(&self) -> TokenStream {
        self.text.parse().unwrap_or_else(|error| panic!("{}: {error}", self.path))
    }

    /// Every path its code names, unit tests left out.
    pub fn named(&self) -> Vec<Named> {
        let mut named = Vec::new();
        paths_in(self.tokens(), &mut named);
        let module = self.module();
        named.into_iter().filter_map(|path| resolve(path, &module)).collect()
    }

    /// Every string literal of its code, unit tests and documentation left out.
    pub fn literals(&self) -> Vec<Literal> {
        let mut literals = Vec::new();
        literals_in(self.tokens(), &mut literals);
        literals
    }
}

/// The tokens of one level without those of `#[cfg(test)] mod … { … }` and of attributes.
fn without_tests(tokens: TokenStream) -> Vec<TokenTree> {
    let all: Vec<TokenTree> = tokens.into_iter().collect();
    let mut kept = Vec::new();
    let mut index = 0;
    while index < all.len() {
        let is_attribute = matches!(&all[index], TokenTree::Punct(p) if p.as_char() == '#');
        match all.get(index + 1) {
            Some(TokenTree::Group(group)) if is_attribute && group.delimiter() == Delimiter::Bracket => {
                index += 2;
                if group.stream().to_string().replace(' ', "") == "cfg(test)" {
                    index = after_item(&all, index);
                } else if !group.stream().to_string().starts_with("doc") {
                    kept.push(TokenTree::Group(group.clone()));
                }
            }
            _ => {
                kept.push(all[index].clone());
                index += 1;
            }
        }
    }
    kept
}

/// The index behind the item that starts at an index.
fn after_item(all: &[TokenTree], start: usize) -> usize {
    let ends = |token: &TokenTree| match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(punct) => punct.as_char() == ';',
        _ => false,
    };
    all[start..].iter().position(ends).map_or(all.len(), |length| start + length + 1)
}

fn is_colon(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == ':')
}

fn paths_in(tokens: TokenStream, named: &mut Vec<Named>) {
    let all = without_tests(tokens);
    let mut index = 0;
    while index < all.len() {
        match &all[index] {
            TokenTree::Ident(_) => index = path_at(&all, index, &[], named),
            TokenTree::Group(group) => {
                paths_in(group.stream(), named);
                index += 1;
            }
            _ => index += 1,
        }
    }
}

/// Reads the path that starts at an index, with the group it may end in; returns the index behind it.
fn path_at(all: &[TokenTree], start: usize, prefix: &[String], named: &mut Vec<Named>) -> usize {
    let mut parts = prefix.to_vec();
    let line = all[start].span().start().line;
    let mut index = start;
    loop {
        match all.get(index) {
            Some(TokenTree::Ident(ident)) => parts.push(ident.to_string()),
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace && parts.len() > prefix.len() => {
                let inner = without_tests(group.stream());
                let mut at = 0;
                while at < inner.len() {
                    at = match &inner[at] {
                        TokenTree::Ident(_) => path_at(&inner, at, &parts, named),
                        _ => at + 1,
                    };
                }
                return index + 1;
            }
            _ => break,
        }
        index += 1;
        if !(is_colon(all.get(index)) && is_colon(all.get(index + 1))) {
            break;
        }
        index += 2;
    }
    if parts.len() > 1 {
        named.push(Named { parts, line });
    }
    index.max(start + 1)
}

/// A path with `super` and `self` taken out; none for what they cannot reach.
fn resolve(mut path: Named, module: &[String]) -> Option<Named> {
    let ups = path.parts.iter().take_while(|part| *part == "super").count();
    if ups == 0 && path.parts[0] != "self" {
        return Some(path);
    }
    let kept = module.len().saturating_sub(ups);
    let rest = path.parts.split_off(if ups == 0 { 1 } else { ups });
    path.parts = std::iter::once("crate".to_owned()).chain(module[..kept].iter().cloned()).chain(rest).collect();
    (path.parts.len() > 1).then_some(path)
}

fn literals_in(tokens: TokenStream, literals: &mut Vec<Literal>) {
    for token in without_tests(tokens) {
        match token {
            TokenTree::Group(group) => literals_in(group.stream(), literals),
            TokenTree::Literal(literal) => {
                let text = literal.to_string();
                if let Some(text) = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
                    literals.push(Literal { text: text.to_owned(), line: literal.span().start().line });
                }
            }
            _ => {}
        }
    }
}
