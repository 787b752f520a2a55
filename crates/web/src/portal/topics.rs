//! 主题 — what the released information is about, and what stands under a subject.

use crate::error::Trouble;
use crate::extract::{Asked, At, Pairs, Question, TopicId, Visit};
use crate::page::{Answer, Channel, Frame, Page, answer, fresh};
use crate::paths::{Place, Stream};
use crate::portal::documents::Which;
use acts::view::{TopicView, Topics};
use askama::Template;

#[derive(Debug, Template)]
#[template(path = "portal/topics.html")]
struct TopicsPage {
    frame: Frame,
    topics: Topics,
}

impl TopicsPage {
    /// The names of the classes under which nothing stands.
    fn empty(&self) -> String {
        let names = self.topics.empty.iter().map(|topic| self.name(topic.zh));
        names.collect::<Vec<_>>().join(&self.t("；").to_string())
    }
}

impl Page for TopicsPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }
}

/// GET /topics
pub(crate) async fn list(visit: Visit) -> Answer {
    let topics = visit.app.portal().topics().await?;
    let frame = Frame::new(&visit.app, Channel::Documents, "page-topics", "主题");
    kept(topics.is_behind, &TopicsPage { frame, topics })
}

#[derive(Debug, Template)]
#[template(path = "portal/topic.html")]
struct TopicPage {
    frame: Frame,
    view: TopicView,
    is_further: bool,
    first: String,
    next: Option<String>,
    search: String,
}

impl Page for TopicPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }
}

#[derive(Debug)]
pub(crate) struct Nth(u32);

impl Question for Nth {
    fn read(pairs: &Pairs) -> Result<Self, Trouble> {
        Ok(Self(pairs.number("page")?.unwrap_or(1)))
    }
}

/// GET /topics/{id}
pub(crate) async fn show(
    visit: Visit,
    At(TopicId(id)): At<TopicId>,
    Asked(Nth(page)): Asked<Nth>,
) -> Answer {
    let view = visit.app.portal().topic(&id, page, visit.today).await?;
    let title = view.topic.name.clone();
    let stream = Stream::Topic(view.topic.id.clone());
    let mut frame = Frame::new(&visit.app, Channel::Documents, "page-topic", title.clone())
        .followed_by(&stream, &Which::default(), title);
    if view.topic.items == 0 {
        frame = frame.unlisted();
    }
    let at = |page: u32| {
        let page = if page <= 1 {
            String::new()
        } else {
            page.to_string()
        };
        let place = Place::Topic(view.topic.id.clone());
        frame.links().with(&place, &[("page", &page)])
    };
    let (first, next) = (at(1), view.next.map(at));
    let asked = [("theme_class", view.topic.name.as_str())];
    let search = frame.links().with(&Place::Search, &asked);
    let is_behind = view.is_behind;
    let page = TopicPage {
        is_further: 1 < page,
        first,
        next,
        search,
        frame,
        view,
    };
    kept(is_behind, &page)
}

/// What the index has not followed to the end is made anew each time.
fn kept(is_behind: bool, page: &impl Page) -> Answer {
    if is_behind { fresh(page) } else { answer(page) }
}
