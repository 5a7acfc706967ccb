//! The drill: a program in use is backed up, brought back into another database and folder, and serves from there. And what
//! is refused.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Output;

use beian::account::store as accounts;
use beian::admin::keys::job as keys;
use beian::backup::manifest::Manifest;
use beian::backup::{PLACES, check};
use beian::db::Db;
use beian::material::client;
use beian::sealing::Sealer;
use beian::storage::Storage;
use beian::values::actor::Actor;
use beian::values::ids::FaceCheckId;
use beian::{liveness, privacy};
use tempfile::TempDir;

use crate::support::cases::{Case, Office, PASSWORD};
use crate::support::database::{KEY, TestDb};
use crate::support::guest::Guest;
use crate::support::program::{Program, secret};

/// Another machine: a database without tables, and no papers.
struct Elsewhere {
    database: TestDb,
    folder: TempDir,
}

impl Elsewhere {
    async fn new() -> Self {
        Self { database: TestDb::unmigrated().await, folder: TempDir::new().unwrap() }
    }

    fn papers(&self) -> PathBuf {
        self.folder.path().join("papers")
    }

    fn restore(&self, from: &Program, backup: &Path, own: &[(&str, &str)]) -> Output {
        let papers = self.papers();
        let settings = [
            ("DATABASE_URL", self.database.url.as_str()),
            ("MIGRATION_DATABASE_URL", self.database.owner_url.as_str()),
            ("BEIAN_STORAGE_DIR", papers.to_str().unwrap()),
        ];
        from.try_command_with(&["restore", backup.to_str().unwrap()], &[&settings[..], own].concat())
    }
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(walk(&path));
        }
        found.push(path);
    }
    found
}

fn files(folder: &Path) -> usize {
    walk(folder).iter().filter(|path| path.is_file()).count()
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

/// A clip as a phone records it: it lies piece by piece.
async fn a_clip(program: &Program, case: &Case) {
    let storage = Storage::open(program.storage(), program.sealer()).unwrap();
    let id = FaceCheckId::new();
    let clip = vec![7; 150_000];
    let writer = storage.begin(&liveness::client::bound_to(id)).await.unwrap().push(&clip).await.unwrap();
    let object = writer.finish().await.unwrap();
    let sql = format!(
        "insert into face_checks (id, filing_id, person_hash, slot, round, method, state, given_at, object_name, key_wrapped,
             bytes)
         values ('{}', '{}', '', 'entity-face', 1, 'appointment', 'given', now(), '{}', '\\x{}', {})",
        id.uuid(),
        case.id.uuid(),
        object.name,
        data_encoding::HEXLOWER.encode(&object.key_wrapped),
        clip.len()
    );
    program.database.as_owner(&sql).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_backed_up_serves_again_elsewhere() {
    let program = Program::start().await;
    let office = Office::of(&program).await;
    let case = office.case(1).await;
    a_clip(&program, &case).await;
    let place = TempDir::new().unwrap();
    let backup = place.path().join("nightly/one");

    let told = program.command(&["backup", backup.to_str().unwrap()]);
    let kept = files(&program.storage());
    assert!(kept >= 7, "papers with their small pictures, and a clip: {kept}");
    let all = format!("{kept} sealed files");
    assert!(told.contains(&all) && told.contains(&format!(" {kept} of them new")), "{told}");
    assert!(told.contains(program.setting("BEIAN_KEY_FILE")) && told.contains("kept apart"), "{told}");
    let manifest = Manifest::read(&backup).unwrap();
    assert_eq!((manifest.rows["filings"], manifest.rows["material_pages"]), (1, 3));
    for path in walk(&backup) {
        assert_eq!(mode(&path), if path.is_dir() { 0o700 } else { 0o600 }, "{}", path.display());
        let bytes = if path.is_dir() { Vec::new() } else { fs::read(&path).unwrap() };
        for secret in [KEY.split_once(':').unwrap().1, "a pepper of the tests"] {
            assert!(!bytes.windows(secret.len()).any(|part| part == secret.as_bytes()), "{}", path.display());
        }
    }
    let again = program.try_command(&["backup", backup.to_str().unwrap()]);
    assert!(!again.status.success() && said(&again).contains("is not empty"), "{}", said(&again));

    let there = Elsewhere::new().await;
    let somebody = there.database.owner_url.replace("user=beian_owner", "user=somebody");
    let refused = there.restore(&program, &backup, &[("MIGRATION_DATABASE_URL", somebody.as_str())]);
    assert!(!refused.status.success() && said(&refused).contains("rules for beian_owner"), "{}", said(&refused));
    let restored = there.restore(&program, &backup, &[]);
    let told = said(&restored);
    assert!(restored.status.success(), "{told}");
    let (back, open) = (format!("{all} brought back"), format!("{all} open"));
    for words in [back.as_str(), open.as_str(), "The audit is whole", "The line to the bureau is stopped"] {
        assert!(told.contains(words), "{words}: {told}");
    }
    let line = "select (stopped_at is not null and not is_in_step and next_ids > 100000000)::text from bureau_line";
    assert_eq!(there.database.text(line).await, "true");
    for path in walk(&there.papers()) {
        assert_eq!(mode(&path), if path.is_dir() { 0o700 } else { 0o600 }, "{}", path.display());
    }
    let full = there.restore(&program, &backup, &[]);
    assert!(!full.status.success() && said(&full).contains("the database is not empty"), "{}", said(&full));

    // Its owner signs in with the password of before, and sees the paper of before.
    let papers = there.papers();
    let settings = [("DATABASE_URL", there.database.url.as_str()), ("BEIAN_STORAGE_DIR", papers.to_str().unwrap())];
    let risen = Program::start_with(&settings).await;
    let owner = Guest::at_portal(&risen);
    let fields = [("email", case.email.as_str()), ("password", PASSWORD), ("next", "")];
    owner.submit("/sign-in", &fields).await.must_lead_to("/filings");
    let paper = there.database.text("select id::text from materials where slot = 'entity-certificate'").await;
    let picture = format!("/filings/{}/materials/{paper}/pages/1", case.reference);
    let (now, before) = (owner.get(&picture).await, Guest::applicant(&program, &office.db, case.owner).await);
    assert_eq!(now.status, 200);
    assert!(now.bytes.starts_with(b"\xFF\xD8") && now.bytes == before.get(&picture).await.bytes);
    assert!(risen.command(&["audit", "verify"]).starts_with("whole"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_whole_is_told_and_not_made() {
    let program = Program::start().await;
    let office = Office::of(&program).await;
    office.case(1).await;
    let place = TempDir::new().unwrap();
    let (one, shared) = (place.path().join("one"), place.path().join("shared"));
    let arguments = ["backup", one.to_str().unwrap(), "--papers", shared.to_str().unwrap()];

    // Row-level security that keeps rows from the owner too: dumped by it, they would be lacking.
    let kept_back = "create table kept_back (id int); insert into kept_back values (1), (2);
        alter table kept_back enable row level security, force row level security";
    program.database.as_owner(kept_back).await;
    let refused = program.try_command(&arguments);
    assert!(!refused.status.success() && said(&refused).contains("keeps rows of kept_back"), "{}", said(&refused));
    program.database.as_owner("create policy seen on kept_back to current_user using (true)").await;
    let told = program.command(&arguments);
    assert!(told.contains("had been broken off; it went on"), "{told}");
    assert_eq!(Manifest::read(&one).unwrap().rows["kept_back"], 2);

    // A second one shares the papers of the first. A paper that is lost is told, and everything else is there.
    let lost = program.database.text("select object_name from material_pages order by 1 limit 1").await;
    let at = |root: &Path| root.join(&lost[..2]).join(&lost[2..4]).join(&lost);
    fs::remove_file(at(&program.storage())).unwrap();
    fs::remove_file(at(&shared)).unwrap();
    let two = place.path().join("two");
    let arguments = ["backup", two.to_str().unwrap(), "--papers", shared.to_str().unwrap()];
    let lacking = program.try_command(&arguments);
    let told = said(&lacking);
    assert!(!lacking.status.success() && told.contains(&lost), "{told}");
    assert!(told.contains(" 0 of them new"), "{told}");
    let manifest = Manifest::read(&two).unwrap();
    assert_eq!((manifest.lost.as_slice(), manifest.files.count), ([lost.clone()].as_slice(), files(&shared) as u64));

    // The first one lacks it now; nothing is restored of it, and the database stays empty.
    let there = Elsewhere::new().await;
    let of_one = ["restore", one.to_str().unwrap(), "--papers", shared.to_str().unwrap()];
    let settings = [
        ("DATABASE_URL", there.database.url.as_str()),
        ("MIGRATION_DATABASE_URL", there.database.owner_url.as_str()),
        ("BEIAN_STORAGE_DIR", there.folder.path().to_str().unwrap()),
    ];
    let refused = program.try_command_with(&of_one, &settings);
    assert!(!refused.status.success() && said(&refused).contains("nothing was restored"), "{}", said(&refused));
    let tables = "select count(*)::text from pg_class where relnamespace = 'public'::regnamespace";
    assert_eq!(there.database.text(tables).await, "0");

    // With other keys nothing opens, and that is told; so is a dump that somebody changed.
    let key = secret(there.folder.path(), "key", &KEY.replace('5', "6"));
    fs::rename(&shared, two.join("papers")).unwrap();
    let foreign = there.restore(&program, &two, &[("BEIAN_KEY_FILE", key.as_str())]);
    assert!(!foreign.status.success() && said(&foreign).contains("does not open"), "{}", said(&foreign));
    let dump = two.join("beian.dump");
    let mut bytes = fs::read(&dump).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&dump, bytes).unwrap();
    let changed = there.restore(&program, &two, &[]);
    assert!(said(&changed).contains("beian.dump is not what was written"), "{}", said(&changed));
}

/// Every backup from before a rotation needs the key that went out then: so what was erased meanwhile goes from all of them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_erased_goes_from_older_backups_with_the_key_that_is_retired() {
    let mut program = Program::start().await;
    let (gone, stays) = {
        let office = Office::of(&program).await;
        (office.case(1).await, office.case(2).await)
    };
    // Nobody seals with the old key while it goes.
    program.end();
    let (db, place) = (program.db(), TempDir::new().unwrap());
    let (before, after) = (place.path().join("before"), place.path().join("after"));
    program.command(&["backup", before.to_str().unwrap()]);
    let then = secret(place.path(), "key-of-then", &fs::read_to_string(program.setting("BEIAN_KEY_FILE")).unwrap());

    let withdrawn = format!("update filings set state = 'withdrawn' where id = '{}'", gone.id.uuid());
    program.database.as_owner(&withdrawn).await;
    let by = Actor::Applicant(gone.owner);
    let files = db.write(by, async |tx| privacy::service::close(tx, gone.owner).await).await.unwrap();
    assert!(files.len() >= 6, "{files:?}");
    client::discard(&Storage::open(program.storage(), program.sealer()).unwrap(), &files).await;
    program.command(&["keys", "rotate", "sealing", "--known-after-seconds", "0"]);
    program.command(&["keys", "retire", "sealing"]);
    program.command(&["backup", after.to_str().unwrap()]);

    let there = Elsewhere::new().await;
    let refused = there.restore(&program, &before, &[]);
    let told = said(&refused);
    assert!(!refused.status.success() && told.contains("key 1, which is not in"), "{told}");
    // It is the key that is lacking, and nothing else.
    let whole = there.restore(&program, &before, &[("BEIAN_KEY_FILE", then.as_str())]);
    assert!(whole.status.success(), "{}", said(&whole));
    let own = async |db: &Db, case: &Case| {
        db.read(Actor::Applicant(case.owner), async |tx| accounts::load(tx, case.owner).await).await
    };
    let with_keys_of =
        |path: &str| Db::new(&there.database.owner_url, 1, Sealer::load(Path::new(path)).unwrap()).unwrap();
    let of_then = with_keys_of(&then);
    assert_eq!(
        (own(&of_then, &gone).await.unwrap().email, keys::count_closed(&of_then).await.unwrap()),
        (gone.email.clone(), 0)
    );
    let of_today = with_keys_of(program.setting("BEIAN_KEY_FILE"));
    assert!(own(&of_today, &gone).await.is_err());
    assert!(keys::count_closed(&of_today).await.unwrap() > 20);
    let papers = Storage::open(there.papers(), of_today.sealer().clone()).unwrap();
    let opened = check::open_all(&of_today, &papers, &BTreeSet::new()).await.unwrap();
    assert!(opened.total.count == 0 && opened.faults.len() >= 12, "{opened:?}");

    let there = Elsewhere::new().await;
    let whole = there.restore(&program, &after, &[]);
    assert!(whole.status.success(), "{}", said(&whole));
    let db = Db::new(&there.database.url, 1, program.sealer()).unwrap();
    assert_eq!(own(&db, &stays).await.unwrap().email, stays.email);
    let left = "select count(*)::text || ' ' || count(*) filter (where filing_id = '{gone}')
        from materials join material_pages on material_id = materials.id";
    assert_eq!(there.database.text(&left.replace("{gone}", &gone.id.uuid().to_string())).await, "3 0");
}

/// A column that wraps the key of a file names a file that a backup must hold.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_column_that_names_sealed_files_is_known_to_the_backup() {
    let test_db = TestDb::start().await;
    let columns = "select table_name || '.' || column_name from information_schema.columns
        where table_schema = 'public' and (column_name like '%key\\_wrapped' or column_name like '%wrapped\\_key')";
    let mut columns = test_db.texts(columns).await;
    let mut known: Vec<String> = PLACES.iter().map(|place| format!("{}.{}", place.table, place.key)).collect();
    columns.sort();
    known.sort();
    assert_eq!(columns, known);
}
