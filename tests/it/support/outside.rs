//! A small internet on loopback: a name server, WHOIS, RDAP and web servers with and without TLS, and a second address that
//! nothing may ever reach. Within a `LocalSet`, as `#[actix_web::test]` gives.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use beian::facts::clients::Reach;
use data_encoding::BASE64;
use hickory_resolver::proto::op::{Message, OpCode, ResponseCode};
use hickory_resolver::proto::rr::rdata::{A, AAAA, NS};
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};
use rcgen::{CertificateParams, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, UdpSocket};
use tokio_rustls::TlsAcceptor;

/// Where the servers are, and where the trap is: as if inside somebody's network.
pub const HERE: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 1));
pub const TRAP: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));

/// What the name server says of a name.
#[derive(Clone)]
pub enum Told {
    Addresses(Vec<IpAddr>),
    /// One list after the other; the last stays.
    Turns(Vec<Vec<IpAddr>>),
    Broken,
    Silence,
}

/// What a server answers.
#[derive(Clone)]
pub enum Reply {
    Bytes(Vec<u8>),
    /// Nothing, and the line stays open.
    Silence,
    /// These bytes, and then more and more.
    Endless(Vec<u8>),
}

/// A page that opens.
pub fn page(html: &str) -> Reply {
    http("200 OK", "Content-Type: text/html; charset=utf-8\r\n", html)
}

pub fn redirect(to: &str) -> Reply {
    http("302 Found", &format!("Location: {to}\r\n"), "")
}

pub fn http(status: &str, headers: &str, body: &str) -> Reply {
    let length = body.len();
    Reply::Bytes(
        format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}").into(),
    )
}

pub fn json(status: &str, body: &serde_json::Value) -> Reply {
    http(status, "Content-Type: application/rdap+json\r\n", &body.to_string())
}

#[derive(Default)]
struct World {
    names: RefCell<BTreeMap<String, Told>>,
    turns: RefCell<BTreeMap<String, usize>>,
    /// By host and question.
    whois: RefCell<BTreeMap<String, Reply>>,
    /// By scheme, host and path: `https://example.cn/`.
    pages: RefCell<BTreeMap<String, Reply>>,
    questions: RefCell<Vec<String>>,
    trapped: Cell<usize>,
}

pub struct Internet {
    world: Rc<World>,
    pub reach: Reach,
}

impl Internet {
    /// With TLS under these hosts.
    pub async fn start(hosts: &[&str]) -> Self {
        beian::notify::client::install_crypto();
        let world = Rc::new(World::default());
        let (acceptor, certificate) = tls(hosts);
        let dns = UdpSocket::bind((HERE, 0)).await.unwrap();
        let name_server = Some(dns.local_addr().unwrap());
        tokio::task::spawn_local(answer_names(dns, Rc::clone(&world)));
        let (whois, http, https) = (listen().await, listen().await, listen().await);
        let port = |listeners: &(TcpListener, TcpListener)| listeners.0.local_addr().unwrap().port();
        let reach = Reach {
            name_server,
            allowed: vec![HERE],
            whois_port: port(&whois),
            http_port: port(&http),
            https_port: port(&https),
            certificate: Some(certificate),
            pace: 4,
        };
        tokio::task::spawn_local(serve_whois(whois.0, Rc::clone(&world)));
        tokio::task::spawn_local(serve_http(http.0, None, Rc::clone(&world)));
        tokio::task::spawn_local(serve_http(https.0, Some(acceptor), Rc::clone(&world)));
        for trap in [whois.1, http.1, https.1] {
            tokio::task::spawn_local(catch(trap, Rc::clone(&world)));
        }
        Self { world, reach }
    }

    /// A name that leads here.
    pub fn name(&self, name: &str) -> &Self {
        self.told(name, Told::Addresses(vec![HERE]))
    }

    pub fn told(&self, name: &str, told: Told) -> &Self {
        self.world.names.borrow_mut().insert(name.to_owned(), told);
        self
    }

    pub fn whois(&self, question: &str, answer: impl Into<Vec<u8>>) -> &Self {
        self.whois_says(question, Reply::Bytes(answer.into()))
    }

    pub fn whois_says(&self, question: &str, reply: Reply) -> &Self {
        self.world.whois.borrow_mut().insert(question.to_owned(), reply);
        self
    }

    pub fn web(&self, url: &str, reply: Reply) -> &Self {
        self.world.pages.borrow_mut().insert(url.to_owned(), reply);
        self
    }

    /// Address of a page here, with its port.
    pub fn url(&self, scheme: &str, rest: &str) -> String {
        let port = if scheme == "https" { self.reach.https_port } else { self.reach.http_port };
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        format!("{scheme}://{host}:{port}/{path}")
    }

    /// What was asked of WHOIS and web servers, in order.
    pub fn questions(&self) -> Vec<String> {
        self.world.questions.borrow().clone()
    }

    /// Connections that reached what none may reach.
    pub fn trapped(&self) -> usize {
        self.world.trapped.get()
    }
}

/// The same port at both addresses.
async fn listen() -> (TcpListener, TcpListener) {
    loop {
        let here = TcpListener::bind((HERE, 0)).await.unwrap();
        let port = here.local_addr().unwrap().port();
        if let Ok(trap) = TcpListener::bind((TRAP, port)).await {
            return (here, trap);
        }
    }
}

fn tls(hosts: &[&str]) -> (TlsAcceptor, String) {
    let key = KeyPair::generate().unwrap();
    let names: Vec<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
    let certificate = CertificateParams::new(names).unwrap().self_signed(&key).unwrap();
    let secret = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let chain = vec![certificate.der().clone()];
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(chain, secret).unwrap();
    let pem = BASE64.encode(certificate.der());
    (TlsAcceptor::from(Arc::new(config)), format!("-----BEGIN CERTIFICATE-----\n{pem}\n-----END CERTIFICATE-----\n"))
}

async fn answer_names(socket: UdpSocket, world: Rc<World>) {
    let mut buffer = [0; 2048];
    while let Ok((length, peer)) = socket.recv_from(&mut buffer).await {
        let query = Message::from_vec(&buffer[..length]).unwrap();
        if let Some(reply) = answer_name(&world, &query) {
            let _ = socket.send_to(&reply.to_vec().unwrap(), peer).await;
        }
    }
}

fn answer_name(world: &World, query: &Message) -> Option<Message> {
    let asked = query.queries[0].clone();
    let name = asked.name().to_ascii().trim_end_matches('.').to_lowercase();
    let mut reply = Message::response(query.metadata.id, OpCode::Query);
    reply.add_query(asked.clone());
    let addresses = match world.names.borrow().get(&name).cloned() {
        None => {
            reply.metadata.response_code = ResponseCode::NXDomain;
            return Some(reply);
        }
        Some(Told::Silence) => return None,
        Some(Told::Broken) => {
            reply.metadata.response_code = ResponseCode::ServFail;
            return Some(reply);
        }
        Some(Told::Addresses(addresses)) => addresses,
        Some(Told::Turns(lists)) => {
            let mut turns = world.turns.borrow_mut();
            let turn = turns.entry(format!("{name}/{}", asked.query_type())).or_default();
            *turn += 1;
            lists[(*turn - 1).min(lists.len() - 1)].clone()
        }
    };
    let mut add = |data: RData| {
        reply.add_answer(Record::from_rdata(asked.name().clone(), 60, data));
    };
    match asked.query_type() {
        RecordType::A => addresses.iter().for_each(|ip| {
            if let IpAddr::V4(ip) = ip {
                add(RData::A(A(*ip)));
            }
        }),
        RecordType::AAAA => addresses.iter().for_each(|ip| {
            if let IpAddr::V6(ip) = ip {
                add(RData::AAAA(AAAA(*ip)));
            }
        }),
        RecordType::NS => ["ns1", "ns2"].iter().for_each(|server| {
            add(RData::NS(NS(Name::from_ascii(format!("{server}.{name}.")).unwrap())));
        }),
        _ => {}
    }
    Some(reply)
}

async fn serve_whois(listener: TcpListener, world: Rc<World>) {
    while let Ok((mut stream, _)) = listener.accept().await {
        let world = Rc::clone(&world);
        tokio::task::spawn_local(async move {
            let question = read_until(&mut stream, b"\r\n").await;
            let question = question.trim().to_owned();
            world.questions.borrow_mut().push(format!("whois {question}"));
            let reply = world.whois.borrow().get(&question).cloned();
            send(&mut stream, reply.unwrap_or(Reply::Bytes(Vec::new()))).await
        });
    }
}

async fn serve_http(listener: TcpListener, tls: Option<TlsAcceptor>, world: Rc<World>) {
    while let Ok((stream, _)) = listener.accept().await {
        let (world, tls) = (Rc::clone(&world), tls.clone());
        tokio::task::spawn_local(async move {
            match tls {
                Some(tls) => answer_http(tls.accept(stream).await?, "https", &world).await,
                None => answer_http(stream, "http", &world).await,
            }
        });
    }
}

async fn answer_http(mut stream: impl AsyncRead + AsyncWrite + Unpin, scheme: &str, world: &World) -> io::Result<()> {
    let request = read_until(&mut stream, b"\r\n\r\n").await;
    let path = request.split(' ').nth(1).unwrap_or_default();
    let host = request.lines().find_map(|line| line.to_lowercase().strip_prefix("host: ").map(str::to_owned));
    let host = host.unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default();
    let url = format!("{scheme}://{host}{path}");
    world.questions.borrow_mut().push(url.clone());
    let reply = world.pages.borrow().get(&url).cloned();
    send(&mut stream, reply.unwrap_or_else(|| http("404 Not Found", "", ""))).await
}

async fn read_until(stream: &mut (impl AsyncRead + Unpin), end: &[u8]) -> String {
    let mut read = Vec::new();
    let mut buffer = [0; 1024];
    while !read.ends_with(end) {
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => break,
            Ok(length) => read.extend_from_slice(&buffer[..length]),
        }
    }
    String::from_utf8_lossy(&read).into_owned()
}

async fn send(stream: &mut (impl AsyncWrite + Unpin), reply: Reply) -> io::Result<()> {
    match reply {
        Reply::Bytes(bytes) => stream.write_all(&bytes).await?,
        Reply::Silence => tokio::time::sleep(Duration::from_secs(3600)).await,
        Reply::Endless(start) => {
            stream.write_all(&start).await?;
            loop {
                stream.write_all(&[b' '; 16 * 1024]).await?;
            }
        }
    }
    stream.shutdown().await
}

async fn catch(listener: TcpListener, world: Rc<World>) {
    while listener.accept().await.is_ok() {
        world.trapped.set(world.trapped.get() + 1);
    }
}

/// Addresses a name may lie about.
pub fn at(port_less: &str) -> IpAddr {
    SocketAddr::new(port_less.parse().unwrap(), 0).ip()
}
