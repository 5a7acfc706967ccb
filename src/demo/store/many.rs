//! Rows of many filings at once: every table of a portion in one statement, whose columns are those that its rows name.

use diesel::sql_types::{Array, BigInt, Integer, Json, Text, Uuid as SqlUuid};
use diesel::{QueryableByName, sql_query};
use diesel_async::RunQueryDsl;
use serde_json::Value;
use uuid::Uuid;

use crate::db::Tx;
use crate::error::Result;

/// Tables in the order their rows refer to one another.
const ORDER: [&str; 14] = [
    "accounts",
    "instances",
    "findings",
    "drafts",
    "submissions",
    "submission_materials",
    "filing_domains",
    "filing_names",
    "filing_marks",
    "filing_events",
    "reviews",
    "instance_uses",
    "entities",
    "websites",
];

/// Rows by table, each an object of its columns.
#[derive(Debug, Default)]
pub struct Rows(std::collections::BTreeMap<&'static str, Vec<Value>>);

impl Rows {
    /// Adds a row. All rows of a table name the same columns.
    pub fn add(&mut self, table: &'static str, row: Value) {
        self.0.entry(table).or_default().push(row);
    }
}

/// What there is, for those that follow.
#[derive(Debug, Clone)]
pub struct Found {
    /// Filings.
    pub filings: usize,
    /// Accounts: the next applicant has this number.
    pub accounts: usize,
    /// Specialists with the provinces they review; none given: all.
    pub specialists: Vec<(Uuid, Vec<String>)>,
    /// Papers that were handed in, of an organisation and of a person: which, and where they belong.
    pub papers: [Vec<(Uuid, String)>; 2],
}

#[derive(QueryableByName)]
struct Counts {
    #[diesel(sql_type = BigInt)]
    filings: i64,
    #[diesel(sql_type = BigInt)]
    accounts: i64,
}

#[derive(QueryableByName)]
struct Specialist {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Array<Text>)]
    provinces: Vec<String>,
}

#[derive(QueryableByName)]
struct Paper {
    #[diesel(sql_type = SqlUuid)]
    material_id: Uuid,
    #[diesel(sql_type = Text)]
    slot: String,
}

/// Reads what there is.
///
/// # Errors
/// When the database refuses.
pub async fn find(tx: &mut Tx<'_>) -> Result<Found> {
    let counts = "select (select count(*) from filings) as filings, (select count(*) from accounts) as accounts";
    let counts: Counts = sql_query(counts).get_result(tx.conn).await?;
    let specialists =
        "select id, provinces from staff where role = 'specialist' and disabled_at is null order by login";
    let specialists: Vec<Specialist> = sql_query(specialists).load(tx.conn).await?;
    let count = |count: i64| usize::try_from(count).unwrap_or_default();
    Ok(Found {
        filings: count(counts.filings),
        accounts: count(counts.accounts),
        specialists: specialists.into_iter().map(|own| (own.id, own.provinces)).collect(),
        papers: [list_papers(tx, 4).await?, list_papers(tx, 5).await?],
    })
}

/// The papers of the oldest round of a kind of entity.
async fn list_papers(tx: &mut Tx<'_>, entity_kind: i32) -> Result<Vec<(Uuid, String)>> {
    let papers = "select m.material_id, m.slot from submission_materials m where m.submission_id = (
             select s.id from submissions s join filings f on f.id = s.filing_id
             where f.entity_kind = $1 and f.kind = 'INITIAL'
                 and exists (select from submission_materials own where own.submission_id = s.id)
             order by s.id limit 1)";
    let papers: Vec<Paper> = sql_query(papers).bind::<Integer, _>(entity_kind).load(tx.conn).await?;
    Ok(papers.into_iter().map(|paper| (paper.material_id, paper.slot)).collect())
}

/// Writes them.
///
/// # Errors
/// When the database refuses.
pub async fn insert(tx: &mut Tx<'_>, mut rows: Rows) -> Result<()> {
    for table in ORDER {
        insert_into(tx, table, rows.0.remove(table).unwrap_or_default()).await?;
        if table == "instances" {
            // A filing refers to its decision, and the decision to its filing.
            let own = ["decisions", "filings"].map(|table| rows.0.remove(table).unwrap_or_default());
            insert_decided(tx, own).await?;
        }
    }
    insert_into(tx, "website_domains", rows.0.remove("website_domains").unwrap_or_default()).await?;
    debug_assert!(rows.0.is_empty(), "rows of tables nobody writes: {:?}", rows.0.keys());
    Ok(())
}

async fn insert_into(tx: &mut Tx<'_>, table: &str, rows: Vec<Value>) -> Result<()> {
    if let Some(sql) = inserting(table, &rows, 1) {
        sql_query(sql).bind::<Json, _>(Value::Array(rows)).execute(tx.conn).await?;
    }
    Ok(())
}

async fn insert_decided(tx: &mut Tx<'_>, [decisions, filings]: [Vec<Value>; 2]) -> Result<()> {
    let Some(own) = inserting("filings", &filings, 1) else { return Ok(()) };
    let Some(decided) = inserting("decisions", &decisions, 2) else {
        return insert_into(tx, "filings", filings).await;
    };
    let both = format!("with decided as ({decided}) {own}");
    let both = sql_query(both).bind::<Json, _>(Value::Array(filings)).bind::<Json, _>(Value::Array(decisions));
    both.execute(tx.conn).await?;
    Ok(())
}

/// The statement that inserts the rows of a parameter.
fn inserting(table: &str, rows: &[Value], parameter: u32) -> Option<String> {
    let columns: Vec<&str> = rows.first()?.as_object()?.keys().map(String::as_str).collect();
    let columns = columns.join(", ");
    let from = format!("json_populate_recordset(null::{table}, ${parameter})");
    Some(format!("insert into {table} ({columns}) select {columns} from {from}"))
}
