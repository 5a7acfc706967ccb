//! SQL cut into statements and words, as far as rules about it need: no grammar.

/// A statement as its words: names in small letters, every sign a word, texts as `''`, bodies of functions as `$` and what
/// they hold.
pub type Statement = Vec<String>;

/// The statements of a file, comments left out.
pub fn statements(sql: &str) -> Vec<Statement> {
    let (mut all, mut own, mut word) = (Vec::new(), Vec::new(), String::new());
    let mut rest = sql;
    while let Some(c) = rest.chars().next() {
        let (taken, sign) = match c {
            '-' if rest.starts_with("--") => (rest.find('\n').unwrap_or(rest.len()), None),
            '/' if rest.starts_with("/*") => (rest.find("*/").map_or(rest.len(), |end| end + 2), None),
            '\'' => (text_length(rest), Some("''".to_owned())),
            '"' => {
                let end = rest[1..].find('"').map_or(rest.len(), |end| end + 2);
                (end, Some(rest[1..end.max(2) - 1].to_owned()))
            }
            '$' if word.is_empty() && body(rest).is_some() => {
                let (length, held) = body(rest).unwrap();
                (length, Some(format!("${}", held.to_lowercase())))
            }
            c if c.is_whitespace() => (c.len_utf8(), None),
            c if c.is_alphanumeric() || matches!(c, '_' | '.' | '$') => {
                word.extend(c.to_lowercase());
                rest = &rest[c.len_utf8()..];
                continue;
            }
            c => (c.len_utf8(), Some(c.to_string())),
        };
        if !word.is_empty() {
            own.push(named(&word));
            word.clear();
        }
        match sign.as_deref() {
            Some(";") => all.push(std::mem::take(&mut own)),
            Some(_) => own.extend(sign),
            None => {}
        }
        rest = &rest[taken..];
    }
    if !word.is_empty() {
        own.push(named(&word));
    }
    all.push(own);
    all.retain(|statement: &Statement| !statement.is_empty());
    all
}

/// A name without the schema that is everybody's.
fn named(word: &str) -> String {
    word.strip_prefix("public.").unwrap_or(word).to_owned()
}

/// Length of a text with its quotes; two of them within are one.
fn text_length(rest: &str) -> usize {
    let mut at = 1;
    while let Some(end) = rest[at..].find('\'') {
        at += end + 1;
        if !rest[at..].starts_with('\'') {
            return at;
        }
        at += 1;
    }
    rest.len()
}

/// A text between `$$` or `$word$`: its whole length, and what it holds.
fn body(rest: &str) -> Option<(usize, &str)> {
    let tag_end = rest[1..].find('$')? + 2;
    let tag = &rest[..tag_end];
    let is_tag = tag[1..tag_end - 1].chars().all(|c| c.is_alphanumeric() || c == '_');
    let held = is_tag.then(|| &rest[tag_end..])?;
    let end = held.find(tag)?;
    Some((tag_end + end + tag_end, &held[..end]))
}

/// Words between commas that stand in no brackets.
pub fn parts(words: &[String]) -> Vec<&[String]> {
    let (mut depth, mut from, mut parts) = (0, 0, Vec::new());
    for (at, word) in words.iter().enumerate() {
        match word.as_str() {
            "(" => depth += 1,
            ")" => depth -= 1,
            "," if depth == 0 => {
                parts.push(&words[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&words[from..]);
    parts
}

/// The words that stand in no brackets.
pub fn outside_brackets(words: &[String]) -> Statement {
    let mut depth = 0;
    let mut outside = Vec::new();
    for word in words {
        match word.as_str() {
            "(" => depth += 1,
            ")" => depth -= 1,
            _ if depth == 0 => outside.push(word.clone()),
            _ => {}
        }
    }
    outside
}

/// Whether some words follow one another in it.
pub fn holds(words: &[String], phrase: &str) -> bool {
    let phrase: Vec<&str> = phrase.split(' ').collect();
    words.windows(phrase.len()).any(|part| part.iter().zip(&phrase).all(|(own, other)| own == other))
}

/// What follows some words at the beginning.
pub fn after<'a>(words: &'a [String], phrase: &str) -> Option<&'a [String]> {
    let phrase: Vec<&str> = phrase.split(' ').collect();
    let is_it = words.len() >= phrase.len() && words.iter().zip(&phrase).all(|(own, other)| own == other);
    is_it.then(|| &words[phrase.len()..])
}

#[test]
fn comments_texts_and_bodies_end_no_statement() {
    let sql = "-- one; two\nCREATE TABLE public.a (b text default 'it''s; so', \"C d\" int);/* ; */ \
        do $x$ begin drop table a; end $x$; select $1, a::text -- end";
    let joined: Vec<String> = statements(sql).iter().map(|statement| statement.join(" ")).collect();
    assert_eq!(
        joined,
        ["create table a ( b text default '' , C d int )", "do $ begin drop table a; end ", "select $1 , a : : text",]
    );
    let words = statements("add a numeric(1, 2), add b text check (b in ('x', 'y'))").remove(0);
    assert_eq!(parts(&words).len(), 2);
    assert_eq!(outside_brackets(parts(&words)[1]).join(" "), "add b text check");
}
