//! What was wrong with the files of one form, by the place they were sent to.

use crate::material::material::FileName;
use crate::text::{Message, Tr};

/// What was wrong with the files of one form: place, name of the file, why.
#[derive(Debug, Default)]
pub struct Errors(Vec<(String, String, Message)>);

impl Errors {
    /// Adds what is wrong with a place.
    pub fn add(&mut self, slot: &str, message: Message) {
        self.add_file(slot, "", message);
    }

    /// Adds what is wrong with a file.
    pub fn add_file(&mut self, slot: &str, name: &str, message: Message) {
        let name = FileName::parse(name).map_or_else(String::new, |name| name.reveal().to_owned());
        self.0.push((slot.to_owned(), name, message));
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is wrong with a place, in words.
    pub fn of(&self, t: Tr, slot: &str) -> Vec<String> {
        self.0.iter().filter(|(own, ..)| own == slot).map(|(_, name, message)| words(t, name, message)).collect()
    }

    /// Everything, as place and words.
    pub fn lines(&self, t: Tr) -> impl Iterator<Item = (&str, String)> {
        self.0.iter().map(move |(slot, name, message)| (slot.as_str(), words(t, name, message)))
    }

    /// The first reason, without the name of its file.
    pub fn first(&self) -> Option<&Message> {
        self.0.first().map(|(.., message)| message)
    }
}

fn words(t: Tr, name: &str, message: &Message) -> String {
    let problem = t.message(message);
    if name.is_empty() { problem } else { t.a2("material-file-problem", "file", name, "problem", problem) }
}
