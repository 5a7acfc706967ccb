//! What a file of nearly the largest size that the interface allows costs the worker. An upload never comes near it, as it holds
//! one filing; what comes down may be of any size.

use std::time::{Duration, Instant};

use beian::bureau::messages::{Approval, IcpDownload};
use beian::bureau::sandbox::chance::Chance;
use beian::bureau::sandbox::{Settings, World};
use data_encoding::BASE64;

use super::Figure;
use super::line::Place;
use super::memory::Watch;
use super::results::filed;
use super::support::sandbox::Sandbox;
use super::support::workplace::UNIT;

/// Scans of a record, and the bytes of each: 100 KiB of base64, and 46 MiB in all.
const SCANS: usize = 470;
const BYTES: usize = 75 << 10;

/// What it costs to fetch it, to keep it sealed and to see that it concerns nothing here.
pub async fn fetch() -> Vec<Figure> {
    let place = Place::open().await;
    let sandbox_state = place.folder.path().join("bureau.json");
    let mut chance = Chance::new(1);
    let mut scan = || {
        let bytes: Vec<u8> = (0..BYTES / 8).flat_map(|_| chance.bits().to_le_bytes()).collect();
        BASE64.encode(&bytes)
    };
    let mut record = filed();
    record.websites[0].approvals =
        vec![Approval { trade: 1, number: "1012006001".into(), scans: (0..SCANS).map(|_| scan()).collect() }];
    let now = beian::clock::now();
    let mut world = World::new(Settings::default());
    world.publish(UNIT, IcpDownload { filings: vec![record], ..IcpDownload::default() }, now);
    let size = world.outgoing[0].text.len() >> 20;
    std::fs::write(&sandbox_state, world.saved(now).unwrap()).unwrap();
    drop(world);
    let mut sandbox = Sandbox::new(place.folder.path(), &[]);
    sandbox.start().await;
    let started = Instant::now();
    let (workplace, worker) = place.worker(&sandbox, 60);
    let watch = Watch::over(worker);
    while place.test.text("select count(*)::text from bureau_downloads where applied_at is not null").await != "1" {
        assert!(started.elapsed() < Duration::from_secs(300), "{}", workplace.log());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let took = started.elapsed();
    println!("a download of {size} MiB was fetched, kept and read in {took:.2?}");
    vec![Figure { what: "memory of the worker while it fetches a download near the largest", ..watch.figure() }]
}
