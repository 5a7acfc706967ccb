//! Both sides of a resident ID, lying on a table. No emblem, no face: a plain figure stands for the portrait.

use super::canvas::{Area, Canvas, Ink, Type};
use super::fonts::{Face, Fonts};
use super::stamp::Stamp;

const WIDTH: u32 = 1120;
const HEIGHT: u32 = 750;
const TABLE: Ink = [92, 104, 112];
const CARD: Area = Area { x: 55, y: 55, width: 1010, height: 638 };
const LABEL: Ink = [44, 104, 160];
const DARK: Ink = [24, 28, 36];

/// The portrait side; every field as printed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IdFront {
    /// 姓名.
    pub name: String,
    /// 性别.
    pub sex: String,
    /// 民族.
    pub ethnicity: String,
    /// 出生: year, month, day.
    pub born: [String; 3],
    /// 住址.
    pub address: String,
    /// 公民身份号码.
    pub number: String,
}

/// The other side; every field as printed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IdBack {
    /// 签发机关.
    pub authority: String,
    /// 有效期限.
    pub term: String,
}

/// A card with its printed ground, on a table.
pub fn ground() -> Canvas {
    let mut canvas = Canvas::new(WIDTH, HEIGHT, TABLE);
    let whole = canvas.area();
    let shadow = Area { x: CARD.x + 4, y: CARD.y + 10, ..CARD };
    canvas.shape(whole, [40, 48, 54], |x, y| (1.0 - shadow.distance(x, y, 34.0) / 22.0).min(1.0) * 0.55);
    canvas.shape(whole, [228, 240, 243], |x, y| 0.5 - CARD.distance(x, y, 30.0));
    let (left, width) = (CARD.x as f32, CARD.width as f32);
    canvas.shape(CARD.inset(1), [247, 228, 226], |x, y| {
        let inside = (0.5 - CARD.distance(x, y, 30.0)).clamp(0.0, 1.0);
        inside * (1.0 - ((x - left) / width - 0.45).abs() * 2.2).max(0.0) * 0.8
    });
    for line in 0..46 {
        let height = CARD.y as f32 + 24.0 + line as f32 * 13.1;
        let ink = if line % 2 == 0 { [186, 212, 222] } else { [232, 202, 204] };
        canvas.curve(2000, ink, 0.6, |t| {
            let x = left + 14.0 + t * (width - 28.0);
            (x, height + (x / 38.0 + line as f32 * 0.35).sin() * 7.0 + (x / 131.0).sin() * 9.0)
        });
    }
    canvas
}

/// Writes the portrait side.
pub fn draw_front(canvas: &mut Canvas, fonts: &mut Fonts, stamp: &Stamp, card: &IdFront) {
    let (labels, values) = (104.0, 200);
    let (label, value) = (set(25, LABEL), set(34, DARK));
    canvas.text(fonts, label, labels, 150, "姓 名");
    canvas.text(fonts, set(40, DARK), values as f32, 153, &card.name);
    canvas.text(fonts, label, labels, 226, "性 别");
    canvas.text(fonts, value, values as f32, 229, &card.sex);
    canvas.text(fonts, label, 330.0, 226, "民 族");
    canvas.text(fonts, value, 420.0, 229, &card.ethnicity);
    canvas.text(fonts, label, labels, 302, "出 生");
    let mut pen = values as f32;
    for (number, unit) in card.born.iter().zip(["年", "月", "日"]) {
        pen = canvas.text(fonts, value, pen, 305, number);
        pen = canvas.text(fonts, label, pen + 10.0, 302, unit) + 18.0;
    }
    canvas.text(fonts, label, labels, 378, "住 址");
    canvas.paragraph(fonts, set(31, DARK), (values, 380), 460, 46, &card.address);
    canvas.text(fonts, label, labels, 622, "公民身份号码");
    canvas.spaced(fonts, set(40, DARK), 340.0, 625, &card.number, 6.0);
    portrait(canvas);
    stamp.press(canvas, 912, 462);
}

/// Writes the other side.
pub fn draw_back(canvas: &mut Canvas, fonts: &mut Fonts, stamp: &Stamp, card: &IdBack) {
    let across = (CARD.x + 230, CARD.x + CARD.width);
    canvas.centred(fonts, set(46, DARK), across, 205, "中华人民共和国", 12.0);
    canvas.centred(fonts, Type { face: Face::Title, size: 76, ink: DARK }, across, 322, "居民身份证", 18.0);
    for (y, label, value) in [(540, "签发机关", &card.authority), (620, "有效期限", &card.term)] {
        canvas.text(fonts, set(28, DARK), 300.0, y, label);
        canvas.text(fonts, set(32, DARK), 446.0, y + 1, value);
    }
    stamp.press(canvas, 212, 216);
}

/// A head and shoulders in one colour.
fn portrait(canvas: &mut Canvas) {
    let photo = Area { x: 752, y: 120, width: 254, height: 322 };
    canvas.shape(photo, [214, 225, 232], |x, y| (0.5 - photo.distance(x, y, 14.0)).clamp(0.0, 1.0) * 0.9);
    let middle = (photo.x + photo.width / 2) as f32;
    canvas.shape(photo, [150, 168, 182], |x, y| {
        let head = 62.0 - ((x - middle) / 0.88).hypot(y - 238.0);
        let shoulders = 1.0 - ((x - middle) / 108.0).hypot((y - 442.0) / 118.0);
        head.max(shoulders * 100.0)
    });
}

fn set(size: u32, ink: Ink) -> Type {
    Type { face: Face::Text, size, ink }
}
