//! The sandbox as a server: services, pages, and a tick that works through what waits.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::middleware::DefaultHeaders;
use actix_web::web::{Data, PayloadConfig, get, post, to};
use actix_web::{App, HttpServer};
use anyhow::Context as _;

use super::world::World;
use super::{methods, pages};
use crate::bureau::soap::{BODY_BYTES, Service};
use crate::clock;

const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";

/// Delivers an SMS: mobile number and text.
pub type Sender = Arc<dyn Fn(&str, &str) + Send + Sync>;

/// What the server works with.
#[derive(Clone)]
pub struct Site {
    world: Arc<Mutex<World>>,
    file: Option<PathBuf>,
    /// Held while the state is saved: who ends the program and who saves every minute write the same file.
    saving: Arc<Mutex<()>>,
    sender: Option<Sender>,
}

impl Site {
    /// A site of a world; its state is kept in a file if one is named.
    pub fn new(world: World, file: Option<PathBuf>, sender: Option<Sender>) -> Self {
        Self { world: Arc::new(Mutex::new(world)), file, saving: Arc::default(), sender }
    }

    /// Works with the world, alone.
    pub fn with<T>(&self, work: impl FnOnce(&mut World) -> T) -> T {
        work(&mut self.world())
    }

    /// The world, alone for as long as it is held: nothing is answered meanwhile.
    pub fn world(&self) -> MutexGuard<'_, World> {
        // A panic while the world was held leaves a world as good as any: it is a sandbox.
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Works through what waits and hands over messages.
    pub fn tick(&self) {
        let messages = self.with(|world| {
            let time = world.time(clock::now());
            world.work(time);
            if self.sender.is_some() { world.take_messages() } else { Vec::new() }
        });
        if let Some(sender) = &self.sender {
            messages.iter().for_each(|(mobile, text)| sender(mobile, text));
        }
    }

    /// Saves the state where it is kept.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save(&self) -> anyhow::Result<()> {
        let Some(file) = &self.file else { return Ok(()) };
        let _saving = self.saving.lock().unwrap_or_else(PoisonError::into_inner);
        let text = self.with(|world| world.saved(clock::now()))?;
        let beside = file.with_extension("new");
        std::fs::write(&beside, text).with_context(|| format!("cannot write {}", beside.display()))?;
        std::fs::rename(&beside, file).with_context(|| format!("cannot write {}", file.display()))
    }
}

/// The server, listening, and its address.
///
/// # Errors
/// When the address is taken.
pub fn serve(site: Site, listen: SocketAddr) -> anyhow::Result<(Server, SocketAddr)> {
    let data = Data::new(site);
    let server = HttpServer::new(move || {
        let headers = DefaultHeaders::new()
            .add(("Content-Security-Policy", POLICY))
            .add(("X-Content-Type-Options", "nosniff"))
            .add(("Cache-Control", "no-store"));
        let mut app = App::new().app_data(data.clone()).app_data(PayloadConfig::new(BODY_BYTES)).wrap(headers);
        for service in Service::ALL {
            app =
                app.route(service.path(), get().to(methods::describe)).route(service.path(), post().to(methods::call));
        }
        app.configure(pages::routes).default_service(to(pages::nowhere))
    })
    .workers(2)
    .shutdown_timeout(1)
    .disable_signals()
    .bind(listen)
    .with_context(|| format!("cannot listen on {listen}"))?;
    let bound = *server.addrs().first().context("no address")?;
    Ok((server.run(), bound))
}

/// Ticks every second and saves every minute, for ever.
pub async fn keep_working(site: Site) {
    let mut seconds = tokio::time::interval(Duration::from_secs(1));
    for second in 1_u64.. {
        seconds.tick().await;
        let one = site.clone();
        let is_minute = second.is_multiple_of(60);
        let work = move || {
            one.tick();
            if is_minute { one.save() } else { Ok(()) }
        };
        // A state that cannot be saved now is saved in a minute, or at the end.
        if let Ok(Err(error)) = tokio::task::spawn_blocking(work).await {
            tracing::warn!("the state was not saved: {error:#}");
        }
    }
}
