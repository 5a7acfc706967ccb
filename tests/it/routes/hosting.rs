//! What addresses of instances, service numbers and tokens name.

use beian::paths::pattern;
use uuid::Uuid;

use super::cast::{Cast, Scene};

impl Cast {
    /// What such an address names; none for another.
    pub(super) async fn hosting_ids(&self, route: &str, scene: &Scene) -> Option<Vec<(&'static str, String)>> {
        let test_db = &self.world.test_db;
        let own = format!("select min(code) from instances where account_id = '{}'", scene.owner);
        Some(match route {
            pattern::INSTANCE | pattern::INSTANCE_NUMBERS | pattern::HOSTING_INSTANCE | pattern::HOSTING_ISSUE => {
                vec![("code", test_db.text(&own).await)]
            }
            pattern::NUMBER_HAND | pattern::NUMBER_TAKE_BACK | pattern::HOSTING_REVOKE => {
                let (code, number) = (test_db.text(&own).await, Uuid::new_v4().to_string());
                let insert = "insert into service_numbers (number, instance_id) select";
                test_db.as_owner(&format!("{insert} '{number}', id from instances where code = '{code}'")).await;
                vec![("number", number)]
            }
            pattern::API_TOKEN_REVOKE => {
                let id = Uuid::now_v7().to_string();
                let insert = "insert into api_tokens (id, name, token_hash, scopes) values";
                let hash = format!("sha256('{id}'::bytea)");
                test_db.as_owner(&format!("{insert} ('{id}', 'billing', {hash}, '{{numbers}}')")).await;
                vec![("id", id)]
            }
            _ => return None,
        })
    }
}
