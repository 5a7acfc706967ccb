//! Looking at a page: axe, widths, budgets and pictures.

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use serde_json::{Value, json};

use super::browser::{Browser, DESKTOP, PHONE};
use super::chromium::Scripts;
use super::seen::Sight;
use super::{gallery, sources};

/// The narrowest screen on which nothing may be cut off.
const NARROWEST: u32 = 320;

/// Another way to see a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guise {
    /// On paper.
    Printed,
    /// In the few colours of a system set to high contrast.
    ForcedColours,
    /// By a system set to dark.
    Dark,
}

impl Browser {
    /// Has the page looked over by axe on both screens, holds that it keeps its budget and that nothing is cut off at
    /// 320 px, and takes pictures.
    pub async fn look(&mut self, name: &str) {
        let lang = self.spoken().await;
        let pictures = self.pictures(name, &[&lang]);
        self.check_budget(name).await;
        let sight = Sight::of_all(self, "look").await;
        if sight.passed(&pictures) {
            return;
        }
        self.look_over(name, &pictures, &[DESKTOP, PHONE]).await;
        sight.keep(&pictures);
    }

    /// The same in both languages: for pages that come again when asked for. axe, which costs most of a look, sees one
    /// language on the desk and the other on the phone.
    pub async fn look_both(&mut self, name: &str) {
        let own = self.lang;
        let pictures = self.pictures(name, &[own.code(), own.other().code()]);
        self.check_budget(name).await;
        let sight = Sight::of_all(self, "look_both").await;
        if sight.passed(&pictures) {
            return;
        }
        self.look_over(name, &pictures[..2], &[DESKTOP]).await;
        self.speak(own.other()).await;
        self.check_budget(name).await;
        self.look_over(name, &pictures[2..], &[PHONE]).await;
        self.speak(own).await;
        sight.keep(&pictures);
    }

    /// Where the pictures of the next look go: in each language one of the desk's screen and one of the phone's.
    fn pictures(&mut self, name: &str, langs: &[&str]) -> Vec<PathBuf> {
        self.shots += 1;
        let sizes = |lang: &&str| [DESKTOP, PHONE].map(|size| self.picture_file(name, size.0, lang));
        langs.iter().flat_map(sizes).collect()
    }

    /// Looks at the page on both screens, with axe on some of them.
    async fn look_over(&self, name: &str, pictures: &[PathBuf], with_axe: &[(u32, u32)]) {
        let mut is_new = false;
        for (size, picture) in [DESKTOP, PHONE].into_iter().zip(pictures.chunks(1)) {
            self.session.resize(size.0, size.1);
            let axe = with_axe.contains(&size).then(axe).filter(|_| self.scripts == Scripts::On);
            let sight = Sight::of(self, axe).await;
            if sight.passed(picture) {
                continue;
            }
            if let Some(axe) = axe {
                self.check_with_axe(axe, name, size.0).await;
            }
            fs::write(&picture[0], self.session.picture()).unwrap();
            sight.keep(picture);
            is_new = true;
        }
        if is_new {
            self.session.resize(NARROWEST, PHONE.1);
            self.check_width(name).await;
        }
        self.session.resize(self.size.0, self.size.1);
    }

    /// Takes a picture of the page in another guise: printed, in forced colours.
    pub async fn look_as(&mut self, name: &str, guise: Guise) {
        self.shots += 1;
        self.wear(Some(guise));
        fs::write(self.picture_file(name, self.size.0, self.lang.code()), self.session.picture()).unwrap();
        self.wear(None);
    }

    /// Sees every page in a guise from here on; none: as it is.
    pub fn wear(&self, guise: Option<Guise>) {
        let (media, features) = match guise {
            Some(Guise::Printed) => ("print", json!([])),
            Some(Guise::ForcedColours) => ("", json!([{ "name": "forced-colors", "value": "active" }])),
            Some(Guise::Dark) => ("", json!([{ "name": "prefers-color-scheme", "value": "dark" }])),
            None => ("", json!([])),
        };
        self.session.command("Emulation.setEmulatedMedia", json!({ "media": media, "features": features }));
    }

    /// Holds that the page and what it loads come from this host alone, compressed within the budgets, under hashed names.
    async fn check_budget(&self, name: &str) {
        if self.scripts == Scripts::Off {
            return;
        }
        let all = "return [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
            .map(e => [e.name, e.initiatorType, e.encodedBodySize])";
        let loaded = self.session.client.execute(all, vec![]).await.unwrap();
        let (mut html, mut css, mut js) = (0, 0, 0);
        for entry in loaded.as_array().into_iter().flatten() {
            let (url, kind) = (entry[0].as_str().unwrap(), entry[1].as_str().unwrap());
            let size = entry[2].as_u64().unwrap();
            let path = url.strip_prefix(&self.origin);
            let Some(path) = path else { return self.fail(&format!("{name} asks another host: {url}")).await };
            let sum = if kind == "navigation" {
                &mut html
            } else if path.ends_with(".css") {
                &mut css
            } else if path.ends_with(".js") {
                &mut js
            } else {
                continue;
            };
            *sum += size;
            if kind != "navigation" && self.is_ours && !is_hashed(path) {
                self.fail(&format!("{name} loads {path}, whose name does not tell its content")).await;
            }
        }
        if html == 0 {
            self.fail(&format!("{name}: how large it is was not told")).await;
        }
        for (what, size, most) in [("HTML", html, 25), ("CSS", css, 25), ("script", js, 30)] {
            if size > most * 1024 {
                self.fail(&format!("{name}: {size} bytes of {what}, compressed, over {most} KB")).await;
            }
        }
    }

    /// Where the picture of a page goes.
    fn picture_file(&self, name: &str, width: u32, lang: &str) -> PathBuf {
        let folder = gallery::folder().join(self.journey);
        fs::create_dir_all(&folder).unwrap();
        folder.join(format!("{:02}-{name}-{width}-{lang}.png", self.shots))
    }

    async fn check_with_axe(&self, axe: &str, name: &str, width: u32) {
        let client = &self.session.client;
        client.execute(axe, vec![]).await.unwrap();
        let run = "const done = arguments[arguments.length - 1];
            axe.run(document, { runOnly: arguments[0], resultTypes: ['violations'] })
               .then(r => done(r.violations), e => done([{ id: String(e), nodes: [] }]));";
        let tags = json!(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]);
        let violations = client.execute_async(run, vec![tags]).await.unwrap();
        let told: Vec<_> = violations.as_array().into_iter().flatten().map(tell).collect();
        if !told.is_empty() {
            self.fail(&format!("axe on {name} at {width} px:\n{}", told.join("\n"))).await;
        }
    }

    async fn check_width(&self, name: &str) {
        let size = &self.session.command("Page.getLayoutMetrics", json!({}))["cssContentSize"];
        if size["width"].as_f64().unwrap() > f64::from(NARROWEST) {
            let wide = "return [...document.querySelectorAll('body *')]
                .filter(e => e.getBoundingClientRect().right > arguments[0]).map(e => e.outerHTML.slice(0, 120))";
            let wide = self.session.client.execute(wide, vec![json!(NARROWEST)]).await.unwrap();
            self.fail(&format!("{name} is cut off at {NARROWEST} px: {}, {wide:#}", size["width"])).await;
        }
    }
}

/// Whether an asset's name bears the hash of its content: `/assets/portal.0123456789.css`.
fn is_hashed(path: &str) -> bool {
    let mut parts = path.rsplit('.').skip(1);
    let hash = parts.next().unwrap_or_default();
    path.starts_with("/assets/") && hash.len() == 10 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn tell(violation: &Value) -> String {
    let nodes = violation["nodes"].as_array().cloned().unwrap_or_default();
    let shown = |node: &Value| {
        let because = node["failureSummary"].as_str().unwrap_or_default().replace('\n', " ");
        format!("    {} — {because}", node["html"].as_str().unwrap_or_default())
    };
    let nodes: Vec<_> = nodes.iter().take(5).map(shown).collect();
    format!("  {} ({}):\n{}", violation["id"], violation["help"], nodes.join("\n"))
}

/// The script that looks a page over.
pub(super) fn axe() -> &'static str {
    static AXE: LazyLock<String> = LazyLock::new(|| {
        let file = sources::root().join("node_modules/axe-core/axe.min.js");
        fs::read_to_string(file).expect("axe-core is fetched by npm ci")
    });
    &AXE
}
