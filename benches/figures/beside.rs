//! Pages while papers are read: by a program that serves and reads at once, as one that is started alone does.

use std::time::Duration;

use beian::db::{Db, Tx};
use beian::demo::papers::Papers;
use beian::material::consent;
use beian::material::reading::Document;
use beian::reference::{Text, book};
use beian::values::actor::Actor;

use super::Figure;
use super::client::{Measured, Target, ask};
use super::support::filings::{a_draft, today};
use super::support::guest::Guest;
use super::support::people::{an_account, drafts};
use super::support::photographs::{Photograph, photograph};
use super::support::program::Program;
use super::support::upload::Upload;

/// A page that takes longer than this makes people wait.
const AT_ONCE: Duration = Duration::from_millis(100);
/// How long the page is asked each time; the papers take longer.
const SPAN: Duration = Duration::from_secs(3);
/// So many papers for each core at least, however small a part is measured and however many read at once.
const LEAST: usize = 10;
/// Different photographs among them.
const KINDS: usize = 4;

/// The page of a filing with nothing to read, and while so many papers are read.
pub async fn ask_while_reading(papers: usize) -> Vec<Figure> {
    beian::notify::client::install_crypto();
    let program = Program::start_with(&[("BEIAN_READER", "tesseract")]).await;
    let db = program.db();
    program.database.as_owner("insert into outbox_pauses (topic) values ('recognition.read')").await;
    let mut drawn = Papers::new(None).unwrap();
    let photos: Vec<Photograph> = (0..KINDS as u64).map(|n| photograph(&mut drawn, n)).collect();
    let mut pages = Vec::new();
    let papers = papers.max(LEAST * std::thread::available_parallelism().map_or(1, usize::from));
    for n in 0..papers {
        pages.push(give(&program, &db, n, &photos[n % KINDS]).await);
    }
    let waiting = async || {
        program
            .database
            .text("select count(*)::text from outbox where topic = 'recognition.read' and finished_at is null")
            .await
    };
    assert_eq!(waiting().await, papers.to_string());
    ask(&pages[0], 1, SPAN).await;
    let idle = ask(&pages[0], 1, SPAN).await;
    program.database.as_owner("delete from outbox_pauses").await;
    let reading = ask(&pages[0], 1, SPAN).await;
    assert_ne!(waiting().await, "0", "all was read before the page was measured");
    tell("nothing to read", idle);
    tell("papers are read", reading);
    let times = |now: Duration, before: Duration| now.as_secs_f64() / before.as_secs_f64();
    println!("{:.2} times and {:.2} times", times(reading.half, idle.half), times(reading.p99, idle.p99));
    vec![
        Figure::of("a page while papers are read, the median", reading.half, AT_ONCE),
        Figure::of("its 99th percentile", reading.p99, AT_ONCE),
    ]
}

fn tell(what: &str, Measured { half, p99, .. }: Measured) {
    println!("a page, {what}: {half:.2?} in the middle, {p99:.2?} at the 99th percentile");
}

/// The n-th filing with a paper that is to be read; its page.
async fn give(program: &Program, db: &Db, n: usize, photo: &Photograph) -> Target {
    let n = u32::try_from(n + 1).unwrap();
    let account = an_account(&program.database, n).await;
    let filing = a_draft(db, account, &drafts(n)).await;
    let version = &book().text(Text::IDENTITY_CONSENT, today()).unwrap().version;
    let agree = async |tx: &mut Tx<'_>| consent::service::give(tx, account, filing.id, version).await;
    db.write(Actor::Applicant(account), agree).await.unwrap();
    let owner = Guest::applicant(program, db, account).await;
    let slot = if photo.document == Document::Certificate { "entity-certificate" } else { "entity-person-id-front" };
    let page = format!("/filings/{}", filing.reference);
    let materials = format!("{page}/materials");
    owner.get(&materials).await;
    let sent = owner.upload(&materials, Upload::default().file(slot, "photo.jpg", &photo.jpeg)).await;
    sent.must_lead_to(&materials);
    Target::new(&program.portal, page, owner.cookies())
}
