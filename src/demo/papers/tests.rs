//! Draws each paper. The ignored test writes them down, to be looked at.

use std::time::Instant;

use super::*;
use crate::material::refusal::Warning;

fn licence() -> BusinessLicence {
    let text = str::to_owned;
    BusinessLicence {
        credit_code: text("91330108MA00000158"),
        name: text("杭州青禾网络科技有限公司"),
        kind: text("有限责任公司（自然人投资或控股）"),
        legal_person: text("王小明"),
        capital: text("壹佰万元整"),
        founded_on: text("2019年03月11日"),
        term: text("2019年03月11日至长期"),
        address: text("浙江省杭州市滨江区示例路1号3幢502室"),
        scope: text(
            "技术服务、技术开发、技术咨询、技术交流、技术转让、技术推广；软件开发；网络与信息安全软件开发；互联网销售（除销售需要许可的商品）。",
        ),
        authority: text("杭州市滨江区市场监督管理局"),
        issued_on: text("2019年03月11日"),
    }
}

fn id_front() -> IdFront {
    let text = str::to_owned;
    IdFront {
        name: text("王小明"),
        sex: text("男"),
        ethnicity: text("汉"),
        born: [text("1990"), text("3"), text("7")],
        address: text("浙江省杭州市滨江区示例路1号3幢502室"),
        number: text("330108199003070018"),
    }
}

fn all(papers: &mut Papers) -> Vec<(&'static str, RgbImage)> {
    let text = str::to_owned;
    let institution = PublicInstitution {
        credit_code: text("12330100000000000X"),
        name: text("示例市青禾图书馆"),
        purpose: text("收藏、整理图书文献，为读者提供借阅服务，开展社会教育。"),
        address: text("浙江省示例市青禾路8号"),
        legal_person: text("李晓红"),
        funding: text("财政补助"),
        capital: text("200万元"),
        organiser: text("示例市文化局"),
        term: text("自2022年05月20日至2027年05月19日"),
        authority: text("示例市事业单位登记管理局"),
        issued_on: text("2022年05月20日"),
    };
    let back = IdBack { authority: text("杭州市公安局滨江分局"), term: text("2015.03.07-2035.03.07") };
    let (entity, number) = ("杭州青禾网络科技有限公司", "330108199003070018");
    let letter = Letter::of_authorisation(entity, "张伟", number, "网站负责人", "王小明", "2026年11月2日");
    vec![
        ("business-licence", papers.business_licence(&licence())),
        ("public-institution", papers.public_institution(&institution)),
        ("id-front", papers.id_front(&id_front())),
        ("id-back", papers.id_back(&back)),
        ("letter", papers.letter(&letter)),
    ]
}

#[test]
fn the_same_words_give_the_same_papers() {
    let (mut one, mut two) = (Papers::new(None).unwrap(), Papers::new(None).unwrap());
    for ((name, first), (_, second)) in all(&mut one).into_iter().zip(all(&mut two)) {
        assert!(first == second, "{name}");
    }
}

#[test]
fn a_paper_passes_as_an_upload_without_warnings() {
    let mut papers = Papers::new(None).unwrap();
    let limits = PictureLimits::default();
    for (name, paper) in all(&mut papers) {
        let warned = |jpeg: &[u8]| crate::material::picture::prepare(jpeg, &limits).unwrap().warnings;
        let turned = as_kept(image::imageops::rotate90(&paper), &limits).unwrap();
        assert_eq!(warned(&turned.jpeg), [Warning::Turned], "{name}");
        let picture = as_kept(paper, &limits).unwrap();
        assert_eq!(warned(&picture.jpeg), [], "{name}");
        assert!(picture.jpeg.len() < 1 << 20, "{name}: {} bytes", picture.jpeg.len());
    }
}

#[test]
fn a_missing_font_says_what_to_do() {
    let missing = Papers::new(Some(Path::new("/nonexistent/font.ttc"))).err().unwrap();
    assert!(missing.to_string().contains("fonts-noto-cjk"));
}

#[test]
#[ignore = "for the eye and the clock: writes the papers to the system's temporary folder"]
fn look_at_the_papers() {
    let started = Instant::now();
    let mut papers = Papers::new(None).unwrap();
    let loaded = started.elapsed();
    let _ = all(&mut papers);
    let folder = std::env::temp_dir().join("papers");
    std::fs::create_dir_all(&folder).unwrap();
    let started = Instant::now();
    let drawn = all(&mut papers);
    let draw_time = started.elapsed();
    let mut times = format!("loaded {loaded:?}, five drawn {draw_time:?}");
    for (name, paper) in drawn {
        paper.save(folder.join(name).with_extension("png")).unwrap();
        let copy = paper.clone();
        let started = Instant::now();
        let picture = as_kept(paper, &PictureLimits::default()).unwrap();
        times += &format!(", {name} {:?} {} bytes", started.elapsed(), picture.jpeg.len());
        let small = PictureLimits { kept_side: 1000, ..PictureLimits::default() };
        let started = Instant::now();
        let picture = as_kept(copy, &small).unwrap();
        times += &format!(" (small {:?} {} bytes)", started.elapsed(), picture.jpeg.len());
    }
    std::fs::write(folder.join("times.txt"), times).unwrap();
}
