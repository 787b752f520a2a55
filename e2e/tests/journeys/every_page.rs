//! Every page, in both languages, as people come to it: large and small windows, large words, dark or forced colours, by
//! keyboard, with axe-core.
//!
//! The short walk belongs to each check; the whole one is `cargo xtask prove pages`.

use crate::addresses::{Share, of_every_route};
use anyhow::{Context as _, Result, ensure};
use e2e::{Device, Visitor, Wish, visit_within};
use std::collections::BTreeMap;
use std::time::Duration;

/// All pages in all ways, with a program built for development.
const PATIENCE: Duration = Duration::from_hours(1);

/// The window of a desk, and smaller ones: a phone, and the desk at 200 % and at 400 %.
const DESK: u32 = 1280;
const PHONE: u32 = 360;
const TWICE: u32 = 640;
const FOUR_TIMES: u32 = 320;

/// A page may not move by more than this share of the window, in thousandths, after it is first shown.
const SHIFT: u64 = 0;

#[tokio::test]
async fn every_kind_of_page_is_for_everybody_in_chinese() -> Result<()> {
    walk(Share::Short, Depth::Desk, &[Way::CHINESE]).await
}

#[tokio::test]
async fn every_kind_of_page_is_for_everybody_in_english() -> Result<()> {
    walk(Share::Short, Depth::Phone, &[Way::ENGLISH]).await
}

#[tokio::test]
#[ignore = "takes minutes: cargo xtask prove pages"]
async fn every_page_is_for_everybody_in_chinese() -> Result<()> {
    walk(
        Share::Whole,
        Depth::Everything,
        &[Way::CHINESE, Way::CHINESE.elder(), Way::TRADITIONAL],
    )
    .await
}

#[tokio::test]
#[ignore = "takes minutes: cargo xtask prove pages"]
async fn every_page_is_for_everybody_in_english() -> Result<()> {
    walk(
        Share::Whole,
        Depth::Everything,
        &[Way::ENGLISH, Way::ENGLISH.elder()],
    )
    .await
}

/// Which of the looks that take long are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Depth {
    /// By keyboard, and with axe on a desk.
    Desk,
    /// With axe on a phone.
    Phone,
    Everything,
}

/// A way of showing pages.
#[derive(Clone, Copy, Debug)]
struct Way {
    prefix: &'static str,
    elder: &'static str,
    lang: &'static str,
}

impl Way {
    const CHINESE: Self = Self {
        prefix: "",
        elder: "",
        lang: "zh-CN",
    };
    const TRADITIONAL: Self = Self {
        prefix: "/zh-hant",
        elder: "",
        lang: "zh-Hant",
    };
    const ENGLISH: Self = Self {
        prefix: "/en",
        elder: "",
        lang: "en",
    };

    const fn elder(self) -> Self {
        Self {
            elder: "/elder",
            ..self
        }
    }
}

/// What was found wrong, and where.
#[derive(Debug, Default)]
struct Found {
    looks: usize,
    faults: BTreeMap<String, Vec<String>>,
}

impl Found {
    fn add(&mut self, page: &str, as_seen: &str, faults: Vec<String>) {
        self.looks += 1;
        for fault in faults {
            let pages = self
                .faults
                .entry(format!("{as_seen}: {fault}"))
                .or_default();
            pages.push(page.to_owned());
        }
    }

    fn told(&self) -> String {
        let lines = self.faults.iter().map(|(fault, pages)| {
            let first = pages.first().map_or("", String::as_str);
            format!("{fault}\n    on {} pages, first {first}", pages.len())
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}

async fn walk(share: Share, depth: Depth, ways: &[Way]) -> Result<()> {
    visit_within(PATIENCE, Device::Desk, async |visitor| {
        let addresses = of_every_route(visitor, share).await?;
        let mut found = Found::default();
        visitor.resize(DESK, 900).await?;
        for way in ways {
            for address in &addresses {
                let page = format!("{}{}{address}", way.prefix, way.elder);
                visitor.go(&page).await?;
                // On a busy machine half a page may be shown first; a page that moves by its making moves again.
                if SHIFT < visitor.shift().await? {
                    visitor.go(&page).await?;
                }
                look(visitor, &page, *way, depth, &mut found)
                    .await
                    .with_context(|| page.clone())?;
            }
            let page = format!("{}{}/error-report", way.prefix, way.elder);
            visitor.go(&page).await?;
            visitor.send_what_is_missing().await?;
            look(
                visitor,
                &format!("{page}, sent empty"),
                *way,
                depth,
                &mut found,
            )
            .await?;
        }
        say(addresses.len() + 1, ways.len(), &found);
        ensure!(found.faults.is_empty(), "{}", found.told());
        Ok(())
    })
    .await
}

#[expect(
    clippy::print_stderr,
    reason = "how much was looked at is the outcome of a proof"
)]
fn say(pages: usize, ways: usize, found: &Found) {
    let faults = found.faults.len();
    eprintln!(
        "{pages} pages in {ways} ways of showing, {} looks, {faults} faults",
        found.looks
    );
}

/// Looks at the page that is open in every way that there is.
async fn look(
    visitor: &Visitor,
    page: &str,
    way: Way,
    depth: Depth,
    found: &mut Found,
) -> Result<()> {
    let shift = visitor.shift().await?;
    let moves = (SHIFT < shift).then(|| format!("moves by {shift} thousandths"));
    found.add(page, "at first", moves.into_iter().collect());
    visitor.open_eyes().await?;
    found.add(page, "built", visitor.how_it_is_built(way.lang).await?);
    found.add(page, "unstyled", visitor.what_runs_together().await?);
    if depth != Depth::Phone {
        found.add(page, "by keyboard", visitor.walk_by_keyboard().await?);
        found.add(page, "desk", visitor.what_hinders().await?);
        visitor.wish(Wish::Dark).await?;
        found.add(page, "dark", visitor.what_is_faint().await?);
        visitor.wish(Wish::Nothing).await?;
    }
    found.add(page, "desk", visitor.what_is_too_small().await?);
    found.add(page, "desk", visitor.what_does_not_fit().await?);
    found.add(page, "desk, spaced", visitor.what_spacing_breaks().await?);
    visitor.remember_marks().await?;
    visitor.wish(Wish::ForcedColours).await?;
    found.add(
        page,
        "forced colours",
        visitor.what_forced_colours_hide().await?,
    );
    visitor.wish(Wish::Still).await?;
    found.add(page, "still", visitor.what_moves().await?);
    visitor.wish(Wish::Nothing).await?;
    visitor.enlarge_words(200).await?;
    found.add(page, "words at 200 %", visitor.what_does_not_fit().await?);
    visitor.enlarge_words(100).await?;
    for (width, height) in [(TWICE, 450), (FOUR_TIMES, 225), (PHONE, 740)] {
        visitor.resize(width, height).await?;
        let faults = visitor.what_does_not_fit().await?;
        found.add(page, &format!("{width} wide"), faults);
    }
    found.add(page, "phone", visitor.what_is_too_small().await?);
    found.add(page, "phone, spaced", visitor.what_spacing_breaks().await?);
    if depth != Depth::Desk {
        found.add(page, "phone", visitor.what_hinders().await?);
        visitor.wish(Wish::ForcedColours).await?;
        found.add(
            page,
            "phone, forced colours",
            visitor.what_forced_colours_hide().await?,
        );
        visitor.wish(Wish::Nothing).await?;
    }
    visitor.resize(DESK, 900).await
}
