//! What a survey reads from one page, in one walk over its elements.

use ego_tree::NodeRef;
use ego_tree::iter::Edge;
use law::Date;
use law::site_health::{Fault, Page, PageClass};
use scraper::{Html, Node};
use std::collections::{BTreeMap, BTreeSet};

/// A page as read.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) page: Page,
    pub(super) ids: BTreeSet<String>,
    pub(super) links: Vec<Link>,
}

/// A link of a page, as it is written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) href: String,
    /// Whether it leads to the next page of a list.
    pub(super) is_next: bool,
}

/// An element that is open, as far as the walk cares.
#[derive(Default)]
struct Around {
    main: u32,
    nav: u32,
    article: u32,
    footer: u32,
    marks: u32,
    title: u32,
    /// The channels of the head.
    channels: u32,
}

struct Walk {
    read: Read,
    around: Around,
    heading: u8,
    firsts: usize,
    /// The link that is open: where it leads and what it says.
    link: Option<(String, String)>,
    /// The words of the main part that are not of the item itself.
    beside: String,
    has_entries: bool,
    says_why: bool,
}

/// Reads a page that is of a class by its address; `today` is the last day that counts as an update.
pub(super) fn read(text: &str, class: PageClass, today: Date) -> Read {
    let html = Html::parse_document(text);
    let mut walk = Walk {
        read: Read {
            page: blank(class),
            ids: BTreeSet::new(),
            links: Vec::new(),
        },
        around: Around::default(),
        heading: 0,
        firsts: 0,
        link: None,
        beside: String::new(),
        has_entries: false,
        says_why: false,
    };
    for edge in html.tree.root().traverse() {
        match edge {
            Edge::Open(node) => walk.open(node, today),
            Edge::Close(node) => walk.close(node),
        }
    }
    walk.end()
}

fn blank(class: PageClass) -> Page {
    Page {
        address: String::new(),
        class,
        is_usual: true,
        status: 0,
        milliseconds: 0,
        title: String::new(),
        is_further: false,
        tags: BTreeMap::new(),
        faults: Vec::new(),
        mute_images: Vec::new(),
        newest: None,
        says_date: false,
        says_source: false,
        has_search: false,
        channels: 0,
        footer: String::new(),
        marks: String::new(),
    }
}

impl Walk {
    fn open(&mut self, node: NodeRef<'_, Node>, today: Date) {
        let element = match node.value() {
            Node::Text(text) => return self.words(text),
            Node::Element(element) => element,
            _ => return,
        };
        let name = element.name();
        let attr = |name: &str| element.attr(name).unwrap_or_default();
        if let Some(id) = element.attr("id")
            && !self.read.ids.insert(id.to_owned())
        {
            self.read.page.faults.push(Fault::IdTwice(id.to_owned()));
        }
        self.count(element, 1);
        let label = attr("aria-label");
        match name {
            "html" if attr("lang").is_empty() => self.read.page.faults.push(Fault::NoLanguage),
            "meta" => {
                let tags = &mut self.read.page.tags;
                let of = tags.entry(attr("name").to_owned()).or_default();
                of.push(attr("content").to_owned());
                self.read.page.is_further |=
                    attr("name") == "robots" && attr("content").contains("noindex");
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading(name),
            "a" | "area" => {
                if let Some(href) = element.attr("href") {
                    self.link = Some((href.to_owned(), label.to_owned()));
                    self.found(href, attr("rel"));
                    self.has_entries |= 0 < self.around.main && self.around.nav == 0;
                }
            }
            "link" => self.found(attr("href"), ""),
            "form" => {
                let is_get = !attr("method").eq_ignore_ascii_case("post");
                if is_get && element.attr("action").is_some() {
                    self.found(attr("action"), "");
                }
                self.read.page.has_search |= attr("role") == "search";
            }
            "img" => {
                self.found(attr("src"), "");
                match element.attr("alt") {
                    None => self.read.page.mute_images.push(attr("src").to_owned()),
                    Some(alt) => {
                        if let Some((_, says)) = &mut self.link {
                            says.push_str(alt);
                        } else if alt.trim().is_empty() && 0 < self.around.main {
                            self.read.page.mute_images.push(attr("src").to_owned());
                        }
                    }
                }
            }
            "time" if 0 < self.around.main => {
                let day = attr("datetime").get(..10).and_then(|day| day.parse().ok());
                let day = day.filter(|day: &Date| *day <= today);
                self.read.page.newest = self.read.page.newest.max(day);
            }
            "li" if 0 < self.around.channels => self.read.page.channels += 1,
            _ => {}
        }
        self.says_why |= has_class(attr("class"), "empty");
    }

    fn close(&mut self, node: NodeRef<'_, Node>) {
        let Node::Element(element) = node.value() else {
            return;
        };
        if matches!(element.name(), "a" | "area")
            && let Some((href, says)) = self.link.take()
            && says.trim().is_empty()
        {
            self.read.page.faults.push(Fault::EmptyLink(href));
        }
        self.count(element, -1);
    }

    /// Goes into an element or out of it.
    fn count(&mut self, element: &scraper::node::Element, step: i32) {
        let class = element.attr("class").unwrap_or_default();
        let around = &mut self.around;
        let by = |depth: &mut u32| *depth = depth.saturating_add_signed(step);
        match element.name() {
            "main" => by(&mut around.main),
            "nav" => by(&mut around.nav),
            "article" => by(&mut around.article),
            "footer" => by(&mut around.footer),
            "title" => by(&mut around.title),
            _ => {}
        }
        if has_class(class, "badge") || has_class(class, "banner") {
            by(&mut around.marks);
        }
        if has_class(class, "masthead__row") {
            by(&mut around.channels);
        }
    }

    fn words(&mut self, text: &str) {
        let around = &self.around;
        if 0 < around.title {
            // A drawing may have a title of its own.
            if self.read.page.title.is_empty() {
                self.read.page.title.push_str(text.trim());
            }
        }
        if let Some((_, says)) = &mut self.link {
            says.push_str(text);
        }
        if 0 < around.footer {
            self.read.page.footer.push_str(text);
        }
        if 0 < around.marks {
            self.read.page.marks.push_str(text);
        }
        if 0 < around.main && around.article == 0 {
            self.beside.push_str(text);
        }
    }

    fn heading(&mut self, name: &str) {
        let rank = name
            .get(1..)
            .and_then(|rank| rank.parse().ok())
            .unwrap_or(1);
        self.firsts += usize::from(rank == 1);
        if 0 < self.heading && self.heading + 1 < rank {
            let from = self.heading;
            self.read
                .page
                .faults
                .push(Fault::HeadingGap { from, to: rank });
        }
        self.heading = rank;
    }

    fn found(&mut self, href: &str, rel: &str) {
        let has = |wanted: &str| rel.split_whitespace().any(|one| one == wanted);
        self.read.links.push(Link {
            href: href.trim().to_owned(),
            is_next: has("next"),
        });
    }

    fn end(self) -> Read {
        let Self {
            mut read,
            firsts,
            beside,
            has_entries,
            says_why,
            ..
        } = self;
        let page = &mut read.page;
        if firsts != 1 {
            page.faults.push(Fault::FirstHeadings(firsts));
        }
        if page.title.is_empty() {
            page.faults.push(Fault::NoTitle);
        }
        if page.class == PageClass::List && !has_entries && !says_why {
            page.faults.push(Fault::Blank);
        }
        // The page of a law on whose day no text is held has nothing of its own.
        if page.class == PageClass::Article && says_why && !page.tags.contains_key("ArticleTitle") {
            page.class = PageClass::Other;
        }
        page.says_date = has_day(&beside);
        page.says_source = beside.contains("来源：");
        read
    }
}

fn has_class(classes: &str, wanted: &str) -> bool {
    classes.split_whitespace().any(|class| class == wanted)
}

/// Whether a day is written in it: `2020-07-26` or `2020年7月26日`.
fn has_day(text: &str) -> bool {
    let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).count();
    text.char_indices().any(|(at, c)| {
        let before = text.get(..at).unwrap_or_default();
        let is_year = before.len() >= 4 && before.chars().rev().take(4).all(|c| c.is_ascii_digit());
        let rest = text.get(at + c.len_utf8()..).unwrap_or_default();
        is_year && matches!(c, '-' | '年') && (1..=2).contains(&digits(rest))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = Date::constant(2026, 11, 23);

    fn of(body: &str, class: PageClass) -> Read {
        let page = format!(
            "<!doctype html><html lang=\"zh-CN\"><head><title>甲</title><meta name=\"SiteName\" content=\"县\"></head><body>{body}</body></html>"
        );
        read(&page, class, TODAY)
    }

    #[test]
    fn what_hinders_a_reader_is_seen() {
        let read = of(
            "<main><h1>甲</h1><h3 id=\"a\">乙</h3><p id=\"a\"><a href=\"/x\"> </a><a href=\"/y\" aria-label=\"图\"></a><img src=\"/b.png\"></p></main>",
            PageClass::Other,
        );
        assert_eq!(
            read.page.faults,
            [
                Fault::HeadingGap { from: 1, to: 3 },
                Fault::IdTwice("a".into()),
                Fault::EmptyLink("/x".into())
            ]
        );
        assert_eq!(read.page.mute_images, ["/b.png"]);
    }

    #[test]
    fn an_empty_list_must_say_why() {
        let silent = of(
            "<main><h1>栏目</h1><nav><a href=\"/\">首页</a></nav></main>",
            PageClass::List,
        );
        assert_eq!(silent.page.faults, [Fault::Blank]);
        let said = of(
            "<main><h1>栏目</h1><section class=\"empty\"><p>还没有</p></section></main>",
            PageClass::List,
        );
        assert_eq!(said.page.faults, []);
    }

    #[test]
    fn dates_sources_and_marks_are_read_beside_the_text_and_not_from_it() {
        let inside = of(
            "<main><h1>甲</h1><article><p>2020-07-26 来源：他处 已废止</p></article></main>",
            PageClass::Article,
        );
        assert!(!inside.page.says_date && !inside.page.says_source);
        assert_eq!(inside.page.marks, "");
        let beside = of(
            "<main><h1>甲</h1><span class=\"badge badge--ended\">已废止</span><p>发布时间：2020-07-26　来源：县政府</p><time datetime=\"2026-11-20\">二十日</time><time datetime=\"2027-01-01\">将来</time></main>",
            PageClass::Article,
        );
        assert!(beside.page.says_date && beside.page.says_source);
        assert_eq!(beside.page.marks, "已废止");
        assert_eq!(beside.page.newest, Some(Date::constant(2026, 11, 20)));
    }
}
