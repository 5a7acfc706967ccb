//! Made-up applicants: organisations of several kinds and individuals, two or so in every province. Each name says 示例, so
//! that it is nobody's; numbers are of province-level divisions and have right check characters.

use chrono::NaiveDate;

use super::chance::Chance;
use super::person::{Person, day};
use crate::filing::application::{EntityForm, PersonForm, TypeCheckForm, WebsiteForm, YES};
use crate::reference::{INDIVIDUAL, Reference};
use crate::values::{CreditCode, OrganisationCode};

/// How many there are.
pub const COUNT: usize = 60;

/// Words that name nothing, with how they are written in a domain.
const WORDS: [(&str, &str); 30] = [
    ("青禾", "qinghe"),
    ("云岭", "yunling"),
    ("松溪", "songxi"),
    ("远山", "yuanshan"),
    ("星桥", "xingqiao"),
    ("竹里", "zhuli"),
    ("南乔", "nanqiao"),
    ("知行", "zhixing"),
    ("白鹭", "bailu"),
    ("晴川", "qingchuan"),
    ("木桐", "mutong"),
    ("海棠", "haitang"),
    ("若谷", "ruogu"),
    ("望舒", "wangshu"),
    ("听泉", "tingquan"),
    ("拾光", "shiguang"),
    ("明渡", "mingdu"),
    ("禾木", "hemu"),
    ("北辰", "beichen"),
    ("江月", "jiangyue"),
    ("溪亭", "xiting"),
    ("广陌", "guangmo"),
    ("云杉", "yunshan"),
    ("长亭", "changting"),
    ("墨池", "mochi"),
    ("春野", "chunye"),
    ("安澜", "anlan"),
    ("石榴", "shiliu"),
    ("朝露", "zhaolu"),
    ("秋白", "qiubai"),
];
const TRADES: [&str; 10] =
    ["网络科技", "软件", "文化传播", "家居用品", "机械设备", "环保科技", "餐饮管理", "物流", "茶业", "建筑工程"];
const STORIES: [&str; 16] = [
    "青禾手记",
    "山间日记",
    "木作笔记",
    "阳台种菜记",
    "旧书与猫",
    "骑行札记",
    "摄影随笔",
    "家常菜谱",
    "星空观察簿",
    "城市漫步录",
    "编程学习笔记",
    "养花小记",
    "古琴练习录",
    "河边观鸟记",
    "手账拼贴簿",
    "黑胶聆听录",
];

/// A sort of applicant: code of the entity's kind and of its certificate, beginning of its credit code, ending of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// Code of the kind of entity.
    pub entity_kind: &'static str,
    /// Code of the kind of certificate.
    pub cert_kind: &'static str,
    /// What the certificate is called.
    pub paper: &'static str,
    prefix: &'static str,
    ending: &'static str,
}

impl Sort {
    /// What a licence calls its form.
    pub fn form(self) -> &'static str {
        if self.prefix == "92" { "个体工商户" } else { "有限责任公司（自然人投资或控股）" }
    }
}

const fn sort(
    entity_kind: &'static str,
    cert_kind: &'static str,
    paper: &'static str,
    prefix: &'static str,
    ending: &'static str,
) -> Sort {
    Sort { entity_kind, cert_kind, paper, prefix, ending }
}

/// A company.
pub const COMPANY: Sort = sort("4", "1", "营业执照", "91", "有限公司");
const INDIVIDUAL_BUSINESS: Sort = sort("4", "1", "营业执照", "92", "经营部");
const PERSON: Sort = sort(INDIVIDUAL, "2", "居民身份证", "", "");
/// The rarer sorts, one applicant each.
const RARE: [Sort; 8] = [
    sort("3", "4", "事业单位法人证书", "12", "图书馆"),
    sort("2", "13", "统一社会信用代码证书", "11", "文化局"),
    sort("6", "6", "社会团体法人登记证书", "51", "读书会"),
    sort("9", "17", "民办非企业单位登记证书", "52", "社会工作服务站"),
    sort("10", "19", "基金会法人登记证书", "53", "公益基金会"),
    sort("11", "21", "律师事务所执业许可证", "31", "律师事务所"),
    sort("13", "24", "统一社会信用代码证书", "13", "志愿者协会"),
    sort("3", "4", "事业单位法人证书", "12", "科技馆"),
];

/// An applicant with everything a filing asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applicant {
    /// From 0.
    pub index: usize,
    /// Which sort.
    pub sort: Sort,
    /// Mail address of the account.
    pub email: String,
    /// Whether mails go out in English.
    pub english: bool,
    /// Division code of the province.
    pub province: String,
    /// Division code of the city.
    pub city: String,
    /// Name of the city.
    pub city_name: String,
    /// Name of organisation or person.
    pub name: String,
    /// Number of the certificate.
    pub number: String,
    /// Address on the certificate.
    pub address: String,
    /// Address below the district.
    pub mailing: String,
    /// First day on the certificate.
    pub founded: NaiveDate,
    /// Who is in charge, the legal representative of an organisation.
    pub person: Person,
    /// Domain of the website.
    pub domain: String,
    /// Name of the website.
    pub site: String,
}

impl Applicant {
    /// The applicant of a number.
    pub fn invent(seed: u64, index: usize, book: &Reference, today: NaiveDate) -> Self {
        let mut chance = Chance::new(seed, 1000 + index as u64);
        let sort = sort_of(index);
        let provinces = book.provinces(today);
        let province = provinces[index % provinces.len()];
        let cities = book.cities_of(&province.code, today);
        let city = cities[usize::try_from(chance.below(cities.len() as u64)).unwrap_or(0)];
        let (word, latin) = WORDS[index % WORDS.len()];
        let trade = *chance.pick(&TRADES);
        let house = chance.between(1, 260);
        let mailing = format!("示例路{house}号{}幢{}室", chance.between(1, 9), chance.between(1, 12) * 100 + 1);
        let place = if city.zh == province.zh { city.zh.clone() } else { format!("{}{}", province.zh, city.zh) };
        let address = format!("{place}{DISTRICT}{mailing}");
        let ending = match sort.entity_kind {
            "2" => "gov.cn",
            "3" => "cn",
            _ if index.is_multiple_of(2) => "cn",
            _ => "com",
        };
        let domain = format!("{latin}-example{:02}.{ending}", index + 1);
        let contact = u32::try_from(index * 10).unwrap_or(0);
        let person = Person::invent(&mut chance, contact, &province.code, address.clone(), &domain);
        let is_person = sort == PERSON;
        let city_short = city.zh.trim_end_matches('市');
        let name = match sort {
            PERSON => person.name.clone(),
            COMPANY => format!("{city_short}{word}示例{trade}{}", sort.ending),
            _ => format!("{city_short}{word}示例{}", sort.ending),
        };
        let site = match sort {
            PERSON => STORIES[index / 4 % STORIES.len()].to_owned(),
            COMPANY => format!("{word}示例{trade}"),
            _ => format!("{word}示例{}", sort.ending),
        };
        let number = if is_person { person.number.clone() } else { credit_code(sort, &province.code, index) };
        Self {
            index,
            sort,
            email: format!("{latin}{}@beian.example", index + 1),
            english: index % 12 == 7,
            province: province.code.clone(),
            city: city.code.clone(),
            city_name: city.zh.clone(),
            name,
            number,
            address,
            mailing,
            founded: chance.day(day(2012, 1, 4), day(2024, 12, 20)),
            person,
            domain,
            site,
        }
    }

    /// Whether a person files for himself.
    pub fn is_person(&self) -> bool {
        self.sort == PERSON
    }

    /// The type check as typed.
    pub fn type_check(&self) -> TypeCheckForm {
        TypeCheckForm {
            province: self.province.clone(),
            city: self.city.clone(),
            district: DISTRICT.to_owned(),
            entity_kind: self.sort.entity_kind.to_owned(),
            cert_kind: self.sort.cert_kind.to_owned(),
            cert_number: self.number.clone(),
            entity_name: self.name.clone(),
            domain: self.domain.clone(),
            already_filed: "none".to_owned(),
        }
    }

    /// The entity as typed.
    pub fn entity(&self) -> EntityForm {
        let only_organisation = |text: String| if self.is_person() { String::new() } else { text };
        EntityForm {
            cert_address: self.address.clone(),
            cert_valid_from: only_organisation(self.founded.to_string()),
            cert_valid_to: String::new(),
            cert_long_term: only_organisation(YES.to_owned()),
            mailing_address: self.mailing.clone(),
            investor: only_organisation(if self.sort == COMPANY {
                self.person.name.clone()
            } else {
                self.name.clone()
            }),
            entity_remark: String::new(),
        }
    }

    /// The person in charge of the entity as typed.
    pub fn entity_person(&self) -> PersonForm {
        PersonForm { mobile_province: self.province.clone(), ..self.person.form() }
    }

    /// The website as typed.
    pub fn website(&self) -> WebsiteForm {
        let (content, remark) = if self.is_person() {
            ("32", "个人学习和生活记录，文章和照片均为本人所作，不开放注册，也没有评论功能。")
        } else {
            ("128", "介绍本单位的服务内容、服务案例和联系方式，仅供展示，不提供在线交易，也不开放注册。")
        };
        WebsiteForm {
            site_name: self.site.clone(),
            domains: vec![self.domain.clone()],
            home_url: format!("www.{}", self.domain),
            service_content: vec![content.to_owned()],
            languages: vec!["1".to_owned()],
            pre_approval: vec!["none".to_owned()],
            site_remark: remark.to_owned(),
            ..WebsiteForm::default()
        }
    }

    /// The person in charge of the website as typed: the same as of the entity.
    pub fn website_person(&self) -> PersonForm {
        PersonForm { same_as_entity_person: YES.to_owned(), ..PersonForm::default() }
    }
}

/// No district is called so.
pub const DISTRICT: &str = "示例区";

fn sort_of(index: usize) -> Sort {
    match index % 4 {
        0 => PERSON,
        3 if index % 8 == 3 => RARE.get(index / 8).copied().unwrap_or(COMPANY),
        2 if index % 12 == 2 => INDIVIDUAL_BUSINESS,
        _ => COMPANY,
    }
}

/// Beginning of the sort, division of the province, an organisation code that begins with zeros, check character.
pub fn credit_code(sort: Sort, province: &str, index: usize) -> String {
    let body = if sort.entity_kind == "4" { format!("MA{index:06}") } else { format!("{index:08}") };
    let complete = |body: &str, checks: &str, fits: &dyn Fn(&str) -> bool| {
        checks.chars().map(|check| format!("{body}{check}")).find(|whole| fits(whole)).unwrap_or_default()
    };
    let inner = complete(&body, "0123456789X", &|code| OrganisationCode::parse(code).is_ok());
    let body = format!("{}{province}{inner}", sort.prefix);
    complete(&body, "0123456789ABCDEFGHJKLMNPQRTUWXY", &|code| CreditCode::parse(code).is_ok())
}
