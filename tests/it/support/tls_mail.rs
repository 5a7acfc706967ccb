//! A mail server of the tests with a certificate of its own: TLS from the first byte, after STARTTLS, or never. Within a
//! `LocalSet`.

use std::cell::{Cell, RefCell};
use std::io;
use std::net::IpAddr;
use std::rc::Rc;
use std::sync::Arc;

use data_encoding::BASE64;
use mailin::response::{AUTH_OK, INVALID_CREDENTIALS, OK};
use mailin::{Action, AuthMechanism, Handler, Response, Session, SessionBuilder};
use rcgen::{CertificateParams, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// User and password it lets in.
pub const USER: (&str, &str) = ("beian", "a-password");

/// When TLS begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    AtOnce,
    OnCommand,
    Never,
}

/// What came in.
#[derive(Default)]
pub struct Seen {
    /// Mails that were taken over, as they came.
    pub mails: RefCell<Vec<String>>,
    /// Lines that anybody on the way could have read.
    pub readable: RefCell<Vec<String>>,
}

pub struct TlsMail {
    pub port: u16,
    /// Who trusts this trusts the server, under the name `localhost`.
    pub certificate: String,
    pub seen: Rc<Seen>,
}

impl TlsMail {
    pub async fn start(tls: Tls) -> Self {
        beian::notify::client::install_crypto();
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(["localhost".to_owned()]).unwrap().self_signed(&key).unwrap();
        let secret = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let chain = vec![certificate.der().clone()];
        let config = ServerConfig::builder().with_no_client_auth().with_single_cert(chain, secret).unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Rc::new(Seen::default());
        let shared = Rc::clone(&seen);
        tokio::task::spawn_local(async move {
            while let Ok((stream, peer)) = listener.accept().await {
                // A connection that breaks off is what some tests are about.
                tokio::task::spawn_local(serve(stream, peer.ip(), tls, acceptor.clone(), Rc::clone(&shared)));
            }
        });
        let pem = BASE64.encode(certificate.der());
        let certificate = format!("-----BEGIN CERTIFICATE-----\n{pem}\n-----END CERTIFICATE-----\n");
        Self { port, certificate, seen }
    }
}

async fn serve(stream: TcpStream, peer: IpAddr, tls: Tls, acceptor: TlsAcceptor, seen: Rc<Seen>) -> io::Result<()> {
    let is_sealed = Rc::new(Cell::new(tls == Tls::AtOnce));
    let mut builder = SessionBuilder::new("mail.example.cn");
    builder.enable_auth(AuthMechanism::Plain);
    if tls == Tls::OnCommand {
        builder.enable_start_tls();
    } else {
        // mailin counts a connection as plain until STARTTLS; offering the sign-in is right within TLS, and a temptation
        // without.
        builder.insecure_enable_plaintext_auth();
    }
    let handler = Desk { seen: Rc::clone(&seen), is_in: false, data: Vec::new() };
    let mut session = builder.build(peer, handler);
    if tls == Tls::AtOnce {
        let mut stream = acceptor.accept(stream).await?;
        stream.write_all(&session.greeting().buffer()?).await?;
        return converse(&mut session, stream, &is_sealed, &seen).await.map(|_| ());
    }
    let mut stream = stream;
    stream.write_all(&session.greeting().buffer()?).await?;
    if let Some(stream) = converse(&mut session, stream, &is_sealed, &seen).await? {
        let stream = acceptor.accept(stream).await?;
        session.tls_active();
        is_sealed.set(true);
        converse(&mut session, stream, &is_sealed, &seen).await?;
    }
    Ok(())
}

/// Speaks until the client goes; gives the stream back where TLS is to begin.
async fn converse<S: AsyncRead + AsyncWrite + Unpin>(
    session: &mut Session<Desk>,
    stream: S,
    is_sealed: &Cell<bool>,
    seen: &Seen,
) -> io::Result<Option<S>> {
    let mut stream = BufReader::new(stream);
    loop {
        let mut line = Vec::new();
        if stream.read_until(b'\n', &mut line).await? == 0 {
            return Ok(None);
        }
        if !is_sealed.get() {
            seen.readable.borrow_mut().push(String::from_utf8_lossy(&line).trim_end().to_owned());
        }
        let response = session.process(&line);
        if response.action != Action::NoReply {
            stream.get_mut().write_all(&response.buffer()?).await?;
        }
        match response.action {
            Action::Close => return Ok(None),
            Action::UpgradeTls => return Ok(Some(stream.into_inner())),
            _ => {}
        }
    }
}

struct Desk {
    seen: Rc<Seen>,
    is_in: bool,
    data: Vec<u8>,
}

impl Handler for Desk {
    fn auth_plain(&mut self, _: &str, user: &str, password: &str) -> Response {
        self.is_in = (user, password) == USER;
        if self.is_in { AUTH_OK } else { INVALID_CREDENTIALS }
    }

    fn mail(&mut self, _: IpAddr, _: &str, _: &str) -> Response {
        self.data.clear();
        if self.is_in { OK } else { Response::custom(530, "5.7.0 sign in first".into()) }
    }

    fn data(&mut self, line: &[u8]) -> io::Result<()> {
        self.data.extend_from_slice(line);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        self.seen.mails.borrow_mut().push(String::from_utf8_lossy(&self.data).into_owned());
        OK
    }
}
