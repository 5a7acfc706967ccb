//! Delivers messages by SMS through a gateway as the portal knows it: in a demo they land in its mailbox.

use std::sync::Arc;

use tokio::sync::mpsc::unbounded_channel;

use super::server::Sender;
use crate::config::SmsSettings;
use crate::notify::answer::Answer;
use crate::notify::client::{SmsGateway, install_crypto};
use crate::values::ids::OutboxId;

/// Sends by a gateway, one message after the other. To be called where tasks can run.
///
/// # Errors
/// When the gateway cannot be used.
pub fn by_gateway(settings: &SmsSettings) -> anyhow::Result<Sender> {
    install_crypto();
    let gateway = SmsGateway::new(settings)?;
    let (sender, mut messages) = unbounded_channel::<(String, String)>();
    actix_web::rt::spawn(async move {
        while let Some((mobile, text)) = messages.recv().await {
            // What is not taken over stands on the sandbox's page all the same.
            match gateway.send(OutboxId::new(), &mobile, text).await {
                Answer::Accepted(_) => {}
                answer => tracing::warn!("an SMS was not delivered: {}", answer.words()),
            }
        }
    });
    Ok(Arc::new(move |mobile: &str, text: &str| {
        // The task ends with the program alone.
        let _ = sender.send((mobile.to_owned(), text.to_owned()));
    }))
}
