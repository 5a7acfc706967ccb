//! The papers that are uploaded: drawn by the program's own drawing of samples, each picture its own.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};

use beian::demo::papers::{BusinessLicence, IdBack, IdFront, Letter, Papers};
use image::RgbImage;
use sha2::{Digest as _, Sha256};

use crate::support::program::Program;

/// Who stands on the papers.
#[derive(Debug)]
pub struct Holder {
    /// Name of the organisation; empty for an individual.
    pub entity: &'static str,
    /// Its unified code.
    pub credit_code: &'static str,
    /// The person.
    pub person: &'static str,
    /// Number of the person's ID.
    pub id_number: &'static str,
    /// Address of both.
    pub address: &'static str,
}

/// Fonts and grounds are loaded once for all journeys of a process.
fn papers() -> &'static Mutex<Papers> {
    static PAPERS: OnceLock<Mutex<Papers>> = OnceLock::new();
    PAPERS.get_or_init(|| Mutex::new(Papers::new(None).expect("fonts-noto-cjk is installed by `make test`")))
}

/// The file of the paper a slot asks for, as a JPEG of a phone. The place of the paper in its filing and `take` make each
/// picture another one.
pub fn draw(program: &Program, holder: &Holder, slot: &str, title: &str, take: u32) -> PathBuf {
    let jpeg = drawn(&format!("{holder:?} {slot} {title} {take}"), || {
        let mut jpeg = Vec::new();
        let image = picture(holder, slot, title, take);
        image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, 90).encode_image(&image).unwrap();
        jpeg
    });
    program.file(&format!("{slot}-{take}.jpg"), jpeg)
}

/// What a camera sees that is held over the paper of a slot on a dark table.
pub fn seen_by_a_camera(program: &Program, holder: &Holder, slot: &str) -> PathBuf {
    let paper = image::open(draw(program, holder, slot, "材料", 7)).unwrap().into_rgb8();
    let mut view = RgbImage::from_pixel(1920, 1080, image::Rgb([70, 60, 55]));
    image::imageops::overlay(&mut view, &paper, 400, 165);
    let mut jpeg = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, 92).encode_image(&view).unwrap();
    program.file("camera.mjpeg", jpeg)
}

/// Drawing takes longer than most pages: each picture is drawn once for all journeys, until the program that draws is another.
fn drawn(what: &str, draw: impl FnOnce() -> Vec<u8>) -> Vec<u8> {
    let about = fs::metadata(env!("CARGO_BIN_EXE_beian")).unwrap();
    let all = Path::new(env!("CARGO_TARGET_TMPDIR")).join("papers");
    let own = all.join(format!("{}-{}", about.mtime(), about.mtime_nsec()));
    let name = data_encoding::HEXLOWER.encode(&Sha256::digest(what)[..16]);
    let file = own.join(&name);
    if let Ok(jpeg) = fs::read(&file) {
        return jpeg;
    }
    for old in fs::read_dir(&all).into_iter().flatten().flatten().filter(|old| old.path() != own) {
        let _ = fs::remove_dir_all(old.path());
    }
    let jpeg = draw();
    fs::create_dir_all(&own).unwrap();
    let half = own.join(format!("{name}.{}", std::process::id()));
    fs::write(&half, &jpeg).and_then(|()| fs::rename(&half, &file)).unwrap();
    jpeg
}

fn picture(holder: &Holder, slot: &str, title: &str, take: u32) -> RgbImage {
    let mut papers = papers().lock().unwrap();
    let text = str::to_owned;
    if slot == "entity-certificate" {
        return papers.business_licence(&BusinessLicence {
            credit_code: text(holder.credit_code),
            name: text(holder.entity),
            kind: text("有限责任公司（自然人独资）"),
            legal_person: text(holder.person),
            capital: text("壹佰万元整"),
            founded_on: text("2019年03月11日"),
            term: text("2019年03月11日至长期"),
            address: text(holder.address),
            scope: format!("技术服务、货物销售（内容为演示虚构）。第{take}次印制。"),
            authority: text("示例登记局"),
            issued_on: text("2019年03月11日"),
        });
    }
    if slot.ends_with("id-front") {
        return papers.id_front(&IdFront {
            name: text(holder.person),
            sex: text("女"),
            ethnicity: text("汉"),
            born: [text("1990"), text("3"), format!("{}", 7 + take)],
            address: text(holder.address),
            number: text(holder.id_number),
        });
    }
    if slot.ends_with("id-back") {
        let term = format!("2019.03.{:02}-长期", 11 + take);
        return papers.id_back(&IdBack { authority: text("示例市公安局示例分局"), term });
    }
    letter(&mut papers, holder, title, take)
}

/// What the bureau's system showed, as evidence.
pub fn evidence(program: &Program, name: &str) -> PathBuf {
    let holder = Holder { entity: "示例省通信管理局", credit_code: "", person: "", id_number: "", address: "" };
    draw(program, &holder, name, "办理结果记录", 1)
}

fn letter(papers: &mut Papers, holder: &Holder, title: &str, take: u32) -> RgbImage {
    papers.letter(&Letter {
        title: title.to_owned(),
        paragraphs: vec![
            format!(
                "{}就本次互联网信息服务备案说明如下。",
                if holder.entity.is_empty() { holder.person } else { holder.entity }
            ),
            format!("所填信息和所附材料真实、准确、完整。第{take}次签署。"),
        ],
        entity: holder.entity.to_owned(),
        signed_by: holder.person.to_owned(),
        signed_on: "2026年11月20日".to_owned(),
    })
}
