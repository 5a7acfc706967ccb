//! Where the head of the audit chain goes, so that it is known outside of the database too.

use std::path::PathBuf;

use super::Reader;
use crate::values::Email;

/// Where each head is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuditHead {
    /// A line at the end of a file.
    File(PathBuf),
    /// A message to the log of this machine, by its socket.
    LocalLog(PathBuf),
    /// A message to the log of another machine: host and port, by UDP.
    Log(String),
    /// A mail.
    Mail(Email),
}

const NAME: &str = "BEIAN_AUDIT_HEAD";
const ADVICE: &str = "cannot be read: file:/path, syslog:/dev/log, syslog:host:port or mail:address";

impl AuditHead {
    pub(super) fn read(r: &mut Reader<'_>) -> Option<Self> {
        let text = r.get(NAME)?.trim().to_owned();
        let head = parse(&text);
        match &head {
            None => r.complain(NAME, ADVICE),
            Some(Self::File(path)) if !path.parent().is_some_and(std::path::Path::is_dir) => {
                r.complain(NAME, format!("names {}, whose folder is not there", path.display()));
            }
            Some(_) => {}
        }
        head
    }
}

fn parse(text: &str) -> Option<AuditHead> {
    let (way, to) = text.split_once(':')?;
    match way {
        "file" if to.starts_with('/') => Some(AuditHead::File(to.into())),
        "syslog" if to.starts_with('/') => Some(AuditHead::LocalLog(to.into())),
        "syslog" => {
            let (host, port) = to.rsplit_once(':')?;
            let is_whole = !host.is_empty() && port.parse::<u16>().is_ok_and(|port| port > 0);
            is_whole.then(|| AuditHead::Log(to.to_owned()))
        }
        "mail" => Email::parse(to).ok().map(AuditHead::Mail),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_out_has_its_form() {
        for (text, way) in [
            ("file:/var/log/beian/heads", Some(AuditHead::File("/var/log/beian/heads".into()))),
            ("syslog:/dev/log", Some(AuditHead::LocalLog("/dev/log".into()))),
            ("syslog:log.example.cn:514", Some(AuditHead::Log("log.example.cn:514".into()))),
            ("syslog:[2001:db8::1]:514", Some(AuditHead::Log("[2001:db8::1]:514".into()))),
            ("mail:audit@example.cn", Some(AuditHead::Mail(Email::parse("audit@example.cn").unwrap()))),
            ("file:heads", None),
            ("syslog:log.example.cn", None),
            ("syslog::514", None),
            ("mail:audit", None),
            ("/var/log/beian/heads", None),
        ] {
            assert_eq!(parse(text), way, "{text}");
        }
    }

    #[test]
    fn a_file_needs_its_folder() {
        for (value, complaints) in [("file:/tmp/heads", 0), ("file:/nonexistent/heads", 1), ("heads", 1)] {
            let values = [(NAME.to_owned(), value.to_owned())].into();
            let mut r = Reader { values: &values, complaints: Vec::new() };
            AuditHead::read(&mut r);
            assert_eq!(r.complaints.len(), complaints, "{value}");
        }
    }
}
