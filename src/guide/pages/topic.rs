//! The guide: topics and provinces, each with its date and source.

use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::clock;
use crate::error::{Error, Result};
use crate::reference::{Block, GuideTopic, Province, Source, book};
use crate::text::Tr;
use crate::web::{Page, Visitor, render};

#[derive(Template)]
#[template(path = "guide/list.html")]
struct ListPage {
    page: Page,
    t: Tr,
    topics: Vec<&'static GuideTopic>,
    provinces: Vec<&'static Province>,
}

/// All topics and provinces.
///
/// # Errors
/// When the template cannot be rendered.
pub async fn list(req: HttpRequest, visitor: Visitor) -> Result<HttpResponse> {
    let today = clock::china_day(clock::now());
    render(&ListPage {
        page: Page::titled(&req, "guide-title"),
        t: visitor.t(),
        topics: book().guide_topics(today),
        provinces: book().provinces(today),
    })
}

#[derive(Template)]
#[template(path = "guide/topic.html")]
struct TopicPage {
    page: Page,
    t: Tr,
    topic: &'static GuideTopic,
    topics: Vec<&'static GuideTopic>,
    blocks: Vec<Block>,
    sources: Vec<&'static Source>,
    as_of: String,
}

/// One topic.
///
/// # Errors
/// [`Error::NotFound`] for a topic that there is not.
pub async fn show(req: HttpRequest, visitor: Visitor, id: Path<String>) -> Result<HttpResponse> {
    let today = clock::china_day(clock::now());
    let topic = book().guide_topic(&id, today).ok_or(Error::NotFound)?;
    let page = Page::new(&req, topic.title(visitor.lang));
    let t = visitor.t();
    render(&TopicPage {
        page,
        t,
        topic,
        topics: book().guide_topics(today),
        blocks: topic.blocks(visitor.lang),
        sources: book().sources_of(&topic.source, today),
        as_of: t.a1("guide-checked", "day", t.date(topic.checked_on)),
    })
}
