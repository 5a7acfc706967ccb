//! Letters: of authorisation, of commitment, statements.

use super::canvas::{Canvas, Ink, Type};
use super::fonts::{Face, Fonts};
use super::stamp::Stamp;

const WIDTH: u32 = 1000;
const HEIGHT: u32 = 1414;
const PAPER: Ink = [250, 249, 246];
const DARK: Ink = [36, 38, 42];
const PEN: Ink = [34, 54, 120];
const LEFT: i32 = 120;
const RIGHT: i32 = 880;

/// A signed letter; every field as printed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Letter {
    /// 授权书, 承诺书, 情况说明 ...
    pub title: String,
    /// Its paragraphs.
    pub paragraphs: Vec<String>,
    /// The organisation that seals it.
    pub entity: String,
    /// Who signs; empty if nobody does.
    pub signed_by: String,
    /// Day of signature.
    pub signed_on: String,
}

impl Letter {
    /// An organisation names the person in charge (授权书).
    pub fn of_authorisation(
        entity: &str,
        person: &str,
        id_number: &str,
        role: &str,
        signed_by: &str,
        day: &str,
    ) -> Self {
        Self {
            title: "授权书".to_owned(),
            paragraphs: vec![
                format!(
                    "兹授权本单位{person}（居民身份证号码：{id_number}）担任本单位{role}，负责办理互联网信息服务备案，并承担网站的日常管理与信息安全责任。"
                ),
                "被授权人在办理备案过程中提交的材料、作出的说明，本单位均予以认可，并对其真实性负责。".to_owned(),
                "本授权自签署之日起生效，至备案信息变更或注销之日止。".to_owned(),
                "特此授权。".to_owned(),
            ],
            entity: entity.to_owned(),
            signed_by: signed_by.to_owned(),
            signed_on: day.to_owned(),
        }
    }
}

/// A white sheet, a little darker to its edges, as scanners see it.
pub fn ground() -> Canvas {
    let mut canvas = Canvas::new(WIDTH, HEIGHT, PAPER);
    let whole = canvas.area();
    canvas.shape(whole, [222, 220, 212], |x, y| 1.0 + whole.distance(x, y, 0.0) / 26.0);
    canvas
}

/// Writes a letter onto its sheet.
pub fn draw(canvas: &mut Canvas, fonts: &mut Fonts, stamp: &Stamp, letter: &Letter) {
    let title = Type { face: Face::Title, size: 58, ink: DARK };
    canvas.centred(fonts, title, (LEFT, RIGHT), 230, &letter.title, 30.0);
    let body = Type { face: Face::Text, size: 28, ink: DARK };
    let mut y = 360;
    for paragraph in &letter.paragraphs {
        y = canvas.paragraph(fonts, body, (LEFT, y), RIGHT - LEFT, 54, &format!("　　{paragraph}")) + 12;
    }
    let (from, mut y) = (330, y.max(860) + 60);
    if !letter.signed_by.is_empty() {
        let end = canvas.text(fonts, body, from as f32, y, "法定代表人（签字）：");
        canvas.spaced(fonts, Type { face: Face::Title, size: 44, ink: PEN }, end, y + 6, &letter.signed_by, 4.0);
        y += 80;
    }
    let sealed = format!("单位（盖章）：{}", letter.entity);
    let y = canvas.paragraph(fonts, body, (from, y), RIGHT - from, 44, &sealed) + 16;
    canvas.text(fonts, body, from as f32, y, &letter.signed_on);
    stamp.press(canvas, 750, y + 90);
    let note = Type { face: Face::Text, size: 19, ink: [140, 140, 136] };
    canvas.text(fonts, note, LEFT as f32, 1340, "本图由演示程序绘制，内容均为虚构。");
}
