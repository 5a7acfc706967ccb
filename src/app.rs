//! Puts the features together: the routes of both sites, what they share, and the servers.

use std::num::NonZero;
use std::sync::Arc;
use std::thread::available_parallelism;

use actix_web::dev::Server;
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::{self, Data};
use actix_web::{App as Service, HttpResponse, HttpServer};
use anyhow::Context as _;

use crate::auth::password::Hasher;
use crate::auth::session::Site;
use crate::bureau::client::StatusLine;
use crate::config::Config;
use crate::db::Db;
use crate::db::bounds::Bounds;
use crate::db::pools::Shares;
use crate::error::Error;
use crate::liveness::vendor::client::Vendor;
use crate::material::decoder::Decoder;
use crate::paths::pattern;
use crate::registry::service::told::Outside;
use crate::relay::live::client::Live;
use crate::review::queue::Counted;
use crate::sealing::Sealer;
use crate::storage::Storage;
use crate::web::door::{self, Door, DoorLimits};
use crate::web::state::{App, SiteState};
use crate::web::{Access, Routes, assets, guard, switches};
use crate::{account, admin, bureau, guide, hosting, liveness, privacy, relay, review, staff, wizard};

/// Seconds for what is under way when a site is told to end. The whole program is gone after thirty: what comes after the sites
/// has its time too, and a slow upload would use all there is.
const LAST_ANSWERS: u64 = 25;

/// Both sites.
const SITES: usize = 2;

/// Everything a site or the worker stands on, opened once.
#[derive(Clone)]
pub struct Program {
    /// What all pages share.
    pub app: App,
    /// Decodes uploads in child processes.
    pub decoder: Data<Decoder>,
    /// Tells the pages that follow a filing.
    pub live: Live,
    /// The verification service for faces, where there is one.
    pub vendor: Data<Option<Vendor>>,
    /// What stood under the tabs of the queue a moment ago.
    pub counted: Data<Counted>,
    /// The bureau's system, where it can be asked what is on record.
    pub outside: Option<Data<dyn Outside>>,
}

/// The threads on which a site serves: one a core.
fn threads() -> usize {
    available_parallelism().map_or(1, NonZero::get)
}

/// What a program is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A command of an operator.
    Command,
    /// Both sites: each of their threads has connections of its own, where there are enough.
    Serve,
    /// The worker.
    Work,
}

impl Purpose {
    /// The way to the database for it. Within a runtime.
    ///
    /// # Errors
    /// Outside of a runtime.
    pub fn connect(self, config: &Config, sealer: Sealer) -> anyhow::Result<Db> {
        let all = config.database_connections;
        let (shares, bounds) = match self {
            Self::Command => (Shares::of_all(all), Bounds::NONE),
            Self::Serve => (Shares::with_threads(all, SITES * threads()), Bounds::SERVING),
            Self::Work => (Shares::of_all(all), Bounds::WORKING),
        };
        Db::bounded(&config.database_url, shares, sealer, bounds)
    }
}

/// Opens keys, pools and folders by the settings; how long the database may keep somebody waiting, and who has which connections,
/// depends on what is done then.
///
/// # Errors
/// When a file is missing or exposed, or the assets were not built.
pub fn open(config: Config, purpose: Purpose) -> anyhow::Result<Program> {
    let sealer = Sealer::load(&config.key_file)?;
    hosting::ranges::set(config.provider_ranges.clone());
    let hasher = Hasher::load(&config.pepper_file, config.hashing)?;
    let db = purpose.connect(&config, sealer.clone())?;
    let storage = Storage::open(config.storage_dir.clone(), sealer)?;
    assets::load(&config.assets_dir)?;
    let decoder = Data::new(Decoder::new(std::env::current_exe().context("own program not found")?));
    let status = config.bureau.as_ref().map(|settings| StatusLine::new(settings, config.demo)).transpose()?.flatten();
    let outside = status.map(|line| Data::from(Arc::new(line.noting(db.clone())) as Arc<dyn Outside>));
    let live = Live::new(&config.database_url);
    let vendor = Data::new(config.face.as_ref().map(Vendor::new).transpose()?);
    Ok(Program {
        app: App { config: Arc::new(config), db, hasher, storage },
        decoder,
        live,
        vendor,
        counted: Data::default(),
        outside,
    })
}

/// The routes of a site with their rules.
pub fn routes(site: Site) -> Routes {
    let mut r = Routes::default();
    r.get(pattern::ASSET, Access::Public, assets::show);
    r.post(pattern::LANGUAGE, Access::Public, switches::language);
    r.post(pattern::DISPLAY, Access::Public, switches::display);
    match site {
        Site::Portal => {
            guide::pages::routes(&mut r);
            account::pages::routes(&mut r);
            wizard::pages::routes(&mut r);
            relay::pages::routes(&mut r);
            liveness::pages::routes(&mut r);
            hosting::pages::routes(&mut r);
            privacy::pages::routes(&mut r);
        }
        Site::Office => {
            guide::pages::office_routes(&mut r);
            staff::pages::routes(&mut r);
            review::pages::routes(&mut r);
            bureau::pages::routes(&mut r);
            admin::pages::routes(&mut r);
            hosting::pages::office_routes(&mut r);
            privacy::pages::office_routes(&mut r);
        }
    }
    r
}

/// One site's server, listening. Within a runtime.
///
/// # Errors
/// When the address is taken.
pub fn serve(program: &Program, site: Site) -> anyhow::Result<Server> {
    let config = Arc::clone(&program.app.config);
    let listen = match site {
        Site::Portal => config.portal_listen,
        Site::Office => config.office_listen,
    };
    let state = Data::new(SiteState::new(site, &config, routes(site).rules().clone()));
    let app = program.app.clone();
    let decoder = program.decoder.clone();
    let live = Data::new(program.live.clone());
    let vendor = program.vendor.clone();
    let counted = program.counted.clone();
    let outside = program.outside.clone();
    let door = Door::new(DoorLimits::default(), config.trusted_proxies.clone());
    door.watch();
    let server = HttpServer::new(move || {
        // Runs on each thread of the site.
        let db = app.db.of_this_thread();
        Service::new()
            .app_data(Data::new(App { db, ..app.clone() }))
            .app_data(state.clone())
            .app_data(decoder.clone())
            .app_data(live.clone())
            .app_data(vendor.clone())
            .app_data(counted.clone())
            .configure(|config| {
                if let Some(outside) = &outside {
                    config.app_data(outside.clone());
                }
            })
            .wrap(from_fn(guard::guard))
            .wrap(Compress::default())
            .wrap(from_fn(door::pass))
            .configure(|config| routes(site).configure(config))
            .default_service(web::to(|| async { Err::<HttpResponse, _>(Error::NotFound) }))
    })
    .workers(threads())
    .shutdown_timeout(LAST_ANSWERS)
    .disable_signals()
    .on_connect(door.on_connect())
    .bind(listen)
    .with_context(|| format!("cannot listen on {listen}"))?;
    Ok(server.run())
}
