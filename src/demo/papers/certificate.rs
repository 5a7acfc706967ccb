//! Certificates of organisations: a cream sheet with a woven border, a title, a few rows, and who issued it.

use std::f32::consts::TAU;

use super::canvas::{Area, Canvas, Ink, Type};
use super::fonts::{Face, Fonts};
use super::stamp::Stamp;

const WIDTH: u32 = 1000;
const HEIGHT: u32 = 1414;
const PAPER: Ink = [255, 252, 243];
const GOLD: Ink = [184, 142, 66];
const TINT: Ink = [238, 226, 198];
const DARK: Ink = [28, 34, 44];
const LABEL: Ink = [112, 88, 52];
const LEFT: i32 = 130;
const RIGHT: i32 = 870;
/// Where the values start: behind labels of six characters.
const VALUES: i32 = 330;

/// A certificate: title, numbers on top, rows, and who issued it when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Certificate {
    /// 营业执照, 事业单位法人证书, 社会团体法人登记证书 ...
    pub title: String,
    /// The number on it.
    pub number: String,
    /// What the number is called: 统一社会信用代码 on most.
    pub number_label: String,
    /// Label and value of each row.
    pub rows: Vec<(String, String)>,
    /// 登记机关.
    pub authority: String,
    /// Day of issue as printed: 2019年3月11日.
    pub issued_on: String,
}

/// A business licence (营业执照); every field as printed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BusinessLicence {
    /// 统一社会信用代码.
    pub credit_code: String,
    /// 名称.
    pub name: String,
    /// 类型: 有限责任公司, 个体工商户 ...
    pub kind: String,
    /// 法定代表人.
    pub legal_person: String,
    /// 注册资本; no such row if empty.
    pub capital: String,
    /// 成立日期.
    pub founded_on: String,
    /// 营业期限.
    pub term: String,
    /// 住所.
    pub address: String,
    /// 经营范围.
    pub scope: String,
    /// 登记机关.
    pub authority: String,
    /// Day of issue.
    pub issued_on: String,
}

/// A certificate of a public institution (事业单位法人证书); every field as printed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PublicInstitution {
    /// 统一社会信用代码.
    pub credit_code: String,
    /// 名称.
    pub name: String,
    /// 宗旨和业务范围.
    pub purpose: String,
    /// 住所.
    pub address: String,
    /// 法定代表人.
    pub legal_person: String,
    /// 经费来源.
    pub funding: String,
    /// 开办资金.
    pub capital: String,
    /// 举办单位.
    pub organiser: String,
    /// 有效期.
    pub term: String,
    /// 登记管理机关.
    pub authority: String,
    /// Day of issue.
    pub issued_on: String,
}

impl BusinessLicence {
    /// The licence as rows.
    pub fn certificate(&self) -> Certificate {
        Certificate {
            title: "营业执照".to_owned(),
            number: self.credit_code.clone(),
            number_label: "统一社会信用代码".to_owned(),
            rows: rows(&[
                ("名称", &self.name),
                ("类型", &self.kind),
                ("法定代表人", &self.legal_person),
                ("注册资本", &self.capital),
                ("成立日期", &self.founded_on),
                ("营业期限", &self.term),
                ("住所", &self.address),
                ("经营范围", &self.scope),
            ]),
            authority: self.authority.clone(),
            issued_on: self.issued_on.clone(),
        }
    }
}

impl PublicInstitution {
    /// The certificate as rows.
    pub fn certificate(&self) -> Certificate {
        Certificate {
            title: "事业单位法人证书".to_owned(),
            number: self.credit_code.clone(),
            number_label: "统一社会信用代码".to_owned(),
            rows: rows(&[
                ("名称", &self.name),
                ("宗旨和范围", &self.purpose),
                ("住所", &self.address),
                ("法定代表人", &self.legal_person),
                ("经费来源", &self.funding),
                ("开办资金", &self.capital),
                ("举办单位", &self.organiser),
                ("有效期", &self.term),
            ]),
            authority: self.authority.clone(),
            issued_on: self.issued_on.clone(),
        }
    }
}

fn rows(all: &[(&str, &String)]) -> Vec<(String, String)> {
    let filled = all.iter().filter(|(_, value)| !value.is_empty());
    filled.map(|(label, value)| ((*label).to_owned(), (*value).clone())).collect()
}

/// What all certificates have in common.
pub fn ground(fonts: &mut Fonts) -> Canvas {
    let mut canvas = Canvas::new(WIDTH, HEIGHT, PAPER);
    rosette(&mut canvas);
    let sample = Type { face: Face::Title, size: 96, ink: [247, 240, 222] };
    for (row, text) in (0..).zip(["SAMPLE 样本", "样本 SAMPLE", "SAMPLE 样本"]) {
        canvas.centred(fonts, sample, (LEFT, RIGHT), 500 + row * 320, text, 8.0);
    }
    border(&mut canvas);
    canvas
}

/// Waves woven along the four sides, between two lines.
fn border(canvas: &mut Canvas) {
    let outer = canvas.area().inset(34);
    for (inset, width) in [(0, 3), (48, 1), (54, 1)] {
        frame(canvas, outer.inset(inset), width);
    }
    let band = outer.inset(25);
    let (width, height) = (band.width as f32, band.height as f32);
    for wave in 0..6 {
        let phase = wave as f32 / 6.0;
        for (length, across) in [(width, true), (height, false)] {
            let turns = (length / 46.0).round();
            for far in [false, true] {
                canvas.curve((length * 1.6) as u32, GOLD, 0.75, |t| {
                    let swing = (t * turns * TAU + phase * TAU).sin() * 17.0;
                    let (along, beside) = (t * length, if far { if across { height } else { width } } else { 0.0 });
                    let (x, y) = if across { (along, beside + swing) } else { (beside + swing, along) };
                    (band.x as f32 + x, band.y as f32 + y)
                });
            }
        }
    }
    corners(canvas, band);
}

fn frame(canvas: &mut Canvas, area: Area, width: i32) {
    let Area { x, y, width: wide, height: high } = area;
    for side in [
        Area { x, y, width: wide, height: width },
        Area { x, y: y + high - width, width: wide, height: width },
        Area { x, y, width, height: high },
        Area { x: x + wide - width, y, width, height: high },
    ] {
        canvas.fill(side, GOLD);
    }
}

fn corners(canvas: &mut Canvas, band: Area) {
    for x in [band.x, band.x + band.width] {
        for y in [band.y, band.y + band.height] {
            let square = Area { x: x - 23, y: y - 23, width: 46, height: 46 };
            canvas.fill(square, PAPER);
            frame(canvas, square, 1);
            for petal in 0..4 {
                let turn = petal as f32 * TAU / 8.0;
                canvas.curve(420, GOLD, 0.8, |t| {
                    let reach = 19.0 * (2.0 * (t * TAU - turn)).cos();
                    (x as f32 + reach * (t * TAU).cos(), y as f32 + reach * (t * TAU).sin())
                });
            }
        }
    }
}

/// Fine overlapping rings behind the rows, as money has.
fn rosette(canvas: &mut Canvas) {
    let middle = (WIDTH as f32 / 2.0, HEIGHT as f32 / 2.0 + 30.0);
    for ring in 0..18 {
        let turn = ring as f32 * TAU / 18.0;
        canvas.curve(4200, TINT, 0.55, |t| {
            let reach = 250.0 + 78.0 * (t * TAU * 6.0 + turn).sin() + 26.0 * (t * TAU * 12.0 - turn).cos();
            (middle.0 + reach * (t * TAU).cos(), middle.1 + reach * (t * TAU).sin())
        });
    }
}

/// Writes a certificate onto its ground.
pub fn draw(canvas: &mut Canvas, fonts: &mut Fonts, stamp: &Stamp, certificate: &Certificate) {
    let letters = certificate.title.chars().count() as f32;
    let title = Type { face: Face::Title, size: if letters > 6.0 { 60 } else { 78 }, ink: DARK };
    canvas.centred(fonts, title, (LEFT, RIGHT), 250, &certificate.title, 96.0 / letters);
    let (label, value) = (set(Face::Text, 25, LABEL), set(Face::Text, 27, DARK));
    let end = canvas.text(fonts, label, LEFT as f32, 350, &certificate.number_label);
    canvas.spaced(fonts, set(Face::Title, 31, DARK), end + 26.0, 351, &certificate.number, 1.5);
    canvas.fill(Area { x: LEFT, y: 378, width: RIGHT - LEFT, height: 1 }, GOLD);
    let mut y = 440;
    for (name, words) in &certificate.rows {
        spread(canvas, fonts, label, name, y);
        y = canvas.paragraph(fonts, value, (VALUES, y), RIGHT - VALUES, 42, words) + 20;
    }
    let from = 480;
    let issuer = set(Face::Text, 25, DARK);
    canvas.centred(fonts, issuer, (from, RIGHT), 1180, &certificate.authority, 1.0);
    canvas.centred(fonts, issuer, (from, RIGHT), 1230, &certificate.issued_on, 1.0);
    canvas.text(fonts, set(Face::Text, 19, LABEL), LEFT as f32, 1290, "本图由演示程序绘制，内容均为虚构。");
    stamp.press(canvas, 290, 1132);
}

fn set(face: Face, size: u32, ink: Ink) -> Type {
    Type { face, size, ink }
}

/// Labels are spread to one width, as on printed forms.
fn spread(canvas: &mut Canvas, fonts: &mut Fonts, set: Type, label: &str, y: i32) {
    let gaps = label.chars().count().saturating_sub(1).max(1) as f32;
    let free = (VALUES - LEFT - 50) as f32 - fonts.width(set.face, set.size, label);
    canvas.spaced(fonts, set, LEFT as f32, y, label, (free / gaps).max(0.0));
}
