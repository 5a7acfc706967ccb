//! The start page: what this is, how it goes, how long it takes, where to begin.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::clock;
use crate::error::Result;
use crate::filing::store::times;
use crate::filing::times::{Span, Times, length};
use crate::reference::guide::Turn;
use crate::reference::{Step, book};
use crate::text::Tr;
use crate::web::{App, Page, Visitor, render};

#[derive(Template)]
#[template(path = "guide/start.html")]
struct StartPage {
    page: Page,
    t: Tr,
    phases: Vec<Phase>,
    waits: Vec<Wait>,
}

/// Steps that belong together.
struct Phase {
    title: String,
    steps: Vec<&'static Step>,
}

/// Whose time, how long, and how much of the whole that is.
struct Wait {
    title: String,
    text: String,
    more: String,
    class: &'static str,
}

/// The start page.
///
/// # Errors
/// When the template cannot be rendered. Figures that cannot be had are left out.
pub async fn show(req: HttpRequest, visitor: Visitor, app: Data<App>) -> Result<HttpResponse> {
    let now = clock::now();
    // Where the database does not answer there are the estimates.
    let measured = app.db.read(visitor.actor(), async |tx| times::overall(tx.conn).await).await.unwrap_or_default();
    let t = visitor.t();
    render(&StartPage {
        page: Page::titled(&req, "guide-start-title"),
        t,
        phases: phases(t, book().steps(clock::china_day(now))),
        waits: waits(t, measured),
    })
}

/// Nine steps in three: before, filling in, the decision.
fn phases(t: Tr, steps: Vec<&'static Step>) -> Vec<Phase> {
    ["guide-phase-prepare", "guide-phase-file", "guide-phase-decide"]
        .into_iter()
        .zip(steps.chunks(steps.len().div_ceil(3).max(1)))
        .map(|(key, steps)| Phase { title: t.t(key), steps: steps.to_vec() })
        .collect()
}

/// What takes how long: estimates, or what was measured.
fn waits(t: Tr, measured: Times) -> Vec<Wait> {
    let wait = |name: &str, class, span: Option<Span>| Wait {
        title: t.t(&format!("guide-wait-{name}")),
        text: span.map_or_else(
            || t.t(&format!("guide-wait-{name}-estimate")),
            |span| t.a1("guide-wait-half", "time", length(t, span.half)),
        ),
        more: span.map_or_else(
            || t.t(&format!("guide-wait-{name}-more")),
            |span| t.a2("guide-wait-most", "time", length(t, span.most), "cases", span.cases),
        ),
        class,
    };
    vec![wait("you", "short", None), wait("desk", "middle", measured.review), wait("bureau", "long", measured.bureau)]
}

impl StartPage {
    /// Whose turn a step is, in a word.
    fn turn(&self, step: &Step) -> String {
        self.t.t(match step.turn {
            Turn::Applicant => "guide-turn-you",
            Turn::Provider => "guide-turn-desk",
            Turn::Bureau => "guide-turn-bureau",
        })
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::text::Lang;

    #[test]
    fn own_figures_take_the_place_of_estimates() {
        let t = Tr::new(Lang::Zh);
        let before = waits(t, Times::default());
        let span = Span { cases: 40, half: TimeDelta::hours(5), most: TimeDelta::hours(30) };
        let after = waits(t, Times { review: Some(span), bureau: None });
        assert!(after[1].text.contains('5') && after[1].more.contains("30") && after[1].more.contains("40"));
        assert_eq!((&before[0].text, &before[2].text), (&after[0].text, &after[2].text));
        assert_ne!(before[1].text, after[1].text);
    }
}
