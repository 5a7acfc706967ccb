//! The statements of a rotation, as the role that owns the tables: what is final is sealed anew too.

use diesel::QueryableByName;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Binary, Int4, Nullable, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::Sealed;
use crate::error::Result;

/// Pages of a table that are looked at in one transaction, at most.
pub const PAGES: i64 = 64;
/// Bytes of values after which a transaction looks at no other: a page holds the rows of a hundred files, whose values are long
/// and lie elsewhere.
pub const BYTES: i64 = 16 << 20;
/// Hashes that are exchanged in one statement: the fewer statements, the fewer looks at the whole table.
const PORTION: usize = 1_000_000;

/// A sealed value, where it stands.
#[derive(QueryableByName)]
pub struct Found {
    /// Where its row lies at the moment.
    #[diesel(sql_type = Text)]
    pub place: String,
    /// What binds it to its row.
    #[diesel(sql_type = Binary)]
    pub bound_to: Vec<u8>,
    /// The value.
    #[diesel(sql_type = Binary)]
    pub sealed: Vec<u8>,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

#[derive(QueryableByName)]
struct Hash {
    #[diesel(sql_type = Nullable<Binary>)]
    hash: Option<Vec<u8>>,
}

impl Sealed {
    /// A value, in SQL.
    fn read(&self) -> String {
        match self.member {
            None => self.column.to_owned(),
            Some(member) => format!("decode({}->>'{member}', 'base64')", self.column),
        }
    }

    /// What puts `n.sealed` in its place, in SQL.
    fn write(&self) -> String {
        let column = self.column;
        match self.member {
            None => format!("{column} = n.sealed"),
            Some(member) => format!(
                "{column} = jsonb_set({column}, '{{{member}}}', to_jsonb(translate(encode(n.sealed, 'base64'), E'\\n', '')))"
            ),
        }
    }

    /// Rows whose value names none of the keys `$1`. What is too short to be sealed is nothing: erased, or never there.
    fn is_other(&self) -> String {
        format!("length({read}) > 2 and substring({read} from 1 for 2) <> all ($1)", read = self.read())
    }
}

/// Pages of the table of a column.
///
/// # Errors
/// When the database refuses.
pub async fn pages(conn: &mut AsyncPgConnection, of: &Sealed) -> Result<i64> {
    let sql = "select pg_relation_size($1::text::regclass) / current_setting('block_size')::bigint + 1 as number";
    let size: Number = sql_query(sql).bind::<Text, _>(of.table).get_result(conn).await?;
    Ok(size.number)
}

/// The first values behind a place and before a page that are sealed with another key than the newest, in the order of their
/// places.
///
/// # Errors
/// When the database refuses.
pub async fn list_older(
    conn: &mut AsyncPgConnection,
    of: &Sealed,
    newest: u16,
    (behind, before): (&str, i64),
) -> Result<Vec<Found>> {
    let (Sealed { table, row, .. }, read, is_other) = (of, of.read(), of.is_other());
    let sql = format!(
        "select place, bound_to, sealed from (
             select ctid as lies, ctid::text as place, {row} as bound_to, {read} as sealed,
                 sum(octet_length({read})) over (order by ctid) - octet_length({read}) as bytes_before
             from {table}
             where ctid > $2::text::tid and ctid < format('(%s,0)', $3::bigint)::tid and {is_other}) own
         where bytes_before < $4 order by lies"
    );
    Ok(sql_query(sql)
        .bind::<Array<Binary>, _>(names(&[newest]))
        .bind::<Text, _>(behind)
        .bind::<BigInt, _>(before)
        .bind::<BigInt, _>(BYTES)
        .load(conn)
        .await?)
}

/// The place before all of a page.
pub fn before_page(page: i64) -> String {
    format!("({page},0)")
}

/// A value that takes the place of one.
pub struct Change {
    /// Where its row lay.
    pub place: String,
    /// What stood there.
    pub old: Vec<u8>,
    /// What is to stand there.
    pub new: Vec<u8>,
}

/// Puts values in place of those they were made from, where nobody wrote another meanwhile.
///
/// # Errors
/// When the database refuses.
pub async fn exchange(conn: &mut AsyncPgConnection, of: &Sealed, changes: Vec<Change>) -> Result<usize> {
    let (table, read, write) = (of.table, of.read(), of.write());
    let (mut places, mut old, mut new) = (Vec::new(), Vec::new(), Vec::new());
    for change in changes {
        places.push(change.place);
        old.push(change.old);
        new.push(change.new);
    }
    let sql = format!(
        "update {table} set {write} from unnest($1::text[], $2::bytea[], $3::bytea[]) as n (place, old, sealed)
         where {table}.ctid = n.place::tid and {read} = n.old"
    );
    let exchanged = sql_query(sql)
        .bind::<Array<Text>, _>(places)
        .bind::<Array<Binary>, _>(old)
        .bind::<Array<Binary>, _>(new)
        .execute(conn)
        .await?;
    Ok(exchanged)
}

/// How sealed values name these keys.
fn names(keys: &[u16]) -> Vec<Vec<u8>> {
    keys.iter().map(|key| key.to_be_bytes().to_vec()).collect()
}

/// How many values of a column are sealed with another key than these.
///
/// # Errors
/// When the database refuses.
pub async fn count_others(conn: &mut AsyncPgConnection, of: &Sealed, keys: &[u16]) -> Result<i64> {
    let sql = format!("select count(*) as number from {} where {}", of.table, of.is_other());
    let count: Number = sql_query(sql).bind::<Array<Binary>, _>(names(keys)).get_result(conn).await?;
    Ok(count.number)
}

/// Waits until nobody is at work who hashes by the layers so far, and lets nobody begin, for half a second at most. Whether it
/// came to that; if not, the transaction is of no use any more.
///
/// # Errors
/// When the database refuses.
pub async fn hold_still(conn: &mut AsyncPgConnection) -> Result<bool> {
    sql_query("set local lock_timeout = '500ms'").execute(conn).await?;
    let held = sql_query("select pg_advisory_xact_lock(7017280452245743464)").execute(conn).await;
    match held {
        Ok(_) => {}
        // The time for the lock is over; the server tells that in its own language only.
        Err(DieselError::DatabaseError(DatabaseErrorKind::Unknown, _)) => return Ok(false),
        Err(other) => return Err(other.into()),
    }
    sql_query("set local lock_timeout = 0").execute(conn).await?;
    sql_query("set local statement_timeout = 0").execute(conn).await?;
    Ok(true)
}

/// The search hashes of a column, each once.
///
/// # Errors
/// When the database refuses.
pub async fn list_hashes(conn: &mut AsyncPgConnection, table: &str, column: &str, those: &str) -> Result<Vec<Vec<u8>>> {
    let sql = format!("select distinct {column} as hash from {table} where length({column}) = 32 and {those}");
    let hashes: Vec<Hash> = sql_query(sql).load(conn).await?;
    Ok(hashes.into_iter().filter_map(|row| row.hash).collect())
}

/// Puts hashes in place of others.
///
/// # Errors
/// When the database refuses.
pub async fn exchange_hashes(
    conn: &mut AsyncPgConnection,
    (table, column, those): (&str, &str, &str),
    hashes: &[(Vec<u8>, Vec<u8>)],
) -> Result<usize> {
    let mut exchanged = 0;
    for portion in hashes.chunks(PORTION) {
        let (old, new): (Vec<&[u8]>, Vec<&[u8]>) =
            portion.iter().map(|(old, new)| (old.as_slice(), new.as_slice())).unzip();
        let sql = format!(
            "update {table} set {column} = n.new from unnest($1::bytea[], $2::bytea[]) as n (old, new)
             where {column} = n.old and {those}"
        );
        exchanged += sql_query(sql).bind::<Array<Binary>, _>(old).bind::<Array<Binary>, _>(new).execute(conn).await?;
    }
    Ok(exchanged)
}

/// One layer more is in force.
///
/// # Errors
/// When the database refuses.
pub async fn add_layer(conn: &mut AsyncPgConnection) -> Result<()> {
    sql_query("update search_layers set layers = layers + 1").execute(conn).await?;
    Ok(())
}

/// How many layers are in force.
///
/// # Errors
/// When the database refuses.
pub async fn layers(conn: &mut AsyncPgConnection) -> Result<i32> {
    #[derive(QueryableByName)]
    struct Layers {
        #[diesel(sql_type = Int4)]
        layers: i32,
    }
    let found: Layers = sql_query("select layers from search_layers").get_result(conn).await?;
    Ok(found.layers)
}

/// How many living passwords name another pepper than the newest, by what those name that do.
///
/// # Errors
/// When the database refuses.
pub async fn count_older_passwords(conn: &mut AsyncPgConnection, newest: &str) -> Result<i64> {
    let sql = "select count(*) as number from (
            select password_hash from accounts where closed_at is null
            union all select password_hash from staff where disabled_at is null) as own
        where password_hash <> '' and position($1 in password_hash) = 0";
    let count: Number = sql_query(sql).bind::<Text, _>(newest).get_result(conn).await?;
    Ok(count.number)
}

/// Ends every session. Returns how many.
///
/// # Errors
/// When the database refuses.
pub async fn end_sessions(conn: &mut AsyncPgConnection) -> Result<usize> {
    let sql =
        "update sessions set ended_at = now(), ended_by = 'revoked', address_sealed = null where ended_at is null";
    Ok(sql_query(sql).execute(conn).await?)
}
