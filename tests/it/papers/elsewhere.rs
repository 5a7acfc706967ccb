//! What stands in other filings here, as an applicant is told it: that it is there, and nothing else of it.

use beian::filing::application::Drafts;

use super::house::{House, Owner};
use crate::support::people::drafts;

async fn check_page(owner: &Owner) -> String {
    owner.get(&owner.at("check")).await.page()
}

/// The n-th enterprise with a person in charge of its own.
fn with_another_person(n: u32) -> Drafts {
    let mut forms = drafts(n);
    forms.entity_person.name = "李小红".into();
    forms.entity_person.cert_number = "32000019880703000X".into();
    forms.entity_person.mobile = "13800000003".into();
    forms
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mobile_of_another_entity_is_told_once_that_one_is_handed_in() {
    let house = House::open().await;
    let first = house.owner_of(1, drafts(1)).await;
    let mut forms = with_another_person(2);
    forms.entity_person.mobile = drafts(1).entity_person.mobile;
    let second = house.owner_of(2, forms).await;
    let words = "该手机号码已用于其他主体的备案";
    assert!(!check_page(&second).await.contains(words), "a draft occupies nothing");
    house.submit(&first).await;
    let page = check_page(&second).await;
    assert!(page.contains(words) && page.contains("查自本平台的备案"), "{page}");
    for secret in [first.reference.as_str(), "北京示例花园1有限公司", "example1.cn"] {
        assert!(!page.contains(secret), "{secret} is of another filing");
    }
    house.sql("update filings set state = 'withdrawn' where round > 0").await;
    assert!(!check_page(&second).await.contains(words), "what was given up counts no more");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_of_two_organisations_and_with_two_mobiles() {
    let house = House::open().await;
    let first = house.owner_of(1, drafts(1)).await;
    let mut forms = drafts(2);
    forms.entity_person.mobile = "13800000009".into();
    let second = house.owner_of(2, forms).await;
    house.submit(&first).await;
    let page = check_page(&second).await;
    assert!(page.contains("该负责人已是其他主体的负责人"), "{page}");
    assert!(page.contains("在本平台的另一备案中填写了别的手机号码"), "{page}");
    house.sql("update filings set state = 'approved' where round > 0").await;
    assert!(check_page(&second).await.contains("该负责人已是其他主体的负责人"), "on record");
    let cancelled = "insert into filings (id, ref, account_id, kind, province, entity_kind, entity_hash, state, round,
            first_submitted_at, state_since)
        select '00000000-0000-7000-8000-000000000001', 'BA-00000001', account_id, 'CXL_ENTITY', province, entity_kind, entity_hash,
            state, 1, first_submitted_at, state_since + interval '1 minute' from filings where round > 0";
    house.sql(cancelled).await;
    assert!(!check_page(&second).await.contains("该负责人已是其他主体的负责人"), "cancelled since, on the same day");
    house.sql("update filings set state_since = state_since - interval '2 minutes' where kind = 'CXL_ENTITY'").await;
    assert!(check_page(&second).await.contains("该负责人已是其他主体的负责人"), "filed again since");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_domain_that_another_filing_has_is_told_beside_it_before_anything_is_sent() {
    let house = House::open().await;
    let first = house.owner_of(1, drafts(1)).await;
    house.submit(&first).await;
    let mut forms = with_another_person(2);
    forms.websites[0].website.domains.push("example1.cn".into());
    let second = house.owner_of(2, forms).await;
    let page = second.get(&second.at("websites/1")).await.page();
    assert!(page.contains("域名 example1.cn 正在另一个备案中办理"), "{page}");
}
