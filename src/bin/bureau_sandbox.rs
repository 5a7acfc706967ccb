//! bureau-sandbox: starts the sandbox, nothing else.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use beian::bureau::sandbox::server::{Sender, Site, keep_working, serve};
use beian::bureau::sandbox::{Settings, World, delivery};
use beian::config::SmsSettings;
use clap::Parser;
use serde::de::DeserializeOwned;
use tokio::signal::unix::{SignalKind, signal};

/// A bureau that speaks the enterprise filing interface: three WSDLs and six methods, a desk, SMS verification, faults on
/// demand. Its page is at the address it listens on, the documentation at /about.
#[derive(Parser)]
#[command(name = "bureau-sandbox", version)]
struct Options {
    /// Address to listen on. The pages have no password: keep it on this machine.
    #[arg(long, default_value = "127.0.0.1:8090")]
    listen: SocketAddr,
    /// File the state is loaded from and saved to, every minute and at the end.
    #[arg(long)]
    state: Option<PathBuf>,
    /// Seed of all chance: the same seed and the same calls lead to the same state. 1 unless the settings say otherwise;
    /// a loaded state goes on with its own.
    #[arg(long)]
    seed: Option<u64>,
    /// JSON file with version, letters, prefix, seed and units, as /about shows it; without it there is one unit. A loaded
    /// state goes on with its own.
    #[arg(long)]
    settings: Option<PathBuf>,
    /// Approve every case that passes the checks.
    #[arg(long)]
    approve_all: bool,
    /// Ask the persons in charge to verify by SMS.
    #[arg(long)]
    sms: bool,
    /// Address of an SMS gateway that delivers its messages; without it they stand on its page alone.
    #[arg(long, requires = "sms_secret_file")]
    sms_url: Option<String>,
    /// File with the secret that signs the calls of that gateway.
    #[arg(long, requires = "sms_url")]
    sms_secret_file: Option<PathBuf>,
}

fn world(options: &Options) -> anyhow::Result<World> {
    let mut world = match options.state.as_ref().filter(|file| file.exists()) {
        Some(file) => read(file)?,
        None => World::new(settings(options)?),
    };
    world.rules.approve_all |= options.approve_all;
    world.rules.sms |= options.sms;
    Ok(world)
}

fn sender(options: &Options) -> anyhow::Result<Option<Sender>> {
    let (Some(url), Some(secret_file)) = (options.sms_url.clone(), options.sms_secret_file.clone()) else {
        return Ok(None);
    };
    delivery::by_gateway(&SmsSettings { url, secret_file }).map(Some)
}

fn read<T: DeserializeOwned>(file: &Path) -> anyhow::Result<T> {
    let text = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    serde_json::from_slice(&text).with_context(|| format!("cannot make sense of {}", file.display()))
}

fn settings(options: &Options) -> anyhow::Result<Settings> {
    let mut settings = match &options.settings {
        Some(file) => read(file)?,
        None => Settings::default(),
    };
    settings.seed = options.seed.unwrap_or(settings.seed);
    Ok(settings)
}

#[actix_web::main]
async fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let site = Site::new(world(&options)?, options.state.clone(), sender(&options)?);
    let (server, address) = serve(site.clone(), options.listen)?;
    let handle = server.handle();
    actix_web::rt::spawn(keep_working(site.clone()));
    let mut terminated = signal(SignalKind::terminate())?;
    actix_web::rt::spawn(async move {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminated.recv() => {}
        }
        handle.stop(true).await;
    });
    std::io::Write::write_all(&mut std::io::stdout(), format!("http://{address}/\n").as_bytes())?;
    server.await?;
    site.save()
}
