//! The rules of the queue: which cases stand under a tab and what a filter lets through, as walks that go down an index in its
//! order. A page of a tab and its count are made of the same walks, each in one statement.

use diesel::pg::Pg;
use diesel::query_builder::{BoxedSqlQuery, SqlQuery};
use diesel::sql_query;
use diesel::sql_types::{Array, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};

use super::queue::{After, Scope};
use crate::db::kept::Kept;
use crate::filing::state::{Filing, State};
use crate::reference::book;
use crate::review::due::Cutoffs;
use crate::review::queue::{Filter, Tab, Whose};

/// What cases wait by: an index holds those of a state in this order.
#[derive(Debug, Clone, Copy)]
pub(super) enum Age {
    /// When it was handed in: for what the desk is to do, so that a case that was given back keeps its place.
    Submitted,
    /// When it came to its state.
    Since,
    /// When the time of its persons in charge was over.
    Until,
}

impl Age {
    fn column(self) -> &'static str {
        match self {
            Self::Submitted => "submitted_at",
            Self::Since => "state_since",
            Self::Until => "until",
        }
    }

    /// What a case waits by under a tab.
    pub(super) fn of(tab: Tab, case: &Filing) -> Self {
        match case.state {
            State::Submitted | State::InReview { .. } => Self::Submitted,
            State::Verifying { .. } if tab == Tab::Overdue => Self::Until,
            _ => Self::Since,
        }
    }
}

/// One walk: of a condition that an index holds.
pub(super) struct Walk {
    of: String,
    by: Age,
}

fn walk(of: impl Into<String>, by: Age) -> Walk {
    Walk { of: of.into(), by }
}

/// Late are those that the desk had before these instants.
const WAITED: &str = "submitted_at < greatest($7::timestamptz, $8::timestamptz)
    and submitted_at < case when round = 1 then $7::timestamptz else $8::timestamptz end";

/// The number of the first parameter of the bureaus' groups, and how many each has.
const BUREAUS: usize = 15;
const OF_BUREAU: usize = 4;

/// What the desk had before the instants it is asked by.
pub(super) fn waited() -> Vec<Walk> {
    ["submitted", "in_review"].map(|state| walk(format!("state = '{state}' and {WAITED}"), Age::Submitted)).into()
}

/// The desk is late, the persons in charge are, or the bureau.
fn late(bureaus: usize) -> Vec<Walk> {
    let mut all = waited();
    all.push(walk("state = 'ready_to_send' and state_since < $9::timestamptz", Age::Since));
    all.push(walk("state = 'verifying' and until < $6::timestamptz", Age::Until));
    for group in 0..bureaus {
        let [provinces, before, from, to] = [0, 1, 2, 3].map(|part| BUREAUS + OF_BUREAU * group + part);
        let of_group = format!(
            "state = 'bureau_review' and province = any(${provinces}::text[]) and state_since < ${before}::timestamptz
             and (${from}::timestamptz is null or first_submitted_at >= ${from})
             and (${to}::timestamptz is null or first_submitted_at < ${to})"
        );
        all.push(walk(of_group, Age::Since));
    }
    all
}

/// What somebody asks of the queue.
pub(super) struct Asked<'a> {
    pub(super) scope: &'a Scope,
    pub(super) filter: &'a Filter,
    /// Since when a case must have waited to be late.
    pub(super) late: Cutoffs,
    /// Where a page begins.
    pub(super) after: Option<After>,
}

impl Asked<'_> {
    /// The walks of a tab; none of all cases, which are no matter of states.
    fn walks(&self, tab: Tab) -> Vec<Walk> {
        match tab {
            Tab::Unassigned => vec![walk("state = 'submitted'", Age::Submitted)],
            Tab::Mine => vec![walk("state = 'in_review' and reviewer_id = $5::uuid", Age::Submitted)],
            Tab::Overdue => late(self.scope.bureaus.len()),
            Tab::Applicant | Tab::Bureau | Tab::All => {
                tab.states().iter().map(|state| walk(format!("state = '{state}'"), Age::Since)).collect()
            }
        }
    }

    /// What was handed in, within somebody's provinces, as the filter lets it through. What does not narrow is not asked.
    pub(super) fn narrowed(&self) -> String {
        let mut narrowed = "round > 0 and erased_at is null".to_owned();
        for (narrows, by) in [
            (!self.scope.provinces.is_empty(), "province = any($1)"),
            (self.filter.province.is_some(), "province = $2"),
            (self.filter.whose.is_some(), "(entity_name is null) = $3"),
            (self.filter.again.is_some(), "(round > 1) = $4"),
        ] {
            if narrows {
                narrowed.push_str(" and ");
                narrowed.push_str(by);
            }
        }
        narrowed
    }

    /// How many stand under a tab, at most so many.
    pub(super) fn count(&self, tab: Tab, most: i64) -> String {
        match tab {
            Tab::All => format!("(select count(*) from {} counted)", self.every("", most)),
            _ => self.count_of(&self.walks(tab), most),
        }
    }

    /// The same of some walks.
    pub(super) fn count_of(&self, walks: &[Walk], most: i64) -> String {
        format!(
            "(select count(*) from (select 1 from ({}) walked limit {most}) counted)",
            self.union(walks, "id", most)
        )
    }

    /// The rows of a page of a tab: what waits longest first; of all cases the newest first. Those are found by their ids: their
    /// walks come by a thousand rows that the page does not show.
    pub(super) fn page(&self, tab: Tab, limit: i64) -> String {
        match tab {
            Tab::All => {
                format!("select * from filings where id = any(array{})", self.every("order by id desc", limit))
            }
            _ => self.page_of(&self.walks(tab), limit),
        }
    }

    /// The same of some walks: the next of each are read and merged.
    pub(super) fn page_of(&self, walks: &[Walk], limit: i64) -> String {
        format!("select * from ({}) walked order by age, id limit {limit}", self.union(walks, "*", limit))
    }

    fn union(&self, walks: &[Walk], columns: &str, limit: i64) -> String {
        let narrowed = self.narrowed();
        let walk = |Walk { of, by }: &Walk| {
            let age = by.column();
            // The first condition tells the index where to begin.
            let after =
                self.after.map(|_| format!(" and {age} >= $13 and ({age} > $13 or id > $14)")).unwrap_or_default();
            format!(
                "(select {age} as age, {columns} from filings where {of} and {narrowed}{after} order by {age}, id limit {limit})"
            )
        };
        walks.iter().map(walk).collect::<Vec<_>>().join(" union all ")
    }

    /// All cases. Every combination of province, sort of entity and round that the filter lets through is one walk down an index:
    /// however many cases there are, each stops at the limit.
    fn every(&self, order: &str, limit: i64) -> String {
        let after = self.after.map(|_| " and id < $14").unwrap_or_default();
        format!(
            "(select found.id from unnest($10::text[]) p, unnest($11::boolean[]) w, unnest($12::boolean[]) r,
             lateral (select id from filings
                 where province = p and (entity_name is null) = w and (round > 1) = r and round > 0 and erased_at is null{after}
                 order by id desc limit {limit}) found
             {order} limit {limit})"
        )
    }

    /// The provinces, sorts of entities and rounds that the filter lets through.
    fn combinations(&self) -> (Vec<String>, Vec<bool>, Vec<bool>) {
        let Self { scope, filter, .. } = self;
        let today = crate::clock::china_day(scope.now);
        let every = || book().provinces(today).into_iter().map(|row| row.code.clone()).collect();
        let mut provinces: Vec<String> = if scope.provinces.is_empty() { every() } else { scope.provinces.clone() };
        provinces.retain(|code| filter.province.as_ref().is_none_or(|wanted| wanted == code));
        let both = |wanted: Option<bool>| wanted.map_or_else(|| vec![true, false], |one| vec![one]);
        (provinces, both(self.is_individual()), both(filter.again))
    }

    fn is_individual(&self) -> Option<bool> {
        self.filter.whose.map(|whose| whose == Whose::Individual)
    }

    /// A statement of these walks with what they ask by. Its text is one of a few: no value stands in it.
    pub(super) fn bound(&self, sql: String) -> Kept<BoxedSqlQuery<'static, Pg, SqlQuery>> {
        let Self { scope, filter, late, after } = self;
        let (provinces, individual, again) = self.combinations();
        let mut query = sql_query(sql)
            .into_boxed()
            .bind::<Array<Text>, _>(scope.provinces.clone())
            .bind::<Nullable<Text>, _>(filter.province.clone())
            .bind::<Nullable<Bool>, _>(self.is_individual())
            .bind::<Nullable<Bool>, _>(filter.again)
            .bind::<SqlUuid, _>(scope.staff.uuid())
            .bind::<Timestamptz, _>(scope.now)
            .bind::<Timestamptz, _>(late.first)
            .bind::<Timestamptz, _>(late.again)
            .bind::<Timestamptz, _>(late.send)
            .bind::<Array<Text>, _>(provinces)
            .bind::<Array<Bool>, _>(individual)
            .bind::<Array<Bool>, _>(again)
            .bind::<Nullable<Timestamptz>, _>(after.map(|after| after.since))
            .bind::<Nullable<SqlUuid>, _>(after.map(|after| after.id.uuid()));
        for group in &scope.bureaus {
            query = query
                .bind::<Array<Text>, _>(group.provinces.clone())
                .bind::<Timestamptz, _>(group.before)
                .bind::<Nullable<Timestamptz>, _>(group.from)
                .bind::<Nullable<Timestamptz>, _>(group.to);
        }
        Kept(query)
    }
}
