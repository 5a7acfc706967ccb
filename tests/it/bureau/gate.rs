//! Where the worker is held up to be ended: a call that stands at the bureau's door, a row that somebody else holds.

use std::sync::Mutex;
use std::time::Duration;

use beian::bureau::soap::Method;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio_postgres::{Client, NoTls};

use crate::support::database::TestDb;

/// How far a call is when it is held up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// The bureau has all of it and did nothing yet.
    Arrived,
    /// The bureau has carried it out and did not answer yet.
    Done,
}

/// A door at the bureau.
#[derive(Default)]
pub struct Gate {
    closed: Mutex<Option<(Method, Moment)>>,
    reached: Notify,
    opened: Notify,
}

impl Gate {
    /// Holds up calls of a method at a moment.
    pub fn close(&self, method: Method, moment: Moment) {
        *self.closed.lock().unwrap() = Some((method, moment));
    }

    /// Waits until a call stands before it.
    pub async fn reached(&self) {
        let came = tokio::time::timeout(Duration::from_secs(30), self.reached.notified()).await;
        came.expect("no call came to the gate");
    }

    /// Lets the call that stands before it go on, and all that follow.
    pub fn open(&self) {
        *self.closed.lock().unwrap() = None;
        self.opened.notify_one();
    }

    /// Nobody stands before it any more.
    pub fn forget(&self) {
        *self.closed.lock().unwrap() = None;
    }

    /// Whether a call may go on: none whose caller is gone by then.
    pub async fn pass(&self, method: Method, moment: Moment, caller: &mut TcpStream) -> bool {
        if *self.closed.lock().unwrap() != Some((method, moment)) {
            return true;
        }
        self.reached.notify_one();
        let mut nothing = [0];
        tokio::select! {
            () = self.opened.notified() => true,
            _ = caller.read(&mut nothing) => false,
        }
    }
}

/// Rows that somebody else holds until this is dropped.
pub struct Hold {
    client: Client,
    watcher: Client,
}

impl Hold {
    /// Takes rows or a table by a statement.
    pub async fn take(test: &TestDb, statement: &str) -> Self {
        Self::take_from(test, statement, &test.url).await
    }

    /// The same to hold up a command of who owns the tables.
    pub async fn take_from_owner(test: &TestDb, statement: &str) -> Self {
        Self::take_from(test, statement, &test.owner_url).await
    }

    /// From whoever works as the role of an address: nobody else is told what it waits with.
    async fn take_from(test: &TestDb, statement: &str, waiting: &str) -> Self {
        let client = connect(&test.owner_url).await;
        client.batch_execute(&format!("begin; {statement}")).await.unwrap();
        Self { client, watcher: connect(waiting).await }
    }

    /// Waits until a statement that holds some words waits for these rows.
    pub async fn is_waited_for(&self, words: &str) {
        // Perhaps behind others that wait for the same rows.
        let sql = "select count(*) from pg_stat_activity
             where datname = current_database() and wait_event_type = 'Lock' and position($1 in query) > 0";
        for _ in 0..1500 {
            let waiting: i64 = self.watcher.query_one(sql, &[&words]).await.unwrap().get(0);
            if waiting > 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("nobody waits with {words}");
    }

    /// Gives them back.
    pub async fn give_back(self) {
        self.client.batch_execute("rollback").await.unwrap();
    }
}

async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}
