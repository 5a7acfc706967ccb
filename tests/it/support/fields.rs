//! The fields of every form of ours, read out of the types that forms are decoded into: a new one is tried without being named.

use std::collections::BTreeSet;

use super::sources::{self, Source};

/// Where forms and what an address asks are decoded into types.
const PLACES: [&str; 7] = [
    "/pages/",
    "src/web/",
    "src/filing/application",
    "/form.rs",
    "src/filing/mailing.rs",
    "src/hosting/record.rs",
    "src/review/queue.rs",
];

fn is_read(source: &Source) -> bool {
    !source.is_test() && PLACES.iter().any(|place| source.path.contains(place))
}

/// Names of fields, by what they are decoded into.
#[derive(Default)]
pub struct Fields {
    /// Texts, and lists of them.
    pub texts: BTreeSet<String>,
    /// Numbers: with a word in their place nothing else of the form is looked at.
    pub numbers: BTreeSet<String>,
}

impl Fields {
    /// Those of all forms.
    pub fn of_all() -> Self {
        let mut fields = Self::default();
        for file in sources::files(&["src"], &[".rs"]).iter().filter(|file| is_read(file)) {
            fields.read(&file.text);
        }
        let Self { texts, numbers } = &mut fields;
        texts.retain(|name| !numbers.contains(name));
        assert!(texts.len() > 100 && numbers.len() > 5, "the sources are not read: {texts:?} {numbers:?}");
        fields
    }

    fn read(&mut self, source: &str) {
        let (mut is_decoded, mut is_inside, mut sent_as) = (false, false, None);
        for line in source.lines() {
            let own = line.trim();
            if own.starts_with("#[derive(") {
                is_decoded = own.contains("Deserialize");
            } else if own.contains("struct ") && own.ends_with('{') {
                (is_inside, is_decoded) = (is_decoded, false);
            } else if line.starts_with('}') {
                is_inside = false;
            } else if is_inside && let Some(renamed) = own.strip_prefix("#[serde(rename = \"") {
                sent_as = renamed.split('"').next();
            } else if is_inside && let Some((name, kind)) = own.split_once(": ") {
                let name = name.rsplit(' ').next().unwrap_or_default();
                self.take(sent_as.take().unwrap_or(name), kind.trim_end_matches(','));
            }
        }
    }

    fn take(&mut self, name: &str, kind: &str) {
        let names = match kind {
            "String" | "Vec<String>" | "Option<String>" => &mut self.texts,
            "i32" | "i64" | "u8" | "u32" | "u64" | "Option<i64>" | "Option<u32>" => &mut self.numbers,
            _ => return,
        };
        if name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_".contains(&byte)) {
            names.insert(name.to_owned());
        }
    }
}

/// One that stands elsewhere would be tried with nothing of its own.
#[test]
fn every_form_that_is_posted_is_read_for_its_fields() {
    let all = sources::files(&["src"], &[".rs"]);
    let taken = all.iter().flat_map(|source| source.text.split("PostForm<").skip(1));
    let is_name = |name: &&str| name.len() > 1 && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let posted: BTreeSet<&str> = taken.filter_map(|rest| rest.split('>').next()).filter(is_name).collect();
    assert!(posted.len() > 40, "the sources are not read: {posted:?}");
    let is_known = |name: &str| {
        let begin = format!("struct {name} {{");
        all.iter().any(|source| is_read(source) && source.text.contains(&begin))
    };
    let missing: Vec<&str> = posted.into_iter().filter(|name| !is_known(name)).collect();
    assert!(missing.is_empty(), "{missing:?} stand in none of {PLACES:?}");
}
