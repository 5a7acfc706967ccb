//! Carries out what the outbox holds, and what is due by the clock. Runs within a `LocalSet`; several may run at a time,
//! on several machines.

mod head;
pub mod registry;
pub mod runner;
pub mod schedule;

use std::rc::Rc;
use std::sync::Arc;

use anyhow::Context as _;

pub use registry::Registry;
pub use runner::Worker;
pub use schedule::Schedule;

use crate::bureau::client::{Gateway, StatusLine};
use crate::bureau::job::Exchange;
use crate::config::Config;
use crate::db::Db;
use crate::facts::job::Looker;
use crate::liveness::job::Asker;
use crate::material::decoder::Decoder;
use crate::notify::job::Courier;
use crate::recognition;
use crate::recognition::clients::Engine;
use crate::staff::job::Alarmer;
use crate::storage::Storage;

/// The worker of the program: every topic and every periodic task.
///
/// # Errors
/// When mail server, SMS gateway, name server, a secret or the folder of papers cannot be used; the error names the setting.
pub fn standard(config: &Config, db: Db) -> anyhow::Result<Worker> {
    let storage = Storage::open(config.storage_dir.clone(), db.sealer().clone())?;
    let courier = Rc::new(Courier::new(config, db.clone())?);
    let looker = Rc::new(Looker::new(&config.look_ups, db.clone())?);
    let decoder = Decoder::new(std::env::current_exe().context("own program not found")?);
    let engine = Engine::new(&config.reader, decoder.clone())?;
    let reader = Rc::new(recognition::job::Reader::new(db.clone(), storage.clone(), engine));
    let mut registry = Registry::standard(&courier, &looker, &reader);
    registry.add_staff(&Rc::new(Alarmer::new(config, db.clone())?));
    registry.add_faces(&Rc::new(Asker::new(config.face.as_ref(), db.clone())?));
    let mut schedule = Schedule::standard(&storage);
    if let Some(to) = &config.audit_head {
        schedule.add_head(to);
    }
    if let Some(settings) = &config.bureau {
        let gateway = Arc::new(Gateway::new(settings)?);
        let exchange = Exchange::new(db.clone(), (storage, decoder), Arc::clone(&gateway));
        registry.add_bureau(&Rc::new(exchange.asking(StatusLine::of(gateway, config.demo))));
        schedule.add_bureau(settings);
    }
    Ok(Worker::new(db, registry, schedule))
}
