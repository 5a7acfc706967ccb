//! Holds the sources to the architecture: imports point downwards, roles keep to their crates, files stay short.

use crate::support::sources::{self, Source};

/// The tiers, lowest first. Within the first three a module may use those before it; within the others none.
const TIERS: [&[&str]; 7] = [
    &["clock", "text", "reference", "values", "form", "schema", "error"],
    &["config", "telemetry", "paths", "sealing", "db", "storage", "audit", "outbox", "auth", "web"],
    &["notify", "hosting", "account", "staff", "facts", "registry", "material", "recognition", "liveness"],
    &["filing"],
    &["relay"],
    &["wizard", "guide", "review", "bureau", "admin", "privacy"],
    &["worker", "backup", "demo", "app", "monitor"],
];

/// The lowest tier whose modules must not use one another.
const APART: usize = 5;
const PROGRAMS: usize = 6;

/// Modules that only name tables and errors: what they are made of is no matter of roles.
const PLAIN: [&str; 3] = ["clock", "schema", "error"];

/// Files that a role would forbid what they are for: the child that decodes, and what reads pages from it.
const EXEMPT: [&str; 3] =
    ["src/material/decoder/child.rs", "src/material/decoder/pdf.rs", "src/material/decoder/mod.rs"];

const LINES: usize = 400;

/// What a file may not name, by its role.
struct Rule {
    role: &'static str,
    forbidden: &'static [&'static str],
}

const PURE: Rule = Rule {
    role: "a pure file",
    forbidden: &[
        "diesel",
        "diesel_async",
        "actix_web",
        "actix_multipart",
        "askama",
        "tokio",
        "lettre",
        "reqwest",
        "std::fs",
        "std::env",
        "std::net::TcpStream",
        "crate::schema",
        "crate::storage",
        "crate::web",
    ],
};
const RENDER: Rule = Rule {
    role: "a render file",
    forbidden: &["diesel", "diesel_async", "actix_web", "actix_multipart", "tokio", "reqwest", "std::fs", "std::env"],
};
const STORE: Rule = Rule {
    role: "a store",
    forbidden: &["actix_web", "actix_multipart", "askama", "lettre", "reqwest", "std::fs", "tokio", "crate::web"],
};
const SERVICE: Rule = Rule {
    role: "a service",
    forbidden: &[
        "actix_web",
        "actix_multipart",
        "askama",
        "lettre",
        "reqwest",
        "std::fs",
        "tokio::fs",
        "tokio::net",
        "tokio::time",
        "crate::storage",
        "crate::web",
    ],
};
const PAGES: Rule = Rule { role: "a page", forbidden: &["diesel", "diesel_async", "crate::schema"] };
const WORK: Rule = Rule { role: "a job or client", forbidden: &["actix_web", "askama"] };

fn sources_of_the_library() -> Vec<Source> {
    let mut files = sources::files(&["src"], &[".rs"]);
    files.retain(|file| !file.is_test() && !is_program(&file.path));
    files
}

fn is_program(path: &str) -> bool {
    ["src/main.rs", "src/lib.rs", "src/commands", "src/bin/"].iter().any(|start| path.starts_with(start))
}

fn tier(module: &str) -> Option<(usize, usize)> {
    TIERS.iter().enumerate().find_map(|(tier, modules)| Some((tier, modules.iter().position(|m| *m == module)?)))
}

fn rule(file: &Source) -> Option<Rule> {
    let module = file.module();
    let (tier, _) = tier(&module[0])?;
    let is = |role: &str| module[1..].iter().any(|part| part == role);
    let outside = matches!(tier, 1 | PROGRAMS) || PLAIN.contains(&module[0].as_str());
    if outside || EXEMPT.contains(&file.path.as_str()) || is("sandbox") {
        return None;
    }
    Some(match () {
        () if is("pages") => PAGES,
        () if is("store") => STORE,
        () if is("service") => SERVICE,
        () if is("job") || is("client") || is("clients") => WORK,
        () if is("render") => RENDER,
        () => PURE,
    })
}

fn report(rule: &str, found: &[String]) {
    assert!(found.is_empty(), "{rule}:\n  {}", found.join("\n  "));
}

#[test]
fn every_module_has_its_tier() {
    let known = |file: &&Source| tier(&file.module()[0]).is_none();
    let found: Vec<_> = sources_of_the_library().iter().filter(known).map(|file| file.path.clone()).collect();
    report("modules that stand in no tier", &found);
}

#[test]
fn imports_point_downwards() {
    let mut found = Vec::new();
    for file in sources_of_the_library() {
        let own = file.module()[0].clone();
        let Some((tier_of, place)) = tier(&own) else { continue };
        for named in file.named().iter().filter(|named| named.parts[0] == "crate" && named.parts[1] != own) {
            let Some((other_tier, other_place)) = tier(&named.parts[1]) else { continue };
            let fine = match other_tier.cmp(&tier_of) {
                std::cmp::Ordering::Less => true,
                std::cmp::Ordering::Equal if tier_of == APART => false,
                std::cmp::Ordering::Equal => tier_of == PROGRAMS || other_place < place,
                std::cmp::Ordering::Greater => false,
            };
            let pages = named.parts[2..].iter().any(|part| part == "pages") && own != "app";
            if !fine || pages {
                found.push(format!("{}:{} {}", file.path, named.line, named.parts.join("::")));
            }
        }
    }
    report("imports that do not point downwards", &found);
}

#[test]
fn roles_keep_to_their_crates() {
    let mut found = Vec::new();
    for file in sources_of_the_library() {
        let Some(rule) = rule(&file) else { continue };
        for named in file.named() {
            let path = named.parts.join("::");
            let hit = rule.forbidden.iter().any(|name| path == *name || path.starts_with(&format!("{name}::")));
            let inner = named.parts[0] == "crate";
            let service = rule.role == STORE.role && inner && named.parts[1..].iter().any(|part| part == "service");
            let page = rule.role != PAGES.role && inner && named.parts[1..].iter().any(|part| part == "pages");
            if hit || service || page {
                found.push(format!("{}:{} {} names {path}", file.path, named.line, rule.role));
            }
        }
    }
    report("crates and modules forbidden for a role", &found);
}

/// What only one place may do, and which: everybody else goes through it.
const ONE_PLACE: [(&str, &[&str], &[&str]); 3] = [
    (
        "a transaction opens in db, with its actor and the database's time",
        &["src/db/"],
        &[
            "establish(",
            "begin_transaction",
            "TransactionManager",
            ".transaction(",
            "Pool::builder",
            "tokio_postgres::connect",
        ],
    ),
    (
        "a route is declared with its rule: web/access.rs alone registers",
        &["src/web/access.rs", "src/app.rs", "src/demo/", "src/monitor/", "src/bureau/sandbox/"],
        &["web::resource", "web::scope", ".service(web", "config.service(", "web::route()", ".route("],
    ),
    (
        "a state changes in filing::service::perform alone, and the audit has one way in",
        &["src/filing/store", "src/filing/service.rs", "src/audit/", "src/schema.rs"],
        &["filings::state.eq(", "update_filing(", "insert_into(audit_events"],
    ),
];

#[test]
fn what_has_one_place_is_done_nowhere_else() {
    let mut found = Vec::new();
    for file in sources_of_the_library() {
        for (rule, places, forbidden) in ONE_PLACE {
            if places.iter().any(|place| file.path.starts_with(place)) {
                continue;
            }
            for (index, line) in file.text.lines().enumerate() {
                let is_comment = line.trim_start().starts_with("//");
                // Reading by state is anybody's.
                let reads = line.contains("filter(") || line.contains(".and(");
                if !is_comment && !reads && forbidden.iter().any(|word| line.contains(word)) {
                    found.push(format!("{}:{} {rule}: {}", file.path, index + 1, line.trim()));
                }
            }
        }
    }
    report("done past its one place", &found);
}

/// A rule of a province is a row of the rule book: code names none. The demo invents staff and applicants of provinces. Codes
/// from 70 on are no provinces that file: ID cards of residents of Hong Kong, Macao and Taiwan begin with them.
#[test]
fn no_code_names_a_province() {
    let is_province = |text: &str| {
        text.len() == 6
            && text.ends_with("0000")
            && text.bytes().all(|byte| byte.is_ascii_digit())
            && ("100000".."700000").contains(&text)
    };
    let mut found = Vec::new();
    for file in sources_of_the_library().iter().filter(|file| !file.path.starts_with("src/demo/")) {
        let named = file.literals().into_iter().filter(|literal| is_province(&literal.text));
        found.extend(named.map(|literal| format!("{}:{} {}", file.path, literal.line, literal.text)));
    }
    report("provinces named in code", &found);
}

#[test]
fn the_readme_shows_every_module_in_its_tier() {
    let readme = std::fs::read_to_string(sources::root().join("README.md")).unwrap();
    let (_, table) = readme.split_once("| Where | What |\n").expect("how the code is laid out");
    let rows = table.lines().skip(1).take_while(|line| line.starts_with('|'));
    let names = rows.map(|row| row.split(" | ").next().unwrap_or_default());
    let shown: Vec<&str> = names.flat_map(|names| names.split('`').skip(1).step_by(2)).collect();
    let missing: Vec<&str> = TIERS.concat().into_iter().filter(|module| !shown.contains(module)).collect();
    assert!(missing.is_empty(), "{missing:?} stand in no row");
    let tiers = shown.iter().filter_map(|module| Some(tier(module)?.0));
    assert!(tiers.is_sorted(), "lowest first: {shown:?}");
}

#[test]
fn files_are_short_and_say_what_they_are_for() {
    let endings = [".rs", ".html", ".txt", ".js", ".scss"];
    let mut found = Vec::new();
    for file in sources::files(&["src", "tests", "templates", "static"], &endings) {
        let lines = file.text.lines().count();
        let is_data = file.path == "src/schema.rs" || file.path.contains("/data/");
        if lines > LINES && !is_data {
            found.push(format!("{} has {lines} lines, more than {LINES}", file.path));
        }
        if file.path.ends_with(".rs") && !is_data && !file.is_test() && !file.text.starts_with("//! ") {
            found.push(format!("{} does not open with its purpose", file.path));
        }
    }
    report("long or silent files", &found);
}

#[test]
fn templates_hold_no_script_no_style_and_escape_everything() {
    let mut found = Vec::new();
    for file in sources::files(&["templates"], &[".html"]) {
        let is_mail = file.path.starts_with("templates/mail/");
        for (index, line) in file.text.lines().enumerate() {
            let squeezed = line.replace(' ', "").to_lowercase();
            let handler = line.split([' ', '\t']).find(|word| {
                word.strip_prefix("on")
                    .and_then(|rest| rest.split_once('='))
                    .is_some_and(|(name, _)| !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase()))
            });
            let styled = !is_mail && (line.contains(" style=") || squeezed.contains("<style"));
            let scripted = squeezed.contains("<script") && !squeezed.contains("src=");
            if squeezed.contains("|safe") || handler.is_some() || styled || scripted {
                found.push(format!("{}:{} {}", file.path, index + 1, line.trim()));
            }
        }
    }
    report("unescaped text, inline scripts and styles", &found);
}

#[test]
fn nothing_names_a_machine() {
    let places = ["/home", "/root", "/Users", "/work"].map(|place| format!("{place}/"));
    let folders =
        ["src", "tests", "templates", "static", "migrations", ".make", ".ci", ".config", "Makefile", "README.md"];
    let endings = [".rs", ".html", ".txt", ".js", ".scss", ".ftl", ".sql", ".sh", ".toml", ".md", "Makefile", "run"];
    let mut found = Vec::new();
    for file in sources::files(&folders, &endings) {
        let own = file.path == "tests/it/architecture.rs";
        for (index, line) in file.text.lines().enumerate().filter(|_| !own) {
            if places.iter().any(|place| line.contains(place.as_str())) {
                found.push(format!("{}:{} {}", file.path, index + 1, line.trim()));
            }
        }
    }
    report("paths of somebody's machine", &found);
}

#[test]
fn the_reader_of_sources_sees_groups_super_and_macros_but_no_unit_tests() {
    let text = r#"
        use crate::{web::{Page, ui}, db};
        fn f() { assert!(super::super::store::find("a-key")); }
        #[cfg(test)]
        mod tests { use crate::app; }
    "#;
    let file = Source { path: "src/guide/pages/check.rs".into(), text: text.into() };
    let named: Vec<_> = file.named().iter().map(|named| named.parts.join("::")).collect();
    assert_eq!(named, ["crate::web::Page", "crate::web::ui", "crate::db", "crate::guide::store::find"]);
    assert_eq!(file.literals().iter().map(|literal| literal.text.as_str()).collect::<Vec<_>>(), ["a-key"]);
}
