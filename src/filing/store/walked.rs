//! Filings that a walk in SQL of ours comes by: loaded from its rows, which are not looked up a second time.

use diesel::dsl::{AsSelect, SqlTypeOf};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{Nullable, Text, Uuid as SqlUuid};

use super::rows::{DECIDED, FilingRow};

type Columns = AsSelect<FilingRow, Pg>;

/// A walk that gives whole rows of filings, as [`super::rows::Loaded`]. Its parameters have their numbers: nothing before it may
/// have any.
pub(super) struct Walked<Q> {
    columns: Columns,
    walk: Q,
    has_rejected: bool,
}

impl<Q> Walked<Q> {
    pub(super) fn new(walk: Q, has_rejected: bool) -> Self {
        Self { columns: FilingRow::as_select(), walk, has_rejected }
    }
}

impl<Q> Query for Walked<Q> {
    type SqlType = (SqlTypeOf<Columns>, Nullable<Text>, Nullable<SqlUuid>);
}

impl<Q> QueryId for Walked<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: QueryFragment<Pg>> QueryFragment<Pg> for Walked<Q> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        pass.push_sql("select ");
        self.columns.walk_ast(pass.reborrow())?;
        pass.push_sql(", ");
        pass.push_sql(if self.has_rejected { DECIDED } else { "null::text" });
        pass.push_sql(", null::uuid from (");
        self.walk.walk_ast(pass.reborrow())?;
        pass.push_sql(") filings");
        Ok(())
    }
}
