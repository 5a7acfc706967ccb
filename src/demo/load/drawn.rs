//! The papers of the applicants: drawn once each, on all cores, and kept sealed for every filing that shows them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use chrono::{Datelike, NaiveDate};
use image::{DynamicImage, RgbImage};

use super::applicant::Applicant;
use crate::demo::papers::{BusinessLicence, Certificate, IdBack, IdFront, Letter, Papers, as_kept};
use crate::material::picture::{Picture, PictureLimits};
use crate::reference::material::{MaterialFacts, MaterialSlot, PersonFacts, WebsiteFacts};
use crate::reference::rules::INITIAL;
use crate::reference::{Applicant as Holder, Reference};

/// Longer side of a kept picture: half the bytes, and still easy to read.
const SIDE: u32 = 1000;

/// The pictures of one applicant by slot, and a bad photograph of the first.
#[derive(Clone)]
pub struct Drawn {
    /// By slot.
    pub papers: BTreeMap<String, Picture>,
    /// The first paper, photographed badly: part of it is cut off.
    pub bad: Picture,
}

/// The required slots of an applicant's filing.
pub fn slots<'r>(applicant: &Applicant, book: &'r Reference, today: NaiveDate) -> Vec<MaterialSlot<'r>> {
    let age = today.years_since(applicant.person.born);
    let holder =
        Holder { province: &applicant.province, entity_kind: applicant.sort.entity_kind, filing_kind: INITIAL };
    let mut words = book.approval_words(&book.rules(&holder, today), today);
    let pre_approval_word = words.any(|word| applicant.name.contains(word) || applicant.site.contains(word));
    let facts = MaterialFacts {
        columns: &["initial"],
        proves_entity_person: true,
        name_changed: false,
        phone_lost: false,
        entity_kind: applicant.sort.entity_kind,
        province: &applicant.province,
        filing_kind: INITIAL,
        entity_person: Some(PersonFacts { certificate_kind: "2", is_legal_rep: true, age }),
        id_from_elsewhere: false,
        websites_on_record: 0,
        websites: vec![WebsiteFacts { person: None, domains: 1, pre_approval: false, pre_approval_word }],
    };
    let all = book.material_slots(&facts, today);
    all.into_iter().filter(|slot| slot.required && !slot.rule.is_face()).collect()
}

/// Draws the papers of everybody, on all cores; also the letter of a bureau, that proves what it did.
///
/// # Errors
/// When there is no font with Chinese characters.
pub async fn draw_all(
    applicants: Arc<Vec<Applicant>>,
    book: &'static Reference,
    today: NaiveDate,
    font: Option<PathBuf>,
) -> anyhow::Result<(Vec<Drawn>, Picture)> {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut tasks = Vec::with_capacity(cores);
    for core in 0..cores {
        let (applicants, font) = (Arc::clone(&applicants), font.clone());
        tasks.push(tokio::task::spawn_blocking(move || {
            let mut papers = Papers::new(font.as_deref().map(Path::new))?;
            let own = applicants.iter().skip(core).step_by(cores);
            own.map(|applicant| draw(&mut papers, applicant, book, today)).collect::<anyhow::Result<Vec<Drawn>>>()
        }));
    }
    let mut drawn: Vec<Option<Drawn>> = vec![None; applicants.len()];
    for (core, task) in tasks.into_iter().enumerate() {
        let places = drawn.iter_mut().skip(core).step_by(cores);
        places.zip(task.await??).for_each(|(place, drawn)| *place = Some(drawn));
    }
    let evidence = tokio::task::spawn_blocking(move || {
        let mut papers = Papers::new(font.as_deref())?;
        kept(papers.letter(&bureau_letter()))
    });
    Ok((drawn.into_iter().flatten().collect(), evidence.await??))
}

fn draw(papers: &mut Papers, applicant: &Applicant, book: &Reference, today: NaiveDate) -> anyhow::Result<Drawn> {
    let mut all = BTreeMap::new();
    let mut bad = None;
    for slot in slots(applicant, book, today) {
        let image = paper(papers, applicant, &slot, today);
        if bad.is_none() {
            bad = Some(kept(badly(image.clone()))?);
        }
        all.insert(slot.slot, kept(image)?);
    }
    Ok(Drawn { papers: all, bad: bad.context("a filing without papers")? })
}

fn kept(image: RgbImage) -> anyhow::Result<Picture> {
    let limits = PictureLimits { kept_side: SIDE, ..PictureLimits::default() };
    as_kept(image, &limits).map_err(|refusal| anyhow::anyhow!("a drawn paper was refused: {refusal:?}"))
}

/// In the dark, and without its right edge. By the methods that are compiled with the crate, which is optimised.
fn badly(image: RgbImage) -> RgbImage {
    let (width, height) = image.dimensions();
    let cut = DynamicImage::ImageRgb8(image).crop_imm(0, 0, width * 4 / 5, height);
    cut.brighten(-70).into_rgb8()
}

fn paper(papers: &mut Papers, applicant: &Applicant, slot: &MaterialSlot<'_>, today: NaiveDate) -> RgbImage {
    match slot.rule.kind.as_str() {
        "entity_certificate" => certificate(papers, applicant),
        "id_front" => papers.id_front(&id_front(applicant)),
        "id_back" => papers.id_back(&id_back(applicant)),
        _ => papers.letter(&letter(applicant, &slot.rule.zh, today)),
    }
}

fn certificate(papers: &mut Papers, applicant: &Applicant) -> RgbImage {
    let founded = chinese(applicant.founded);
    let authority = format!("{}示例登记局", applicant.city_name);
    if applicant.sort.entity_kind == "4" {
        return papers.business_licence(&BusinessLicence {
            credit_code: applicant.number.clone(),
            name: applicant.name.clone(),
            kind: applicant.sort.form().to_owned(),
            legal_person: applicant.person.name.clone(),
            capital: "壹佰万元整".to_owned(),
            founded_on: founded.clone(),
            term: format!("{founded}至长期"),
            address: applicant.address.clone(),
            scope: "技术服务、技术开发、技术咨询；货物销售；会议及展览服务（内容为演示虚构）。".to_owned(),
            authority,
            issued_on: founded,
        });
    }
    let row = |label: &str, value: &str| (label.to_owned(), value.to_owned());
    papers.certificate(&Certificate {
        title: applicant.sort.paper.to_owned(),
        number: applicant.number.clone(),
        number_label: "统一社会信用代码".to_owned(),
        rows: vec![
            row("名称", &applicant.name),
            row("住所", &applicant.address),
            row("法定代表人", &applicant.person.name),
            row("业务范围", "公共服务与公益活动（内容为演示虚构）。"),
            row("有效期", &format!("自{founded}起长期有效")),
        ],
        authority,
        issued_on: founded,
    })
}

fn id_front(applicant: &Applicant) -> IdFront {
    let person = &applicant.person;
    let born = [person.born.year().to_string(), person.born.month().to_string(), person.born.day().to_string()];
    IdFront {
        name: person.name.clone(),
        sex: if person.woman { "女" } else { "男" }.to_owned(),
        ethnicity: "汉".to_owned(),
        born,
        address: person.address.clone(),
        number: person.number.clone(),
    }
}

fn id_back(applicant: &Applicant) -> IdBack {
    let person = &applicant.person;
    let day = |day: NaiveDate| day.format("%Y.%m.%d").to_string();
    let until = person.valid_to.map_or_else(|| "长期".to_owned(), day);
    IdBack {
        authority: format!("{}公安局示例分局", applicant.city_name),
        term: format!("{}-{until}", day(person.valid_from)),
    }
}

fn letter(applicant: &Applicant, title: &str, today: NaiveDate) -> Letter {
    let (name, domain) = (&applicant.name, &applicant.domain);
    Letter {
        title: title.to_owned(),
        paragraphs: vec![
            format!("{name}就网站“{}”（域名 {domain}）办理互联网信息服务备案，说明如下。", applicant.site),
            "所填信息和所附材料真实、准确、完整；网站开通后按规定在首页底部标明备案号，并及时更新备案信息。".to_owned(),
            "如有不实，愿承担相应责任。".to_owned(),
        ],
        entity: if applicant.is_person() { String::new() } else { name.clone() },
        signed_by: applicant.person.name.clone(),
        signed_on: chinese(today),
    }
}

fn bureau_letter() -> Letter {
    Letter {
        title: "办理结果记录".to_owned(),
        paragraphs: vec![
            "本页为演示数据，代替通信管理局系统的结果页面。".to_owned(),
            "办理结果、日期和号码以审核人员登记的内容为准。".to_owned(),
        ],
        entity: "示例省通信管理局".to_owned(),
        signed_by: String::new(),
        signed_on: String::new(),
    }
}

fn chinese(day: NaiveDate) -> String {
    format!("{}年{:02}月{:02}日", day.year(), day.month(), day.day())
}
