//! Photographs of certificates as phones take them: askew, a little blurred, unevenly lit, compressed. Made-up people and
//! numbers; the same number of a photograph gives the same pixels.

use beian::demo::papers::{BusinessLicence, IdBack, IdFront, Papers, PublicInstitution};
use beian::material::reading::Document;
use beian::values::day::parse_day;
use beian::values::{CreditCode, IdNumber, OrganisationCode};
use image::{Rgb, RgbImage};
use jpeg_encoder::{ColorType, Encoder};

/// A photograph, and what stands on the paper.
pub struct Photograph {
    pub jpeg: Vec<u8>,
    pub document: Document,
    /// Credit code or ID number; of the back of an ID its first day.
    pub number: String,
    /// Name of the organisation or person; of the back of an ID its office.
    pub name: String,
    /// First and last day of a certificate.
    pub term: Option<[String; 2]>,
}

impl Photograph {
    /// What stands on a paper that is still to be photographed.
    pub fn of(document: Document, number: &str, name: &str) -> Self {
        Self { jpeg: Vec::new(), document, number: number.into(), name: name.into(), term: None }
    }
}

/// Chance that comes again: the splitmix generator.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, most: usize) -> usize {
        (self.next() % most as u64) as usize
    }

    fn between(&mut self, least: f32, most: f32) -> f32 {
        least + (most - least) * ((self.next() >> 40) as f32 / (1_u64 << 24) as f32)
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }

    fn text(&mut self, alphabet: &str, count: usize) -> String {
        let all: Vec<char> = alphabet.chars().collect();
        (0..count).map(|_| all[self.below(all.len())]).collect()
    }
}

const FAMILY: [&str; 12] = ["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "欧阳", "徐", "孙"];
const GIVEN: [&str; 14] =
    ["伟", "芳", "秀英", "建国", "晓明", "静", "志强", "丽娟", "海燕", "文博", "雨涵", "子轩", "国栋", "美玲"];
const CITIES: [(&str, &str, &str); 6] = [
    ("浙江省", "杭州", "330108"),
    ("广东省", "深圳", "440305"),
    ("江苏省", "南京", "320106"),
    ("四川省", "成都", "510104"),
    ("湖北省", "武汉", "420106"),
    ("福建省", "厦门", "350203"),
];
const BRANDS: [&str; 12] =
    ["青禾", "云岭", "远景", "海纳", "星河", "瑞丰", "博雅", "鼎新", "华茂", "天元", "启明", "金穗"];
const TRADES: [&str; 8] = ["网络科技", "信息技术", "电子商务", "文化传媒", "软件", "数据服务", "教育咨询", "智能设备"];
const ENDS: [&str; 3] = ["有限公司", "有限责任公司", "股份有限公司"];
const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const DIGITS: &str = "0123456789";

/// The n-th photograph: of certificates and IDs in turn.
pub fn photograph(papers: &mut Papers, n: u64) -> Photograph {
    let mut chance = Chance::new(n);
    let (paper, of) = match n % 4 {
        0 => licence(papers, &mut chance),
        2 if n % 8 == 2 => institution(papers, &mut chance),
        2 => licence(papers, &mut chance),
        _ => front(papers, &mut chance),
    };
    Photograph { jpeg: taken(&paper, &mut chance), ..of }
}

/// A photograph of the back of an ID.
pub fn photograph_of_back(papers: &mut Papers, n: u64) -> Photograph {
    let mut chance = Chance::new(n);
    let (_, city, _) = CITIES[chance.below(CITIES.len())];
    let year = 2010 + chance.below(15);
    let from = format!("{year}.{:02}.{:02}", 1 + chance.below(12), 1 + chance.below(28));
    let back = IdBack { authority: format!("{city}市公安局"), term: format!("{from}-{}{}", year + 20, &from[4..]) };
    let paper = papers.id_back(&back);
    let of = Photograph::of(Document::IdBack, &from.replace('.', "-"), &back.authority);
    Photograph { jpeg: taken(&paper, &mut chance), ..of }
}

fn person(chance: &mut Chance) -> String {
    format!("{}{}", chance.of(&FAMILY), chance.of(&GIVEN))
}

fn credit_code(chance: &mut Chance, prefix: &str, region: &str) -> String {
    let body = format!("MA{}", chance.text(ALPHABET, 6));
    let with = |before: &str, fits: &dyn Fn(&str) -> bool| {
        let tried = ALPHABET.chars().map(|c| format!("{before}{c}"));
        tried.into_iter().find(|text| fits(text))
    };
    let Some(inner) = with(&body, &|text| OrganisationCode::parse(text).is_ok()) else {
        return credit_code(chance, prefix, region);
    };
    with(&format!("{prefix}{region}{inner}"), &|text| CreditCode::parse(text).is_ok()).unwrap()
}

fn licence(papers: &mut Papers, chance: &mut Chance) -> (RgbImage, Photograph) {
    let (province, city, region) = CITIES[chance.below(CITIES.len())];
    let name = format!("{city}{}{}{}", chance.of(&BRANDS), chance.of(&TRADES), chance.of(&ENDS));
    let day = format!("20{}年0{}月1{}日", 10 + chance.below(15), 1 + chance.below(9), chance.below(10));
    let licence = BusinessLicence {
        credit_code: credit_code(chance, "91", region),
        name: name.clone(),
        kind: "有限责任公司（自然人投资或控股）".into(),
        legal_person: person(chance),
        capital: "壹佰万元整".into(),
        founded_on: day.clone(),
        term: format!("{day}至长期"),
        address: format!(
            "{province}{city}市示例路{}号{}幢{}室",
            1 + chance.below(300),
            1 + chance.below(20),
            101 + chance.below(900)
        ),
        scope:
            "技术服务、技术开发、技术咨询、技术交流、技术转让、技术推广；软件开发；互联网销售（除销售需要许可的商品）。"
                .into(),
        authority: format!("{city}市市场监督管理局"),
        issued_on: day,
    };
    let term = Some([printed_day(&licence.founded_on), "长期".into()]);
    let of = Photograph { term, ..Photograph::of(Document::Certificate, &licence.credit_code, &name) };
    (papers.business_licence(&licence), of)
}

fn printed_day(text: &str) -> String {
    parse_day(text).unwrap().to_string()
}

fn institution(papers: &mut Papers, chance: &mut Chance) -> (RgbImage, Photograph) {
    let (province, city, region) = CITIES[chance.below(CITIES.len())];
    let name =
        format!("{city}市{}{}", chance.of(&BRANDS), chance.of(&["图书馆", "实验学校", "中心医院", "科学研究所"]));
    let institution = PublicInstitution {
        credit_code: credit_code(chance, "12", region),
        name: name.clone(),
        purpose: "收藏、整理图书文献，为读者提供借阅服务，开展社会教育。".into(),
        address: format!("{province}{city}市示例路{}号", 1 + chance.below(300)),
        legal_person: person(chance),
        funding: "财政补助".into(),
        capital: "200万元".into(),
        organiser: format!("{city}市文化局"),
        term: "自2022年05月20日至2027年05月19日".into(),
        authority: format!("{city}市事业单位登记管理局"),
        issued_on: "2022年05月20日".into(),
    };
    let term = Some(["2022-05-20".into(), "2027-05-19".into()]);
    let of = Photograph { term, ..Photograph::of(Document::Certificate, &institution.credit_code, &name) };
    (papers.public_institution(&institution), of)
}

fn front(papers: &mut Papers, chance: &mut Chance) -> (RgbImage, Photograph) {
    let (province, city, region) = CITIES[chance.below(CITIES.len())];
    let (year, month, day) = (1955 + chance.below(50), 1 + chance.below(12), 1 + chance.below(28));
    let first = format!("{region}{year}{month:02}{day:02}{}", chance.text(DIGITS, 3));
    let today = "2026-11-29".parse().unwrap();
    let mut tried = "0123456789X".chars().map(|c| format!("{first}{c}"));
    let number = tried.find(|text| IdNumber::parse(text, today).is_ok()).unwrap();
    let card = IdFront {
        name: person(chance),
        sex: chance.of(&["男", "女"]).into(),
        ethnicity: chance.of(&["汉", "汉", "回", "满", "壮"]).into(),
        born: [year.to_string(), month.to_string(), day.to_string()],
        address: format!(
            "{province}{city}市示例路{}号{}幢{}室",
            1 + chance.below(300),
            1 + chance.below(20),
            101 + chance.below(900)
        ),
        number: number.clone(),
    };
    let of = Photograph::of(Document::IdFront, &number, &card.name);
    (papers.id_front(&card), of)
}

/// A paper as a phone takes it.
pub fn taken(paper: &RgbImage, chance: &mut Chance) -> Vec<u8> {
    let turn = chance.between(-5.0, 5.0).to_radians();
    let scale = chance.between(1.05, 1.45);
    let image = laid(paper, turn, scale, chance);
    let image = blurred(&image, chance.between(0.6, 1.3));
    let image = lit(image, chance);
    let mut jpeg = Vec::new();
    let quality = 55 + chance.below(30) as u8;
    let (width, height) = (image.width() as u16, image.height() as u16);
    Encoder::new(&mut jpeg, quality).encode(&image, width, height, ColorType::Rgb).unwrap();
    jpeg
}

/// Turned and larger, on a table.
fn laid(paper: &RgbImage, turn: f32, scale: f32, chance: &mut Chance) -> RgbImage {
    let (sin, cos) = turn.sin_cos();
    let (wide, high) = (paper.width() as f32 * scale, paper.height() as f32 * scale);
    let width = (wide * cos.abs() + high * sin.abs()) as u32;
    let height = (wide * sin.abs() + high * cos.abs()) as u32;
    let table = [90 + chance.below(60) as u8, 80 + chance.below(60) as u8, 70 + chance.below(60) as u8];
    RgbImage::from_fn(width, height, |x, y| {
        let (dx, dy) = (x as f32 - width as f32 / 2.0, y as f32 - height as f32 / 2.0);
        let (px, py) = ((wide / 2.0 + dx * cos + dy * sin) / scale, (high / 2.0 - dx * sin + dy * cos) / scale);
        sampled(paper, px, py).unwrap_or(Rgb(table))
    })
}

fn sampled(paper: &RgbImage, x: f32, y: f32) -> Option<Rgb<u8>> {
    if x < 0.0 || y < 0.0 || x > paper.width() as f32 - 2.0 || y > paper.height() as f32 - 2.0 {
        return None;
    }
    let (left, top) = (x as u32, y as u32);
    let (across, down) = (x - left as f32, y - top as f32);
    let of = |dx: u32, dy: u32, channel: usize| f32::from(paper.get_pixel(left + dx, top + dy).0[channel]);
    let mixed = |channel: usize| {
        let upper = of(0, 0, channel) * (1.0 - across) + of(1, 0, channel) * across;
        let lower = of(0, 1, channel) * (1.0 - across) + of(1, 1, channel) * across;
        (upper * (1.0 - down) + lower * down) as u8
    };
    Some(Rgb([mixed(0), mixed(1), mixed(2)]))
}

/// Out of focus, by a bell curve of this width.
fn blurred(image: &RgbImage, sigma: f32) -> RgbImage {
    let weights: Vec<f32> = (-3..=3).map(|n| (-(n * n) as f32 / (2.0 * sigma * sigma)).exp()).collect();
    let whole: f32 = weights.iter().sum();
    let once = |image: &RgbImage, across: bool| {
        let (width, height) = image.dimensions();
        RgbImage::from_fn(width, height, |x, y| {
            let mut sum = [0.0_f32; 3];
            for (weight, off) in weights.iter().zip(-3_i64..) {
                let near = |at: u32, most: u32| (i64::from(at) + off).clamp(0, i64::from(most) - 1) as u32;
                let (x, y) = if across { (near(x, width), y) } else { (x, near(y, height)) };
                for (sum, value) in sum.iter_mut().zip(image.get_pixel(x, y).0) {
                    *sum += weight * f32::from(value);
                }
            }
            Rgb(sum.map(|sum| (sum / whole) as u8))
        })
    };
    once(&once(image, true), false)
}

/// Light from one side, the shadow of a hand, and the grain of a small lens.
fn lit(mut image: RgbImage, chance: &mut Chance) -> RgbImage {
    let (width, height) = (image.width() as f32, image.height() as f32);
    let (dx, dy) = (chance.between(-0.3, 0.3), chance.between(-0.3, 0.3));
    let (hand_x, hand_y, reach) = (chance.between(0.0, width), chance.between(0.0, height), chance.between(0.2, 0.5));
    let grain = chance.between(2.0, 7.0);
    for (x, y, pixel) in image.enumerate_pixels_mut() {
        let (x, y) = (x as f32, y as f32);
        let slope = 0.85 + dx * (x / width - 0.5) + dy * (y / height - 0.5);
        let away = ((x - hand_x).hypot(y - hand_y) / (reach * width)).min(1.0);
        let light = slope * (0.72 + 0.28 * away);
        for value in &mut pixel.0 {
            *value = (f32::from(*value) * light + chance.between(-grain, grain)).clamp(0.0, 255.0) as u8;
        }
    }
    image
}
