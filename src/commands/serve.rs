//! `beian serve` and `beian work`: what runs until it is told to stop.

use std::future::Future;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use actix_web::dev::ServerHandle;
use anyhow::Context as _;
use beian::admin::rules::service as rules;
use beian::app::{self, Program, Purpose};
use beian::auth::password::Hasher;
use beian::auth::session::Site;
use beian::config::Config;
use beian::db::{Db, duty};
use beian::demo::codes::DemoCodes;
use beian::demo::mailbox::{self, Mailbox};
use beian::web::door::raise_file_limit;
use beian::{monitor, reference, worker};
use futures_util::future::join_all;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::task::{JoinHandle, spawn_blocking, spawn_local};
use tokio::time::{Duration, sleep};

/// How soon a process knows of a decision on rules and of a key.
const KEPT_UP: Duration = Duration::from_secs(10);
/// How long the end may take once it is told, whatever hangs. The whole program is gone after thirty seconds: what comes after
/// this has a moment too.
const END: Duration = Duration::from_secs(26);

/// Both sites; in the demo the worker and the mailbox too, in the same process.
pub async fn serve(config: Config) -> anyhow::Result<ExitCode> {
    let program = open(config, Purpose::Serve).await?;
    let stop = Stop::listen()?;
    raise_file_limit();
    let portal = app::serve(&program, Site::Portal)?;
    let office = app::serve(&program, Site::Office)?;
    let mut handles = vec![portal.handle(), office.handle()];
    spawn_local(portal);
    spawn_local(office);
    handles.extend(start_monitor(&program, program.app.config.observing.serve_listen)?);
    let (mut worker, mut mailbox) = (None, None);
    if program.app.config.demo {
        mailbox = Some(start_mailbox(&program).await?);
        let (config, sealer) = (&program.app.config, program.app.db.sealer().clone());
        worker = Some(start_worker(&program, Purpose::Work.connect(config, sealer)?, &stop)?);
    }
    tracing::info!(
        portal = %program.app.config.portal_origin,
        office = %program.app.config.office_origin,
        demo = program.app.config.demo,
        "serving"
    );
    stop.wait().await;
    tracing::info!("stopping");
    // Answers that follow something have no end of their own.
    program.live.end();
    let sites = join_all(handles.iter().map(|handle| handle.stop(true)));
    let work = async { if let Some(worker) = worker { worker.await } else { Ok(()) } };
    let end = async {
        let ended = tokio::join!(sites, work).1;
        // What the worker had in hand may have been on its way into the mailbox.
        if let Some(mailbox) = mailbox {
            mailbox.stop(true).await;
        }
        ended.context("the worker ended badly")
    };
    in_time(&stop, end).await
}

/// The worker alone.
pub async fn work(config: Config) -> anyhow::Result<ExitCode> {
    let program = open(config, Purpose::Work).await?;
    let stop = Stop::listen()?;
    let monitor = start_monitor(&program, program.app.config.observing.work_listen)?;
    let worker = start_worker(&program, program.app.db.clone(), &stop)?;
    tracing::info!("working");
    let work = async {
        let ended = worker.await;
        join_all(monitor.iter().map(|handle| handle.stop(true))).await;
        ended.context("the worker ended badly")
    };
    in_time(&stop, work).await
}

/// Waits for what ends after it was told to, as long as that may take.
async fn in_time(stop: &Stop, end: impl Future<Output = anyhow::Result<()>>) -> anyhow::Result<ExitCode> {
    let over = async {
        stop.wait().await;
        sleep(END).await;
    };
    tokio::select! {
        ended = end => ended?,
        () = over => tracing::warn!("not all came to its end: what is left is taken up again once its lease lapses"),
    }
    Ok(ExitCode::SUCCESS)
}

/// Everything the program stands on, looked over before anything listens.
async fn open(config: Config, purpose: Purpose) -> anyhow::Result<Program> {
    reference::check_for(config.bureau.is_some()).context("reference data")?;
    let program = app::open(config, purpose)?;
    duty::ensure_migrated(&program.app.config.database_url).await?;
    duty::ensure_fit(&program.app.db, program.app.config.demo).await?;
    rules::refresh(&program.app.db).await.context("rules that were decided here")?;
    spawn_local(keep_up(program.app.db.clone(), program.app.hasher.clone()));
    Ok(program)
}

/// Takes in what is decided on rules in another process, where a decision holds from the next day at the earliest, and keys
/// and peppers that were rotated.
async fn keep_up(db: Db, hasher: Hasher) {
    loop {
        sleep(KEPT_UP).await;
        match db.sealer().reload() {
            Ok(true) => tracing::info!(seals = db.sealer().current(), "the key file changed"),
            Ok(false) => {}
            Err(error) => tracing::error!(%error, "the key file changed, and cannot be used"),
        }
        let own = hasher.clone();
        if let Ok(Err(error)) = spawn_blocking(move || own.reload()).await {
            tracing::error!(%error, "the pepper file changed, and cannot be used");
        }
        if let Err(error) = rules::refresh(&db).await {
            tracing::warn!(%error, "rules were not looked at");
        }
    }
}

/// The worker as a task; when told to stop it ends what it has in hand, or gives it back.
fn start_worker(program: &Program, db: Db, stop: &Stop) -> anyhow::Result<JoinHandle<()>> {
    let worker = worker::standard(&program.app.config, db)?;
    let stop = stop.wait();
    Ok(spawn_local(async move { worker.run(stop).await }))
}

/// What tells metrics and health, where the settings name a place.
fn start_monitor(program: &Program, listen: Option<SocketAddr>) -> anyhow::Result<Option<ServerHandle>> {
    let Some(listen) = listen else { return Ok(None) };
    let server = monitor::serve(program, listen)?;
    let handle = server.handle();
    spawn_local(server);
    Ok(Some(handle))
}

/// The mailbox: its page, and what receives mail and SMS.
async fn start_mailbox(program: &Program) -> anyhow::Result<ServerHandle> {
    let config = &program.app.config;
    let mailbox = Mailbox::default();
    if let Some(address) = config.mailbox_smtp() {
        let bound = mailbox::listen_smtp(mailbox.clone(), address).await;
        bound.with_context(|| format!("BEIAN_SMTP_URL: cannot listen on {address}"))?;
    }
    let codes = Arc::new(DemoCodes::new(program.app.db.clone()));
    let site = mailbox::Site::new(config, mailbox, codes)?;
    let (server, _) = mailbox::serve(site, config.mailbox_listen, Some(program.app.clone()))?;
    let handle = server.handle();
    spawn_local(server);
    Ok(handle)
}

/// Ctrl-C or SIGTERM, for as many as wait for it.
struct Stop(watch::Receiver<bool>);

impl Stop {
    fn listen() -> anyhow::Result<Self> {
        let (told, stop) = watch::channel(false);
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        spawn_local(async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            let _ = told.send(true);
        });
        Ok(Self(stop))
    }

    fn wait(&self) -> impl Future<Output = ()> + 'static {
        let mut stop = self.0.clone();
        async move {
            // An error means that nobody can tell any more: stop too.
            let _ = stop.wait_for(|is_told| *is_told).await;
        }
    }
}
