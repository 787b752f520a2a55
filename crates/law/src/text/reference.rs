//! 条文引用 — how a place in a law is named: 《…》第十五条第二款第（三）项, 第三条之一, 本办法第五条至第七条, 前两款.
//!
//! Decides the grammar: whose provision it is, then places from 编 down to 目, joined by 、 or 至, each in full, or in
//! short after one before it (第一款、第三款), or from where the words stand (本条, 前款, 前三项). The numbers are Chinese
//! numerals, those of 项 in round brackets, those of 目 Arabic (行政法规制定程序条例第六条); laws that write 第三项 without
//! brackets are read alike. [`Reference::provisions`] says which provisions are meant, where the words stand given.
//!
//! A place that is named from where the words stand means nothing without that: it is left out, never guessed.

mod grammar;

pub(super) use grammar::{own_at, place_at, places};

use super::Level;
use super::provision::Provision;
use crate::written::{Deviation, Noted, Reading, Unread, bare, is_gap};
use std::fmt;
use std::ops::Range;

/// The longest citation that is tried, in characters.
const LONGEST: usize = 400;
/// The most provisions that one range is written out to: no law has a longer row of them in one citation.
const MOST_IN_RANGE: u32 = 200;

/// One citation of provisions.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reference {
    /// Nothing where the words say only 第二款 or 前款.
    pub whose: Option<Whose>,
    /// Every place, in the order of the words; none where only the whole is named.
    pub places: Vec<Place>,
}

/// Whose provisions are named.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Whose {
    /// 《中华人民共和国政府信息公开条例》, without the signs
    Named(String),
    /// 本条例, without 本
    Own(String),
}

/// One place, and how it is joined to the one before.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// How it is joined to the place before; of the first it says nothing.
    pub joint: Joint,
    /// 编、分编、章、节, the largest first
    pub divisions: Vec<(Level, u32)>,
    /// From where it is counted.
    pub base: Base,
    /// 款
    pub paragraph: Option<u32>,
    /// 项
    pub item: Option<u32>,
    /// 目
    pub point: Option<u32>,
}

/// 、 or 至
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Joint {
    /// 、, 和, 或者: both.
    And,
    /// 至: all between as well.
    To,
}

/// From where a place is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Base {
    /// 第十五条, or 第一百二十条之一
    Article {
        /// 第几条.
        number: u32,
        /// 之几, where it has one.
        sub: Option<u32>,
    },
    /// 本条, 本款, 本项
    This(Unit),
    /// 前条, 前两款: so many before this one
    Former(Unit, u32),
    /// Of the place before, or of the article in which the words stand.
    Same,
}

/// 条、款、项
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// 条
    Article,
    /// 款
    Paragraph,
    /// 项
    Item,
}

impl Unit {
    const fn zh(self) -> &'static str {
        match self {
            Self::Article => "条",
            Self::Paragraph => "款",
            Self::Item => "项",
        }
    }
}

/// Where words stand that name a place from there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Here {
    /// `33`, or `120.1`
    pub article: Option<String>,
    /// 款 of that article, from 1
    pub paragraph: Option<u32>,
    /// 项 of that paragraph, from 1
    pub item: Option<u32>,
    /// The articles before this one in their order, so that 前条 is known where numbers have 之一.
    pub before: Vec<String>,
}

/// A place with the bytes in which it stands.
pub(super) type PlaceAt = (Place, Range<usize>);

impl Reference {
    /// Reads a citation that fills `text`.
    ///
    /// # Errors
    /// Where it is none.
    pub fn parse(text: &str) -> Reading<Self> {
        let text = bare(text);
        if text.chars().nth(LONGEST).is_some() {
            return Err(Unread::Citation);
        }
        let mut noted = Noted::default();
        noted.note_if(text.contains(is_gap), Deviation::Spaces);
        let text: String = text.chars().filter(|c| !is_gap(*c)).collect();
        let (whose, at) = grammar::whose(&text, &mut noted).ok_or(Unread::Citation)?;
        let (places, end) = places(&text, at, &mut noted);
        if end < text.len() || places.is_empty() && !matches!(whose, Some(Whose::Named(_))) {
            return Err(Unread::Citation);
        }
        let places = places.into_iter().map(|(place, _)| place).collect();
        Ok((Self { whose, places }, noted.into_list()))
    }

    /// The provisions that are meant, ranges written out; a place that is not known from `here` is left out.
    pub fn provisions(&self, here: &Here) -> Vec<Provision> {
        let mut found: Vec<Provision> = Vec::new();
        for place in &self.places {
            let meant = place.meant(here, found.last());
            match (place.joint, found.last(), meant.first()) {
                (Joint::To, Some(from), Some(to)) => {
                    let between = between(from, to);
                    found.extend(between);
                    found.extend(meant);
                }
                _ => found.extend(meant),
            }
        }
        found
    }
}

/// Those between two of one row: of articles without 之, of paragraphs of one article, of items of one paragraph.
fn between(from: &Provision, to: &Provision) -> Vec<Provision> {
    let row = |from: Option<u32>, to: Option<u32>| match (from, to) {
        (Some(from), Some(to)) => {
            let many = to.checked_sub(from).filter(|many| *many <= MOST_IN_RANGE);
            many.map_or(0..0, |_| from + 1..to)
        }
        _ => 0..0,
    };
    let article = |provision: &Provision| provision.article.parse().ok();
    if from.article != to.article {
        let numbers = row(article(from), article(to));
        return numbers.map(|n| Provision::of(n.to_string())).collect();
    }
    if from.paragraph != to.paragraph {
        let paragraphs = row(from.paragraph, to.paragraph);
        let with = |n| Provision {
            paragraph: Some(n),
            ..Provision::of(from.article.clone())
        };
        return paragraphs.map(with).collect();
    }
    let items = row(from.item, to.item);
    let with = |n| Provision {
        item: Some(n),
        point: None,
        ..from.clone()
    };
    items.map(with).collect()
}

impl Place {
    fn new(joint: Joint) -> Self {
        Self {
            joint,
            divisions: Vec::new(),
            base: Base::Same,
            paragraph: None,
            item: None,
            point: None,
        }
    }

    /// What it means at this place and after that one; several for 前两款, none where it is not known.
    pub(super) fn meant(&self, here: &Here, last: Option<&Provision>) -> Vec<Provision> {
        let of = |base: Option<Provision>| base.map(|it| self.within(it)).into_iter().collect();
        match self.base {
            Base::Article { number, sub } => {
                let number = match sub {
                    Some(sub) => format!("{number}.{sub}"),
                    None => number.to_string(),
                };
                vec![self.within(Provision::of(number))]
            }
            Base::Same if self.is_of_nothing() => Vec::new(),
            Base::Same => of(last.cloned().or_else(|| here.this(Unit::Article))),
            Base::This(unit) => of(here.this(unit)),
            Base::Former(unit, many) => {
                let former = here.former(unit, many);
                if many == 1 {
                    return former.into_iter().map(|it| self.within(it)).collect();
                }
                former
            }
        }
    }

    fn is_of_nothing(&self) -> bool {
        (self.paragraph, self.item, self.point) == (None, None, None)
    }

    /// The place within another.
    fn within(&self, mut provision: Provision) -> Provision {
        if self.paragraph.is_some() {
            provision.paragraph = self.paragraph;
            (provision.item, provision.point) = (None, None);
        }
        if self.item.is_some() {
            provision.item = self.item;
            provision.point = None;
        }
        if self.point.is_some() {
            provision.point = self.point;
        }
        provision
    }
}

impl Here {
    /// Whether the words stand in this very provision.
    pub(super) fn is(&self, provision: &Provision) -> bool {
        let whole = provision.paragraph.is_none() || provision.paragraph == self.paragraph;
        let item = provision.item.is_none() || provision.item == self.item;
        self.article.as_ref() == Some(&provision.article)
            && whole
            && item
            && provision.point.is_none()
    }

    fn this(&self, unit: Unit) -> Option<Provision> {
        let mut provision = Provision::of(self.article.clone()?);
        if Unit::Paragraph <= unit {
            provision.paragraph = Some(self.paragraph?);
        }
        if Unit::Item <= unit {
            provision.item = Some(self.item?);
        }
        Some(provision)
    }

    /// So many before this one, the first first; none where there are not so many.
    fn former(&self, unit: Unit, many: u32) -> Vec<Provision> {
        let counted = |now: Option<u32>| match now {
            Some(now) if many < now => now - many..now,
            _ => 0..0,
        };
        match unit {
            Unit::Article => {
                let many = many as usize;
                let first = self.before.len().checked_sub(many);
                let articles = first.and_then(|first| self.before.get(first..));
                let articles = articles.unwrap_or_default().iter();
                articles
                    .map(|article| Provision::of(article.clone()))
                    .collect()
            }
            Unit::Paragraph => {
                let of = |n| Provision {
                    paragraph: Some(n),
                    ..Provision::of(self.article.clone().unwrap_or_default())
                };
                match self.article {
                    Some(_) => counted(self.paragraph).map(of).collect(),
                    None => Vec::new(),
                }
            }
            Unit::Item => {
                let Some(paragraph) = self.this(Unit::Paragraph) else {
                    return Vec::new();
                };
                let of = |n| Provision {
                    item: Some(n),
                    ..paragraph.clone()
                };
                counted(self.item).map(of).collect()
            }
        }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.whose {
            Some(Whose::Named(name)) => write!(f, "《{name}》")?,
            Some(Whose::Own(kind)) => write!(f, "本{kind}")?,
            None => {}
        }
        for (n, place) in self.places.iter().enumerate() {
            if 0 < n {
                f.write_str(match place.joint {
                    Joint::And => "、",
                    Joint::To => "至",
                })?;
            }
            place.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let zh = |number: u32| crate::numeral::chinese(u64::from(number));
        for (level, number) in &self.divisions {
            write!(f, "第{}{}", zh(*number), division_of(*level))?;
        }
        match self.base {
            Base::Article { number, sub } => {
                write!(f, "第{}条", zh(number))?;
                if let Some(sub) = sub {
                    write!(f, "之{}", zh(sub))?;
                }
            }
            Base::This(unit) => write!(f, "本{}", unit.zh())?,
            Base::Former(unit, 1) => write!(f, "前{}", unit.zh())?,
            Base::Former(unit, 2) => write!(f, "前两{}", unit.zh())?,
            Base::Former(unit, many) => write!(f, "前{}{}", zh(many), unit.zh())?,
            Base::Same => {}
        }
        if let Some(n) = self.paragraph {
            write!(f, "第{}款", zh(n))?;
        }
        if let Some(n) = self.item {
            write!(f, "第（{}）项", zh(n))?;
        }
        match self.point {
            Some(n) => write!(f, "第{n}目"),
            None => Ok(()),
        }
    }
}

/// The divisions of a law above its articles, the largest first.
const DIVISIONS: [(&str, Level); 4] = [
    ("编", Level::Part),
    ("分编", Level::Subpart),
    ("章", Level::Chapter),
    ("节", Level::Section),
];

fn division_of(level: Level) -> &'static str {
    let found = DIVISIONS.iter().find(|(_, it)| *it == level);
    found.map_or("章", |(unit, _)| unit)
}

#[cfg(test)]
#[path = "reference/tests.rs"]
mod tests;
