//! Reads a schema from its lines: an element a line, below the one that holds it.

use super::{Kind, Rule, Schema};

/// The line that cannot be read, counted from one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadSchema(pub usize);

impl Schema {
    /// Reads a schema.
    pub fn parse(text: &str) -> Result<Self, BadSchema> {
        // Rules not yet closed, each with its depth.
        let mut open: Vec<Rule> = Vec::new();
        for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
            let depth = line.len() - line.trim_start().len();
            let rule = rule(line).ok_or(BadSchema(index + 1))?;
            if depth > open.len() || (depth == 0 && !open.is_empty()) {
                return Err(BadSchema(index + 1));
            }
            close(&mut open, depth);
            open.push(rule);
        }
        close(&mut open, 1);
        open.pop().map(|root| Self { root }).ok_or(BadSchema(0))
    }
}

fn close(open: &mut Vec<Rule>, depth: usize) {
    while open.len() > depth.max(1) {
        if let (Some(inner), Some(outer)) = (open.pop(), open.last_mut()) {
            outer.inner.push(inner);
        }
    }
}

fn rule(line: &str) -> Option<Rule> {
    let mut words = line.split_whitespace();
    let name = words.next()?.into();
    let (least, most) = match words.next()? {
        "1" => (1, 1),
        "?" => (0, 1),
        "+" => (1, usize::MAX),
        "*" => (0, usize::MAX),
        range => bounds(range, 0, usize::MAX)?,
    };
    let word = words.next()?;
    let range = words.clone().next().filter(|word| word.contains("..")).unwrap_or("..");
    let kind = match word {
        "all" => Kind::All,
        "seq" => Kind::Sequence,
        "choice" => Kind::Choice,
        "str" => {
            let (least, most) = bounds(range, 0, usize::MAX)?;
            Kind::Text { least, most: (most < usize::MAX).then_some(most) }
        }
        "int" => {
            let (least, most) = bounds(range, i64::MIN, i64::MAX)?;
            Kind::Number { least, most }
        }
        "any" => Kind::Any,
        _ => return None,
    };
    Some(Rule { name, least, most, kind, nil: words.any(|word| word == "nil"), inner: Vec::new() })
}

fn bounds<T: std::str::FromStr>(range: &str, lowest: T, highest: T) -> Option<(T, T)> {
    let (least, most) = range.split_once("..")?;
    let read = |text: &str, other| if text.is_empty() { Some(other) } else { text.parse().ok() };
    Some((read(least, lowest)?, read(most, highest)?))
}
