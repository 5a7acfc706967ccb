//! `pg_dump` and `pg_restore` as child processes. The address goes to them in their environment: command lines are everybody's
//! to read.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use std::process::{Output, Stdio};

use anyhow::{Context as _, bail, ensure};
use tokio::process::Command;
use tokio_postgres::config::{Host, SslMode};

use crate::db::snapshot::Snapshot;

/// Where the tools are; their environment has little else.
const TOOLS: &str = "/usr/local/bin:/usr/bin:/bin";
const DUMPS: &str = "pg_dump";
const RESTORES: &str = "pg_restore";
/// How much of what a tool complains of is told.
const COMPLAINT: usize = 2000;

/// What `pg_dump` says of itself.
pub(super) async fn version() -> anyhow::Result<String> {
    let output = run(DUMPS, tool(DUMPS).arg("--version")).await?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Dumps the whole database at the moment of a snapshot into a file that is there already.
pub(super) async fn dump(owner_url: &str, snapshot: &Snapshot, file: &Path) -> anyhow::Result<()> {
    let mut command = tool(DUMPS);
    command.envs(environment(owner_url)?).args(["--format=custom", "--no-password"]);
    command.arg(format!("--snapshot={}", snapshot.id)).arg("--file").arg(file);
    // Without it, row-level security that holds for this role ends the dump; with it, rules decide: `Snapshot` saw that they
    // show every row.
    if snapshot.shows_all_by_rule {
        command.arg("--enable-row-security");
    }
    run(DUMPS, &mut command).await.map(drop)
}

/// Restores a dump into an empty database: all of it or nothing.
pub(super) async fn restore(owner_url: &str, file: &Path) -> anyhow::Result<()> {
    let mut command = tool(RESTORES);
    command.envs(environment(owner_url)?);
    // An empty name is that of the environment. Everything belongs to who restores; what others may do comes from the dump.
    command.args(["--no-password", "--exit-on-error", "--single-transaction", "--no-owner", "--dbname="]);
    run(RESTORES, command.arg(file)).await.map(drop)
}

fn tool(name: &str) -> Command {
    let mut command = Command::new(name);
    command.env_clear().env("PATH", TOOLS).env("LC_ALL", "C.UTF-8").stdin(Stdio::null()).kill_on_drop(true);
    command
}

async fn run(name: &str, command: &mut Command) -> anyhow::Result<Output> {
    let output = match command.output().await {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            bail!("{name} was not found in {TOOLS}: install postgresql-client, as new as the server or newer")
        }
        output => output.with_context(|| format!("cannot run {name}"))?,
    };
    let told = String::from_utf8_lossy(&output.stderr);
    let told: String = told.trim().chars().take(COMPLAINT).collect();
    ensure!(output.status.success(), "{name} failed: {told}");
    Ok(output)
}

/// An address as the variables that PostgreSQL's own tools read.
fn environment(url: &str) -> anyhow::Result<Vec<(&'static str, OsString)>> {
    let config: tokio_postgres::Config = url.parse().context("the address is none of PostgreSQL")?;
    let host = |host: &Host| match host {
        Host::Tcp(name) => OsString::from(name),
        Host::Unix(path) => path.clone().into_os_string(),
    };
    let hosts: Vec<OsString> = config.get_hosts().iter().map(host).collect();
    let ports: Vec<OsString> = config.get_ports().iter().map(|port| port.to_string().into()).collect();
    let user = config.get_user().context("the address names no role")?;
    let mut variables = vec![
        ("PGHOST", hosts.join(OsStr::new(","))),
        ("PGUSER", user.into()),
        ("PGDATABASE", config.get_dbname().unwrap_or(user).into()),
        ("PGAPPNAME", "beian".into()),
        ("PGCONNECT_TIMEOUT", "10".into()),
    ];
    if !ports.is_empty() {
        variables.push(("PGPORT", ports.join(OsStr::new(","))));
    }
    if let Some(password) = config.get_password() {
        variables.push(("PGPASSWORD", OsStr::from_bytes(password).to_owned()));
    }
    if let Some(options) = config.get_options() {
        variables.push(("PGOPTIONS", options.into()));
    }
    let mode = match config.get_ssl_mode() {
        SslMode::Disable => "disable",
        SslMode::Require => "require",
        _ => "prefer",
    };
    variables.push(("PGSSLMODE", mode.into()));
    Ok(variables)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variable(url: &str, name: &str) -> Option<String> {
        let found = environment(url).unwrap().into_iter().find(|(own, _)| *own == name);
        found.map(|(_, value)| value.into_string().unwrap())
    }

    #[test]
    fn an_address_becomes_variables_and_its_password_no_argument() {
        let url = "postgresql://owner:p%40ss%20word@db.example.cn:5433/beian?sslmode=require";
        for (name, value) in [
            ("PGHOST", "db.example.cn"),
            ("PGPORT", "5433"),
            ("PGUSER", "owner"),
            ("PGPASSWORD", "p@ss word"),
            ("PGDATABASE", "beian"),
            ("PGSSLMODE", "require"),
        ] {
            assert_eq!(variable(url, name).as_deref(), Some(value), "{name}");
        }
        let socket = "postgresql://owner@localhost/beian?host=/run/postgresql";
        assert_eq!(variable(socket, "PGHOST").as_deref(), Some("localhost,/run/postgresql"));
        assert_eq!(variable(socket, "PGPASSWORD"), None);
        assert_eq!(variable("postgresql:///?user=owner&host=/run", "PGDATABASE").as_deref(), Some("owner"));
    }
}
