//! SQL of ours that a connection keeps prepared.

use diesel::pg::Pg;
use diesel::prelude::QueryResult;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};

/// A statement whose text is one of a few. Diesel prepares text that it did not make anew each time, in case it never comes
/// again: that is one more way to the database and back, and its parsing, for every page. The text must hold no value; values
/// are bound.
#[derive(Debug, Clone, Copy)]
pub struct Kept<Q>(pub Q);

impl<Q> QueryId for Kept<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: Query> Query for Kept<Q> {
    type SqlType = Q::SqlType;
}

impl<Q: QueryFragment<Pg>> QueryFragment<Pg> for Kept<Q> {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.0.walk_ast(pass)
    }

    fn is_safe_to_cache_prepared(&self, _: &Pg) -> QueryResult<bool> {
        Ok(true)
    }
}

/// As many rows as a statement stays prepared with.
const FEW: usize = 8;

/// A statement that writes so many rows at once: there is a text for each number of them, so it is kept while they are few.
#[derive(Debug, Clone, Copy)]
pub struct OfRows<Q>(pub Q, pub usize);

impl<Q> QueryId for OfRows<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: QueryFragment<Pg>> QueryFragment<Pg> for OfRows<Q> {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.0.walk_ast(pass)
    }

    fn is_safe_to_cache_prepared(&self, _: &Pg) -> QueryResult<bool> {
        Ok(self.1 <= FEW)
    }
}
