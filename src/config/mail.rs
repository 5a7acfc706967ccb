//! The settings of mail: where it leaves, from whom. Mail leaves this machine by TLS only.

use crate::values::Email;

/// Host names and addresses of this machine.
const HERE: [&str; 3] = ["127.0.0.1", "localhost", "[::1]"];

/// The address of the mail server in the words of the mail library.
///
/// # Errors
/// What is wrong and what to do.
pub fn transport_url(url: &str) -> Result<String, &'static str> {
    const FORMS: &str = "must be smtps://user@host, smtp+starttls://user@host, or smtp:// to a server \
                         on this machine; signs in a password are written as %40 for @";
    let (scheme, rest) = url.split_once("://").ok_or(FORMS)?;
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let (name, port) = match host.rsplit_once(':').filter(|_| !host.ends_with(']')) {
        Some((name, port)) => (name, Some(port)),
        None => (host, None),
    };
    let is_sound = !name.is_empty()
        && authority.matches('@').count() <= 1
        && authority.chars().all(|c| c.is_ascii_graphic())
        && port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0));
    if !is_sound {
        return Err(FORMS);
    }
    match scheme {
        "smtps" => Ok(format!("smtps://{authority}")),
        "smtp+starttls" => Ok(format!("smtp://{authority}?tls=required")),
        "smtp" if HERE.contains(&name) => Ok(format!("smtp://{authority}")),
        "smtp" => Err("is plain smtp:// to another machine: use smtps:// or smtp+starttls://"),
        _ => Err(FORMS),
    }
}

/// Whether a sender can be used: an address, or a name with the address in angle brackets.
pub(super) fn is_sender(text: &str) -> bool {
    let address = match text.split_once('<') {
        Some((_, rest)) => rest.strip_suffix('>'),
        None => Some(text),
    };
    address.is_some_and(|address| Email::parse(address).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_leaves_this_machine_by_tls_only() {
        for (url, expected) in [
            ("smtps://u:p@mail.example.cn", Some("smtps://u:p@mail.example.cn")),
            ("smtps://u%40example.cn:p@mail.example.cn:465/", Some("smtps://u%40example.cn:p@mail.example.cn:465")),
            ("smtp+starttls://u:p@mail.example.cn:587", Some("smtp://u:p@mail.example.cn:587?tls=required")),
            ("smtp://127.0.0.1:8026", Some("smtp://127.0.0.1:8026")),
            ("smtp://localhost", Some("smtp://localhost")),
            ("smtp://[::1]:25/", Some("smtp://[::1]:25")),
            ("smtp://[::1]", Some("smtp://[::1]")),
            ("smtp://127.0.0.1:25?tls=opportunistic", Some("smtp://127.0.0.1:25")),
            ("smtps://mail.example.cn?tls=none", Some("smtps://mail.example.cn")),
            ("smtp://mail.example.cn", None),
            ("smtp://localhost.example.cn", None),
            ("smtp://127.0.0.1@mail.example.cn", None),
            ("smtps://u@example.cn:p@mail.example.cn", None),
            ("smtps://u:p p@mail.example.cn", None),
            ("smtps://mail.example.cn:99999", None),
            ("smtps://:465", None),
            ("https://mail.example.cn", None),
            ("mail.example.cn", None),
        ] {
            assert_eq!(transport_url(url).ok().as_deref(), expected, "{url}");
        }
    }

    #[test]
    fn a_sender_is_an_address_or_a_name_with_one() {
        for text in ["noreply@example.cn", "备案中心 <noreply@example.cn>", "<noreply@example.cn>"] {
            assert!(is_sender(text), "{text}");
        }
        for text in ["备案中心", "备案中心 noreply@example.cn", "备案中心 <noreply@example.cn", "a@b@example.cn", "<>"]
        {
            assert!(!is_sender(text), "{text}");
        }
    }
}
