//! Receives mail by SMTP: the protocol is mailin's, the sockets are ours.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use mailin::response::{BAD_MAILBOX, NO_STORAGE, OK, TRANSACTION_FAILED};
use mailin::{Action, Handler, Response, Session, SessionBuilder};
use mailparse::{MailHeaderMap as _, ParsedMail};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};

use super::{Mailbox, Message, Verdict};
use crate::clock;
use crate::notify::notice::Channel;

/// Longest line, commands and message alike.
const LONGEST_LINE: u64 = 64 * 1024;
/// Largest mail.
const LARGEST: usize = 2 * 1024 * 1024;
/// How long a client may be silent.
const SILENCE: Duration = Duration::from_secs(300);

/// Listens for mail and receives it until the task is dropped. Returns the address it listens on. Within a `LocalSet`.
///
/// # Errors
/// When the address is taken.
pub async fn listen(mailbox: Mailbox, address: SocketAddr) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind(address).await?;
    let bound = listener.local_addr()?;
    tokio::task::spawn_local(async move {
        loop {
            match listener.accept().await {
                Ok((stream, peer)) => {
                    let mailbox = mailbox.clone();
                    tokio::task::spawn_local(async move {
                        if let Err(error) = receive(mailbox, stream, peer.ip()).await {
                            tracing::debug!(%error, "mail connection ended");
                        }
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, "mail connection not accepted");
                    sleep(Duration::from_millis(100)).await;
                }
            }
        }
    });
    Ok(bound)
}

async fn receive(mailbox: Mailbox, stream: TcpStream, peer: IpAddr) -> io::Result<()> {
    let handler = Envelope { mailbox: mailbox.clone(), to: Vec::new(), data: Vec::new() };
    let mut session: Session<Envelope> = SessionBuilder::new("mailbox.beian.example").build(peer, handler);
    let (read, mut write) = stream.into_split();
    let mut read = BufReader::new(read);
    write.write_all(&session.greeting().buffer()?).await?;
    let mut is_in_data = false;
    loop {
        let mut line = Vec::new();
        let mut limited = (&mut read).take(LONGEST_LINE);
        let length =
            timeout(SILENCE, limited.read_until(b'\n', &mut line)).await.map_err(|_| io::ErrorKind::TimedOut)??;
        if length == 0 || !line.ends_with(b"\n") {
            return Ok(());
        }
        let response = session.process(&line);
        if response.action == Action::NoReply {
            continue;
        }
        // The message is in the mailbox when its answer is held back: what a crash in between looks like.
        if std::mem::replace(&mut is_in_data, response.code == 354) {
            sleep(mailbox.slowness()).await;
        }
        write.write_all(&response.buffer()?).await?;
        if response.action == Action::Close {
            return Ok(());
        }
    }
}

/// One connection's message in the making.
struct Envelope {
    mailbox: Mailbox,
    to: Vec<String>,
    data: Vec<u8>,
}

impl Handler for Envelope {
    fn mail(&mut self, _: IpAddr, _: &str, _: &str) -> Response {
        self.to.clear();
        self.data.clear();
        OK
    }

    fn rcpt(&mut self, to: &str) -> Response {
        if !to.contains('@') {
            return BAD_MAILBOX;
        }
        match self.mailbox.judge(to) {
            Verdict::Refused => Response::custom(550, format!("5.1.1 <{to}>: no such mailbox")),
            Verdict::Busy => Response::custom(450, "4.2.0 busy, come again later".into()),
            Verdict::Welcome => {
                self.to.push(to.to_owned());
                OK
            }
        }
    }

    fn data(&mut self, line: &[u8]) -> io::Result<()> {
        // Counted on beyond the limit, so that the end can tell.
        if self.data.len() <= LARGEST {
            self.data.extend_from_slice(line);
        }
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        if self.data.len() > LARGEST {
            return NO_STORAGE;
        }
        let Ok(mail) = mailparse::parse_mail(&self.data) else { return TRANSACTION_FAILED };
        for to in &self.to {
            self.mailbox.add(message(&mail, to));
        }
        OK
    }
}

fn message(mail: &ParsedMail<'_>, to: &str) -> Message {
    let part = |kind: &str| mail.parts().find(|part| part.ctype.mimetype == kind).and_then(|part| part.get_body().ok());
    Message {
        number: 0,
        at: clock::now(),
        channel: Channel::Mail,
        id: mail.headers.get_first_value("Message-ID").unwrap_or_default(),
        to: to.to_owned(),
        subject: mail.headers.get_first_value("Subject").unwrap_or_default(),
        text: part("text/plain").unwrap_or_default().replace("\r\n", "\n"),
        html: part("text/html"),
        headers: mail.headers.iter().map(|header| (header.get_key(), header.get_value())).collect(),
    }
}
