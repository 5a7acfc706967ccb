//! A mailbox of a test: receives mail and SMS on free ports, and settings that lead there. Within a `LocalSet`, as
//! `#[actix_web::test]` gives.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use beian::config::Config;
use beian::demo::mailbox::{Mailbox, Message, NoCodes, Site, listen_smtp, serve};
use tempfile::TempDir;

pub struct TestMailbox {
    pub mailbox: Mailbox,
    pub http: SocketAddr,
    pub config: Config,
    server: actix_web::dev::ServerHandle,
    _folder: TempDir,
}

impl TestMailbox {
    /// Starts one; `database_url` goes into its settings.
    pub async fn start(database_url: &str) -> Self {
        beian::notify::client::install_crypto();
        let free = SocketAddr::from(([127, 0, 0, 1], 0));
        let mailbox = Mailbox::default();
        let smtp = listen_smtp(mailbox.clone(), free).await.unwrap();
        let folder = TempDir::new().unwrap();
        let mut config = config(database_url, smtp, folder.path());
        let site = Site::new(&config, mailbox.clone(), Arc::new(NoCodes)).unwrap();
        let (server, http) = serve(site, free, None).unwrap();
        config.sms.as_mut().unwrap().url = format!("http://{http}/sms");
        let handle = server.handle();
        tokio::task::spawn_local(server);
        Self { mailbox, http, config, server: handle, _folder: folder }
    }

    /// Waits for a message to an address or number.
    pub async fn wait(&self, to: &str) -> Message {
        let arrives = self.mailbox.wait_for(|message| message.to == to);
        tokio::time::timeout(Duration::from_secs(10), arrives).await.unwrap_or_else(|_| panic!("nothing for {to}"))
    }

    pub async fn stop(self) {
        self.server.stop(false).await;
    }
}

fn config(database_url: &str, smtp: SocketAddr, folder: &Path) -> Config {
    let secret = folder.join("sms");
    std::fs::write(&secret, "a secret of the tests only").unwrap();
    let values = [
        ("DATABASE_URL", database_url),
        ("BEIAN_DEMO", "1"),
        ("BEIAN_PORTAL_ORIGIN", "http://127.0.0.1:8080"),
        ("BEIAN_OFFICE_ORIGIN", "http://127.0.0.1:8081"),
        ("BEIAN_KEY_FILE", "of no use here"),
        ("BEIAN_PEPPER_FILE", "of no use here"),
        ("BEIAN_STORAGE_DIR", folder.to_str().unwrap()),
        ("BEIAN_SMTP_URL", &format!("smtp://{smtp}")),
        ("BEIAN_SMS_URL", "http://127.0.0.1"),
        ("BEIAN_READER", "off"),
        ("BEIAN_SMS_SECRET_FILE", secret.to_str().unwrap()),
        ("BEIAN_MAIL_FROM", "示例云备案 <noreply@example.cn>"),
        ("BEIAN_PROVIDER_NAME_ZH", "示例云"),
        ("BEIAN_PROVIDER_NAME_EN", "Example Cloud"),
        ("BEIAN_PROVIDER_PHONE", "400-000-0000"),
        ("BEIAN_PROVIDER_EMAIL", "beian@example.cn"),
    ];
    let values: BTreeMap<String, String> = values.map(|(name, value)| (name.into(), value.into())).into();
    Config::from_values(&values).unwrap()
}
