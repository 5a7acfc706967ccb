//! What applicants type: right, or with the slips the desk will mark.

use super::applicant::Applicant;
use crate::filing::application::{Access, Drafts, WebsiteDraft};
use crate::filing::decision::Verdict;
use crate::filing::finding::Finding;
use crate::filing::section::{Part, Target};
use crate::hosting::Choice;

/// Something the desk marks: what, why, in whose words, and what was typed there first.
struct Slip {
    part: Part,
    field: &'static str,
    reason: &'static str,
    words: &'static str,
    typed: &'static str,
}

/// The slips of filings that come back; which ones a filing has goes by its number.
fn slips(filing: usize) -> Vec<Slip> {
    let address = Slip {
        part: Part::ENTITY,
        field: "mailing_address",
        reason: "ENT-09",
        words: "请补充楼栋号，例如“示例路8号2幢101室”。",
        typed: "示例路8号101室",
    };
    let remark = Slip {
        part: Part::website(1),
        field: "site_remark",
        reason: "WEB-09",
        words: "请写明网站有哪些栏目，是否开放注册和评论。",
        typed: "这是一个用来介绍自己情况的网站，内容以后再补充。",
    };
    let name = Slip {
        part: Part::website(1),
        field: "site_name",
        reason: "WEB-07",
        words: "名称与网站内容看不出关联，建议与备注里的内容一致。",
        typed: "我的小天地",
    };
    match filing % 3 {
        0 => vec![address, remark],
        1 => vec![remark],
        _ => vec![name],
    }
}

/// Whether the first paper of a filing that comes back was photographed badly.
pub fn has_bad_paper(filing: usize) -> bool {
    filing % 3 != 2
}

/// Everything as typed: with slips as it is handed in first, without them once it was corrected.
pub fn typed(applicant: &Applicant, choice: &Choice, slips_of: Option<usize>) -> Drafts {
    let website = WebsiteDraft { website: applicant.website(), person: applicant.website_person() };
    let mut drafts = Drafts {
        type_check: applicant.type_check(),
        access: [Access::from(choice.clone())].as_slice().into(),
        entity: applicant.entity(),
        entity_person: applicant.entity_person(),
        websites: vec![website],
        ..Drafts::default()
    };
    drafts.entity_person = drafts.entity_person();
    for slip in slips_of.map(slips).unwrap_or_default() {
        let text = slip.typed.to_owned();
        match slip.field {
            "mailing_address" => drafts.entity.mailing_address = text,
            "site_remark" => drafts.websites[0].website.site_remark = text,
            _ => drafts.websites[0].website.site_name = text,
        }
    }
    drafts
}

/// The targets that the desk marks in a filing that comes back.
pub fn marked(filing: usize, first_slot: &str) -> Vec<Finding> {
    let mut findings: Vec<Finding> = slips(filing)
        .into_iter()
        .map(|slip| Finding::on(Target::field(slip.part, slip.field), slip.reason).saying(slip.words))
        .collect();
    if has_bad_paper(filing) {
        let words = "右侧缺角，字迹偏暗，请在明亮处平放原件重新拍摄。";
        findings.push(Finding::on(Target::paper(first_slot), "MAT-01").saying(words));
    }
    findings
}

/// Reason of a rejection after nobody answered the phone.
pub const NOT_REACHED: &str = "PER-11";

/// Why the desk rejects: the reason, and its own words.
pub fn rejection(filing: usize) -> (&'static str, &'static str) {
    match filing % 3 {
        0 => ("ENT-05", "公示系统显示经营异常，请解除后重新提交。"),
        1 => ("DOM-03", "域名所有者不是备案主体，请先完成域名过户和实名认证。"),
        _ => (NOT_REACHED, "三次致电均无人接听，请保持电话畅通后重新提交。"),
    }
}

/// Why the bureau refuses, in its words.
pub fn refusal() -> Verdict {
    let opinion = "网站名称与主办单位业务范围不符，请修改网站名称或补充说明后重新报送。";
    Verdict::new(vec![Finding::on(Target::field(Part::website(1), "site_name"), "WEB-07")], Some(opinion.to_owned()))
}
