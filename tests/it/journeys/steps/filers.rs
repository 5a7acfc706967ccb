//! Who files in the journeys, and what they answer. All numbers are synthetic, their check digits right.

use super::papers::Holder;

/// Answers by the name of the control.
pub type Answers = &'static [(&'static str, &'static str)];

/// Somebody who files, with the answers of every section.
pub struct Filer {
    /// Mail address of the account.
    pub email: &'static str,
    /// Mobile of the account.
    pub mobile: &'static str,
    /// Name of the entity, as the type check asks it.
    pub name: &'static str,
    /// Code of the kind of entity.
    pub kind: &'static str,
    /// Code of the province.
    pub province: &'static str,
    /// The type check, after kind and province.
    pub type_check: Answers,
    /// The instance the website rests on.
    pub instance: &'static str,
    /// The entity.
    pub entity: Answers,
    /// The entity person.
    pub entity_person: Answers,
    /// The website.
    pub website: Answers,
    /// The website person; empty for an individual, who is asked nothing.
    pub website_person: Answers,
    /// Who stands on the papers.
    pub holder: Holder,
    /// The numbers the bureau gives: of the entity, of the website.
    pub numbers: (&'static str, &'static str),
}

/// A company of Beijing, run by its legal representative.
pub const ORGANISATION: Filer = Filer {
    email: "chen@example.com",
    mobile: "13900139000",
    name: "北京示例花园有限公司",
    kind: "4",
    province: "110000",
    type_check: &[
        ("city", "110100"),
        ("district", "海淀区"),
        ("cert_kind", "1"),
        ("cert_number", "91110000MA00000077"),
        ("entity_name", "北京示例花园有限公司"),
        ("domain", "garden-example.cn"),
        ("already_filed", "none"),
    ],
    instance: "i-garden",
    entity: &[
        ("cert_address", "北京市海淀区示例路1号"),
        ("cert_valid_from", "2019-03-11"),
        ("cert_long_term", "yes"),
        ("mailing_address", "示例路1号2层201室"),
        ("investor", "北京示例花园有限公司"),
    ],
    entity_person: &[
        ("name", "陈小花"),
        ("is_legal_rep", "yes"),
        ("cert_kind", "2"),
        ("cert_number", "11000019900307001X"),
        ("cert_valid_from", "2019-03-11"),
        ("cert_long_term", "yes"),
        ("mobile", "13900139000"),
        ("emergency_phone", "13700137000"),
        ("email", "chen@example.com"),
    ],
    website: &[
        ("site_name", "示例花园园艺"),
        ("domains", "garden-example.cn"),
        ("home_url", "www.garden-example.cn"),
        ("service_content", "128"),
        ("languages", "1"),
        ("pre_approval", "none"),
        ("site_remark", "介绍公司的园艺产品和服务，供客户了解和联系我们。"),
    ],
    website_person: &[("same_as_entity_person", "yes")],
    holder: Holder {
        entity: "北京示例花园有限公司",
        credit_code: "91110000MA00000077",
        person: "陈小花",
        id_number: "11000019900307001X",
        address: "北京市海淀区示例路1号",
    },
    numbers: ("京ICP备2026000101号", "京ICP备2026000101号-1"),
};

/// A person of Guangdong with a personal website.
pub const INDIVIDUAL: Filer = Filer {
    email: "lin@example.com",
    mobile: "13800138000",
    name: "林小树",
    kind: "5",
    province: "440000",
    type_check: &[
        ("city", "440300"),
        ("district", "南山区"),
        ("cert_kind", "2"),
        ("cert_number", "44000019851112002X"),
        ("entity_name", "林小树"),
        ("domain", "tree-example.cn"),
        ("already_filed", "none"),
    ],
    instance: "i-tree",
    entity: &[("cert_address", "广东省深圳市南山区示例路1号303室"), ("mailing_address", "示例路1号303室")],
    entity_person: &[
        ("cert_valid_from", "2020-01-02"),
        ("cert_valid_to", "2040-01-02"),
        ("mobile", "13800138000"),
        ("emergency_phone", "13600136000"),
        ("email", "lin@example.com"),
    ],
    website: &[
        ("site_name", "小树的种花笔记"),
        ("domains", "tree-example.cn"),
        ("home_url", "tree-example.cn"),
        ("service_content", "32"),
        ("languages", "1"),
        ("pre_approval", "none"),
        ("site_remark", "记录自己在阳台种花的经过和照片，不含企业、单位信息，没有评论和交易。"),
    ],
    website_person: &[],
    holder: Holder {
        entity: "",
        credit_code: "",
        person: "林小树",
        id_number: "44000019851112002X",
        address: "广东省深圳市南山区示例路1号303室",
    },
    numbers: ("粤ICP备2026000102号", "粤ICP备2026000102号-1"),
};
