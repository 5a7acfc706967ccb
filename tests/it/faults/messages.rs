//! The mail server and the SMS gateway are down, hang, or are cut off around their answer.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use beian::notify::Notice;
use beian::notify::notice::Channel;
use beian::text::Lang;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::faults::moments;
use crate::messages::house::House;

/// What is wrong with the way to a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// Every connection is closed at once.
    Down,
    /// Nothing comes back.
    Hang,
    /// The message is taken over, and the answer never comes.
    CutBefore,
    /// It is taken over and answered, and then the line is cut.
    CutAfter,
}

/// The way to a server, which can be disturbed.
#[derive(Clone)]
struct Way {
    fault: Arc<Mutex<Option<Fault>>>,
    /// How a message ends on its way there.
    end: &'static [u8],
}

impl Way {
    /// Opens one; its address.
    async fn open(to: SocketAddr, end: &'static [u8]) -> (Self, SocketAddr) {
        let way = Self { fault: Arc::default(), end };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let own = way.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (own, server) = (own.clone(), TcpStream::connect(to).await.unwrap());
                tokio::spawn(async move { own.carry(client, server).await });
            }
        });
        (way, address)
    }

    fn is(&self, fault: Fault) -> bool {
        *self.fault.lock().unwrap() == Some(fault)
    }

    fn set(&self, fault: Option<Fault>) {
        *self.fault.lock().unwrap() = fault;
    }

    async fn carry(&self, mut client: TcpStream, mut server: TcpStream) -> std::io::Result<()> {
        let (mut there, mut back) = ([0; 4096], [0; 4096]);
        let mut sent: Vec<u8> = Vec::new();
        loop {
            if self.is(Fault::Down) {
                return Ok(());
            }
            if self.is(Fault::Hang) {
                std::future::pending::<()>().await;
            }
            tokio::select! {
                read = client.read(&mut there) => {
                    let read = read?;
                    if read == 0 {
                        return Ok(());
                    }
                    sent.extend_from_slice(&there[..read]);
                    server.write_all(&there[..read]).await?;
                }
                read = server.read(&mut back) => {
                    let read = read?;
                    if read == 0 {
                        return Ok(());
                    }
                    let is_over = sent.ends_with(self.end);
                    if is_over && self.is(Fault::CutBefore) {
                        return Ok(());
                    }
                    client.write_all(&back[..read]).await?;
                    if is_over && self.is(Fault::CutAfter) {
                        return client.shutdown().await;
                    }
                }
            }
        }
    }
}

/// How long a worker may be held by both channels, one after the other.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(90);

#[actix_web::test]
#[ignore = "takes a minute: make faults"]
async fn mail_and_sms_that_are_down_hang_or_are_cut_off_send_each_message_once() {
    let mut house = House::open().await;
    let smtp: SocketAddr = house.mail.config.smtp_url.trim_start_matches("smtp://").parse().unwrap();
    let (mail, address) = Way::open(smtp, b"\r\n.\r\n").await;
    house.mail.config.smtp_url = format!("smtp://{address}");
    let (sms, address) = Way::open(house.mail.http, b"\"}").await;
    house.mail.config.sms.as_mut().unwrap().url = format!("http://{address}/sms");
    let mut n = 0;
    // Whoever hangs is waited for half a minute.
    let many = moments(20).0;
    for (fault, count) in [(Fault::Down, many), (Fault::Hang, 1), (Fault::CutBefore, many), (Fault::CutAfter, many)] {
        for _ in 0..count {
            n += 1;
            let person = house.person(n, Lang::Zh).await;
            let notice = house.tell(&person, Notice::ChangesRequested { count: n }).await;
            for way in [&mail, &sms] {
                way.set(Some(fault));
            }
            let worker = house.worker();
            let worked = tokio::time::timeout(PATIENCE, worker.run_until_idle()).await;
            worked.unwrap_or_else(|_| panic!("{fault:?} holds the worker")).unwrap();
            for channel in Channel::ALL {
                let state = house.delivery(notice, channel).await.unwrap().0;
                let expected = if fault == Fault::CutAfter { "sent" } else { "waiting" };
                assert_eq!(state, expected, "{fault:?} {channel:?}");
            }
            for way in [&mail, &sms] {
                way.set(None);
            }
            house.time_passes().await;
            worker.run_until_idle().await.unwrap();
            for (channel, to) in [(Channel::Mail, &person.email), (Channel::Sms, &format!("+86{}", person.mobile))] {
                assert_eq!(house.delivery(notice, channel).await.unwrap().0, "sent", "{fault:?} {channel:?}");
                let arrived = house.mail.mailbox.messages_to(to);
                let ids: BTreeSet<&str> = arrived.iter().map(|message| message.id.as_str()).collect();
                assert_eq!(ids.len(), 1, "{fault:?} {channel:?}: one message under one id: {ids:?}");
                // A mail whose answer was lost goes again under its id, by which its receiver knows it.
                let most = if fault == Fault::CutBefore && channel == Channel::Mail { 2 } else { 1 };
                assert!(arrived.len() <= most, "{fault:?} {channel:?}: {}", arrived.len());
            }
        }
        println!("{fault:?}: {count} messages by each channel");
    }
    house.close().await;
}
