//! `beian demo`: data to try everything with.

use std::process::ExitCode;

use beian::app::{self, Program, Purpose};
use beian::clock;
use beian::config::Config;
use beian::demo::load::{self, Loaded, crew, statuses};
use beian::demo::store;
use beian::filing::application::TypeCheckForm;
use beian::reference::book;
use beian::values::actor::Actor;
use clap::Subcommand;

/// What can be done for the demo.
#[derive(Subcommand)]
pub enum DemoCommand {
    /// Load staff, applicants and filings; does nothing when there are data already
    Load {
        /// The same number gives the same data
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Add made-up filings until there are so many, to measure with; 100000 take some minutes
        #[arg(long)]
        filings: Option<usize>,
    },
    /// Tell how to sign in
    SignIns,
}

/// Runs one of them, if this is a demo.
pub async fn run(config: Config, command: DemoCommand) -> anyhow::Result<ExitCode> {
    if !config.demo {
        eprintln!("Demo data are only for a demo: set BEIAN_DEMO=1, never where real filings are kept.");
        return Ok(ExitCode::FAILURE);
    }
    match command {
        DemoCommand::Load { seed, filings } => load(&app::open(config, Purpose::Command)?, seed, filings).await,
        DemoCommand::SignIns => sign_ins(&app::open(config, Purpose::Command)?).await,
    }
}

fn tell(form: &TypeCheckForm, told: &str) {
    println!("    {} {} {} {}  {told}", form.province, form.cert_number, form.entity_name, form.domain);
}

async fn load(program: &Program, seed: u64, wanted: Option<usize>) -> anyhow::Result<ExitCode> {
    match load::load(program, seed, &|words| println!("{words}")).await? {
        Loaded::Already => println!("There are data already: nothing was loaded."),
        Loaded::Fresh { applicants, filings } => println!("{filings} filings of {applicants} applicants are loaded."),
    }
    if let Some(wanted) = wanted {
        println!("Adding filings until there are {wanted}");
        let added = load::many::fill(program, seed, wanted, &|words| println!("{words}")).await?;
        println!("{added} filings were added.");
    }
    Ok(ExitCode::SUCCESS)
}

async fn sign_ins(program: &Program) -> anyhow::Result<ExitCode> {
    let db = &program.app.db;
    let examples = db.read(Actor::Operator, async |tx| {
        let mut examples = Vec::new();
        for (account, state) in store::list_examples(tx).await? {
            examples.push((store::load_email(tx, account).await?, state));
        }
        Ok((examples, store::find_seed(tx).await?))
    });
    let (examples, seed) = examples.await?;
    println!("  Portal accounts (password {})", crew::APPLICANT_PASSWORD);
    for (email, state) in examples {
        println!("    {email:<28} {}", state.replace('_', " "));
    }
    println!("  Back office logins (password {}; the mailbox page shows the codes)", crew::STAFF_PASSWORD);
    for member in crew::CREW {
        println!("    {:<28} {}", member.login, member.role.code());
    }
    println!(
        "  Companies whose status is looked up already, for the type check of a new account (entity and domain status)"
    );
    let now = clock::now();
    for known in statuses::all() {
        tell(&known.type_check(book(), clock::china_day(now)), &known.told());
    }
    if let Some(own) = seed.and_then(|seed| load::on_record(seed, now)) {
        println!(
            "  A company on record here: E1 in the account {}, E2 in any other (choose \"I do not know\")",
            own.email
        );
        for (domain, form) in &own.cells {
            tell(form, &format!("E1 or E2 {domain}"));
        }
    }
    Ok(ExitCode::SUCCESS)
}
