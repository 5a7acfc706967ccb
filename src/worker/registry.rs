//! Which handler carries out which topic.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use anyhow::{Context as _, anyhow};
use serde_json::Value;

use crate::bureau::job::Exchange;
use crate::facts::job::Looker;
use crate::liveness::job::Asker;
use crate::notify::job::Courier;
use crate::outbox::{Attempt, Job, JobError, JobResult};
use crate::recognition::job::Reader;
use crate::staff::job::Alarmer;

/// A future of this thread: a transaction's closure is not `Send`.
pub(super) type LocalFuture<T> = Pin<Box<dyn Future<Output = T>>>;

type Handler = Box<dyn Fn(Value, Attempt) -> LocalFuture<JobResult>>;

/// Handlers by topic.
#[derive(Default)]
pub struct Registry(BTreeMap<&'static str, Handler>);

impl Registry {
    /// Every topic of the program.
    pub fn standard(courier: &Rc<Courier>, looker: &Rc<Looker>, reader: &Rc<Reader>) -> Self {
        let mut registry = Self::default();
        let mail = Rc::clone(courier);
        registry.add(move |job, attempt| {
            let courier = Rc::clone(&mail);
            async move { courier.send_mail(job, attempt).await }
        });
        let sms = Rc::clone(courier);
        registry.add(move |job, attempt| {
            let courier = Rc::clone(&sms);
            async move { courier.send_sms(job, attempt).await }
        });
        let head = Rc::clone(courier);
        registry.add(move |job, attempt| {
            let courier = Rc::clone(&head);
            async move { courier.send_head(job, attempt).await }
        });
        let looker = Rc::clone(looker);
        registry.add(move |job, _| {
            let looker = Rc::clone(&looker);
            async move { looker.look_up(job).await }
        });
        let reader = Rc::clone(reader);
        registry.add(move |job, attempt| {
            let reader = Rc::clone(&reader);
            async move { reader.read(job, attempt).await }
        });
        registry
    }

    /// The topics of mails to staff.
    pub fn add_staff(&mut self, alarmer: &Rc<Alarmer>) {
        let own = Rc::clone(alarmer);
        self.add(move |job, attempt| {
            let alarmer = Rc::clone(&own);
            async move { alarmer.tell(job, attempt).await }
        });
        let own = Rc::clone(alarmer);
        self.add(move |job, attempt| {
            let alarmer = Rc::clone(&own);
            async move { alarmer.tell_moved(job, attempt).await }
        });
    }

    /// The topic of the verification service.
    pub fn add_faces(&mut self, asker: &Rc<Asker>) {
        let asker = Rc::clone(asker);
        self.add(move |job, _| {
            let asker = Rc::clone(&asker);
            async move { asker.ask(job).await }
        });
    }

    /// The topics of the line to the bureau.
    pub fn add_bureau(&mut self, exchange: &Rc<Exchange>) {
        let own = Rc::clone(exchange);
        self.add(move |job, _| {
            let exchange = Rc::clone(&own);
            async move { exchange.prepare(job).await }
        });
        let own = Rc::clone(exchange);
        self.add(move |job, _| {
            let exchange = Rc::clone(&own);
            async move { exchange.send_papers(job).await }
        });
        let own = Rc::clone(exchange);
        self.add(move |job, _| {
            let exchange = Rc::clone(&own);
            async move { exchange.reduce(job).await }
        });
        let own = Rc::clone(exchange);
        self.add(move |job, _| {
            let exchange = Rc::clone(&own);
            async move { exchange.send(job).await }
        });
        let own = Rc::clone(exchange);
        self.add(move |job, _| {
            let exchange = Rc::clone(&own);
            async move { exchange.fetch(job).await }
        });
        let own = Rc::clone(exchange);
        self.add(move |job, _| {
            let exchange = Rc::clone(&own);
            async move { exchange.apply(job).await }
        });
        let own = Rc::clone(exchange);
        self.add(move |job, _| {
            let exchange = Rc::clone(&own);
            async move { exchange.ask_statuses(job).await }
        });
    }

    /// Adds the handler of a job's topic. A handler may run again after a crash: it must be idempotent.
    pub fn add<J, F>(&mut self, handler: impl Fn(J, Attempt) -> F + 'static)
    where
        J: Job + 'static,
        F: Future<Output = JobResult> + 'static,
    {
        let read = move |payload: Value, attempt| -> LocalFuture<JobResult> {
            match serde_json::from_value::<J>(payload) {
                Ok(job) => Box::pin(handler(job, attempt)),
                Err(error) => Box::pin(async move {
                    Err(JobError::GiveUp(anyhow::Error::from(error).context("payload cannot be read")))
                }),
            }
        };
        self.0.insert(J::TOPIC, Box::new(read));
    }

    /// Runs a job's handler. A topic nobody knows may be of a newer program: it waits.
    pub(super) async fn run(&self, topic: &str, payload: Value, attempt: Attempt) -> JobResult {
        let handler = self.0.get(topic).with_context(|| format!("no handler for {topic}"));
        match handler {
            Ok(handler) => handler(payload, attempt).await,
            Err(error) => Err(JobError::Retry(anyhow!(error))),
        }
    }
}
