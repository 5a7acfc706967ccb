//! The folders that settings name, looked over before anything starts. Nothing is made here.

use std::collections::BTreeMap;
use std::path::Path;

use rustix::fs::{Access, access};

use super::Complaint;

/// What is wrong with the folders that the settings name.
pub(super) fn look_over(values: &BTreeMap<String, String>) -> Vec<Complaint> {
    let given = |name: &str| values.get(name).map(|value| value.trim()).filter(|value| !value.is_empty());
    let storage = given("BEIAN_STORAGE_DIR").and_then(|path| storage_fault(Path::new(path)));
    let assets = assets_fault(Path::new(given("BEIAN_ASSETS_DIR").unwrap_or("static/dist")));
    let faults = [("BEIAN_STORAGE_DIR", storage), ("BEIAN_ASSETS_DIR", assets)];
    let complaint =
        |(setting, fault): (&str, Option<String>)| Some(Complaint { setting: setting.into(), advice: fault? });
    faults.into_iter().filter_map(complaint).collect()
}

/// The folder is made at the start: what is there of its path must be a folder that can be written to.
fn storage_fault(path: &Path) -> Option<String> {
    let there = path.ancestors().find(|part| part.exists()).unwrap_or(Path::new("/"));
    let shown = there.display();
    if !there.is_dir() {
        return Some(format!("leads through {shown}, which is no folder: name another place for the sealed papers"));
    }
    let is_ours = access(there, Access::WRITE_OK | Access::EXEC_OK).is_ok();
    (!is_ours).then(|| format!("cannot be written to: give {shown} to the user the program runs as, or name another"))
}

fn assets_fault(folder: &Path) -> Option<String> {
    let is_there = folder.join("manifest.json").is_file();
    let shown = folder.display();
    (!is_there).then(|| {
        format!("must name the folder of built styles; {shown} has no manifest.json: build them with `make assets`")
    })
}
