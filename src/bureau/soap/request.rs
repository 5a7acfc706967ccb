//! Calls: written with the spellings of the wire, read with more patience.

use super::envelope::{Fault, open, wrap};
use super::{IdSpelling, Method, NAMESPACE, Type};
use crate::bureau::packaging::Package;
use crate::bureau::xml::Element;

/// Who calls, and the proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Id of the unit.
    pub unit: i64,
    /// User name.
    pub user: String,
    /// Random value.
    pub random: String,
    /// Hash of password and random value.
    pub password_hash: String,
    /// How it is hashed: 0 is MD5.
    pub hash_algorithm: i64,
}

/// What is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    /// Upload of a file.
    Upload {
        /// The file.
        package: Package,
        /// Its number.
        sequence: i64,
        /// How it is compressed: 0 is zip.
        compression: i64,
    },
    /// Fetch the next file.
    Download,
    /// Confirm a file by its name.
    Acknowledge(String),
    /// Ask for the last upload.
    PreviousUpload,
    /// Ask for the status of a domain or a document.
    Status {
        /// Kind of the condition.
        kind: i64,
        /// Domain or number.
        condition: String,
    },
    /// Check a filing password.
    VerifyPassword {
        /// Filing number.
        number: String,
        /// Password, or its hash.
        password: String,
    },
}

/// A call with its caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Who calls.
    pub caller: Caller,
    /// What.
    pub call: Call,
}

impl Call {
    /// Its method.
    pub fn method(&self) -> Method {
        match self {
            Self::Upload { .. } => Method::Upload,
            Self::Download => Method::Download,
            Self::Acknowledge(_) => Method::Acknowledge,
            Self::PreviousUpload => Method::PreviousUpload,
            Self::Status { .. } => Method::Status,
            Self::VerifyPassword { .. } => Method::VerifyPassword,
        }
    }
}

impl Request {
    /// Its envelope, with the usual spelling of the unit's id or another one.
    pub fn into_envelope(mut self, spelling: Option<IdSpelling>) -> String {
        let method = self.call.method();
        let id = spelling.unwrap_or(method.id_spelling()).as_str();
        let mut children = vec![Element::with_text(id, self.caller.unit.to_string())];
        for parameter in method.parameters() {
            children.push(Element::with_text(parameter.name, self.value(parameter.name)));
        }
        let operation = Element::with_children(&format!("m:{}", method.operation()), children);
        wrap(operation.attribute("xmlns:m", NAMESPACE))
    }

    /// The value of a parameter. A file is too long to be there twice: it is taken out.
    fn value(&mut self, parameter: &str) -> String {
        let caller = &self.caller;
        match (parameter, &mut self.call) {
            ("userName", _) => caller.user.clone(),
            ("randVal", _) => caller.random.clone(),
            ("pwdHash", _) => caller.password_hash.clone(),
            ("hashAlgorithm", _) => caller.hash_algorithm.to_string(),
            ("beianInfo", Call::Upload { package, .. }) => std::mem::take(&mut package.content),
            ("beianInfoHash", Call::Upload { package, .. }) => package.hash.clone(),
            ("dataSequence", Call::Upload { sequence, .. }) => sequence.to_string(),
            ("encryptAlgorithm", Call::Upload { package, .. }) => package.encryption.to_string(),
            ("compressionFormat", Call::Upload { compression, .. }) => compression.to_string(),
            ("fileName", Call::Acknowledge(name)) => name.clone(),
            ("queryConditionType", Call::Status { kind, .. }) => kind.to_string(),
            ("queryCondition", Call::Status { condition, .. }) => condition.clone(),
            ("baxh", Call::VerifyPassword { number, .. }) => number.clone(),
            ("bamm", Call::VerifyPassword { password, .. }) => password.clone(),
            _ => String::new(),
        }
    }

    /// Reads a call: names without case, in any order, in the namespace or in none. A text that is missing is empty and a
    /// number that is missing 0, as the bureau's own program would have it; a parameter told twice is refused.
    pub fn read(body: &[u8]) -> Result<Self, Fault> {
        let operation = open(body)?;
        let method = Method::of(&operation.name).ok_or_else(|| Fault::client("no such operation"))?;
        let mut values = Values::take(method, operation.children)?;
        let caller = Caller {
            unit: values.number("ispId"),
            user: values.text("userName"),
            random: values.text("randVal"),
            password_hash: values.text("pwdHash"),
            hash_algorithm: values.number("hashAlgorithm"),
        };
        let call = match method {
            Method::Upload => Call::Upload {
                package: Package {
                    content: values.text("beianInfo"),
                    hash: values.text("beianInfoHash"),
                    encryption: values.number("encryptAlgorithm"),
                },
                sequence: values.number("dataSequence"),
                compression: values.number("compressionFormat"),
            },
            Method::Download => Call::Download,
            Method::Acknowledge => Call::Acknowledge(values.text("fileName")),
            Method::PreviousUpload => Call::PreviousUpload,
            Method::Status => {
                Call::Status { kind: values.number("queryConditionType"), condition: values.text("queryCondition") }
            }
            Method::VerifyPassword => {
                Call::VerifyPassword { number: values.text("baxh"), password: values.text("bamm") }
            }
        };
        Ok(Self { caller, call })
    }
}

/// Values as they came, their numbers already read.
struct Values {
    texts: Vec<(String, String)>,
    numbers: Vec<(String, i64)>,
}

impl Values {
    fn take(method: Method, children: Vec<Element>) -> Result<Self, Fault> {
        let mut values = Self { texts: Vec::new(), numbers: Vec::new() };
        let mut seen: Vec<String> = Vec::new();
        for child in children {
            let name = child.name.to_ascii_lowercase();
            let parameter = method.parameters().iter().find(|parameter| parameter.name.eq_ignore_ascii_case(&name));
            let kind = match parameter {
                Some(parameter) => parameter.kind,
                None if name == "ispid" => Type::Long,
                None => return Err(Fault::client(format!("{name} is no parameter of {}", method.operation()))),
            };
            if seen.contains(&name) {
                return Err(Fault::client(format!("{name} is there twice")));
            }
            if kind == Type::Text {
                values.texts.push((name.clone(), child.text));
            } else {
                let text = child.text.trim();
                let number = if text.is_empty() { Ok(0) } else { text.parse() };
                let number = number.map_err(|_| Fault::client(format!("{name} is no number")))?;
                values.numbers.push((name.clone(), number));
            }
            seen.push(name);
        }
        Ok(values)
    }

    fn text(&mut self, name: &str) -> String {
        let found = self.texts.iter_mut().find(|(other, _)| other.eq_ignore_ascii_case(name));
        found.map(|(_, text)| std::mem::take(text)).unwrap_or_default()
    }

    fn number(&self, name: &str) -> i64 {
        self.numbers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map_or(0, |(_, number)| *number)
    }
}
