//! The memory of a worker, and that of the children which decode pictures for it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::Figure;
use super::support::workplace::Process;

/// Memory of the worker, in MiB.
const MOST: usize = 100;
/// How often its children are looked at: each lives for longer.
const OFTEN: Duration = Duration::from_millis(20);

/// A worker that is watched until it ends.
pub struct Watch {
    worker: Process,
    ends: Arc<AtomicBool>,
    /// The most that its children held at one time, in KiB.
    children: Arc<AtomicUsize>,
    looks: Option<JoinHandle<()>>,
}

impl Watch {
    /// Watches a worker from now on.
    pub fn over(worker: Process) -> Self {
        let (ends, children) = (Arc::<AtomicBool>::default(), Arc::<AtomicUsize>::default());
        let (is_over, most, tasks) =
            (Arc::clone(&ends), Arc::clone(&children), PathBuf::from(format!("/proc/{}/task", worker.id())));
        let looks = thread::spawn(move || {
            while !is_over.load(Ordering::Relaxed) {
                most.fetch_max(children_of(&tasks), Ordering::Relaxed);
                thread::sleep(OFTEN);
            }
        });
        Self { worker, ends, children, looks: Some(looks) }
    }

    /// The most that the worker ever held, in MiB.
    fn most(&self) -> usize {
        self.worker.most_memory().div_ceil(1024)
    }

    /// The worker against its limit; its children, which are as many as cores and end with their picture, are told beside it.
    pub fn figure(&self) -> Figure {
        let (found, children) = (self.most(), self.children.load(Ordering::Relaxed).div_ceil(1024));
        Figure {
            what: "memory of the worker meanwhile",
            found: format!("{found} MiB, and {children} MiB of what decodes pictures for it"),
            limit: format!("{MOST} MiB without these"),
            is_within: found <= MOST,
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.ends.store(true, Ordering::Relaxed);
        if let Some(looks) = self.looks.take() {
            let _ = looks.join();
        }
    }
}

/// What all children of some threads hold at this moment, in KiB.
fn children_of(tasks: &Path) -> usize {
    let Ok(tasks) = fs::read_dir(tasks) else { return 0 };
    let told = tasks.flatten().filter_map(|task| fs::read_to_string(task.path().join("children")).ok());
    // Whoever has ended holds nothing.
    let of_one = |child: &str| child.parse::<u32>().ok().and_then(|child| try_held(child, "VmRSS")).unwrap_or(0);
    told.map(|children| children.split_whitespace().map(of_one).sum::<usize>()).sum()
}

/// A number of the state of a process, memory in KiB; none once it has ended.
pub fn try_held(pid: u32, what: &str) -> Option<usize> {
    let all = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = all.lines().find(|line| line.starts_with(what))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// The same of a process that runs.
pub fn held(pid: u32, what: &str) -> usize {
    try_held(pid, what).unwrap()
}
