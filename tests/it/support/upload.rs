//! A form with files, as a browser sends it.

/// A form with files.
#[derive(Default)]
pub struct Upload(Vec<u8>);

impl Upload {
    /// What stands between its parts.
    pub const BOUNDARY: &str = "a-line-that-no-field-holds";

    /// A form with some fields.
    pub fn of(fields: &[(&str, &str)]) -> Self {
        fields.iter().fold(Self::default(), |form, (name, value)| form.text(name, value))
    }

    /// A field.
    pub fn text(self, name: &str, value: &str) -> Self {
        self.part(&format!("name=\"{name}\""), value.as_bytes())
    }

    /// A file. A control in which nothing was chosen is sent as one without name and content.
    pub fn file(self, slot: &str, name: &str, bytes: &[u8]) -> Self {
        self.file_of(slot, name, "application/octet-stream", bytes)
    }

    /// A file with a type.
    pub fn file_of(self, slot: &str, name: &str, kind: &str, bytes: &[u8]) -> Self {
        self.part(&format!("name=\"{slot}\"; filename=\"{name}\"\r\nContent-Type: {kind}"), bytes)
    }

    fn part(mut self, what: &str, content: &[u8]) -> Self {
        let head = format!("--{}\r\nContent-Disposition: form-data; {what}\r\n\r\n", Self::BOUNDARY);
        self.0.extend_from_slice(head.as_bytes());
        self.0.extend_from_slice(content);
        self.0.extend_from_slice(b"\r\n");
        self
    }

    /// The whole form with the token of its page before everything else.
    pub fn with_token(self, token: &str) -> Vec<u8> {
        [Self::default().text("csrf", token).0, self.0, format!("--{}--\r\n", Self::BOUNDARY).into_bytes()].concat()
    }

    /// Its parts so far.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}
