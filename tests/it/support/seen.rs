//! What was already looked at: a page that is the same as one that passed, down to its styles, is not looked over again.
//! Every journey passes the same pages on its way, and most of a second run sees nothing new.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::PathBuf;
use std::time::Duration;

use sha2::{Digest as _, Sha256};

use super::browser::Browser;
use super::gallery;
use super::looking::axe;

/// Everything that decides how a page looks and what axe says of it, but what differs with every run: its elements, what
/// stands in its controls, where the focus is, and the assets by their hashed names. Digits, tokens and names of rows
/// become one letter each: a number that grows longer is seen anew.
const SAID: &str = r#"
    const assets = [...document.querySelectorAll('[src],link[href]')].map(e => e.src || e.href)
        .filter(url => url.includes('/assets/')).map(url => new URL(url).pathname);
    const held = [...document.querySelectorAll('input:not([type=hidden]),select,textarea')].map(e =>
        [e.name, e.type, /radio|checkbox/.test(e.type) ? e.checked : e.value, e.disabled]);
    const html = document.documentElement.cloneNode(true);
    html.querySelectorAll('input[type=hidden]').forEach(e => e.removeAttribute('value'));
    const same = text => text.replace(/[\w-]{20,}|\bBA-\w{8}\b/g, 'T').replace(/\d/g, '0');
    const focus = document.activeElement?.id || document.activeElement?.tagName;
    const guise = ['print', '(forced-colors: active)', '(prefers-color-scheme: dark)'].map(m => matchMedia(m).matches);
    const browser = [navigator.userAgent, innerWidth, ...guise].join();
    return [browser, assets.join(), same(JSON.stringify(held)), focus, same(html.outerHTML)].join('\n');
"#;

/// A page in some state: at one width, or as it is at all widths and in all languages of a look.
pub struct Sight(String);

impl Sight {
    /// What the browser shows now, as axe looks at it, if it does.
    pub async fn of(browser: &Browser, axe: Option<&str>) -> Self {
        Self::with(browser, axe.unwrap_or_default()).await
    }

    /// What a whole look would see, of which the browser shows a part: the same program that shows the same page in one
    /// language and width shows the same in the others.
    pub async fn of_all(browser: &Browser, look: &str) -> Self {
        let program = fs::metadata(env!("CARGO_BIN_EXE_beian")).unwrap();
        let month = beian::clock::now().format("%Y-%m"); // English writes it in letters.
        let program = format!("{look} {month} {} {} {}", program.mtime(), program.mtime_nsec(), program.len());
        Self::with(browser, &format!("{program} {}", axe())).await
    }

    async fn with(browser: &Browser, what: &str) -> Self {
        let said = browser.session.client.execute(SAID, vec![]).await.unwrap();
        let mut hash = Sha256::new();
        hash.update(said.as_str().unwrap());
        hash.update(what);
        hash.update(include_bytes!("looking.rs"));
        Self(data_encoding::HEXLOWER.encode(&hash.finalize()[..16]))
    }

    /// Whether the same page passed before; its pictures of then are laid at their places.
    pub fn passed(&self, pictures: &[PathBuf]) -> bool {
        self.kept(pictures).all(|(kept, picture)| {
            let _ = fs::remove_file(picture);
            fs::hard_link(kept, picture).is_ok()
        })
    }

    /// The page passed: its pictures are kept for the next time.
    pub fn keep(&self, pictures: &[PathBuf]) {
        let _ = fs::create_dir_all(folder());
        for (kept, picture) in self.kept(pictures) {
            let _ = fs::hard_link(picture, kept);
        }
    }

    fn kept<'a>(&'a self, pictures: &'a [PathBuf]) -> impl Iterator<Item = (PathBuf, &'a PathBuf)> {
        let kept = |(index, picture)| (folder().join(format!("{}-{index}", self.0)), picture);
        pictures.iter().enumerate().map(kept)
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
