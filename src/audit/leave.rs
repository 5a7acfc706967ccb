//! How a head leaves: a line at the end of a file, a message to a log.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::net::{ToSocketAddrs as _, UdpSocket};
use std::os::unix::fs::OpenOptionsExt as _;
use std::os::unix::net::UnixDatagram;
use std::path::Path;

use super::head::Head;

/// Facility "log audit" (13), severity "notice" (5), as RFC 5424 numbers them.
const PRIORITY: u8 = 13 * 8 + 5;

/// Puts a line at the end of a file, which may be one that nobody can do more with (`chattr +a`). On the disk when this
/// returns.
///
/// # Errors
/// When the file cannot be made or written.
pub fn append(path: &Path, head: &Head) -> io::Result<()> {
    let mut file = OpenOptions::new().append(true).create(true).mode(0o600).open(path)?;
    file.write_all(format!("{}\n", head.line()).as_bytes())?;
    file.sync_data()
}

/// Tells the log of this machine.
///
/// # Errors
/// When nobody listens at the socket.
pub fn tell_local(socket: &Path, head: &Head) -> io::Result<()> {
    let message = format!("<{PRIORITY}>beian: audit head {}", head.line());
    UnixDatagram::unbound()?.send_to(message.as_bytes(), socket).map(|_| ())
}

/// Tells the log of another machine, in the form of RFC 5424. That it arrived is not known.
///
/// # Errors
/// When the name leads nowhere or nothing can be sent.
pub fn tell(host: &str, head: &Head) -> io::Result<()> {
    let to = host.to_socket_addrs()?.next().ok_or(io::ErrorKind::NotFound)?;
    let from = if to.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" };
    let at = head.at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let message = format!("<{PRIORITY}>1 {at} - beian - - - audit head {}", head.line());
    UdpSocket::bind(from)?.send_to(message.as_bytes(), to).map(|_| ())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;
    use std::time::Duration;

    use super::*;
    use crate::audit::head::parse_all;

    fn head(seq: i64) -> Head {
        Head { seq, hash: vec![7; 32], at: "2026-11-29T08:00:05Z".parse().unwrap() }
    }

    #[test]
    fn a_file_grows_by_a_line_and_nobody_else_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("heads");
        append(&path, &head(1)).unwrap();
        append(&path, &head(2)).unwrap();
        assert_eq!(parse_all(&std::fs::read_to_string(&path).unwrap()), [head(1), head(2)]);
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(append(&folder.path().join("nowhere/heads"), &head(3)).is_err());
    }

    #[test]
    fn both_logs_get_a_message_that_can_be_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("log");
        let local = UnixDatagram::bind(&socket).unwrap();
        let far = UdpSocket::bind("127.0.0.1:0").unwrap();
        local.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        far.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        tell_local(&socket, &head(3)).unwrap();
        tell(&far.local_addr().unwrap().to_string(), &head(4)).unwrap();
        let (mut near_bytes, mut far_bytes) = ([0; 300], [0; 300]);
        let near = local.recv(&mut near_bytes).unwrap();
        let (there, _) = far.recv_from(&mut far_bytes).unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let (near, there) = (text(&near_bytes[..near]), text(&far_bytes[..there]));
        assert!(
            near.starts_with("<109>beian: ") && there.starts_with("<109>1 2026-11-29T08:00:05Z - beian "),
            "{there}"
        );
        assert_eq!((parse_all(&near), parse_all(&there)), (vec![head(3)], vec![head(4)]));
        assert!(tell_local(&folder.path().join("nobody"), &head(5)).is_err());
    }
}
