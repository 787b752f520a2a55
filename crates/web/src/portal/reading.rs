//! What is shown of one item, whatever its kind: facts from the definition of the kind, text, downloads, relations.
//!
//! Decides nothing by the id of a kind: a kind that is declared in `law` alone gets its page from its
//! fields ([`law::item::KindDef::fields`]).

use crate::app::App;
use crate::body::{Contents, Link, Setting, Sheet, contents};
use crate::i18n::Lang;
use crate::page::ArticleTags;
use crate::qr::{self, Code};
use crate::variant::Variant;
use crate::{i18n, show};
use acts::portal::Form;
use acts::press;
use acts::view::{Address, Cited, CitedAt, ItemView, Line, RelationLine};
use law::Date;
use law::item::kind::{FieldDef, FieldType, Lifecycle};
use law::item::topic;
use law::item::validity::{Standing, Status};
use law::item::{Head, KindDef, Printing, Relation, Released};
use law::text::Role;

/// An item, ready for a template.
#[derive(Debug)]
pub(crate) struct Reading {
    pub(crate) view: ItemView,
    pub(crate) kind: Option<KindDef>,
    pub(crate) facts: Vec<Fact>,
    pub(crate) sheet: Sheet,
    pub(crate) contents: Vec<Contents>,
    /// The files that belong to the text, in the order of the item.
    pub(crate) attachments: Vec<Download>,
    /// The original, and the words in other forms.
    pub(crate) downloads: Vec<Download>,
    /// The address of the checksums of all downloads.
    pub(crate) sums: String,
    /// The address of the proofs.
    pub(crate) proofs: String,
    /// The edition that was asked for, where it is not the current one.
    pub(crate) former: Option<u32>,
    pub(crate) today: Date,
    /// The line by which it is cited.
    pub(crate) reference: String,
    /// Its address as the whole web knows it, in Chinese; none where the site has no domain.
    pub(crate) url: Option<String>,
    /// The same as a picture.
    pub(crate) code: Option<Code>,
}

/// A name and its value.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fact {
    pub(crate) id: &'static str,
    pub(crate) name: String,
    pub(crate) value: FactValue,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum FactValue {
    Text(String),
    /// One of the words that the definition of the field gives.
    Choice(String),
    /// A subject, with the id of its class of the list, under which others stand.
    Subject {
        text: String,
        topic: &'static str,
    },
    Date(Date),
    /// A day, or a day and an hour, in the words of the page.
    Moment(String),
    /// Several lines; takes the whole width.
    Words(String),
}

impl Fact {
    pub(crate) fn is_wide(&self) -> bool {
        self.id == "title" || matches!(self.value, FactValue::Words(_))
    }

    /// On a phone the name is not repeated: the title of the text follows at once.
    pub(crate) fn is_name(&self) -> bool {
        self.id == "title"
    }
}

/// Where a text comes from.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Source {
    pub(crate) name: String,
    /// The address of the source, if it is one of the web.
    pub(crate) href: Option<String>,
}

/// A file, or the words in another form.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Download {
    pub(crate) name: String,
    pub(crate) href: String,
    pub(crate) format: String,
    /// `None` where the copy is made when it is asked for.
    pub(crate) size: Option<u64>,
    /// SHA-256 of a file as released.
    pub(crate) digest: Option<String>,
    pub(crate) is_source: bool,
    pub(crate) is_attachment: bool,
}

impl Download {
    /// What people call it: the name of the file without its ending, where that is a name and not the sign of a program.
    pub(crate) fn title(&self) -> Option<&str> {
        let stem = self
            .name
            .rsplit_once('.')
            .map_or(&*self.name, |(stem, _)| stem);
        let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        stem.contains(is_han).then_some(stem)
    }
}

impl Reading {
    pub(crate) fn new(app: &App, view: ItemView) -> Self {
        let released = &view.released;
        let kind = app.portal().kinds().get(released.kind()).copied();
        let current = view
            .editions
            .iter()
            .find(|line| line.is_current)
            .map(|line| line.edition);
        let former = current
            .filter(|edition| *edition != released.edition())
            .map(|_| released.edition());
        let setting = match kind {
            Some(KindDef {
                lifecycle: Lifecycle::LegalText,
                ..
            }) if released.text().has_articles() => Setting::Statute,
            _ => Setting::Official,
        };
        let url = address_of(app, &view.address, former);
        let (attachments, downloads) = downloads(app, &view, kind.is_some(), former)
            .partition(|download| download.is_attachment);
        Self {
            today: app.today(),
            reference: press::reference::line(released, url.as_deref()),
            code: url.as_deref().and_then(qr::of),
            url,
            facts: facts(app.variant().lang, kind, released),
            sheet: Sheet::of(
                released.text(),
                Head::of(released, kind.as_ref(), Printing::of(view.is_own)),
                released.files(),
                setting,
                &linked(app, &view.cited),
            ),
            contents: contents(released.text()),
            attachments,
            downloads,
            sums: app.links().sums(&view.address, former),
            proofs: app.links().proofs(&view.address, former),
            kind,
            former,
            view,
        }
    }

    pub(crate) fn released(&self) -> &Released {
        &self.view.released
    }

    pub(crate) fn field(&self, id: &str) -> Option<&str> {
        self.released().fields().text(id)
    }

    pub(crate) fn head(&self) -> &Head {
        &self.sheet.head
    }

    /// 发文字号, the first where several are printed.
    pub(crate) fn number(&self) -> Option<&str> {
        self.head().number.first().map(String::as_str)
    }

    /// Where the text comes from, as far as it is stated.
    ///
    /// What an agency of this site releases comes from it; of other texts the host of the page they were taken from is
    /// named. What a program calls its files is no name.
    pub(crate) fn source(&self) -> Option<Source> {
        let stated = self.field("content_source");
        let address = [self.field("source_url"), stated];
        let href = address.into_iter().flatten().find(|text| is_address(text));
        let host = || href.and_then(|url| url.split('/').nth(2));
        let named = stated.filter(|text| !is_address(text) && !is_path(text));
        let own = self.view.is_own.then(|| self.released().agency_name());
        let name = named.or(own).or_else(host)?;
        Some(Source {
            name: name.to_owned(),
            href: href.map(str::to_owned),
        })
    }

    /// The name of one text of a work of law, with what tells it from the others.
    pub(crate) fn version_title(&self) -> String {
        match &self.view.address {
            Address::Law { version, .. } => format!("{}（{version}）", self.released().title()),
            Address::Document { .. } => self.released().title().to_owned(),
        }
    }

    pub(crate) fn digest(&self) -> String {
        show::digest(&self.released().digest())
    }

    /// Whether it could have a validity and states none.
    pub(crate) fn states_no_validity(&self) -> bool {
        let has_place = self
            .kind
            .is_some_and(|kind| kind.field("effective_date").is_some());
        self.view.standing.is_none() && has_place
    }

    /// A standing that the reader must know before reading on.
    pub(crate) fn warning(&self) -> Option<&Standing> {
        self.view.standing.as_ref().filter(|standing| {
            matches!(
                standing.status,
                Status::NotYetEffective | Status::Amended | Status::Repealed | Status::Expired
            )
        })
    }

    /// The released documents that correct words of this one: the reader must know of them before reading on.
    pub(crate) fn corrected_by(&self) -> impl Iterator<Item = &Line> {
        let lines = self.view.relations.iter();
        let lines =
            lines.filter(|line| !line.is_stated_here && line.relation == Relation::Corrects);
        lines.filter_map(|line| line.other.as_ref())
    }

    pub(crate) fn is_not_yet(&self) -> bool {
        self.warning()
            .is_some_and(|standing| standing.status == Status::NotYetEffective)
    }

    pub(crate) fn changes(&self) -> bool {
        1 < self.view.editions.len()
    }

    /// What the text looks like without any text: then only the facts and files speak.
    pub(crate) fn is_bare(&self) -> bool {
        self.released().text().blocks.is_empty()
    }

    pub(crate) fn tags(&self, app: &App) -> ArticleTags {
        let fields = self.released().fields();
        let description = self
            .field("abstract")
            .map_or_else(|| self.opening(), str::to_owned);
        ArticleTags {
            title: self.released().title().to_owned(),
            pub_date: show::pub_date(fields, self.released().released_at()),
            source: self.source().map_or_else(
                || self.released().agency_name().to_owned(),
                |source| source.name,
            ),
            keywords: fields.list("keywords").join(","),
            author: fields.list("issuers").join(","),
            description: description.chars().take(120).collect(),
            url: app.absolute(&app.links().item(&self.view.address)),
        }
    }

    /// The first words of the text itself.
    fn opening(&self) -> String {
        let body = self
            .released()
            .text()
            .blocks
            .iter()
            .find_map(|block| match block {
                law::text::Block::Paragraph(paragraph) if paragraph.role == Role::Body => {
                    Some(paragraph.text.clone())
                }
                _ => None,
            });
        body.unwrap_or_default()
    }
}

/// Whether it is an address of the web that can be followed.
fn is_address(text: &str) -> bool {
    (text.starts_with("https://") || text.starts_with("http://"))
        && !text.contains(|c: char| c.is_whitespace() || c.is_control())
}

/// Whether it is the name of a file or of a store of files, which says nothing to a reader.
fn is_path(text: &str) -> bool {
    let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let ending = text.rsplit_once('.').map(|(_, ending)| ending);
    let has_ending = ending.is_some_and(|ending| {
        (2..=5).contains(&ending.len()) && ending.bytes().all(|b| b.is_ascii_alphanumeric())
    });
    text.contains('\\') || has_ending || text.contains('/') && !text.contains(is_han)
}

/// The whole address of an edition; a former one has its own.
fn address_of(app: &App, address: &Address, former: Option<u32>) -> Option<String> {
    let links = app.links().shown(Variant::default());
    let path = match former {
        Some(edition) => links.edition(address, edition),
        None => links.item(address),
    };
    app.knows_its_domain().then(|| app.absolute(&path))
}

/// Where the names and numbers in a text lead, as addresses of this site.
fn linked(app: &App, cited: &[CitedAt]) -> Vec<Link> {
    let links = app.links();
    let href = |to: &Cited| match to {
        Cited::Here { anchor } => format!("#{anchor}"),
        Cited::Item { address, anchor } => {
            let item = links.item(address);
            match anchor {
                Some(anchor) => format!("{item}#{anchor}"),
                None => item,
            }
        }
        Cited::Work { work, on } => links.law_on(work, *on),
    };
    let link = |at: &CitedAt| Link {
        block: at.block,
        part: at.part,
        range: at.range.clone(),
        href: href(&at.to),
    };
    cited.iter().map(link).collect()
}

/// How a relation reads from this item.
pub(crate) fn relation_says(line: &RelationLine) -> &'static str {
    if line.is_stated_here {
        line.relation.zh()
    } else {
        line.relation.zh_inverse()
    }
}

fn facts(lang: Lang, kind: Option<KindDef>, released: &Released) -> Vec<Fact> {
    let number = Fact {
        id: "index_no",
        name: "索引号".into(),
        value: FactValue::Text(released.index_no().to_string()),
    };
    let defs = kind.map(|kind| kind.fields).unwrap_or_default();
    let stated = defs.iter().filter_map(|def| fact(lang, def, released));
    std::iter::once(number).chain(stated).collect()
}

/// Shown elsewhere on the page, with what belongs to them.
const ELSEWHERE: [&str; 3] = ["content_source", "source_url", "enactment_note"];

fn fact(lang: Lang, def: &FieldDef, released: &Released) -> Option<Fact> {
    if ELSEWHERE.contains(&def.id) {
        return None;
    }
    let value = released.fields().get(def.id)?;
    let shown = def.show(value);
    let subject = topic::named(topic::class_of(&shown)).filter(|_| def.id == "theme_class");
    let value = match def.ty {
        _ if let Some(class) = subject => FactValue::Subject {
            text: shown,
            topic: class.id,
        },
        FieldType::Date => shown
            .parse()
            .map_or(FactValue::Text(shown), FactValue::Date),
        FieldType::Moment => FactValue::Moment(show::stated(lang, &shown)),
        FieldType::Words => FactValue::Words(shown),
        FieldType::Choice(_) => FactValue::Choice(shown),
        _ => FactValue::Text(shown),
    };
    Some(Fact {
        id: def.id,
        name: def.zh.to_owned(),
        value,
    })
}

/// The files of an item and the copies of it. A copy is made when it is asked for; its checksum stands in the list of all.
fn downloads(
    app: &App,
    view: &ItemView,
    has_copies: bool,
    former: Option<u32>,
) -> impl Iterator<Item = Download> {
    let (links, released) = (app.links(), &view.released);
    let files = released.files().iter().map(move |file| Download {
        name: file.name.clone(),
        href: links.file(&view.address, &file.name, former),
        format: show::format_of(&file.name, &file.media_type),
        size: Some(file.size),
        digest: Some(show::digest(&file.digest)),
        is_source: file.is_source,
        is_attachment: !file.is_source,
    });
    let forms = Form::of(released).filter(move |_| has_copies);
    let copies = forms.map(move |form| Download {
        name: i18n::name(app.variant().lang, form.zh()).into_owned(),
        href: links.text(&view.address, form, former),
        format: String::new(),
        size: None,
        digest: None,
        is_source: false,
        is_attachment: false,
    });
    files.chain(copies)
}
