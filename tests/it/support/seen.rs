//! What was already looked at: a page that is the same as one that passed, down to its styles, is not looked over again.
//! Every journey passes the same pages on its way, and most of a second run sees nothing new.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sha2::{Digest as _, Sha256};

use super::browser::Browser;
use super::gallery;

/// Everything that decides how a page looks and what axe says of it, but what differs with every run: its elements, what
/// stands in its controls, where the focus is, and the assets by their hashed names. Numbers, tokens and names of rows
/// become one letter each.
const SAID: &str = r#"
    const assets = [...document.querySelectorAll('[src],link[href]')].map(e => e.src || e.href)
        .filter(url => url.includes('/assets/')).map(url => new URL(url).pathname);
    const held = [...document.querySelectorAll('input:not([type=hidden]),select,textarea')].map(e =>
        [e.name, e.type, /radio|checkbox/.test(e.type) ? e.checked : e.value, e.disabled]);
    const html = document.documentElement.cloneNode(true);
    html.querySelectorAll('input[type=hidden]').forEach(e => e.removeAttribute('value'));
    const same = text => text.replace(/[\w-]{20,}|\bBA-\w{8}\b/g, 'T').replace(/\d+/g, '0');
    const focus = document.activeElement?.id || document.activeElement?.tagName;
    const guise = ['print', '(forced-colors: active)', '(prefers-color-scheme: dark)'].map(m => matchMedia(m).matches);
    const browser = [navigator.userAgent, innerWidth, ...guise].join();
    return [browser, assets.join(), same(JSON.stringify(held)), focus, same(html.outerHTML)].join('\n');
"#;

/// A page at some width in some state.
pub struct Sight(PathBuf);

impl Sight {
    /// What the browser shows now, as axe looks at it, if it does.
    pub async fn of(browser: &Browser, axe: Option<&str>) -> Self {
        let said = browser.session.client.execute(SAID, vec![]).await.unwrap();
        let mut hash = Sha256::new();
        hash.update(said.as_str().unwrap());
        hash.update(axe.unwrap_or_default());
        hash.update(include_bytes!("looking.rs"));
        let name = data_encoding::HEXLOWER.encode(&hash.finalize()[..16]);
        Self(folder().join(name))
    }

    /// Whether the same page passed before; its picture of then is laid at a place.
    pub fn passed(&self, picture: &Path) -> bool {
        let _ = fs::remove_file(picture);
        fs::hard_link(&self.0, picture).is_ok()
    }

    /// The page passed: its picture is kept for the next time.
    pub fn keep(&self, picture: &Path) {
        let _ = fs::create_dir_all(folder());
        let _ = fs::hard_link(picture, &self.0);
    }
}

/// Drops what no journey showed for a week.
pub fn forget_old() {
    let week = Duration::from_secs(7 * 24 * 3600);
    for file in fs::read_dir(folder()).into_iter().flatten().flatten() {
        let Ok(about) = file.metadata() else { continue };
        if about.nlink() == 1 && about.modified().is_ok_and(|at| at.elapsed().is_ok_and(|age| age > week)) {
            let _ = fs::remove_file(file.path());
        }
    }
}

fn folder() -> PathBuf {
    gallery::folder().join("seen")
}
