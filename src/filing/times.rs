//! How long cases took here: what is told in place of estimates, once there are enough of them.

use chrono::TimeDelta;

use crate::text::Tr;

/// Half of the cases took at most the first, nine in ten at most the second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    /// Number of cases behind it.
    pub cases: i64,
    /// Half of them.
    pub half: TimeDelta,
    /// Nine in ten of them.
    pub most: TimeDelta,
}

/// What was measured; none while there are too few cases.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Times {
    /// From sending to the desk's answer, each round.
    pub review: Option<Span>,
    /// From when the bureau began, after the codes where it asks for them, to its answer.
    pub bureau: Option<Span>,
}

/// Hours up to two days, then days, rounded up: nobody minds being early.
pub fn length(t: Tr, span: TimeDelta) -> String {
    let hours = (span.num_minutes().max(1) + 59) / 60;
    if hours <= 48 { t.a1("guide-hours", "n", hours) } else { t.a1("guide-days", "n", (hours + 23) / 24) }
}

impl Span {
    /// In words, with the cases it comes from.
    pub fn words(&self, t: Tr) -> String {
        let [half, most] = [self.half, self.most].map(|span| length(t, span));
        t.args("filing-times-own", [("half", half.into()), ("most", most.into()), ("cases", self.cases.into())])
    }
}

impl Times {
    /// What was measured, a line a stage; that nothing was yet, where there are too few cases. What has no bureau's review
    /// is told of the desk's alone.
    pub fn lines(&self, t: Tr, enough: i64, has_bureau: bool) -> Vec<String> {
        let stages = [("filing-times-review", self.review), ("filing-times-bureau", self.bureau)];
        let own = stages
            .into_iter()
            .filter_map(|(stage, span)| Some(t.a2("filing-times-stage", "stage", t.t(stage), "span", span?.words(t))));
        let own: Vec<String> = own.collect();
        let otherwise = if has_bureau { "filing-times-data" } else { "filing-times-data-desk" };
        if own.is_empty() { vec![t.a1(otherwise, "n", enough)] } else { own }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;

    #[test]
    fn lengths_are_rounded_up() {
        let t = Tr::new(Lang::En);
        for (minutes, expected) in
            [(0, "1 hour"), (61, "2 hours"), (48 * 60, "48 hours"), (48 * 60 + 1, "3 days"), (10 * 24 * 60, "10 days")]
        {
            assert_eq!(length(t, TimeDelta::minutes(minutes)), expected);
        }
    }

    #[test]
    fn what_is_told_says_where_it_comes_from() {
        let t = Tr::new(Lang::En);
        let span = Span { cases: 40, half: TimeDelta::hours(5), most: TimeDelta::hours(30) };
        let own = Times { review: Some(span), bureau: None }.lines(t, 20, true);
        assert_eq!(own.len(), 1);
        assert!(["5 hours", "30 hours", "40"].iter().all(|part| own[0].contains(part)), "{own:?}");
        for (has_bureau, law) in [(true, true), (false, false)] {
            let none = &Times::default().lines(t, 20, has_bureau)[0];
            assert!(none.contains("20") && none.contains("the law") == law, "{none}");
        }
    }
}
