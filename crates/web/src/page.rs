//! A page is a type: its words, its frame, its status.
//!
//! Decides what every page says about the site and itself: title, page tags (国办发〔2017〕47号 附件; DOMAIN §2.2 with
//! GAPS 6), the channel it belongs to. A handler makes a struct that implements [`Page`] and hands it to [`answer`].

use crate::app::App;
use crate::error::Trouble;
use crate::finish;
use crate::i18n::{self, Lang, Said, say};
use crate::machines::described::{self, Node};
use crate::machines::feed;
use crate::middleware::cache::Keep;
use crate::paths::{Links, Place, Stream};
use crate::portal::documents::Which;
use crate::show;
use crate::variant::Variant;
use acts::view::{Announced, Linked, Site};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use law::Date;
use law::item::Column;
use law::site_notice::Notice;
use std::cell::RefCell;
use std::sync::Arc;

/// The channels of the site, in the order of the head (five to eight: DOMAIN §2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Channel {
    Home,
    Agencies,
    Documents,
    Laws,
    Search,
    About,
}

impl Channel {
    pub(crate) const ALL: [Self; 6] = [
        Self::Home,
        Self::Agencies,
        Self::Documents,
        Self::Laws,
        Self::Search,
        Self::About,
    ];

    pub(crate) fn zh(self) -> &'static str {
        match self {
            Self::Home => "首页",
            Self::Agencies => "机构与栏目",
            Self::Documents => "公开的信息",
            Self::Laws => "法律法规规章",
            Self::Search => "搜索",
            Self::About => "关于本站",
        }
    }

    pub(crate) fn link(self, links: &Links) -> String {
        match self {
            Self::Home => links.home(),
            Self::Agencies => links.agencies(),
            Self::Documents => links.documents(),
            Self::Laws => links.laws(),
            Self::Search => links.search(),
            Self::About => links.about(),
        }
    }

    fn tags(self) -> ColumnTags {
        let (name, says, words, column_type) = match self {
            Self::Home => ("首页", "查文件、看效力、找机构", "政府信息公开", "首页"),
            Self::Agencies => (
                "机构与栏目",
                "各机构和它们的五个固定栏目",
                "机构,政府信息公开",
                "机构职能",
            ),
            Self::Documents => (
                "公开的信息",
                "已经公开的信息，按公开时间排列",
                "政策文件,政府信息",
                "信息公开目录",
            ),
            Self::Laws => (
                "法律法规规章",
                "法律、法规、规章的各个文本",
                "法律,法规,规章",
                "政策文件",
            ),
            Self::Search => ("搜索", "搜索已经公开的信息", "搜索,检索", "信息公开目录"),
            Self::About => (
                "关于本站",
                "主办单位、联系方式和使用说明",
                "关于本站,帮助",
                "概况信息",
            ),
        };
        ColumnTags {
            name: name.into(),
            description: says.into(),
            keywords: words.into(),
            column_type,
        }
    }
}

/// 栏目标签
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ColumnTags {
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) keywords: String,
    pub(crate) column_type: &'static str,
}

impl ColumnTags {
    pub(crate) fn of(column: Column) -> Self {
        Self {
            name: column.zh().into(),
            description: crate::show::column_says(column).into(),
            keywords: format!("政府信息公开,{}", column.zh()),
            column_type: column.column_type(),
        }
    }
}

/// 内容页标签
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ArticleTags {
    pub(crate) title: String,
    /// `YYYY-MM-DD HH:MM`
    pub(crate) pub_date: String,
    pub(crate) source: String,
    pub(crate) keywords: String,
    pub(crate) author: String,
    pub(crate) description: String,
    pub(crate) url: String,
}

/// The way to the same page, shown otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Way {
    /// In its own language where it is one.
    pub(crate) says: &'static str,
    pub(crate) lang: Option<Lang>,
    pub(crate) href: String,
}

/// What a page says around its own content.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    app: App,
    /// As of one instant, so that a page does not name two sites.
    site: Arc<Site>,
    announced: Arc<Announced>,
    pub(crate) lang: Lang,
    pub(crate) channel: Channel,
    /// For the title bar, in the language of the page, without the name of the site.
    pub(crate) title: String,
    pub(crate) column: ColumnTags,
    pub(crate) article: Option<ArticleTags>,
    /// The class of the body, for page css.
    pub(crate) class: &'static str,
    /// Whether search engines are asked to leave the page out.
    pub(crate) is_unlisted: bool,
    /// The words in the search box of the head; `None` where the page has a box of its own.
    pub(crate) head_search: bool,
    /// What can be followed from here, besides the whole site.
    pub(crate) feed: Option<feed::Offered>,
    /// What the page says of its subject to programs.
    describes: Vec<Node>,
}

impl Frame {
    pub(crate) fn new(
        app: &App,
        channel: Channel,
        class: &'static str,
        title: impl Into<String>,
    ) -> Self {
        let lang = app.variant().lang;
        Self {
            app: app.clone(),
            site: app.portal().site(),
            announced: app.portal().announced(),
            lang,
            channel,
            title: i18n::name(lang, &title.into()).into_owned(),
            column: channel.tags(),
            article: None,
            class,
            is_unlisted: false,
            head_search: true,
            feed: None,
            describes: Vec::new(),
        }
    }

    #[must_use]
    pub(crate) fn in_column(mut self, column: Column) -> Self {
        self.column = ColumnTags::of(column);
        self
    }

    #[must_use]
    pub(crate) fn article(mut self, tags: ArticleTags) -> Self {
        self.article = Some(tags);
        self
    }

    #[must_use]
    pub(crate) fn unlisted(mut self) -> Self {
        self.is_unlisted = true;
        self
    }

    /// Offers the feed of what the page lists.
    #[must_use]
    pub(crate) fn followed_by(
        mut self,
        stream: &Stream,
        which: &Which,
        title: impl Into<String>,
    ) -> Self {
        self.feed = feed::Offered::of(&self.app, stream, which, title);
        self
    }

    /// Says of what the page is, to programs.
    #[must_use]
    pub(crate) fn describing(mut self, nodes: impl IntoIterator<Item = Node>) -> Self {
        self.describes.extend(nodes);
        self
    }

    /// The feeds that a reader finds from this page: its own, then that of the site.
    pub(crate) fn feeds(&self) -> Vec<feed::Offered> {
        let name = say(self.lang, "{}：公开的信息")
            .with(&self.site.name)
            .to_string();
        let of_site = feed::Offered::of(&self.app, &Stream::Site, &Which::default(), name);
        self.feed.iter().cloned().chain(of_site).collect()
    }

    /// The block of data of the page; none where search engines are asked to leave it out.
    pub(crate) fn data(&self) -> Option<String> {
        if self.is_unlisted {
            return None;
        }
        let way = described::way(&self.app, self);
        let nodes: Vec<&Node> = self.describes.iter().chain(&way).collect();
        described::block(&nodes)
    }

    #[must_use]
    pub(crate) fn own_search(mut self) -> Self {
        self.head_search = false;
        self
    }

    pub(crate) fn site(&self) -> &Site {
        &self.site
    }

    /// The name of the site in English, on an English page, where it has one.
    pub(crate) fn english_name(&self) -> Option<&str> {
        let name = self.site.name_en.as_str();
        (self.lang == Lang::En && !name.is_empty()).then_some(name)
    }

    /// The name of the site in the language of the page, as far as it has one.
    pub(crate) fn site_name(&self) -> &str {
        self.english_name().unwrap_or(&self.site.name)
    }

    /// Where a browser learns how to search this site; whole addresses need a domain.
    pub(crate) fn search_description(&self) -> Option<String> {
        let place = Place::SearchDescription;
        self.app.knows_its_domain().then(|| self.links().to(&place))
    }

    pub(crate) fn links(&self) -> &Links {
        self.app.links()
    }

    /// The notice of the whole site, while it holds.
    pub(crate) fn notice(&self) -> Option<&Notice> {
        let notice = self.announced.notice.as_ref()?;
        notice.holds_at(self.app.now()).then_some(notice)
    }

    /// Where the notice leads within this site.
    pub(crate) fn notice_item(&self) -> Option<String> {
        match self.announced.linked.as_ref()? {
            Linked::Item(address) => Some(self.links().item(address)),
            Linked::Elsewhere(_) => None,
        }
    }

    /// Where the notice leads outside.
    pub(crate) fn notice_elsewhere(&self) -> Option<&str> {
        match self.announced.linked.as_ref()? {
            Linked::Item(_) => None,
            Linked::Elsewhere(address) => Some(address),
        }
    }

    /// Whether this is a day on which the site is shown in grey.
    pub(crate) fn mourns(&self) -> bool {
        let mourning = self.announced.mourning;
        mourning.is_some_and(|mourning| mourning.holds_on(self.app.today()))
    }

    /// Whether words that stay Chinese stand among words of another language, and must say so.
    pub(crate) fn is_foreign(&self) -> bool {
        self.lang == Lang::En
    }

    /// Where to report an error on this page.
    pub(crate) fn report_error(&self) -> String {
        self.app.report_error()
    }

    /// Whether the page belongs to that channel; an error belongs to none.
    pub(crate) fn is_at(&self, channel: Channel) -> bool {
        self.channel == channel && self.class != "page-error"
    }

    /// The language and whether large, for the attributes of the page.
    pub(crate) fn is_elder(&self) -> bool {
        self.app.variant().is_elder
    }

    /// Where the words of the page are converted by machine: the same page in 简体, which prevails.
    pub(crate) fn converted_from(&self) -> Option<String> {
        let here = self.app.variant();
        let lang = Lang::Zh;
        (here.lang == Lang::Hant).then(|| self.app.here(Variant { lang, ..here }))
    }

    /// This page in 长者模式.
    pub(crate) fn elder_here(&self) -> String {
        let here = self.app.variant();
        let is_elder = true;
        self.app.here(Variant { is_elder, ..here })
    }

    /// This page in the other ways of showing.
    pub(crate) fn ways_of_showing(&self) -> Vec<Way> {
        let here = self.app.variant();
        let lang = |lang: Lang| Way {
            says: lang.own_name(),
            lang: Some(lang),
            href: self.app.here(Variant { lang, ..here }),
        };
        let langs = Lang::ALL.into_iter().filter(|lang| *lang != here.lang);
        let elder = Way {
            says: if here.is_elder {
                "标准版"
            } else {
                "长者版"
            },
            lang: None,
            href: self.app.here(Variant {
                is_elder: !here.is_elder,
                ..here
            }),
        };
        langs.map(lang).chain([elder]).collect()
    }

    /// The one address of this page in its language, for search engines; none where the site has no domain of its own.
    pub(crate) fn canonical(&self) -> Option<String> {
        self.in_language(self.lang)
    }

    /// The address of this page in a language, as the whole web knows it.
    pub(crate) fn in_language(&self, lang: Lang) -> Option<String> {
        let variant = Variant {
            lang,
            is_elder: false,
        };
        (self.app.knows_its_domain() && !self.is_unlisted)
            .then(|| self.app.absolute(&self.app.here(variant)))
    }

    pub(crate) fn has_sitemap(&self) -> bool {
        self.app.knows_its_domain()
    }

    pub(crate) fn stylesheet(&self) -> String {
        self.app.assets().stylesheet(self.app.links())
    }

    pub(crate) fn favicon(&self) -> String {
        self.app.links().to(&crate::paths::Place::FaviconSvg)
    }

    /// The second part of the name in the head, unless the name of the site says it already.
    pub(crate) fn names_service(&self) -> bool {
        !self.site_name().contains("信息公开")
            && !self.site_name().contains("government information")
    }
}

/// A page: a template with a frame.
pub(crate) trait Page: askama::Template {
    fn frame(&self) -> &Frame;

    fn status(&self) -> StatusCode {
        StatusCode::OK
    }

    /// The words of the interface; templates write `{{ t("…") }}`.
    fn t(&self, zh: &'static str) -> Said {
        say(self.frame().lang, zh)
    }

    /// A name that the law gives, in the language of the page; templates write `{{ name(kind.zh) }}`.
    fn name(&self, zh: impl AsRef<str>) -> String {
        i18n::name(self.frame().lang, zh.as_ref()).into_owned()
    }

    /// A sentence that comes finished, such as the basis of a standing; templates write `{{ sentence(standing.basis) }}`.
    fn sentence(&self, zh: impl AsRef<str>) -> String {
        i18n::sentence(self.frame().lang, zh.as_ref()).into_owned()
    }

    /// A day as people write it; templates write `{{ day(date) }}`.
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "templates pass by reference"
    )]
    fn day(&self, date: &Date) -> String {
        show::day(self.frame().lang, *date)
    }

    /// A day in a column of days; templates write `{{ short_day(line.published_on) }}`.
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "templates pass by reference"
    )]
    fn short_day(&self, date: &Date) -> String {
        show::short_day(self.frame().lang, *date)
    }

    /// A day and an hour as people read them; templates write `{{ moment(line.released_at) }}`.
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "templates pass by reference"
    )]
    fn moment(&self, seconds: &i64) -> String {
        show::at(self.frame().lang, *seconds)
    }

    /// What a document is about, by its class and what stands below it; templates go through `self.subject(text)`.
    fn subject<'a>(&self, text: &'a str) -> Vec<i18n::Class<'a>> {
        i18n::subject(self.frame().lang, text)
    }

    /// How large a file is; templates write `{{ size(download.size) }}`.
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "templates pass by reference"
    )]
    fn size(&self, bytes: &u64) -> String {
        show::size(self.frame().lang, *bytes)
    }

    /// Where things are; templates write `links().home()`.
    fn links(&self) -> &Links {
        self.frame().links()
    }
}

/// What a handler gives back.
pub(crate) type Answer = Result<Response, Trouble>;

/// The page as a response that may be kept until the register changes.
pub(crate) fn answer(page: &impl Page) -> Answer {
    let mut response = fresh(page)?;
    response.extensions_mut().insert(Keep);
    Ok(response)
}

/// What is kept of the room in which a thread writes its pages, in bytes; only a few texts of law are longer.
const WRITING_ROOM: usize = 256 << 10;

/// A page, written in a room that the next one uses again: it would grow a dozen times from nothing to its size. What
/// comes of it takes no more memory than it needs.
fn written(page: &impl Page) -> askama::Result<String> {
    thread_local! {
        static ROOM: RefCell<String> = const { RefCell::new(String::new()) };
    }
    let mut room = ROOM.take();
    room.clear();
    let written = page
        .render_into(&mut room)
        .map(|()| room.as_str().to_owned());
    room.shrink_to(WRITING_ROOM);
    ROOM.set(room);
    written
}

/// The page as a response that is made anew each time.
pub(crate) fn fresh(page: &impl Page) -> Answer {
    let html = written(page).map_err(|error| Trouble::bug(format!("template: {error}")))?;
    let html = finish::page(html, page.frame().lang);
    let mut response = (page.status(), html).into_response();
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    Ok(response)
}
