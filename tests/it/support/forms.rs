//! The forms of a page, as a browser reads and sends them. Our pages write every value between double quotes.

use super::guest::unescaped;

/// A form of a page.
#[derive(Debug, Clone, Default)]
pub struct Form {
    /// Where it goes.
    pub action: String,
    /// Whether it goes with files.
    pub has_files: bool,
    /// What is filled in, in the order of the page; what has no name is not sent.
    pub controls: Vec<Control>,
    /// The buttons that send it, as name and value: empty for one without a name.
    pub buttons: Vec<(String, String)>,
}

/// One control of a form; of radios and boxes each is its own.
#[derive(Debug, Clone)]
pub struct Control {
    /// Its name.
    pub name: String,
    /// The type of an input; `textarea` or `select`.
    pub kind: String,
    /// What stands in it.
    pub value: String,
    /// Whether a radio or a box is chosen.
    pub is_chosen: bool,
    /// The values of a select.
    pub options: Vec<String>,
}

impl Form {
    /// What it sends as it stands, without the button.
    pub fn sends(&self) -> Vec<(String, String)> {
        let is_sent = |control: &&Control| match control.kind.as_str() {
            "radio" | "checkbox" => control.is_chosen,
            kind => kind != "file",
        };
        let sent = self.controls.iter().filter(is_sent);
        sent.map(|control| (control.name.clone(), control.value.clone())).collect()
    }

    /// Takes in what a tag adds to it.
    fn read(&mut self, tag: &Tag<'_>) {
        let (name, value) = (tag.value("name"), tag.value("value"));
        if tag.name == "button" && tag.value("type") != "button" {
            self.buttons.push((name, value));
            return;
        }
        if tag.name == "option" {
            self.read_option(value, tag.has("selected"));
            return;
        }
        let (kind, value) = match tag.name {
            "input" => (tag.value("type"), value),
            // The first line break after the tag is none of the text.
            "textarea" => ("textarea".to_owned(), unescaped(tag.text.strip_prefix('\n').unwrap_or(tag.text))),
            "select" => ("select".to_owned(), String::new()),
            _ => return,
        };
        // What names a form belongs to that one, wherever it stands.
        if !name.is_empty() && !tag.has("disabled") && !tag.has("form") {
            let kind = if kind.is_empty() { "text".to_owned() } else { kind };
            self.controls.push(Control { name, kind, value, is_chosen: tag.has("checked"), options: Vec::new() });
        }
    }

    /// Of several that are selected the last counts, and the first of all where none is.
    fn read_option(&mut self, value: String, is_selected: bool) {
        if let Some(select) = self.controls.last_mut().filter(|control| control.kind == "select") {
            if is_selected || select.options.is_empty() {
                select.value.clone_from(&value);
            }
            select.options.push(value);
        }
    }
}

/// The forms of a page, without those that only search or filter.
pub fn posted(page: &str) -> Vec<Form> {
    let mut forms = Vec::new();
    let mut open: Option<Form> = None;
    for tag in tags(page) {
        match tag.name {
            "form" if tag.value("method") == "post" => {
                let has_files = tag.value("enctype") == "multipart/form-data";
                open = Some(Form { action: tag.value("action"), has_files, ..Form::default() });
            }
            "/form" => forms.extend(open.take()),
            _ => {
                if let Some(form) = &mut open {
                    form.read(&tag);
                }
            }
        }
    }
    forms
}

/// A tag, and the text after it.
struct Tag<'a> {
    name: &'a str,
    attributes: Vec<(&'a str, &'a str)>,
    text: &'a str,
}

impl Tag<'_> {
    fn has(&self, name: &str) -> bool {
        self.attributes.iter().any(|(own, _)| *own == name)
    }

    fn value(&self, name: &str) -> String {
        let found = self.attributes.iter().find(|(own, _)| *own == name);
        found.map(|(_, value)| unescaped(value)).unwrap_or_default()
    }
}

fn tags(page: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let mut rest = page;
    while let Some((_, after)) = rest.split_once('<') {
        let (inside, after) = after.split_at(end_of(after));
        let after = after.strip_prefix('>').unwrap_or(after);
        let (name, attributes) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
        tags.push(Tag {
            name,
            attributes: attributes_of(attributes),
            text: after.split('<').next().unwrap_or_default(),
        });
        rest = after;
    }
    tags
}

/// Where a tag ends; a sign between quotes ends none.
fn end_of(tag: &str) -> usize {
    let mut is_quoted = false;
    for (at, sign) in tag.char_indices() {
        match sign {
            '"' => is_quoted = !is_quoted,
            '>' if !is_quoted => return at,
            _ => {}
        }
    }
    tag.len()
}

fn attributes_of(mut rest: &str) -> Vec<(&str, &str)> {
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start();
        let end = rest.find(|sign: char| sign == '=' || sign.is_whitespace()).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        if name.is_empty() {
            return attributes;
        }
        match after.strip_prefix("=\"").and_then(|value| value.split_once('"')) {
            Some((value, after)) => {
                attributes.push((name, value));
                rest = after;
            }
            None => {
                attributes.push((name, ""));
                rest = after.trim_start_matches('=');
            }
        }
    }
}

#[test]
fn a_form_is_read_as_a_browser_reads_it() {
    let page = r#"<form method="get" action="/list"><input name="q"></form>
        <form class="card" method="post" action="/a?b=1&#38;c=2" novalidate><input type="hidden" name="version" value="3">
        <input name="line" type="text" value="&#60;a &#38; &#34;b&#34; > c" data-hint="x > y"><input type="text" value="nobody's">
        <input name="box" type="checkbox" value="yes" checked><input name="box" type="checkbox" value="no">
        <textarea name="words" rows="3">
一
二</textarea><select name="one"><option value="">-</option><option value="x" selected>X</option></select>
        <select name="none"><option value="a">A</option><option value="b">B</option></select>
        <input name="paper" type="file"><input type="hidden" form="language" name="other" value="1">
        <button type="button" name="show">?</button><button name="act" value="save">!</button></form>"#;
    let forms = posted(page);
    assert_eq!(forms.len(), 1, "{forms:?}");
    assert_eq!((forms[0].action.as_str(), forms[0].has_files), ("/a?b=1&c=2", false));
    let sent = forms[0].sends();
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let expected = [
        ("version", "3"),
        ("line", "<a & \"b\" > c"),
        ("box", "yes"),
        ("words", "一\n二"),
        ("one", "x"),
        ("none", "a"),
    ];
    assert_eq!(sent, expected);
    assert_eq!(forms[0].buttons, [("act".to_owned(), "save".to_owned())]);
    assert_eq!(forms[0].controls.iter().find(|control| control.name == "none").unwrap().options, ["a", "b"]);
}
