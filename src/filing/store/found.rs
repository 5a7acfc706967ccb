//! Filings that a statement in SQL of ours finds, as a condition of the query that loads them: both go in one.

use diesel::expression::{ValidGrouping, is_aggregate};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::Bool;

/// That the id of a filing is among those a statement finds. Its parameters have their numbers: nothing before it may have any.
pub(super) struct IsFound<Q>(pub(super) Q);

impl<Q> Expression for IsFound<Q> {
    type SqlType = Bool;
}

impl<Q, QS: ?Sized> AppearsOnTable<QS> for IsFound<Q> {}

impl<Q, GB> ValidGrouping<GB> for IsFound<Q> {
    type IsAggregate = is_aggregate::Never;
}

impl<Q> QueryId for IsFound<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: QueryFragment<Pg>> QueryFragment<Pg> for IsFound<Q> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        pass.push_sql("filings.id = any(array(");
        self.0.walk_ast(pass.reborrow())?;
        pass.push_sql("))");
        Ok(())
    }
}
