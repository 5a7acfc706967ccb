//! What the site does beside answering: it works through what waits, hands over messages, and keeps its state.

use std::sync::{Arc, Mutex};

use super::*;
use crate::bureau::sandbox::server::Site;

#[test]
fn messages_are_handed_over_once() {
    let sent: Arc<Mutex<Vec<(String, String)>>> = Arc::default();
    let kept = Arc::clone(&sent);
    let sender = move |mobile: &str, text: &str| kept.lock().unwrap().push((mobile.to_owned(), text.to_owned()));
    let mut client = Client::new();
    client.world.rules.sms = true;
    client.upload(of_filing(filing()));
    let code = client.world.verifications[0].code.clone();
    let site = Site::new(client.world, None, Some(Arc::new(sender)));
    (0..3).for_each(|_| site.tick());
    let sent = sent.lock().unwrap();
    assert!(sent.len() == 1 && sent[0].0 == "13000000000" && sent[0].1.contains(&code), "{sent:?}");
}

#[test]
fn the_state_is_kept_in_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let (client, _) = filed();
    Site::new(client.world.clone(), Some(file.clone()), None).save().unwrap();
    let world: World = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    assert_eq!(world, client.world);
    let nowhere = folder.path().join("no/state.json");
    let error = Site::new(world, Some(nowhere), None).save().unwrap_err();
    assert!(format!("{error:#}").contains("state.new"), "{error:#}");
}

/// As at the end of a minute that is the end of the program, too.
#[test]
fn two_that_save_at_once_leave_a_whole_state() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let (client, _) = filed();
    let site = Site::new(client.world.clone(), Some(file.clone()), None);
    let save = || (0..100).for_each(|_| site.save().unwrap());
    std::thread::scope(|both| {
        both.spawn(save);
        both.spawn(save);
    });
    let world: World = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    assert_eq!(world, client.world);
}

#[test]
fn a_tick_decides_what_is_due() {
    let mut client = Client::new();
    client.world.rules.sms = true;
    client.upload(of_filing(filing()));
    client.world.rules.delay = 60;
    client.world.rules.approve_all = true;
    let site = Site::new(client.world, None, None);
    site.with(|world| world.set_stage(1, Stage::Review, crate::clock::now()));
    site.tick();
    assert_eq!(site.with(|world| world.cases[0].stage.clone()), Stage::Review);
    site.with(|world| world.ahead += 61);
    site.tick();
    assert_eq!(site.with(|world| world.cases[0].stage.clone()), Stage::Approved);
}

#[test]
fn a_tick_lapses_what_is_over() {
    let mut client = Client::new();
    client.world.rules.sms = true;
    client.upload(of_filing(filing()));
    client.world.verifications[0].sent_at = crate::clock::now();
    let site = Site::new(client.world, None, None);
    site.with(|world| world.ahead += 23 * 3600);
    site.tick();
    assert_eq!(site.with(|world| (world.cases[0].stage.clone(), world.outgoing.len())), (Stage::Verifying, 0));
    site.with(|world| world.ahead += 3601);
    site.tick();
    site.tick();
    let lapsed = Stage::Lapsed("短信核验超时未完成".into());
    assert_eq!(site.with(|world| (world.cases[0].stage.clone(), world.outgoing.len())), (lapsed, 1), "told once");
}
