//! The fields of every form of ours, read out of the types that forms are decoded into: a new one is tried without being named.

use std::collections::BTreeSet;

use crate::support::sources;

/// Where forms and what an address asks are decoded into types.
const PLACES: [&str; 5] = ["/pages/", "src/web/", "src/filing/application", "/form.rs", "src/hosting/record.rs"];

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
        let files = sources::files(&["src"], &[".rs"]).into_iter();
        for file in files.filter(|file| !file.is_test() && PLACES.iter().any(|place| file.path.contains(place))) {
            fields.read(&file.text);
        }
        let Self { texts, numbers } = &mut fields;
        texts.retain(|name| !numbers.contains(name));
        assert!(texts.len() > 100 && numbers.len() > 5, "the sources are not read: {texts:?} {numbers:?}");
        fields
    }

    fn read(&mut self, source: &str) {
        let (mut is_decoded, mut is_inside) = (false, false);
        for line in source.lines() {
            let own = line.trim();
            if own.starts_with("#[derive(") {
                is_decoded = own.contains("Deserialize");
            } else if own.contains("struct ") && own.ends_with('{') {
                (is_inside, is_decoded) = (is_decoded, false);
            } else if line.starts_with('}') {
                is_inside = false;
            } else if is_inside && let Some((name, kind)) = own.split_once(": ") {
                self.take(name.rsplit(' ').next().unwrap_or_default(), kind.trim_end_matches(','));
            }
        }
    }

    fn take(&mut self, name: &str, kind: &str) {
        let names = match kind {
            "String" | "Vec<String>" | "Option<String>" => &mut self.texts,
            "i32" | "i64" | "u8" | "u32" | "u64" | "Option<i64>" | "Option<u32>" => &mut self.numbers,
            _ => return,
        };
        if name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_') {
            names.insert(name.to_owned());
        }
    }
}
