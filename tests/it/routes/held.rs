//! Forms that were posted with a session that had ended.

use beian::auth::session::{Site, Stage};
use beian::paths;

use super::cast::{Cast, Scene};
use crate::support::sites::Body;

impl Cast {
    /// A form that its owner posted with a session that had ended.
    pub(super) async fn held(&self, scene: &Scene) -> String {
        let (_, reference) = &scene.ids[0];
        let visitor = self.sites.applicant(scene.owner).await;
        let end = "update sessions set ended_at = now(), ended_by = 'revoked' where ended_at is null and account_id = ";
        self.world.test_db.as_owner(&format!("{end}'{}'", scene.owner)).await;
        let fields = Body::Form(vec![("investor", "北京示例花园有限公司")]);
        let path = paths::filing_part(reference, "entity");
        let answer = self.sites.post(Site::Portal, &path, &visitor, fields).await;
        let to = answer.headers()["location"].to_str().unwrap().to_owned();
        to.rsplit("%2F").next().unwrap().to_owned()
    }

    /// The same of the specialist who has the case.
    pub(super) async fn held_of_staff(&self, scene: &Scene) -> String {
        let (_, reference) = &scene.ids[0];
        let visitor = self.sites.staff(self.world.specialist, Stage::Full).await;
        let end = "update sessions set ended_at = now(), ended_by = 'revoked'
            where id = (select id from sessions where site = 'office' order by created_at desc, id desc limit 1)";
        self.world.test_db.as_owner(end).await;
        let path = paths::office::case_part(reference, "notes");
        let answer = self.sites.post(Site::Office, &path, &visitor, Body::Form(vec![("words", "电话中已核对")])).await;
        let to = answer.headers()["location"].to_str().unwrap().to_owned();
        to.rsplit("%2F").next().unwrap().to_owned()
    }
}
