//! A person at a browser: opens pages, fills forms, reads, and has every page looked over and photographed.

use std::fs;
use std::path::Path;
use std::time::Duration;

use beian::text::{Lang, Tr};
use fantoccini::Locator;
use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use serde_json::{Value, json};

use super::chromium::{Scripts, Session};
use super::gallery;

/// Width and height of a desk's screen and of a phone's.
pub const DESKTOP: (u32, u32) = (1280, 900);
pub const PHONE: (u32, u32) = (390, 844);

/// The control of a name, on a page that has run what it runs at its beginning: from then on it moves no focus by itself. Of
/// radios and boxes the one with a value, and whether it is ticked; any other with the focus, and what it holds marked.
const CONTROL: &str = r#"
    if (document.readyState !== 'complete') return null;
    const [name, index, value] = arguments;
    const all = [...document.querySelectorAll(`[name='${name}']:not([type=hidden])`)];
    const ticks = all.filter(e => /radio|checkbox/.test(e.type));
    const e = ticks.length ? ticks.find(e => e.value === value) : all[index];
    if (!e) return null;
    if (!ticks.length) { e.focus(); e.select?.(); }
    return [e, e.type, e.checked ?? false];
"#;

/// Answers several controls, in order, as they stand on the page; the first that is not there, or takes something else.
const ANSWERED: &str = r#"
    if (document.readyState !== 'complete') return 'the page is not there';
    for (const [name, value] of arguments[0]) {
        const all = [...document.querySelectorAll(`[name='${name}']:not([type=hidden])`)];
        const ticks = all.filter(e => /radio|checkbox/.test(e.type));
        const e = ticks.length ? ticks.find(e => e.value === value) : all[0];
        if (!e?.checkVisibility()) return `no control named ${name} takes ${value}`;
        e.focus();
        if (ticks.length) {
            if (!e.checked) e.click();
            continue;
        }
        e.value = value;
        if (e.value !== value) return `${name} takes ${value} as ${e.value}`;
        for (const type of ['input', 'change']) e.dispatchEvent(new Event(type, { bubbles: true }));
    }
    return '';
"#;

/// What is shown of a selector: what says just some words first, then what says them among others.
const SHOWN: &str = r#"
    const [words, selector] = arguments;
    const said = e => e.textContent.replace(/[ \t\r\n]+/g, ' ').trim();
    const isShown = e => e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length > 0;
    const all = [...document.querySelectorAll(selector)].filter(isShown).filter(e => said(e).includes(words));
    return [...all.filter(e => said(e) === words), ...all.filter(e => said(e) !== words)].slice(0, 5);
"#;

/// A person's browser.
pub struct Browser {
    /// The session behind it.
    pub session: Session,
    /// The language it reads.
    pub lang: Lang,
    pub(super) origin: String,
    pub(super) size: (u32, u32),
    pub(super) scripts: Scripts,
    pub(super) journey: &'static str,
    pub(super) shots: u32,
    /// At a site of ours, whose assets have names that tell their content.
    pub(super) is_ours: bool,
}

impl Browser {
    /// A browser at a site; it reads Chinese until it says otherwise.
    pub fn new(session: Session, origin: &str, size: (u32, u32), scripts: Scripts, journey: &'static str) -> Self {
        session.resize(size.0, size.1);
        Self { session, lang: Lang::Zh, origin: origin.to_owned(), size, scripts, journey, shots: 0, is_ours: true }
    }

    /// Says from here on that it is a phone, as phones do.
    pub fn is_a_phone(&self) {
        let told =
            json!({ "platform": "Android", "platformVersion": "14", "architecture": "", "model": "", "mobile": true });
        let agent =
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36";
        let wish = json!({ "userAgent": agent, "userAgentMetadata": told });
        self.session.command("Emulation.setUserAgentOverride", wish);
    }

    /// Goes to an address of the site, or to a whole one.
    pub async fn goto(&self, path: &str) {
        let url = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.origin) };
        let went = self.session.client.goto(&url).await;
        self.expect(went, || format!("cannot go to {url}")).await;
    }

    /// The same to a page in which something is otherwise from its beginning on.
    pub async fn goto_with(&self, path: &str, script: &str) {
        let own = self.session.command("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script }));
        self.goto(path).await;
        let own = json!({ "identifier": own["identifier"] });
        self.session.command("Page.removeScriptToEvaluateOnNewDocument", own);
    }

    /// Runs a script in the page; what it gives back.
    pub async fn run(&self, script: &str) -> Value {
        self.session.client.execute(script, vec![]).await.unwrap()
    }

    /// Carries a cookie to the site: whoever signed in elsewhere goes on here.
    pub fn carry(&self, name: &str, value: &str) {
        self.session.command("Network.setCookie", json!({ "name": name, "value": value, "url": self.origin }));
    }

    /// Path and query of the page.
    pub async fn path(&self) -> String {
        let url = self.session.client.current_url().await.unwrap();
        url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()))
    }

    /// Words in the language it reads.
    pub fn words(&self, key: &str) -> String {
        Tr::new(self.lang).t(key)
    }

    /// Fills several controls of a page at once, for forms whose typing is not the story. What is hidden takes nothing.
    pub async fn fill_all(&self, answers: &[(&str, &str)]) {
        let mut missing = String::new();
        for _ in 0..200 {
            let told = self.session.client.execute(ANSWERED, vec![json!(answers)]).await;
            missing = told.map_or_else(|error| error.to_string(), |told| told.as_str().unwrap_or_default().to_owned());
            if missing.is_empty() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        self.fail(&missing).await;
    }

    /// Fills the control of a name, whatever it is: text, choice, radio or box. A box takes `yes` or nothing.
    pub async fn fill(&self, name: &str, value: &str) {
        self.fill_nth(name, 0, value).await;
    }

    /// The same for the one of several with a name, counted from 0.
    pub async fn fill_nth(&self, name: &str, index: usize, value: &str) {
        let arguments = vec![json!(name), json!(index), json!(value)];
        let missing = format!("no control named {name} takes {value:?}");
        // A page that is just going away takes its control with it: that of the next one is filled.
        for _ in 0..5 {
            let finds = async || {
                let found = self.session.client.execute(CONTROL, arguments.clone()).await.ok()?;
                let control = self.session.element(&found[0])?;
                Some((control, found[1].as_str()?.to_owned(), found[2] == true))
            };
            let (control, kind, is_so) = self.waits_until(&missing, finds).await;
            let done = match kind.as_str() {
                "radio" | "checkbox" if is_so => Ok(()),
                "radio" | "checkbox" => control.click().await,
                "select-one" => control.select_by_value(value).await,
                "date" | "time" => control.send_keys(value).await,
                _ => self.write(&control, name, value).await,
            };
            match done {
                Err(error) if error.is_stale_element_reference() => {}
                done => return self.expect(done, || format!("cannot fill {name} with {value:?}")).await,
            }
        }
        self.fail(&format!("{name} goes away whenever it is filled")).await;
    }

    /// Puts words into the control that has the focus, in place of what is marked in it, as an input method does; holds that
    /// they arrived there and nowhere else.
    async fn write(&self, control: &Element, name: &str, value: &str) -> Result<(), CmdError> {
        self.session.command("Input.insertText", json!({ "text": value }));
        let arrived = control.prop("value").await?.unwrap_or_default();
        if arrived.replace("\r\n", "\n") != value {
            let focus =
                self.session.client.execute("return document.activeElement.outerHTML.slice(0, 200)", vec![]).await?;
            self.fail(&format!("{name} took {value:?} as {arrived:?}; the focus is at {focus}")).await;
        }
        Ok(())
    }

    /// Puts a file into the file control of a name.
    pub async fn attach(&self, name: &str, file: &Path) {
        let control = self.find(&format!("input[type=file][name='{name}']")).await;
        let done = control.send_keys(file.to_str().unwrap()).await;
        self.expect(done, || format!("cannot attach {}", file.display())).await;
    }

    /// Presses the button or link that a key names.
    pub async fn press(&self, key: &str) {
        self.press_words(&self.words(key)).await;
    }

    /// Presses the first shown button or link with some words.
    pub async fn press_words(&self, words: &str) {
        let said = vec![json!(words), json!("a,button,summary")];
        self.waits_for(&format!("nothing to press says {words:?}"), async || self.press_one(&said).await).await;
    }

    /// Presses the first shown element of a selector.
    pub async fn click(&self, selector: &str) {
        let meant = vec![json!(""), json!(selector)];
        self.waits_for(&format!("nothing to press is {selector}"), async || self.press_one(&meant).await).await;
    }

    /// Whether something was there to press.
    async fn press_one(&self, meant: &[Value]) -> bool {
        let shown = self.session.client.execute(SHOWN, meant.to_vec()).await.unwrap_or_default();
        for element in shown.as_array().into_iter().flatten().filter_map(|one| self.session.element(one)) {
            if self.session.press(&element).await {
                return true;
            }
        }
        false
    }

    /// Types into whatever has the focus.
    pub async fn keys(&self, keys: &str) {
        let focus = self.session.client.active_element().await.unwrap();
        let done = focus.send_keys(keys).await;
        self.expect(done, || format!("cannot type {keys:?}")).await;
    }

    /// Waits until the page says what a key says.
    pub async fn sees(&self, key: &str) {
        self.sees_words(&self.words(key)).await;
    }

    /// Waits until the page says some words.
    pub async fn sees_words(&self, words: &str) {
        let says = async || self.text().await.contains(words);
        self.waits_for(&format!("the page does not say {words:?}"), says).await;
    }

    /// Holds that the page does not say some words.
    pub async fn sees_not(&self, words: &str) {
        if self.text().await.contains(words) {
            self.fail(&format!("the page says {words:?}")).await;
        }
    }

    /// What the page says, as it is shown.
    pub async fn text(&self) -> String {
        let said = self.session.client.execute("return document.body.innerText", vec![]).await;
        said.ok().and_then(|said| said.as_str().map(|said| said.replace('\u{a0}', " "))).unwrap_or_default()
    }

    /// What stands in the control of a name.
    pub async fn value(&self, name: &str) -> String {
        let control = format!("[name='{name}']:not([type=hidden])");
        // A page that is just going away takes its control with it: the next one is asked.
        for _ in 0..5 {
            if let Ok(value) = self.find(&control).await.prop("value").await {
                return value.unwrap_or_default();
            }
        }
        panic!("no value of {name} can be read")
    }

    /// The first element of a selector.
    pub async fn find(&self, selector: &str) -> Element {
        for _ in 0..200 {
            if let Some(element) = self.find_all(selector).await.into_iter().next() {
                return element;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{}", self.story(&format!("there is no {selector}")).await)
    }

    /// All elements of a selector.
    pub async fn find_all(&self, selector: &str) -> Vec<Element> {
        self.session.client.find_all(Locator::Css(selector)).await.unwrap_or_default()
    }

    /// The language of the page.
    pub async fn spoken(&self) -> String {
        let tells = async || {
            let told = self.session.client.execute("return document.documentElement.lang", vec![]).await.ok()?;
            told.as_str().map(str::to_owned)
        };
        self.waits_until("the page tells no language", tells).await
    }

    /// Changes the language by the switch of the page.
    pub async fn speak(&mut self, lang: Lang) {
        let spoken = format!("html[lang='{}']", lang.code());
        if self.lang != lang && !self.has(&spoken).await {
            self.session.resize(DESKTOP.0, DESKTOP.1);
            let switch = [json!(""), json!(format!("header button[name=lang][value='{}']", lang.code()))];
            // A driver that is busy may press and not say so: the page that follows has only the switch back.
            let pressed = async || self.has(&spoken).await || self.press_one(&switch).await;
            self.waits_for(&format!("nothing leads to {spoken}"), pressed).await;
            self.find(&spoken).await;
            self.session.resize(self.size.0, self.size.1);
        }
        self.lang = lang;
    }

    async fn expect<T>(&self, done: Result<T, CmdError>, what: impl FnOnce() -> String) -> T {
        match done {
            Ok(value) => value,
            Err(error) => panic!("{}", self.story(&format!("{}: {error}", what())).await),
        }
    }

    /// Ends the test with what the page showed.
    pub async fn fail(&self, what: &str) {
        panic!("{}", self.story(what).await);
    }

    pub(super) async fn story(&self, what: &str) -> String {
        let folder = gallery::folder().join(self.journey);
        let _ = fs::create_dir_all(&folder);
        let _ = fs::write(folder.join("99-failed-0-x.png"), self.session.picture());
        let url = self.session.client.current_url().await.map(|url| url.to_string()).unwrap_or_default();
        format!("{what}\nat {url}, which says:\n{}", self.text().await)
    }
}
