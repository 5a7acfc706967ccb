//! Keys are rotated while everything runs: nobody fails meanwhile, and afterwards the key before opens and finds nothing.

mod killed;
mod waiting;

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use beian::account::store::{self as accounts, Registration};
use beian::admin::keys::{self, job};
use beian::db::{Db, Tx, duty};
use beian::demo::store as demo;
use beian::filing::store;
use beian::material::client;
use beian::notify::notice::Secret;
use beian::notify::{self, Notice};
use beian::privacy::service::copy::{self, Content};
use beian::sealing::{Purpose, Sealer, key_file};
use beian::storage::Storage;
use beian::text::Lang;
use beian::values::actor::Actor;
use beian::values::ids::{AccountId, MaterialId};
use beian::values::{Email, Mobile};
use data_encoding::HEXLOWER;
use diesel_async::SimpleAsyncConnection as _;
use futures_util::future::join_all;
use serde_json::json;
use tempfile::TempDir;

use crate::accounts::people::{NEW_PASSWORD, PASSWORD, applicant, sign_in};
use crate::support::database::{KEY, TestDb, sealer};
use crate::support::guest::Guest;
use crate::support::people::drafts;
use crate::support::program::Program;
use crate::support::{filings, http, program};

/// A database, a key file, a program that serves and one that rotates: each reads the file for itself.
struct House {
    test_db: TestDb,
    folder: TempDir,
    path: PathBuf,
    serving: Db,
    owner: Db,
}

impl House {
    async fn start() -> Self {
        let (test_db, folder) = (TestDb::start().await, TempDir::new().unwrap());
        let path = PathBuf::from(program::secret(folder.path(), "key", KEY));
        let serving = Db::new(&test_db.url, 6, Sealer::load(&path).unwrap()).unwrap();
        let owner = Db::new(&test_db.owner_url, 2, Sealer::load(&path).unwrap()).unwrap();
        Self { test_db, folder, path, serving, owner }
    }

    fn add_key(&self, purpose: Purpose) {
        let text = std::fs::read_to_string(&self.path).unwrap();
        key_file::replace(&self.path, &key_file::with_another(&text, purpose, "test").unwrap()).unwrap();
        assert!(self.owner.sealer().reload().unwrap());
    }

    fn retire(&self, purpose: Purpose) -> usize {
        let text = std::fs::read_to_string(&self.path).unwrap();
        let (text, gone) = key_file::without_older(&text, purpose, "test").unwrap();
        key_file::replace(&self.path, &text).unwrap();
        self.owner.sealer().reload().unwrap();
        gone
    }
}

/// The n-th person of a name.
fn person(name: &str, n: u32) -> (Email, Mobile) {
    let email = format!("{name}{n}@example.com");
    (Email::parse(&email).unwrap(), Mobile::parse(&format!("139{n:08}")).unwrap())
}

async fn find(db: &Db, email: &Email) -> bool {
    db.write(Actor::Visitor, async |tx| accounts::find_by_email(tx, email).await).await.unwrap().is_some()
}

/// Registers one account after the other until it is told to stop, and finds and opens each. Returns how many.
async fn register(db: &Db, name: &str, is_over: &Cell<bool>) -> u32 {
    let mut n = 0;
    while !is_over.get() || n < 3 {
        n += 1;
        let (owner, (email, mobile)) = (AccountId::new(), person(name, n));
        let new = Registration { email: &email, mobile: &mobile, password_hash: "", lang: Lang::Zh };
        let by = Actor::Applicant(owner);
        db.write(by, async |tx| demo::insert_applicant(tx, owner, &new).await).await.unwrap();
        assert!(find(db, &email).await, "{name}{n} is not found");
        let own = db.read(by, async |tx| accounts::load(tx, owner).await).await.unwrap();
        assert_eq!((own.email.as_str(), own.mobile.as_deref()), (email.reveal(), Some(mobile.reveal())));
        assert!(find(db, &person(name, n / 2 + 1).0).await, "one from before");
    }
    n
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_are_rotated_under_load_and_the_old_ones_are_of_no_use_afterwards() {
    let house = House::start().await;
    let is_over = Cell::new(false);
    let load = join_all(["wang", "li", "zhao"].map(|name| register(&house.serving, name, &is_over)));
    let rotate = async {
        house.add_key(Purpose::Sealing);
        // As `beian serve` does by itself within seconds; what a key is missing for it reads the file at once.
        house.serving.sealer().reload().unwrap();
        job::reseal(&house.owner, Duration::ZERO).await.unwrap();
        house.add_key(Purpose::Search);
        let hashes = job::add_layer(&house.owner).await.unwrap();
        house.add_key(Purpose::Search);
        let more = job::add_layer(&house.owner).await.unwrap();
        assert!(more >= hashes, "{more} of {hashes}");
        is_over.set(true);
    };
    let (registered, ()) = tokio::join!(load, rotate);
    job::reseal(&house.owner, Duration::ZERO).await.unwrap();
    assert_eq!(job::count_older(&house.owner).await.unwrap(), 0);
    assert_eq!(house.retire(Purpose::Sealing), 1);
    house.serving.sealer().reload().unwrap();
    for (name, count) in ["wang", "li", "zhao"].iter().zip(registered) {
        assert!(find(&house.serving, &person(name, count).0).await);
    }

    // Whoever has the database and the key file of before.
    let thief = sealer();
    let rows = "select id || ' ' || encode(email_sealed, 'hex') || ' ' || encode(email_hash, 'hex') from accounts";
    let rows = house.test_db.texts(rows).await;
    assert!(rows.len() >= 9);
    let known: Vec<String> = (1..=3).map(|n| HEXLOWER.encode(&thief.email_hash(&person("wang", n).0))).collect();
    for row in rows {
        let [id, sealed, hash]: [&str; 3] = row.split(' ').collect::<Vec<_>>().try_into().unwrap();
        let (id, sealed) = (id.parse::<uuid::Uuid>().unwrap(), HEXLOWER.decode(sealed.as_bytes()).unwrap());
        assert!(thief.open_text("accounts.email", &sealed, id.as_bytes()).is_err());
        assert!(!known.iter().any(|known| known == hash));
    }
    let db = Db::new(&house.test_db.url, 1, thief).unwrap();
    let asked = db.write(Actor::Visitor, async |tx| accounts::find_by_email(tx, &person("wang", 1).0).await).await;
    assert!(asked.is_err(), "a program with the old file says what it lacks instead of finding nobody");
    let told = "select subject_id from audit_events where action = 'key.rotated' order by seq";
    assert_eq!(house.test_db.texts(told).await, ["sealing 2", "search 2", "search 3", "sealing 2"]);
}

/// A paper of a filing as its upload leaves it.
async fn a_paper(test_db: &TestDb, storage: &Storage, filing: &str) {
    let id = MaterialId::new();
    let mut kept = Vec::new();
    for size in ["full", "thumb"] {
        kept.push(storage.put(b"a picture".to_vec(), format!("material/{id}/1/{size}").as_bytes()).await.unwrap());
    }
    let hex = |bytes: &[u8]| format!("'\\x{}'", HEXLOWER.encode(bytes));
    let sql = format!(
        "insert into materials (id, filing_id, slot, kind, content_hash, bytes)
             values ('{id}', '{filing}', 'entity-certificate', 'entity_certificate', '\\x01', 9);
         insert into material_pages values ('{id}', 1, '{}', {}, '{}', {}, 600, 400)",
        kept[0].name,
        hex(&kept[0].key_wrapped),
        kept[1].name,
        hex(&kept[1].key_wrapped)
    );
    test_db.as_owner(&sql).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forms_papers_and_what_is_final_come_under_the_new_key() {
    let house = House::start().await;
    let db = &house.serving;
    let storage = Storage::open(house.folder.path().join("files"), db.sealer().clone()).unwrap();
    let owner = filings::a_customer(&house.test_db, db, "lin", 1, "").await;
    let forms = drafts(1);
    let filing = filings::a_draft(db, owner, &forms).await;
    a_paper(&house.test_db, &storage, &filing.id.to_string()).await;
    let filing = db.read(Actor::Clock, async |tx| store::load(tx.conn, filing.id).await).await.unwrap();
    filings::submit(db, &filing, &forms, json!([])).await.unwrap();
    let notice = Notice::AccountClosed { to: Secret::new("lin1@example.com") };
    db.write(Actor::Clock, async |tx| notify::service::tell(tx, owner, None, notice).await).await.unwrap();
    let secret = "select substr(encode(decode(facts->>'secret_sealed', 'base64'), 'hex'), 1, 4) from notices
        where facts ? 'secret_sealed'";
    assert_eq!(house.test_db.texts(secret).await, ["0001"]);
    let copy = async || {
        let parts = db.write(Actor::Applicant(owner), async |tx| copy::take(tx, owner).await).await.unwrap();
        let mut told = Vec::new();
        for part in parts {
            match part.content {
                Content::Json(content) => told.push(content.to_string().into_bytes()),
                Content::Picture(picture) => told.push(client::read(&storage, &picture).await.unwrap()),
            }
        }
        told
    };
    let before = copy().await;
    assert_eq!(before.last().unwrap(), b"a picture");

    let older = job::count_older(&house.owner).await.unwrap();
    assert_eq!(older, 0);
    house.add_key(Purpose::Sealing);
    let older = usize::try_from(job::count_older(&house.owner).await.unwrap()).unwrap();
    // Mail and mobile, four forms and what was handed in, both keys of the paper, the secret of the letter.
    assert!(older >= 10, "{older}");
    let done = job::reseal(&house.owner, Duration::ZERO).await.unwrap();
    assert_eq!((done.values, done.closed), (older, 0));
    assert_eq!(house.retire(Purpose::Sealing), 1);
    db.sealer().reload().unwrap();
    assert_eq!(copy().await, before);
    assert_eq!(house.test_db.texts(secret).await, ["0002"]);
    // What is changed stays as it is, is told, and keeps the old key from being called useless.
    house
        .test_db
        .as_owner("update accounts set email_sealed = set_byte(email_sealed, 40, 1 # get_byte(email_sealed, 40))")
        .await;
    house.add_key(Purpose::Sealing);
    assert_eq!(job::reseal(&house.owner, Duration::ZERO).await.unwrap().closed, 1);
    assert_eq!(job::count_older(&house.owner).await.unwrap(), 1);
}

/// Rows of files are short, and what is sealed in them is not.
#[tokio::test]
async fn long_values_are_looked_at_a_few_at_a_time() {
    let house = House::start().await;
    let files = "insert into bureau_downloads (id, name, content_sealed)
        select gen_random_uuid(), n::text, decode(repeat('00', 10 << 20), 'hex') from generate_series(1, 3) n";
    house.test_db.as_owner(files).await;
    let of = keys::SEALED.iter().find(|of| of.table == "bureau_downloads").unwrap();
    let (newest, mut behind, mut counts) = (house.owner.sealer().current(), keys::store::before_page(0), Vec::new());
    loop {
        let within = (behind.as_str(), 64);
        let older = async |tx: &mut Tx<'_>| keys::store::list_older(tx.conn, of, newest, within).await;
        let older = house.owner.read(Actor::Operator, older).await.unwrap();
        let Some(last) = older.last() else { break };
        counts.push(older.len());
        behind = last.place.clone();
    }
    assert_eq!(counts, [2, 1]);
}

/// A command on a database, with the settings of a program.
struct Operator {
    settings: Vec<(&'static str, String)>,
    owner_url: String,
}

impl Operator {
    fn of(test_db: &TestDb, folder: &TempDir) -> Self {
        let settings = program::settings(&test_db.url, folder, KEY, http::free_ports());
        Self { settings, owner_url: test_db.owner_url.clone() }
    }

    fn prepared(&self, command: &str) -> Command {
        let mut program = Command::new(env!("CARGO_BIN_EXE_beian"));
        program.args(command.split(' ')).env_clear().envs(self.settings.iter().cloned());
        program.env("MIGRATION_DATABASE_URL", &self.owner_url);
        program
    }

    fn runs(&self, command: &str) -> (bool, String) {
        let output = self.prepared(command).output().unwrap();
        let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
        (output.status.success(), said.concat())
    }

    /// Runs it; what it says holds some words.
    fn says(&self, command: &str, words: &str) {
        let (is_done, said) = self.runs(command);
        assert!(is_done && said.contains(words), "{command}: {said}");
    }

    fn begins(&self, command: &str) -> Child {
        self.prepared(command).stdout(Stdio::null()).spawn().unwrap()
    }

    fn file(&self, name: &str) -> &Path {
        Path::new(&self.settings.iter().find(|(known, _)| *known == name).unwrap().1)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_commands_rotate_tell_and_retire() {
    let test_db = TestDb::start().await;
    let folder = TempDir::new().unwrap();
    let operator = Operator::of(&test_db, &folder);
    let owner = filings::a_customer(&test_db, &test_db.db, "lin", 1, "a hash of the old pepper").await;
    let says = |command: &str, words: &str| operator.says(command, words);
    let mut change = duty::alone_with_keys(&test_db.owner_url).await.unwrap().unwrap();
    says("keys status", "sealing: key 1; 0 values under an older one");
    let (is_done, said) = operator.runs("keys retire sealing");
    assert!(!is_done && said.contains("another change of keys is under way"), "{said}");
    // One that is over by and by, as the command before in a script, is waited for.
    let end = tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(300)).await;
        change.batch_execute("select pg_advisory_unlock_all()").await.unwrap();
    });
    says("keys rotate sealing --known-after-seconds 0", "2 values are sealed with key 2 now");
    end.await.unwrap();
    says("keys retire sealing", "1 keys went out of");
    says("keys retire sealing", "There is no older key.");
    says("keys rotate search", "search hashes need search-2 now");
    says("keys rotate forms", "The new key signs");
    says("keys retire forms", "1 keys went out of");
    says("keys rotate pepper", "as people sign in");
    says("keys status", "pepper: 1 passwords under an older one");
    let (is_done, said) = operator.runs("keys retire pepper");
    assert!(!is_done && said.contains("1 passwords still hang on an old pepper"), "{said}");
    says("keys retire pepper --force", "1 keys went out of");
    says("sessions end-all", "0 sessions ended");

    let key = Sealer::load(operator.file("BEIAN_KEY_FILE")).unwrap();
    assert_eq!((key.current(), key.most_layers()), (2, 2));
    let db = Db::new(&test_db.url, 1, key).unwrap();
    assert!(find(&db, &Email::parse("lin1@example.com").unwrap()).await);
    let own = db.read(Actor::Applicant(owner), async |tx| accounts::load(tx, owner).await).await.unwrap();
    assert_eq!(own.email, "lin1@example.com");
    says("config check", "The settings are complete");
}

/// Runs a command to its end while people work: one saves a form again and again, and another signs out and in.
async fn while_people_work(program: &Program, (saves, returns): (&Guest, &Guest), command: &str) {
    let mut child = program.begin_command(&command.split(' ').collect::<Vec<_>>());
    let mut has_ended = false;
    // Once more when it has.
    while !has_ended {
        has_ended = child.try_wait().unwrap().is_some();
        assert_eq!(saves.get("/account").await.status, 200, "{command}");
        assert_eq!(saves.post("/account", &[("sms", "results")]).await.status, 303, "{command}");
        returns.submit_to("/account", "/sign-out", &[]).await.must_lead_to("/");
        sign_in(returns, "lin@example.com", PASSWORD).await.must_lead_to("/filings");
    }
    assert!(child.wait().unwrap().success(), "{command}");
}

/// Waits until a program that goes on running takes no form with a token of before any more.
async fn is_taken_no_more(guest: &Guest, token: &str) {
    for _ in 0..300 {
        if guest.post_with("/account", token, &[("sms", "results")]).await.status == 403 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("a key that was retired counts still");
}

#[tokio::test]
async fn a_page_counts_until_the_key_of_its_form_is_retired_and_a_password_until_its_pepper_is() {
    let mut program = Program::start().await;
    let lin = applicant(&program, "lin@example.com", "13800138000").await;
    let chen = applicant(&program, "chen@example.com", "13900139000").await;
    let from_before = chen.get("/account").await.hidden("csrf");
    let save = async |token: &str| chen.post_with("/account", token, &[("sms", "results")]).await.status;
    for command in ["sealing --known-after-seconds 0", "search", "forms", "pepper"] {
        while_people_work(&program, (&chen, &lin), &format!("keys rotate {command}")).await;
    }
    assert_eq!(save(&from_before).await, 303);
    // Started anew it has read both files for certain.
    program.end();
    program.start_again();
    assert_eq!(save(&from_before).await, 303, "a page that was open before is still good");
    let from_after = chen.get("/account").await.hidden("csrf");
    lin.submit_to("/account", "/sign-out", &[]).await.must_lead_to("/");
    sign_in(&lin, "lin@example.com", PASSWORD).await.must_lead_to("/filings");

    while_people_work(&program, (&chen, &lin), "keys retire forms").await;
    is_taken_no_more(&chen, &from_before).await;
    assert_eq!(save(&from_after).await, 303);
    let refused = program.try_command(&["keys", "retire", "pepper"]);
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(!refused.status.success() && said.contains("1 passwords still hang on an old pepper"), "{said}");
    program.command(&["keys", "retire", "pepper", "--force"]);
    program.end();
    program.start_again();
    assert_eq!((save(&from_before).await, save(&from_after).await), (403, 303));

    let mut ends = program.begin_command(&["sessions", "end-all"]);
    while ends.try_wait().unwrap().is_none() {
        assert!(matches!(chen.get("/account").await.status, 200 | 303));
    }
    let living = "select count(*)::text from sessions where ended_at is null";
    assert_eq!(program.database.text(living).await, "0");
    for guest in [&lin, &chen] {
        guest.get("/account").await.must_lead_to("/sign-in?next=%2Faccount");
    }
    sign_in(&lin, "lin@example.com", PASSWORD).await.must_lead_to("/filings");
    // Who did not come meanwhile has the link.
    sign_in(&chen, "chen@example.com", PASSWORD).await.must_say("account-sign-in-wrong");
    chen.submit("/password/forgot", &[("email", "chen@example.com")]).await.must_say("account-look-forgot");
    let link = program.message("chen@example.com", "/password/reset/").await.link("/password/reset/");
    chen.submit(&link, &[("password", NEW_PASSWORD)]).await.must_lead_to("/sign-in");
    sign_in(&chen, "chen@example.com", NEW_PASSWORD).await.must_lead_to("/filings");
}
