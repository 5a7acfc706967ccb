//! What a switch does to a call: before it is carried out, or to its answer.

use std::time::Duration;

use super::world::World;

/// A fault a call meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// No answer ever comes.
    Hang,
    /// Status 500, and nothing was done.
    Error,
    /// Nonsense, and nothing was done.
    Garbage,
    /// The connection ends after the call was carried out.
    Cut,
}

impl World {
    /// The fault the next call meets, by a switch or by chance.
    pub fn fault(&mut self) -> Option<Fault> {
        let switches = &self.switches;
        let set = [
            (switches.hang, Fault::Hang),
            (switches.error_500, Fault::Error),
            (switches.garbage, Fault::Garbage),
            (switches.cut, Fault::Cut),
        ];
        if let Some((_, fault)) = set.into_iter().find(|(is_set, _)| *is_set) {
            return Some(fault);
        }
        let percent = switches.fault_percent;
        // A call that hangs stops a client for as long as its patience lasts: by chance it does not come.
        let faults = [Fault::Error, Fault::Garbage, Fault::Cut];
        self.chance.percent(percent).then(|| faults[self.chance.below(faults.len() as u64) as usize])
    }

    /// How long a call waits for its answer.
    pub fn slowness(&self) -> Duration {
        Duration::from_millis(self.switches.slow)
    }
}
