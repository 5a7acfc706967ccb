//! Accounts, staff and servers as rows, and complete applications with synthetic numbers: what tests of filings start from.

use beian::filing::application::{
    AccessForm, Application, Drafts, EntityForm, PersonForm, TypeCheckForm, WebsiteDraft, WebsiteForm, assemble,
};
use beian::reference;
use beian::values::actor::{Actor, Role};
use beian::values::ids::{AccountId, StaffId};
use uuid::Uuid;

use super::database::TestDb;

/// The hash of no password: whoever gives one is told that it is wrong.
const NO_PASSWORD: &str = "$argon2id$v=19$m=64,t=1,p=1$c2FsdCBvZiBub2JvZHk$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// An account that bought one instance, `i-<n>`, with room for ten websites.
pub async fn an_account(test_db: &TestDb, n: u32) -> AccountId {
    let id = AccountId::new();
    let sql = format!(
        "insert into accounts (id, email_sealed, email_hash, password_hash) values ('{id}', '', '\\x{n:08x}', '{NO_PASSWORD}')"
    );
    test_db.as_owner(&sql).await;
    an_instance(test_db, id, n).await;
    id
}

/// An instance that an account bought, `i-<n>`, with room for ten websites.
pub async fn an_instance(test_db: &TestDb, owner: AccountId, n: u32) {
    let sql = format!(
        "insert into instances (id, code, account_id, product, region, addresses, billing, starts_on, ends_on, quota)
         values ('{}', 'i-{n}', '{owner}', 'cloud_server', 'beijing', '{{114.114.{}.10}}', 'subscription',
             current_date - 30, current_date + 700, 10)",
        Uuid::now_v7(),
        n % 250 + 1,
    );
    test_db.as_owner(&sql).await;
}

/// Somebody of the staff, who reviews these provinces (none given: all).
pub async fn a_person_of_staff(test_db: &TestDb, login: &str, role: Role, provinces: &[&str]) -> Actor {
    let id = StaffId::new();
    let sql = format!(
        "insert into staff (id, login, display_name, role, password_hash, password_is_temporary, provinces)
         values ('{id}', '{login}', '{login}', '{}', '{NO_PASSWORD}', false, '{{{}}}')",
        role.code(),
        provinces.join(",")
    );
    test_db.as_owner(&sql).await;
    Actor::Staff(id, role)
}

/// The unified code with these eight digits in it, its check digit right (GB 32100).
fn credit_code(n: u32) -> String {
    const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
    let place = |c: char| ALPHABET.find(c).unwrap();
    // The organisation code within has a check digit of its own (GB 11714).
    let body = format!("MA{n:06}");
    let inner: usize = body
        .chars()
        .zip([3, 7, 9, 10, 5, 8, 4, 2])
        .map(|(c, weight)| if c.is_ascii_digit() { c as usize - '0' as usize } else { c as usize - 'A' as usize + 10 } * weight)
        .sum();
    let check = match 11 - inner % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from(b'0' + u8::try_from(digit).unwrap()),
    };
    let code = format!("91110000{body}{check}");
    let sum: usize = code.chars().zip(WEIGHTS).map(|(c, weight)| place(c) * weight).sum();
    format!("{code}{}", ALPHABET.chars().nth((31 - sum % 31) % 31).unwrap())
}

/// The forms of an enterprise of Beijing, the n-th, with one website on `example<n>.cn`, run by its legal representative.
pub fn drafts(n: u32) -> Drafts {
    let yes = || "yes".to_owned();
    Drafts {
        type_check: TypeCheckForm {
            province: "110000".into(),
            city: "110100".into(),
            district: "海淀区".into(),
            entity_kind: "4".into(),
            cert_kind: "1".into(),
            cert_number: credit_code(n),
            entity_name: format!("北京示例花园{n}有限公司"),
            domain: format!("example{n}.cn"),
            already_filed: "none".into(),
        },
        access: AccessForm { instance: vec![format!("i-{n}")], ..AccessForm::default() },
        entity: EntityForm {
            cert_address: "北京市海淀区示例路1号".into(),
            cert_valid_from: "2019-03-11".into(),
            cert_long_term: yes(),
            mailing_address: "示例路1号2层".into(),
            investor: format!("北京示例花园{n}有限公司"),
            ..EntityForm::default()
        },
        entity_person: PersonForm {
            name: "王小明".into(),
            is_legal_rep: yes(),
            cert_kind: "2".into(),
            cert_number: "11000019900307001X".into(),
            cert_valid_from: "2020-01-02".into(),
            cert_valid_to: "2040-01-02".into(),
            mobile: "13800000001".into(),
            emergency_phone: "13800000002".into(),
            email: "wang@example.cn".into(),
            ..PersonForm::default()
        },
        websites: vec![WebsiteDraft {
            website: WebsiteForm {
                site_name: "示例花园商店".into(),
                domains: vec![format!("example{n}.cn")],
                home_url: format!("www.example{n}.cn"),
                service_content: vec!["128".into()],
                languages: vec!["1".into()],
                pre_approval: vec!["none".into()],
                ..WebsiteForm::default()
            },
            person: PersonForm { same_as_entity_person: yes(), ..PersonForm::default() },
        }],
        ..Drafts::default()
    }
}

/// The application these forms make.
pub fn application(drafts: &Drafts) -> Application {
    let day: chrono::NaiveDate = "2026-11-23".parse().unwrap();
    assemble(drafts, reference::book(), day).unwrap_or_else(|problems| panic!("{problems:?}"))
}
