//! A database server of one's own, to end and to start again; and a small disk to fill.

use std::fs::{self, File};
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tempfile::{NamedTempFile, TempDir};
use tokio_postgres::NoTls;

/// A server that is as careful as a real one, but for a power cut.
pub struct Cluster {
    /// Its socket, and what is told of it.
    folder: TempDir,
    /// Its data with the log of what is written.
    data: PathBuf,
    programs: PathBuf,
}

impl Cluster {
    /// Makes and starts one.
    pub fn start() -> Self {
        let folder = folder();
        let data = folder.path().join("data");
        Self::make(folder, data, 16, "")
    }

    /// The same with all that it keeps on a small disk.
    pub fn start_on(disk: &SmallDisk) -> Self {
        give(&disk.place);
        // Small pieces of its log, and few of them: it fills what it is given.
        Self::make(folder(), disk.place.join("data"), 1, "max_wal_size = 8MB\nmin_wal_size = 2MB\n")
    }

    fn make(folder: TempDir, data: PathBuf, segment: u8, own: &str) -> Self {
        let found = fs::read_dir("/usr/lib/postgresql").unwrap().map(|entry| entry.unwrap().path().join("bin"));
        let programs = found.filter(|bin| bin.join("initdb").exists()).max().expect("PostgreSQL is not installed");
        let cluster = Self { folder, data, programs };
        let (data, segment) = (cluster.data(), format!("--wal-segsize={segment}"));
        let how = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N", segment.as_str()];
        cluster.run("initdb", &[&["-D", data.as_str()][..], &how].concat());
        let settings = format!(
            "listen_addresses = ''\nunix_socket_directories = '{}'\nmax_connections = 100\njit = off\nfsync = off\n\
             full_page_writes = off\n{own}",
            cluster.folder.path().display()
        );
        fs::write(cluster.data.join("postgresql.auto.conf"), settings).unwrap();
        cluster.start_again();
        cluster
    }

    fn data(&self) -> String {
        self.data.to_str().unwrap().to_owned()
    }

    /// The address of its superuser.
    pub fn url(&self) -> String {
        format!("postgresql:///postgres?user=postgres&host={}", self.folder.path().display())
    }

    /// Starts it, or starts it again, and waits until it answers.
    pub fn start_again(&self) {
        let log = self.folder.path().join("log");
        self.run("pg_ctl", &["-D", &self.data(), "-l", log.to_str().unwrap(), "-w", "-t", "60", "start"]);
    }

    /// Ends it at once, in the middle of whatever it does.
    pub fn end(&self) {
        self.run("pg_ctl", &["-D", &self.data(), "-m", "immediate", "-w", "stop"]);
    }

    /// Stops it where it stands: it ends nothing, and answers nothing.
    pub fn stand_still(&self) {
        // Twice: the first time it may be about to start somebody.
        self.tell_all(Signal::STOP);
        self.tell_all(Signal::STOP);
    }

    /// Lets it go on.
    pub fn go_on(&self) {
        self.tell_all(Signal::CONT);
    }

    /// Tells the server, and all that it started.
    fn tell_all(&self, signal: Signal) {
        let told = fs::read_to_string(self.data.join("postmaster.pid")).unwrap_or_default();
        let Some(server) = told.lines().next().and_then(|line| line.trim().parse::<i32>().ok()) else { return };
        let names = fs::read_dir("/proc").unwrap().map(|entry| entry.unwrap().file_name());
        let all = names.filter_map(|name| name.to_str()?.parse::<i32>().ok());
        let own = all.filter(|id| *id != server && parent(*id) == Some(server));
        for id in [server].into_iter().chain(own) {
            let _ = kill_process(Pid::from_raw(id).unwrap(), signal);
        }
    }

    /// Whether it runs.
    pub fn is_running(&self) -> bool {
        let program = self.programs.join("pg_ctl");
        let mut command = as_database(program.to_str().unwrap());
        command.args(["-D", &self.data(), "status"]).current_dir("/").output().unwrap().status.success()
    }

    /// What its supervisor does: starts it again where it has ended, until it answers.
    pub async fn watch_over(&self) {
        for _ in 0..300 {
            if self.try_sql("select 1").await.is_ok() {
                return;
            }
            if !self.is_running() {
                self.start_again();
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("it does not answer: {}", fs::read_to_string(self.folder.path().join("log")).unwrap());
    }

    /// Runs a statement as its superuser, if it answers.
    pub async fn try_sql(&self, sql: &str) -> Result<(), tokio_postgres::Error> {
        let (client, connection) = tokio_postgres::connect(&self.url(), NoTls).await?;
        tokio::spawn(connection);
        client.batch_execute(sql).await
    }

    /// Runs a statement as its superuser.
    pub async fn sql(&self, sql: &str) {
        self.try_sql(sql).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let program = self.programs.join(program);
        let mut command = as_database(program.to_str().unwrap());
        // The server goes on with what it is given here: not with a pipe of ours, which nobody would close.
        let told = self.folder.path().join("told");
        let out = || File::options().create(true).append(true).open(&told).unwrap();
        let done = command.args(arguments).current_dir("/").stdout(out()).stderr(out()).status().unwrap();
        assert!(done.success(), "{}: {}", program.display(), fs::read_to_string(&told).unwrap());
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.go_on();
        let program = self.programs.join("pg_ctl");
        let mut command = as_database(program.to_str().unwrap());
        let _ = command.args(["-D", &self.data(), "-m", "immediate", "-w", "stop"]).current_dir("/").output();
    }
}

/// Who started a process; none where it has ended.
fn parent(id: i32) -> Option<i32> {
    let told = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // Its name stands in parentheses, and may hold anything; then its state.
    told.rsplit_once(") ")?.1.split(' ').nth(1)?.parse().ok()
}

/// A folder that the server's user can come to, which the folder of a test forbids.
fn folder() -> TempDir {
    let folder = tempfile::Builder::new().prefix("beian-faults-").tempdir_in("/tmp").unwrap();
    give(folder.path());
    folder
}

/// As root the server runs as a user of its own, otherwise as oneself.
fn as_database(program: &str) -> Command {
    if !rustix::process::geteuid().is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--", program]);
    command
}

/// Whether a command came to a good end.
fn is_done(command: &mut Command) -> bool {
    command.status().is_ok_and(|status| status.success())
}

/// Gives a folder to the user of the server.
pub fn give(folder: &Path) {
    if rustix::process::geteuid().is_root() {
        assert!(Command::new("chown").arg("postgres").arg(folder).status().unwrap().success());
    }
}

/// A disk of so many MB, mounted on a folder.
pub struct SmallDisk {
    place: PathBuf,
    /// What a device is made of.
    _device: Option<NamedTempFile>,
}

impl SmallDisk {
    /// Mounts it; the folder is for its owner alone.
    pub fn mount(folder: &Path, megabytes: u32) -> Self {
        let size = format!("size={megabytes}m,mode=700");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(folder).status().unwrap();
        assert!(mounted.success(), "no small disk could be mounted");
        Self { place: folder.to_owned(), _device: None }
    }

    /// The same with a device and a file system, as disks have them; none, which is told, where the machine gives no device.
    pub fn on_device(folder: &Path, megabytes: u64) -> Option<Self> {
        let device = NamedTempFile::new_in("/tmp").unwrap();
        device.as_file().set_len(megabytes << 20).unwrap();
        // Nothing is held back, and what is told as written has its place.
        let make = ["-q", "-F", "-m", "0", "-O", "^has_journal"];
        let mount = ["-t", "ext4", "-o", "loop,nodelalloc"];
        let is_made = is_done(Command::new("mkfs.ext4").args(make).arg(device.path()));
        if !is_made || !is_done(Command::new("mount").args(mount).arg(device.path()).arg(folder)) {
            println!("NOT TRIED, this machine gives no device for a small disk");
            return None;
        }
        let disk = Self { place: folder.to_owned(), _device: Some(device) };
        fs::remove_dir(folder.join("lost+found")).unwrap();
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).unwrap();
        Some(disk)
    }

    /// Fills it to the last byte.
    pub fn fill(&self) {
        let mut file = File::create(self.place.join("filler")).unwrap();
        // A large piece is refused where smaller ones still fit.
        for size in [1 << 20, 1 << 16, 1 << 12, 1 << 10] {
            let filler = vec![0; size];
            while let Ok(1..) = file.write(&filler) {}
            let _ = file.sync_all();
        }
    }

    /// Makes room again.
    pub fn make_room(&self) {
        fs::remove_file(self.place.join("filler")).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.place).status();
    }
}
