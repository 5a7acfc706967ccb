//! The head of the audit chain leaves the database: what its owner does to the table afterwards no longer fits it.

use std::cell::Cell;
use std::rc::Rc;

use anyhow::Context as _;
use chrono::TimeDelta;

use super::schedule::Schedule;
use crate::audit::{Head, leave, store};
use crate::config::AuditHead;
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::notify::SendHead;
use crate::outbox::{self, Job as _};
use crate::values::actor::Actor;

impl Schedule {
    /// Every minute, as long as there is something new in it.
    pub fn add_head(&mut self, to: &AuditHead) {
        let (to, last) = (to.clone(), Rc::new(Cell::new(0)));
        self.add("audit head", TimeDelta::minutes(1), move |db| {
            let (to, last) = (to.clone(), Rc::clone(&last));
            async move { take_out(&db, to, &last).await }
        });
    }
}

async fn take_out(db: &Db, to: AuditHead, last: &Cell<i64>) -> Result<()> {
    let Some(head) = db.read(Actor::Clock, async |tx| store::head(tx).await).await? else {
        if last.get() > 0 {
            tracing::error!(before = last.get(), "the audit is empty");
        }
        return Ok(());
    };
    let seq = head.seq;
    if seq == last.get() {
        return Ok(());
    }
    if seq < last.get() {
        tracing::error!(seq, before = last.get(), "the audit is shorter than it was");
    }
    if let AuditHead::Mail(_) = to {
        // One mail at a time: where mail does not go the newest head is told once it does.
        let job = SendHead::new(&head);
        let send = async |tx: &mut Tx<'_>| {
            let waits = outbox::waits(tx, SendHead::TOPIC).await?;
            if !waits {
                outbox::enqueue(tx, &job).await?;
            }
            Ok(waits)
        };
        if db.write(Actor::Clock, send).await? {
            return Ok(());
        }
    } else {
        tell(to, head).await.context("BEIAN_AUDIT_HEAD: the head of the audit did not leave")?;
    }
    last.set(seq);
    Ok(())
}

/// On a thread that may wait.
async fn tell(to: AuditHead, head: Head) -> anyhow::Result<()> {
    let told = tokio::task::spawn_blocking(move || match to {
        AuditHead::File(path) => leave::append(&path, &head),
        AuditHead::LocalLog(socket) => leave::tell_local(&socket, &head),
        AuditHead::Log(host) => leave::tell(&host, &head),
        AuditHead::Mail(_) => Ok(()),
    });
    Ok(told.await??)
}
