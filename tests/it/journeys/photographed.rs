//! A paper photographed on somebody else's phone, by a link: the hints while aiming, how it lies flat, what is read.

use serde_json::{Value, json};

use super::steps::by_phone::ask;
use super::steps::filers::ORGANISATION;
use super::steps::papers;
use crate::support::browser::Browser;
use crate::support::cases::Office;
use crate::support::guest::Guest;
use crate::support::sources;
use crate::support::stage::Stage;

const FRONT: &str = "entity-person-id-front";

/// Pictures of a paper with lines on a darker table, and what `look` of the page's script finds in each by the limits of the page.
const LOOKED_AT: &str = "
    const [width, height] = [480, 270];
    const { limitDark, limitSharp, limitGlare } = document.querySelector('[data-camera]').dataset;
    const limits = { dark: Number(limitDark), sharp: Number(limitSharp), glare: Number(limitGlare) };
    const lies = (x, y) => x >= 60 && x < 420 && y >= 40 && y < 230;
    const paper = (x, y) => (lies(x, y) ? (y % 10 < 2 && x % 6 < 3 ? 40 : 215) : 70);
    const found = (shade) => {
        const data = new Uint8ClampedArray(width * height * 4);
        for (let at = 0; at < data.length; at += 4) {
            data.fill(shade((at / 4) % width, Math.floor(at / 4 / width)), at, at + 3);
        }
        return look({ data, width, height }, limits).findings;
    };
    const toEdge = (x, y) => Math.min(1, Math.max(0, Math.min(x - 40, 440 - x, y - 20, 250 - y) / 40));
    return {
        good: found(paper),
        dark: found((x, y) => paper(x, y) / 3),
        blurred: found((x, y) => 70 + 145 * toEdge(x, y)),
        glare: found((x, y) => (x > 200 && x < 280 && y > 100 && y < 160 ? 255 : paper(x, y))),
        cut: found((x, y) => paper(x + 80, y)),
        tilted: found((x, y) => paper(x, y + (x - 240) / 6)),
        far: found((x, y) => paper(240 + (x - 240) * 2, 135 + (y - 135) * 2)),
    };
";

/// A paper seen aslant, in four colours that meet where its diagonals cross, and what `flatten` makes of it: each colour by its
/// side, up to the corners and to the middle, where a picture that was merely stretched would show the one below.
const LAID_FLAT: &str = "
    const [shot, corners] = [document.createElement('canvas'), [[60, 20], [180, 40], [280, 180], [20, 160]]];
    [shot.width, shot.height] = [300, 200];
    const pen = shot.getContext('2d');
    pen.fillStyle = '#888';
    pen.fillRect(0, 0, 300, 200);
    ['#f00', '#0f0', '#00f', '#ff0'].forEach((colour, side) => {
        pen.fillStyle = colour;
        pen.beginPath();
        for (const [x, y] of [corners[side], corners[(side + 1) % 4], [134.46, 74.15]]) pen.lineTo(x, y);
        pen.fill();
    });
    const flat = flatten(shot, corners.map(([x, y]) => [x / 299, y / 199]));
    const look = flat.getContext('2d');
    const at = ([u, v]) =>
        look.getImageData(Math.floor(u * flat.width), Math.floor(v * flat.height), 1, 1).data.slice(0, 3).join();
    const found = { size: [flat.width, flat.height].join() };
    let asked = [[0.5, 0.04], [0.5, 0.45], [0.1, 0.04], [0.9, 0.04]];
    for (const side of ['top', 'right', 'bottom', 'left']) {
        found[side] = asked.map(at);
        asked = asked.map(([u, v]) => [1 - v, u]);
    }
    return found;
";

#[tokio::test]
async fn a_photograph_by_a_link_is_read_for_the_page_on_the_desk() {
    let Some(stage) = Stage::set_with("photographed", &[("BEIAN_READER", "tesseract")]).await else { return };
    let program = &stage.program;
    let office = Office::of(program).await;
    let case = office.draft(1).await;
    let path = format!("/filings/{}", case.reference);
    let mut wang = stage.desktop().await;
    wang.carry("beian", &Guest::applicant(program, &office.db, case.owner).await.cookie("beian"));
    let link = ask(&wang, &path, FRONT).await;

    let view = papers::seen_by_a_camera(program, &ORGANISATION.holder, FRONT);
    let phone = stage.phone_that_sees(&view).await;
    phone.goto(&link).await;
    phone.press("relay-act-begin").await;
    phone.fill("agree", "yes").await;
    phone.press("material-consent-submit").await;
    phone.press("camera-open").await;
    phone.sees("camera-good").await;
    hints_name_what_is_wrong(&phone).await;
    what_is_between_the_corners_lies_flat(&phone).await;
    phone.press("camera-shoot").await;
    phone.press("camera-cut-out").await;
    phone.press("camera-yes").await;
    phone.sees("relay-done-text").await;

    // The number is what was typed; the name on the photograph is another one.
    let number = ORGANISATION.holder.id_number;
    let is_read = async || {
        wang.goto(&format!("{path}/entity-person")).await;
        let mut said = String::new();
        for value in wang.find_all(".printed__value").await {
            said.push_str(&value.text().await.unwrap_or_default());
        }
        said.contains(number)
    };
    wang.waits_for("the number is not read", is_read).await;
    wang.sees("printed-same").await;
    wang.look("read-from-the-photograph").await;
}

async fn hints_name_what_is_wrong(phone: &Browser) {
    let found = with_a_function(phone, "look", "look", LOOKED_AT).await;
    assert_eq!(found["good"], json!([]));
    for hint in ["dark", "blurred", "glare", "cut", "tilted", "far"] {
        assert_eq!(found[hint], json!([hint]), "{hint}");
    }
}

async fn what_is_between_the_corners_lies_flat(phone: &Browser) {
    let found = with_a_function(phone, "crop", "flatten", LAID_FLAT).await;
    assert_eq!(found["size"], "261,172", "as wide and high as the longer of two sides");
    for (side, colour) in [("top", "255,0,0"), ("right", "0,255,0"), ("bottom", "0,0,255"), ("left", "255,255,0")] {
        assert_eq!(found[side], json!([colour, colour, colour, colour]), "{side}");
    }
}

/// Runs a script that has one function of the page's own.
async fn with_a_function(phone: &Browser, file: &str, name: &str, script: &str) -> Value {
    let own = std::fs::read_to_string(sources::root().join(format!("static/scripts/{file}.js"))).unwrap();
    let own = own.replace("export function", "function");
    phone.run(&format!("const {name} = (() => {{ {own}\nreturn {name}; }})();{script}")).await
}
