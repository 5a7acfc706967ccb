//! Rules of websites, domains, servers and papers.

use super::*;

#[test]
fn x17_counts() {
    let second = |drafts: &mut Drafts| {
        let mut site = drafts.websites[0].clone();
        site.website.domains = vec!["example.com".into()];
        site.website.home_url = "example.com".into();
        drafts.websites.push(site);
        drafts.access.instance.push("i-example-1".into());
    };
    assert_eq!(told(&with(organisation, second)), [""; 0]);
    assert_eq!(told(&with(individual, second)), ["X17 websites/2.site_name!"]);
    let hubei = with(organisation, |drafts| {
        second(drafts);
        in_province(drafts, "420000", "420100", "湖北省武汉市示例路1号");
    });
    assert_eq!(told(&hubei), ["X17 websites/2.site_name!"]);
    let two_domains = |drafts: &mut Drafts| drafts.websites[0].website.domains.push("example.com".into());
    let chongqing = with(organisation, |drafts| {
        two_domains(drafts);
        in_province(drafts, "500000", "500100", "重庆市渝中区示例路1号");
    });
    assert_eq!(told(&chongqing), ["X17 websites/1.domains!"]);
    assert_eq!(told(&with(organisation, two_domains)), [""; 0]);
}

#[test]
fn domains_belong_to_one_website_and_the_first_is_there() {
    let twice = with(organisation, |drafts| {
        drafts.websites.push(drafts.websites[0].clone());
        drafts.access.instance.push("i-example-1".into());
    });
    assert_eq!(told(&twice), ["W-DOMAIN websites/2.domains!"]);
    let missing = with(organisation, |drafts| {
        drafts.websites[0].website.domains = vec!["example.com".into()];
        drafts.websites[0].website.home_url = "example.com".into();
    });
    assert_eq!(told(&missing), ["W-DOMAIN websites/1.domains!"]);
}

#[test]
fn x19_content_fits() {
    let content = |drafts: &mut Drafts, codes: &[&str]| {
        drafts.websites[0].website.service_content = codes.iter().map(|code| (*code).to_owned()).collect();
    };
    assert_eq!(told(&with(individual, |drafts| content(drafts, &["256"]))), ["X19 websites/1.service_content!"]);
    let jiangxi = with(organisation, |drafts| {
        in_province(drafts, "360000", "360100", "江西省南昌市示例路1号");
        content(drafts, &["256"]);
        drafts.websites[0].website.site_remark = "介绍公司的花园和植物，本网站不涉及前置审批。".into();
    });
    assert_eq!(told(&jiangxi), ["X19 websites/1.service_content!"]);
    let henan = with(individual, |drafts| in_province(drafts, "410000", "410100", "河南省郑州市示例路1号303室"));
    assert!(told(&henan).contains(&"X19 websites/1.service_content!".to_owned()), "no blogs there");
}

#[test]
fn remarks_and_declarations() {
    let other = with(organisation, |drafts| drafts.websites[0].website.service_content = vec!["8388608".into()]);
    assert_eq!(told(&other), ["W-REMARK websites/1.site_remark!"]);
    let beijing = with(individual, |drafts| {
        in_province(drafts, "110000", "110100", "北京市海淀区示例路1号303室");
        drafts.type_check.cert_number = "11000019900307001X".into();
        drafts.websites[0].website.service_content = vec!["8388608".into()];
        drafts.websites[0].website.site_remark.clear();
    });
    assert!(told(&beijing).contains(&"W-REMARK websites/1.site_remark!".to_owned()));
    let tianjin = with(individual, |drafts| {
        in_province(drafts, "120000", "120100", "天津市南开区示例路1号303室");
    });
    assert!(told(&tianjin).contains(&"W-DECLARATION websites/1.site_remark!".to_owned()));
    let declared = with(individual, |drafts| {
        in_province(drafts, "120000", "120100", "天津市南开区示例路1号303室");
        drafts.websites[0].website.site_remark.push_str("本人声明：本网站为个人网站，不含企业、单位信息。");
    });
    assert!(!told(&declared).iter().any(|finding| finding.starts_with("W-DECLARATION")));
}

#[test]
fn n_names() {
    let personal = with(individual, |drafts| drafts.websites[0].website.site_name = "小明花卉公司".into());
    assert_eq!(told(&personal), ["N websites/1.site_name!"]);
    let state = with(organisation, |drafts| drafts.websites[0].website.site_name = "中国花园网".into());
    assert_eq!(told(&state)[0], "N websites/1.site_name");
}

#[test]
fn d1_suffixes() {
    let org = |drafts: &mut Drafts| {
        drafts.type_check.domain = "example.org".into();
        drafts.websites[0].website.domains = vec!["example.org".into()];
        drafts.websites[0].website.home_url = "example.org".into();
    };
    assert_eq!(told(&with(organisation, org)), ["D1 type-check.domain!", "D1 websites/1.domains!"]);
    let finding = &findings(&with(organisation, org))[1];
    assert_eq!((finding.input(), finding.row), ("domains-0".to_owned(), Some(0)));
}

#[test]
fn x24_suffix_and_kind() {
    let domain = |drafts: &mut Drafts, name: &str| {
        drafts.type_check.domain = name.into();
        drafts.websites[0].website.domains = vec![name.into()];
        drafts.websites[0].website.home_url = name.into();
    };
    let kind = |drafts: &mut Drafts, kind: &str, cert: &str, number: &str| {
        drafts.type_check.entity_kind = kind.into();
        drafts.type_check.cert_kind = cert.into();
        drafts.type_check.cert_number = number.into();
    };
    let company = with(organisation, |drafts| domain(drafts, "example.gov.cn"));
    assert_eq!(told(&company), ["X24 type-check.domain!", "X24 websites/1.domains!"]);
    let office = |drafts: &mut Drafts| kind(drafts, "2", "13", "115000000000000275");
    assert_eq!(
        told(&with(organisation, |drafts| {
            office(drafts);
            domain(drafts, "example.gov.cn");
        })),
        [""; 0]
    );
    assert_eq!(told(&with(organisation, office)).len(), 2, "example.cn is not for the government");
    let institution = |drafts: &mut Drafts| kind(drafts, "3", "15", "12310000000000019X");
    assert_eq!(told(&with(organisation, institution)), [""; 0]);
    let wrong = with(organisation, |drafts| {
        institution(drafts);
        domain(drafts, "example.com");
    });
    assert_eq!(told(&wrong).len(), 2);
}

#[test]
fn papers_due_and_missing() {
    let drafts = two_persons();
    let content = drafts.read(book(), today());
    let facts = Facts::new(&drafts, &content, book(), today());
    let due: Vec<String> =
        crate::filing::papers::needed(&facts).into_iter().filter(|slot| slot.required).map(|slot| slot.slot).collect();
    let missing = |papers: &[String]| {
        let papers = papers.iter().map(|slot| (slot.clone(), 1)).collect();
        let facts = facts.with_papers(&papers);
        run_all(&facts).iter().map(shown).collect::<Vec<_>>()
    };
    assert_eq!(missing(&due), [""; 0]);
    assert_eq!(missing(&due[1..]), [format!("M-MISSING paper:{}!", due[0])]);
    assert_eq!(missing(&[]).len(), due.len());
    assert_eq!(due.len(), 5, "certificate, two sides of two IDs");
}

/// What the page of papers says of its files: a page for each domain.
#[test]
fn papers_with_fewer_pages_than_domains() {
    let mut drafts = organisation();
    drafts.websites[0].website.domains = vec!["example.cn".into(), "example.com".into()];
    let content = drafts.read(book(), today());
    let facts = Facts::new(&drafts, &content, book(), today());
    let told = |pages| {
        let papers = [("website-1-real-name".to_owned(), pages)].into();
        let facts = facts.with_papers(&papers);
        let found = run_all(&facts);
        found.iter().filter(|one| one.code == "M-PAGES").map(shown).collect::<Vec<_>>()
    };
    assert_eq!(told(1), ["M-PAGES paper:website-1-real-name"]);
    assert_eq!(told(2), [""; 0]);
}

#[test]
fn the_papers_of_a_person_are_asked_for_once() {
    let slots = |drafts: &Drafts| {
        let content = drafts.read(book(), today());
        let facts = Facts::new(drafts, &content, book(), today());
        crate::filing::papers::needed(&facts).into_iter().map(|slot| slot.slot).collect::<Vec<_>>()
    };
    let mut drafts = two_persons();
    let mut second = drafts.websites[0].clone();
    second.website.domains = vec!["example.com".into()];
    second.website.home_url = "example.com".into();
    drafts.websites.push(second);
    drafts.access.instance.push("i-example-1".into());
    let ids = |slots: &[String]| slots.iter().filter(|slot| slot.contains("id-front")).count();
    assert_eq!(ids(&slots(&drafts)), 2, "entity person and the one website person");
    drafts.websites[1].person.cert_number = "330000199602290007".into();
    assert_eq!(ids(&slots(&drafts)), 3);
    assert_eq!(ids(&slots(&individual())), 1);
    assert_eq!(ids(&slots(&Drafts::default())), 0, "nothing is known yet");
}

#[test]
fn sections_get_their_own_findings() {
    let drafts = with(two_persons, |drafts| {
        drafts.websites[0].person.mobile = "13800000001".into();
        drafts.entity.cert_address = "上海市徐汇区示例路1号".into();
    });
    let content = drafts.read(book(), today());
    let facts = Facts::new(&drafts, &content, book(), today());
    let of = |part| run_part(part, &facts).iter().map(shown).collect::<Vec<_>>();
    assert_eq!(of(Part::ENTITY), ["X13 entity.cert_address!"]);
    assert_eq!(of(Part::website_person(1)), ["X02 websites/1/person.mobile!"]);
    assert_eq!(of(Part::website(1)), [""; 0]);
}

#[test]
fn obstacles_of_servers_are_findings() {
    let drafts = organisation();
    let content = drafts.read(book(), today());
    let looks =
        [Look { website: 1, server: None, obstacles: vec![crate::hosting::Obstacle::InstanceNotFound], offer: None }];
    let facts = Facts::new(&drafts, &content, book(), today()).with_looks(&looks);
    let found = run_all(&facts);
    assert_eq!(found.iter().map(shown).collect::<Vec<_>>(), ["A-INSTANCE access.instance!"]);
    assert_eq!(found[0].input(), "instance-0");
}
