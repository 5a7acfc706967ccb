//! The desk: cases that wait, one of them with all it says, and the decision.

use actix_web::web::{Data, Form, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use super::{back_to, faulty, foreign, is_foreign, not_found, page};
use crate::bureau::codes::{AttachmentPurpose, Operation};
use crate::bureau::labels::label;
use crate::bureau::messages::Content;
use crate::bureau::packaging::decode_base64;
use crate::bureau::result_code;
use crate::bureau::sandbox::case::{Case, Stage};
use crate::bureau::sandbox::orders;
use crate::bureau::sandbox::server::Site;
use crate::bureau::sandbox::world::local;
use crate::bureau::view;
use crate::bureau::xml::Element;
use crate::clock;

/// Cases on the list.
const SHOWN: usize = 200;

struct Line {
    number: usize,
    operation: &'static str,
    words: String,
    stage: String,
    waits: bool,
    since: String,
}

#[derive(Template)]
#[template(path = "bureau/sandbox/desk.html")]
struct DeskPage {
    lines: Vec<Line>,
    waiting: usize,
}

struct Row {
    depth: usize,
    label: String,
    value: String,
}

#[derive(Template)]
#[template(path = "bureau/sandbox/case.html")]
struct CasePage {
    line: Line,
    rows: Vec<Row>,
    pictures: Vec<(usize, &'static str)>,
    typed: Decided,
    code_fault: &'static str,
}

/// Lists cases, those that wait first.
pub async fn list(site: Data<Site>) -> HttpResponse {
    let mut lines: Vec<Line> = site.with(|world| world.cases.iter().rev().map(line).collect());
    let waiting = lines.iter().filter(|line| line.waits).count();
    lines.sort_by_key(|line| !line.waits);
    lines.truncate(SHOWN);
    page(&DeskPage { lines, waiting })
}

/// Shows a case.
pub async fn show(site: Data<Site>, number: Path<usize>) -> HttpResponse {
    match site.with(|world| world.case(*number).cloned()) {
        Some(case) => page(&case_page(&case, Decided::default(), "")),
        None => not_found(),
    }
}

fn case_page(case: &Case, typed: Decided, code_fault: &'static str) -> CasePage {
    let mut rows = Vec::new();
    case.asked.write("case").children.iter().for_each(|child| collect(child, 0, &mut rows));
    let pictures = case.asked.pictures().into_iter().enumerate().map(|(index, one)| (index, purpose(one.0))).collect();
    CasePage { line: line(case), rows, pictures, typed, code_fault }
}

/// A decision.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Decided {
    outcome: String,
    opinion: String,
    code: String,
}

/// Takes a decision.
pub async fn decide(
    request: HttpRequest,
    site: Data<Site>,
    number: Path<usize>,
    decided: Form<Decided>,
) -> HttpResponse {
    if is_foreign(&request) {
        return foreign();
    }
    let opinion = decided.opinion.trim();
    let code = result_code::of_content(decided.code.trim().parse().unwrap_or(0));
    // Enter in the field of the code presses the first button.
    let fault = match (decided.outcome.as_str(), code) {
        ("return", None) => "没有这个结果代码。There is no such result code.",
        ("approve", _) if !decided.code.trim().is_empty() => {
            "填了结果代码，请用“按代码退回”。A code is for “Return with the code”."
        }
        ("return" | "approve" | "refuse", _) => "",
        _ => return not_found(),
    };
    if !fault.is_empty() {
        let Some(case) = site.with(|world| world.case(*number).cloned()) else { return not_found() };
        return faulty(&case_page(&case, decided.into_inner(), fault));
    }
    site.with(|world| {
        let time = world.time(clock::now());
        match (decided.outcome.as_str(), code) {
            ("approve", _) => world.approve(*number, Some(opinion), time),
            ("return", Some(code)) => {
                world.return_with(*number, code.code, Some(opinion).filter(|text| !text.is_empty()), time)
            }
            _ => world.refuse(*number, if opinion.is_empty() { "不予通过" } else { opinion }, time),
        }
    });
    back_to("/desk")
}

/// A picture of a case.
pub async fn picture(site: Data<Site>, place: Path<(usize, usize)>) -> HttpResponse {
    let (number, index) = *place;
    let bytes = site.with(|world| {
        let case = world.case(number)?;
        case.asked.pictures().get(index).and_then(|(_, content)| decode_base64(content))
    });
    match bytes {
        Some(bytes) if bytes.starts_with(b"\x89PNG") => HttpResponse::Ok().content_type("image/png").body(bytes),
        Some(bytes) => HttpResponse::Ok().content_type("image/jpeg").body(bytes),
        None => not_found(),
    }
}

fn line(case: &Case) -> Line {
    let stage = match &case.stage {
        Stage::Verifying => "短信核验 verifying".to_owned(),
        Stage::Review => "待审核 to be decided".to_owned(),
        Stage::Approved => "已通过 approved".to_owned(),
        Stage::Refused(opinion) => format!("已退回 refused：{opinion}"),
        Stage::Lapsed(words) => format!("未核验 not verified：{words}"),
        Stage::Replaced(number) => format!("已重新报送 sent again：{number}"),
    };
    Line {
        number: case.number,
        operation: operation(case.asked.operation()),
        words: case.asked.words().join("、"),
        stage,
        waits: case.stage.waits(),
        since: local(case.since).format("%Y-%m-%d %H:%M:%S").to_string(),
    }
}

fn collect(element: &Element, depth: usize, rows: &mut Vec<Row>) {
    if matches!(&*element.name, "Fj" | "ICPmm") {
        return;
    }
    let label = label(&element.name).unwrap_or(&element.name);
    let meaning = || {
        let code = element.text.parse().ok()?;
        orders::meaning(&element.name, code).map(|words| format!("{code} {words}"))
    };
    let value = match &*element.name {
        "Spwj" => format!("JPEG, {} B", element.text.len()),
        _ => view::address(element).or_else(meaning).unwrap_or_else(|| element.text.clone()),
    };
    rows.push(Row { depth: depth.min(4), label: label.to_owned(), value });
    element.children.iter().for_each(|child| collect(child, depth + 1, rows));
}

fn operation(operation: Operation) -> &'static str {
    match operation {
        Operation::NewFiling => "新增备案 new filing",
        Operation::NewWebsite => "新增网站 new website",
        Operation::NewAccess => "新增接入 new access",
        Operation::Change => "变更备案 change",
        Operation::CancelAccess => "取消接入 cancel access",
        Operation::CancelEntity => "注销主体 cancel entity",
        Operation::CancelWebsite => "注销网站 cancel website",
        Operation::Attachments => "核验材料 attachments",
    }
}

fn purpose(code: i64) -> &'static str {
    match AttachmentPurpose::of(code) {
        Some(AttachmentPurpose::VerificationForm) => "真实性核验单",
        Some(AttachmentPurpose::EntityDocument) => "主办单位证件",
        Some(AttachmentPurpose::EntityPersonDocument) => "主体负责人证件",
        Some(AttachmentPurpose::WebsitePersonDocument) => "网站负责人证件",
        Some(AttachmentPurpose::Photograph) => "核验现场照片",
        None => "其他",
    }
}
