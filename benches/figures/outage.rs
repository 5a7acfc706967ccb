//! Pages while the bureau is away, against the same pages while it is there; then what waited goes up in order.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use beian::auth::session::{Site, Stage};
use beian::filing::application::TypeCheckForm;
use beian::paths;
use beian::values::actor::Role;

use super::Figure;
use super::line::Place;
use super::memory::Watch;
use super::support::filings::a_customer;
use super::support::people::{a_person_of_staff, drafts};
use super::support::sandbox::Sandbox;
use super::support::sites::{Body, Sites, Visitor};
use super::support::workplace::Workplace;

/// How the outage is shortened: the bureau is asked every two seconds instead of every minute, so that the turns without it hold
/// more looks than ten minutes.
const POLL: u32 = 2;
/// Turns with the bureau and without it, one after the other, so that what else the machine does slows both alike, and how long
/// each is. A page is asked a thousand times in them: of fewer, a few moments would make the 99th percentile.
const TURNS: usize = 10;
const TURN: Duration = Duration::from_secs(5);
/// Times of its usual 99th percentile that a page may take during the outage.
const SLOWER: f64 = 1.5;
/// Who begins filings: so many that none of them reaches the questions that the bureau is asked for one account in a day, after
/// which a type check would cost nothing.
const BEGINNERS: u32 = 500;
/// Questions for one account in a day.
const QUESTIONS: usize = 20;

/// How the bureau is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Away {
    /// Nobody listens.
    Gone,
    /// It takes calls and never answers.
    Hangs,
}

/// The outage as it is promised.
pub fn turns(part: usize) -> usize {
    TURNS / part.min(5)
}

/// So many filings wait through an outage of so many turns.
pub async fn outage(count: usize, turns: usize, away: Away) -> Vec<Figure> {
    let place = Place::open().await;
    let mut sandbox = Sandbox::new(place.folder.path(), &[]);
    sandbox.start().await;
    let (workplace, worker) = place.worker(&sandbox, POLL);
    let watch = Watch::over(worker);
    let mut pages = Pages::open(&place, &workplace).await;
    sandbox.stop();
    place.accepted(count).await;
    place.until("select count(*) from bureau_uploads where state = 'fixed'", count, &workplace).await;
    let hang = |sandbox: &Sandbox, hangs: bool| sandbox.change(|state| state["switches"]["hang"] = hangs.into());
    let (mut usual, mut slow) = (Took::default(), Took::default());
    // Whatever is made once is made. The line stands still whenever the bureau is there: what waits goes on waiting.
    place.test.as_owner("update bureau_line set stopped_at = now()").await;
    sandbox.start().await;
    pages.ask(true, &mut Took::default()).await;
    sandbox.stop();
    for _ in 0..turns {
        // Usual is: the same files wait, and the bureau is there.
        place.test.as_owner("update bureau_line set stopped_at = now()").await;
        sandbox.start().await;
        pages.ask(true, &mut usual).await;
        sandbox.stop();
        place.test.as_owner("update bureau_line set stopped_at = null").await;
        if away == Away::Hangs {
            hang(&sandbox, true);
            sandbox.start().await;
        }
        pages.ask(false, &mut slow).await;
        if away == Away::Hangs {
            sandbox.stop();
            hang(&sandbox, false);
        }
    }
    // Of each turn: the line itself forgets them whenever the bureau answers between two.
    let unanswered = "select count(*)::text from bureau_calls where code is null";
    let unanswered: usize = place.test.text(unanswered).await.parse().unwrap();
    assert!(unanswered > 0, "nobody noticed the outage");
    let waiting = "select count(*)::text from bureau_uploads where state in ('fixed', 'sending')";
    assert_eq!(place.test.text(waiting).await, count.to_string(), "all of them waited in the outage");
    sandbox.start().await;
    drained(&place, &sandbox, &workplace, count).await;
    pages.close().await;
    vec![slower(usual, slow, away), watch.figure()]
}

/// All that waited goes up, in order.
async fn drained(place: &Place, sandbox: &Sandbox, workplace: &Workplace, count: usize) {
    let started = Instant::now();
    place.until("select count(*) from filings where state = 'verifying'", count + 1, workplace).await;
    println!("{count} filings that waited went up within {:.2?}, asked every {POLL} s", started.elapsed());
    let numbers: Vec<i64> = (1..).take(count + 1).collect();
    assert_eq!(sandbox.sequences(), numbers, "in order");
    let sent = place.test.texts("select number::text from bureau_uploads order by sent_at").await;
    assert!(sent.iter().map(|number| number.parse::<i64>().unwrap()).eq(numbers), "in order: {sent:?}");
}

/// The page that suffers most.
fn slower(usual: Took, slow: Took, away: Away) -> Figure {
    let (usual, slow) = (usual.percentiles(), slow.percentiles());
    let all = usual.iter().zip(&slow).map(|(usual, slow)| (slow.1.as_secs_f64() / usual.1.as_secs_f64(), usual, slow));
    let (ratio, usual, slow) = all.max_by(|one, other| one.0.total_cmp(&other.0)).unwrap();
    println!("the page that suffers most: {}, {:.2?} usually, {:.2?} during the outage", usual.0, usual.1, slow.1);
    Figure {
        what: match away {
            Away::Gone => "99th percentile of a page while the bureau is away",
            Away::Hangs => "99th percentile of a page while the bureau never answers",
        },
        found: format!("{ratio:.2} times"),
        limit: format!("{SLOWER} times its usual one"),
        is_within: ratio <= SLOWER,
    }
}

/// How long each page took, each time.
#[derive(Default)]
struct Took(BTreeMap<String, Vec<Duration>>);

impl Took {
    fn note(&mut self, page: &str, took: Duration) {
        self.0.entry(page.to_owned()).or_default().push(took);
    }

    /// The 99th percentile of each page.
    fn percentiles(self) -> Vec<(String, Duration)> {
        let percentile = |mut took: Vec<Duration>| {
            took.sort();
            took[took.len() * 99 / 100]
        };
        self.0.into_iter().map(|(path, took)| (path, percentile(took))).collect()
    }
}

/// Who asks for pages. A site that found the bureau away asks it no more for a while, also once it is back: what is usual is
/// asked of a site of its own, which never finds it away.
struct Pages {
    usual: Sites,
    away: Sites,
    applicant: Visitor,
    officer: Visitor,
    reference: String,
    beginners: Vec<Visitor>,
    /// Filings that were begun: each with a domain that was not asked for before.
    begun: usize,
}

impl Pages {
    /// With a case that is at the bureau.
    async fn open(place: &Place, workplace: &Workplace) -> Self {
        let [usual, away] = [(); 2].map(|()| Sites::start_with(&place.test, workplace.bureau()));
        let seen = place.desk.accepted(&place.test, 0, |_| ()).await;
        place.until("select count(*) from filings where state = 'verifying'", 1, workplace).await;
        // The page of the line is for leads.
        let lead = a_person_of_staff(&place.test, "lead", Role::Lead, &[]).await;
        let mut beginners = Vec::new();
        for n in 0..BEGINNERS {
            let owner = a_customer(&place.test, &place.test.db, "beginner", 50_000 + n, "").await;
            beginners.push(usual.applicant(owner).await);
        }
        let mut pages = Self {
            applicant: usual.applicant(seen.owner).await,
            officer: usual.staff(lead, Stage::Full).await,
            reference: seen.reference.to_string(),
            usual,
            away,
            beginners,
            begun: 0,
        };
        // The first of each begins a draft; what comes after is told of it, and costs the same each time.
        for _ in 0..BEGINNERS {
            pages.begin(true, &mut Took::default()).await;
        }
        pages
    }

    /// Asks each page in turn for a while.
    async fn ask(&mut self, is_usual: bool, all: &mut Took) {
        let started = Instant::now();
        while started.elapsed() < TURN {
            self.begin(is_usual, all).await;
            let sites = if is_usual { &self.usual } else { &self.away };
            let pages = [
                (Site::Portal, "/filings".to_owned(), &self.applicant),
                (Site::Portal, format!("/filings/{}", self.reference), &self.applicant),
                (Site::Office, "/queue".to_owned(), &self.officer),
                (Site::Office, format!("/cases/{}", self.reference), &self.officer),
                (Site::Office, "/bureau".to_owned(), &self.officer),
            ];
            for (site, path, visitor) in &pages {
                let asked = Instant::now();
                let answer = sites.get(*site, path, visitor).await;
                let status = answer.status().as_u16();
                answer.bytes().await.unwrap();
                all.note(path, asked.elapsed());
                assert_eq!(status, 200, "{path}");
            }
        }
    }

    /// Sends the type check of a filing, which asks the bureau what is on record.
    async fn begin(&mut self, is_usual: bool, all: &mut Took) {
        let n = self.begun;
        self.begun += 1;
        let visitor = &self.beginners[n % self.beginners.len()];
        let forms = drafts(50_000 + u32::try_from(n % self.beginners.len()).unwrap());
        let form = TypeCheckForm { domain: format!("begun{n}.cn"), ..forms.type_check };
        let sites = if is_usual { &self.usual } else { &self.away };
        let asked = Instant::now();
        let body = Body::Form(form.fields().to_vec());
        let answer = sites.post(Site::Portal, &paths::filing_new(), visitor, body).await;
        let status = answer.status();
        answer.bytes().await.unwrap();
        all.note("a type check", asked.elapsed());
        assert!(!status.is_server_error() && status.as_u16() != 429, "{status}");
    }

    async fn close(self) {
        assert!(self.begun <= QUESTIONS * self.beginners.len(), "{} type checks: not each asked", self.begun);
        self.usual.stop().await;
        self.away.stop().await;
    }
}
