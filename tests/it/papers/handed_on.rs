//! A record that went to another account, over HTTP: what is left to do for its websites is the new owner's.

use beian::notify;
use beian::values::actor::Actor;

use super::after::{NUMBER, approved};
use super::house::House;
use crate::support::people::drafts;

const HERE: &str = "/filings/websites";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_got_a_record_enters_its_numbers_and_is_led_there_by_mail() {
    let house = House::open().await;
    let (owner, other) = (house.owner(1).await, house.newcomer(2, drafts(2)).await);
    other.get(HERE).await.must_lead_to("/filings");
    approved(&house, &owner).await;
    let site = format!("{NUMBER}-1");
    owner.get(HERE).await.must_say_words(&site);
    house.sql(&format!("update entities set account_id = '{}'", other.account)).await;

    owner.get(HERE).await.must_lead_to("/filings");
    let psb = [("website", site.as_str()), ("psb_number", "京公网安备11010802000001号")];
    for at in [HERE, &owner.at("next-steps")] {
        assert_eq!(owner.post(at, &psb).await.status, 404, "it is another's now");
    }
    let list = other.get("/filings").await;
    assert!(list.body.contains(&format!("href=\"{HERE}\"")), "{}", list.body);
    other.get(HERE).await.must_say_words(&site);
    let wrong = other.post(HERE, &[("website", site.as_str()), ("psb_number", "京公网安备123号")]).await;
    assert_eq!(wrong.status, 422);
    wrong.must_say("value-psb-number");
    other.post(HERE, &psb).await.must_lead_to(HERE);
    other.post(HERE, &[("website", site.as_str()), ("income", "yes")]).await.must_lead_to(HERE);
    let page = other.get(HERE).await;
    page.must_say_words("京公网安备11010802000001号");
    page.must_say("after-licence-needed");
    assert_eq!(other.post(HERE, &[("website", "京ICP备2026000888号-2"), ("income", "yes")]).await.status, 404);

    house.sql("update reminders set due_at = now() - interval '1 minute' where kind = 'licence'").await;
    house.db.write(Actor::Clock, async |tx| notify::service::remind_due(tx).await).await.unwrap();
    let mail = house.program.message("owner2@example.com", "ICP 经营许可证").await;
    assert!(mail.text.contains(&site) && !mail.text.contains(&owner.reference.to_string()), "{}", mail.text);
    assert!(mail.link(HERE).ends_with(HERE));
}
