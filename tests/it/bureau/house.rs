//! A database with cases that were accepted, a bureau on a port of this machine, and a worker of the line between them.

use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use beian::bureau::client::{Gateway, StatusLine};
use beian::bureau::job::Exchange;
use beian::bureau::jobs::Fetch;
use beian::bureau::sandbox::server::{self, Site};
use beian::bureau::sandbox::{Settings, Upload, World};
use beian::bureau::service;
use beian::bureau::service::fetched;
use beian::bureau::soap::{Method, Request};
use beian::config::BureauSettings;
use beian::config::bureau::{Hours, Interface};
use beian::db::Db;
use beian::filing::application::Drafts;
use beian::filing::decision::Decision;
use beian::filing::state::{BureauFact, Event, Filing, StateCode};
use beian::filing::store;
use beian::material::decoder::Decoder;
use beian::notify::client::install_crypto;
use beian::storage::Storage;
use beian::text::{Lang, Tr};
use beian::values::actor::Actor;
use beian::worker::{Registry, Schedule, Worker};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::gate::{Gate, Moment};
use crate::support::accepted::Desk;
use crate::support::database::{TestDb, sealer};
pub use crate::support::workplace::UNIT;
use crate::support::workplace::Workplace;

/// Name of a file that is not ours.
const ELSEWHERE: &str = "elsewhere.xml";

pub struct House {
    pub test: TestDb,
    address: String,
    desk: Desk,
    exchange: Rc<Exchange>,
    bureau: Site,
    door: Arc<Door>,
    folder: TempDir,
}

/// Every call to the sandbox, which is as anybody gets it, goes through here.
struct Door {
    sandbox: SocketAddr,
    /// Calls of this method get no answer: an upload is carried out, a confirmation is not.
    cut: Mutex<Option<Method>>,
    gate: Gate,
}

impl House {
    pub async fn open() -> Self {
        Self::with(|desk| desk).await
    }

    /// With a desk of another kind.
    pub async fn with(change: impl FnOnce(Desk) -> Desk) -> Self {
        install_crypto();
        let test = TestDb::start().await;
        let folder = TempDir::new().unwrap();
        let (bureau, sandbox) = sandbox();
        let door = Arc::new(Door { sandbox, cut: Mutex::default(), gate: Gate::default() });
        let address = serve(Arc::clone(&door)).await;
        let storage = Storage::open(folder.path().join("papers"), sealer()).unwrap();
        let own = settings(&folder, &address);
        let exchange = Rc::new(exchange(&test, storage.clone(), &own));
        let desk = change(Desk::open(&test, test.db.clone(), storage).await);
        Self { test, address, desk, exchange, bureau, door, folder }
    }

    /// With a refusal that was stored, while no confirmation of it is answered.
    pub async fn with_a_file_unconfirmed() -> Self {
        let house = Self::open().await;
        house.accepted(1).await;
        house.work().await;
        house.bureau().refuse(1, "证件不清晰", beian::clock::now());
        house.cut(Some(Method::Acknowledge));
        house.fetch().await;
        house
    }

    /// The settings of the gateway and the papers, as a program reads them.
    pub fn values(&self) -> Vec<(&'static str, String)> {
        let own = settings(&self.folder, &self.address);
        let path = |path: std::path::PathBuf| path.to_str().unwrap().to_owned();
        vec![
            ("BEIAN_BUREAU_FILES_URL", own.files_url),
            ("BEIAN_BUREAU_UNIT", own.unit.to_string()),
            ("BEIAN_BUREAU_USER", own.user),
            ("BEIAN_BUREAU_PASSWORD_FILE", path(own.password_file)),
            ("BEIAN_BUREAU_CIPHER_FILE", path(own.cipher_file.unwrap())),
            ("BEIAN_STORAGE_DIR", path(self.folder.path().join("papers"))),
        ]
    }

    /// The bureau's system as a source of what is on record.
    pub fn status_line(&self) -> StatusLine {
        StatusLine::new(&settings(&self.folder, &self.address), true).unwrap().unwrap()
    }

    pub fn db(&self) -> &Db {
        &self.test.db
    }

    pub fn storage(&self) -> Storage {
        Storage::open(self.folder.path().join("papers"), sealer()).unwrap()
    }

    pub fn exchange(&self) -> &Exchange {
        &self.exchange
    }

    /// Another worker of the line, with other settings.
    pub fn another(&self, change: impl FnOnce(&mut BureauSettings)) -> Exchange {
        let mut own = settings(&self.folder, &self.address);
        change(&mut own);
        exchange(&self.test, self.storage(), &own)
    }

    /// The bureau, for a moment.
    pub fn bureau(&self) -> MutexGuard<'_, World> {
        self.bureau.world()
    }

    /// Where calls are held up.
    pub fn gate(&self) -> &Gate {
        &self.door.gate
    }

    /// What a worker of its own process is started with.
    pub fn workplace(&self) -> Workplace {
        Workplace::new(&self.test, &self.folder.path().join("papers"), &self.address, 1)
    }

    /// Mails and look-ups are another's matter.
    pub async fn only_the_line(&self) {
        self.test.as_owner("update outbox set run_at = now() + interval '1 day' where topic not like 'bureau.%'").await;
    }

    /// What a worker had in hand when it ended is free.
    pub async fn leases_lapse(&self) {
        let lapse = "update outbox set leased_until = now() - interval '1 s', attempts = 0
             where leased_until is not null and finished_at is null";
        self.test.as_owner(lapse).await;
    }

    /// What waits at the bureau is here, and nothing of it applied.
    pub async fn fetched(&self) {
        self.bureau().work(beian::clock::now());
        self.exchange.fetch(Fetch {}).await.unwrap();
    }

    pub fn cut(&self, method: Option<Method>) {
        *self.door.cut.lock().unwrap() = method;
    }

    /// Numbers of what the bureau took.
    pub fn uploads(&self) -> Vec<i64> {
        let bureau = self.bureau();
        bureau.uploads.iter().filter(|upload| upload.name != ELSEWHERE).map(|upload| upload.sequence).collect()
    }

    /// Another system of our unit sent a file under a number.
    pub fn count_elsewhere(&self, number: i64) {
        let (name, at) = (ELSEWHERE.to_owned(), beian::clock::now());
        let upload = Upload { unit: UNIT, sequence: number, name, bytes: b"<a/>".to_vec(), at, done: true, kept: true };
        self.bureau().uploads.push(upload);
        self.bureau().sequences.insert(UNIT, number);
    }

    /// The n-th case, accepted by the desk.
    pub async fn accepted(&self, n: u32) -> Filing {
        self.accepted_with(n, |_| ()).await
    }

    /// The same with other forms.
    pub async fn accepted_with(&self, n: u32, change: impl FnOnce(&mut Drafts)) -> Filing {
        self.desk.accepted(&self.test, n, change).await
    }

    /// The desk accepts a case.
    pub async fn accept(&self, case: &Filing) {
        self.desk.accept(case).await;
    }

    /// The n-th case, accepted, with its file fixed and numbered, and nothing sent.
    pub async fn prepared(&self, n: u32) -> Filing {
        let case = self.accepted(n).await;
        self.exchange.prepare(beian::bureau::jobs::Prepare { filing: case.id }).await.unwrap();
        self.test.as_owner("delete from outbox where topic = 'bureau.send' and finished_at is null").await;
        case
    }

    /// A call for the upload whose turn it is was begun, and the worker ended. Returns number and file.
    pub async fn begun(&self) -> (i64, Vec<u8>) {
        let turn = self.exchange.next().await.unwrap().unwrap();
        (turn.ours.number, self.exchange.begin(&turn).await.unwrap().unwrap())
    }

    pub fn specialist(&self) -> Actor {
        self.desk.specialist
    }

    /// The operator lets the line go on.
    pub async fn let_go_on(&self) {
        self.db().write(self.desk.specialist, async |tx| service::let_go_on(tx).await).await.unwrap();
    }

    pub async fn filing(&self, case: &Filing) -> Filing {
        self.desk.filing(case).await
    }

    pub async fn state(&self, case: &Filing) -> StateCode {
        self.filing(case).await.state.code()
    }

    pub async fn decisions(&self, case: &Filing) -> Vec<Decision> {
        self.db().read(Actor::Clock, async |tx| store::decisions::list(tx, case.id).await).await.unwrap()
    }

    /// An act of the bureau that the desk records by hand, with evidence.
    pub async fn perform(&self, case: &Filing, event: impl FnOnce(BureauFact) -> Event) {
        self.desk.record(case, event).await;
    }

    /// What the clock causes, and all that follows. It is long enough later that nothing rests.
    pub async fn work(&self) {
        self.test.as_owner("update bureau_line set rests_until = null").await;
        self.db().write(Actor::Clock, async |tx| service::look(tx, Hours::default()).await).await.unwrap();
        self.fetch().await;
    }

    /// News are asked for, long enough later that nothing rests, and all that waits is done.
    pub async fn fetch(&self) {
        let now = beian::clock::now();
        self.test.as_owner("update bureau_line set fetch_rests_until = null").await;
        self.bureau().work(now);
        self.db().write(Actor::Clock, async |tx| fetched::want(tx).await).await.unwrap();
        let mut registry = Registry::default();
        registry.add_bureau(&self.exchange);
        let worker = Worker::new(self.db().clone(), registry, Schedule::default());
        self.only_the_line().await;
        worker.run_until_idle().await.unwrap();
        self.bureau().work(now);
    }

    /// What the operator is told, in English.
    pub async fn alarms(&self) -> Vec<String> {
        let told = self.test.texts("select last_error from outbox where outcome = 'dead' order by id").await;
        let words = |kept: String| Tr::new(Lang::En).kept(&kept).unwrap_or(kept);
        told.into_iter().map(words).collect()
    }
}

fn exchange(test: &TestDb, storage: Storage, own: &BureauSettings) -> Exchange {
    let status = StatusLine::new(own, true).unwrap();
    let decoder = Decoder::new(env!("CARGO_BIN_EXE_beian").into());
    Exchange::new(test.db.clone(), (storage, decoder), Gateway::new(own).unwrap()).asking(status)
}

/// A sandbox of its own, and where it is.
pub fn sandbox() -> (Site, SocketAddr) {
    let site = Site::new(World::new(Settings::default()), None, None);
    let (server, address) = server::serve(site.clone(), "127.0.0.1:0".parse().unwrap()).unwrap();
    tokio::task::spawn_local(server);
    (site, address)
}

pub fn settings(folder: &TempDir, address: &str) -> BureauSettings {
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    BureauSettings {
        files_url: format!("{address}/ISPWebService/upDownLoad"),
        status_url: Some(format!("{address}/BeianStatusWebService/queryBeianStatus")),
        password_url: Some(format!("{address}/BeianStatusWebService/verifyBamm")),
        unit: UNIT,
        user: "demo".into(),
        password_file: file("password", "Passw0rd\n"),
        cipher_file: Some(file("cipher", "0123456789abcdef\n0102030405060708\n")),
        interface: Interface::default(),
        poll_seconds: 60,
        hours: Hours::default(),
        patience: Duration::from_secs(90),
        gap: Duration::ZERO,
    }
}

/// The door on a port: one call a connection.
async fn serve(door: Arc<Door>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(hand_on(Arc::clone(&door), stream));
        }
    });
    address
}

/// A whole request: its head with the empty line that ends it, and its body.
pub async fn read_request(stream: &mut TcpStream) -> std::io::Result<Option<(Vec<u8>, Vec<u8>)>> {
    let (mut read, mut head) = (Vec::new(), None);
    loop {
        if let Some((at, length)) = head
            && read.len() >= at + length
        {
            let body = read.split_off(at);
            return Ok(Some((read, body)));
        }
        if stream.read_buf(&mut read).await? == 0 {
            return Ok(None);
        }
        if head.is_none()
            && let Some(end) = read.windows(4).position(|four| four == b"\r\n\r\n")
        {
            let text = String::from_utf8_lossy(&read[..end]).to_lowercase();
            let length =
                text.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()?.trim().parse().ok());
            head = Some((end + 4, length.unwrap_or(0)));
        }
    }
}

/// Hands a call on to the sandbox, and its answer back.
async fn hand_on(door: Arc<Door>, mut stream: TcpStream) -> std::io::Result<()> {
    let Some((head, body)) = read_request(&mut stream).await? else { return Ok(()) };
    let method = Request::read(&body).unwrap().call.method();
    if !door.gate.pass(method, Moment::Arrived, &mut stream).await {
        return Ok(());
    }
    let is_cut = *door.cut.lock().unwrap() == Some(method);
    if is_cut && method == Method::Acknowledge {
        return Ok(());
    }
    let mut sandbox = TcpStream::connect(door.sandbox).await?;
    sandbox.write_all(&head[..head.len() - 2]).await?;
    sandbox.write_all(b"connection: close\r\n\r\n").await?;
    sandbox.write_all(&body).await?;
    let mut answer = Vec::new();
    sandbox.read_to_end(&mut answer).await?;
    if is_cut || !door.gate.pass(method, Moment::Done, &mut stream).await {
        return Ok(());
    }
    stream.write_all(&answer).await
}
