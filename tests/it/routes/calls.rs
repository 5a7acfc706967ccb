//! With what a route is called: its address, and a form that it takes or refuses.

use beian::paths::pattern;

use super::cast::Scene;
use crate::support::sites::Body;

/// The address of a route with the ids of a scene.
pub fn address(route: &str, scene: &Scene) -> String {
    let mut path = route.to_owned();
    for (name, value) in &scene.ids {
        path = path.replace(&format!("{{{name}}}"), value);
    }
    assert!(!path.contains('{'), "{route}: an id is missing");
    path
}

/// Fields without which a form of ours never comes, and whether it comes with files.
pub fn body<'a>(route: &str, scene: &'a Scene) -> Body<'a> {
    match route {
        pattern::LANGUAGE => Body::Form(vec![("lang", "zh-CN")]),
        pattern::DISPLAY => Body::Form(vec![("large_text", "on")]),
        pattern::FILING_CHECK | pattern::FILING_CORRECTIONS | pattern::FILING_WITHDRAW | pattern::FILING_SMS => {
            Body::Form(vec![("version", "1")])
        }
        pattern::RULE => Body::Form(vec![("sort", "domain-days")]),
        pattern::FILING_NEXT_STEPS => Body::Form(vec![("website", scene.id("website")), ("psb_number", "x")]),
        pattern::FILING_HELP => Body::Form(vec![("act", "code")]),
        pattern::FILING_FACE => Body::Form(vec![("act", "appointment")]),
        pattern::HELP => Body::Form(vec![("act", "begin")]),
        pattern::CASE_FACES => {
            Body::Form(vec![("slot", "website-1-face"), ("verdict", "matches"), ("words", "视频通话核对")])
        }
        pattern::CASE_REVEAL => Body::Form(vec![("reason", "投诉核实"), ("what", "entity"), ("section", "entity")]),
        pattern::BUREAU_TASK => Body::Form(vec![("act", "claim")]),
        pattern::CASE_SECOND => Body::Form(vec![("act", "ask"), ("version", "1"), ("words", "正在换发")]),
        pattern::CASE_WITHDRAW => Body::Form(vec![("version", "1"), ("reason", "重复")]),
        pattern::CASE_MARKS => {
            Body::Form(vec![("act", "accept"), ("target", "entity.investor"), ("section", "entity")])
        }
        pattern::FILING_MATERIALS | pattern::FILING_CAMERA | pattern::CASE_BUREAU => Body::Multipart(&[]),
        pattern::FILING_UPLOADS | pattern::HELP_UPLOADS => {
            let metadata = ("upload-metadata", "target ZW50aXR5LWNlcnRpZmljYXRl");
            Body::Pieces(vec![("tus-resumable", "1.0.0"), ("upload-length", "9"), metadata])
        }
        pattern::FILING_UPLOAD | pattern::HELP_UPLOAD => {
            let kind = ("content-type", "application/offset+octet-stream");
            Body::Pieces(vec![("tus-resumable", "1.0.0"), ("upload-offset", "0"), kind])
        }
        _ => Body::Form(vec![]),
    }
}
