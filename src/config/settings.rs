//! Reading settings by their names.

use std::collections::BTreeMap;

use super::Complaint;

/// Reads settings by name and collects complaints instead of stopping at the first.
pub(super) struct Reader<'a> {
    pub(super) values: &'a BTreeMap<String, String>,
    pub(super) complaints: Vec<Complaint>,
}

impl Reader<'_> {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str).filter(|value| !value.trim().is_empty())
    }

    pub(super) fn required(&mut self, name: &str, advice: &str) -> String {
        match self.get(name) {
            Some(value) => value.to_owned(),
            None => {
                self.complain(name, format!("is missing: {advice}"));
                String::new()
            }
        }
    }

    pub(super) fn or(&self, name: &str, default: &str) -> String {
        self.get(name).unwrap_or(default).to_owned()
    }

    pub(super) fn parse<T: std::str::FromStr>(&mut self, name: &str, default: T, advice: &str) -> T {
        match self.get(name).map(str::parse) {
            None => default,
            Some(Ok(value)) => value,
            Some(Err(_)) => {
                self.complain(name, format!("cannot be read: {advice}"));
                default
            }
        }
    }

    /// The address of a service of others, without a slash at its end: by TLS, or on this machine.
    pub(super) fn service(&mut self, name: &str, advice: &str) -> String {
        let url = self.required(name, advice).trim_end_matches('/').to_owned();
        let is_here = ["http://127.0.0.1", "http://localhost", "http://[::1]"]
            .iter()
            .any(|here| url.strip_prefix(here).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/'])));
        if !url.is_empty() && !url.starts_with("https://") && !is_here {
            self.complain(name, "must start with https:// (plain http is for a program on this machine)");
        }
        url
    }

    pub(super) fn complain(&mut self, name: &str, advice: impl Into<String>) {
        self.complaints.push(Complaint { setting: name.to_owned(), advice: advice.into() });
    }
}
