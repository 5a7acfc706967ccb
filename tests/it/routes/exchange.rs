//! Files of the line to the bureau, and a job that was given up, for the addresses that name one.

use super::cast::Cast;

impl Cast {
    /// One that came, its content over.
    pub(super) async fn file_of_the_bureau(&self) -> String {
        let id = uuid::Uuid::now_v7().to_string();
        let insert = format!("insert into bureau_downloads (id, name) values ('{id}', '{id}.xml')");
        self.world.test_db.as_owner(&insert).await;
        id
    }

    /// One that was to go, called off.
    pub(super) async fn file_for_the_bureau(&self) -> String {
        let id = uuid::Uuid::now_v7().to_string();
        let insert = format!(
            "insert into bureau_uploads (id, ids, filing_id, round, method, state)
             select '{id}', (select coalesce(max(ids), 0) + 1000 from bureau_uploads), id, 1, 'XZBA', 'dropped'
             from filings limit 1"
        );
        self.world.test_db.as_owner(&insert).await;
        id
    }

    /// A piece of work that it gave.
    pub(super) async fn work_of_the_bureau(&self) -> String {
        let (file, id) = (self.file_of_the_bureau().await, uuid::Uuid::now_v7().to_string());
        let insert = format!(
            "insert into bureau_tasks (id, download_id, place, sort, subject) values ('{id}', '{file}', 0, 'notice', 'x')"
        );
        self.world.test_db.as_owner(&insert).await;
        id
    }

    /// A job nobody tries any more.
    pub(super) async fn dead_job(&self) -> String {
        let give_up = "update outbox set finished_at = now(), outcome = 'dead' where finished_at is null
            and id = (select min(id::text)::uuid from outbox where finished_at is null)";
        self.world.test_db.as_owner(give_up).await;
        let dead = "select o.id::text from outbox o where o.outcome = 'dead' order by o.id desc";
        self.world.test_db.texts(dead).await.remove(0)
    }
}
