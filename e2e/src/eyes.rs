//! Looks at the open page that a machine can take: each gives what it found wrong, in words.
//!
//! The looking is done in the page (`eyes/*.js`), by the driver alone: the site has no script. What a look needs of the
//! window or of the visitor's wishes is set before ([`crate::Wish`]).

use crate::visitor::{Key, Visitor};
use anyhow::{Context as _, Result};
use serde_json::{Value, json};

const COMMON: &str = concat!(include_str!("eyes/sight.js"), include_str!("eyes/cut.js"));

/// Presses of Tab that are sent at once.
const STEPS: usize = 24;

impl Visitor {
    /// Brings what every look needs to the page that is open.
    pub async fn open_eyes(&self) -> Result<()> {
        self.ask(COMMON, vec![]).await.map(drop)
    }

    /// Headings, landmarks, languages; nothing that asks for a script.
    pub async fn how_it_is_built(&self, lang: &str) -> Result<Vec<String>> {
        let script = include_str!("eyes/built.js");
        self.faults(script, vec![json!(lang)]).await
    }

    /// Words that nothing but the style sheet keeps apart.
    pub async fn what_runs_together(&self) -> Result<Vec<String>> {
        self.faults(include_str!("eyes/together.js"), vec![]).await
    }

    /// What is too small to be pressed.
    pub async fn what_is_too_small(&self) -> Result<Vec<String>> {
        self.faults(include_str!("eyes/targets.js"), vec![]).await
    }

    /// What does not fit the window, or is cut off.
    pub async fn what_does_not_fit(&self) -> Result<Vec<String>> {
        self.faults(include_str!("eyes/fits.js"), vec![]).await
    }

    /// What breaks when the reader spaces lines, words and letters.
    pub async fn what_spacing_breaks(&self) -> Result<Vec<String>> {
        self.faults(include_str!("eyes/spacing.js"), vec![]).await
    }

    /// Takes notice of what is drawn without words, for [`Self::what_forced_colours_hide`].
    pub async fn remember_marks(&self) -> Result<()> {
        let script = include_str!("eyes/marks.js");
        self.ask(script, vec![]).await.map(drop)
    }

    /// Edges, words, marks and the focus, where colours are forced.
    pub async fn what_forced_colours_hide(&self) -> Result<Vec<String>> {
        self.faults(include_str!("eyes/forced.js"), vec![]).await
    }

    /// What moves although it should not.
    pub async fn what_moves(&self) -> Result<Vec<String>> {
        self.faults(include_str!("eyes/still.js"), vec![]).await
    }

    /// How far things moved since the page was first shown, in thousandths of the window.
    pub async fn shift(&self) -> Result<u64> {
        let sum = self.wait_for(include_str!("eyes/shift.js"), vec![]).await?;
        sum.as_u64().context("no sum of shifts")
    }

    /// Presses Tab from the head of the page to its end: every control is reached, in order, seen, and not held.
    pub async fn walk_by_keyboard(&self) -> Result<Vec<String>> {
        let stops = self.ask(include_str!("eyes/walk_begin.js"), vec![]).await?;
        let stops = stops.as_u64().context("no number of stops")? as usize;
        // A date takes several presses, and so does what the browser adds.
        let most = 2 * stops + STEPS;
        let mut pressed = 0;
        while pressed < most && self.ask("return walk.isOver", vec![]).await? == json!(false) {
            self.press_often(Key::Tab, STEPS).await?;
            pressed += STEPS;
        }
        self.faults(include_str!("eyes/walk_end.js"), vec![]).await
    }

    async fn faults(&self, script: &str, arguments: Vec<Value>) -> Result<Vec<String>> {
        let found = self.ask(script, arguments).await?;
        let found = found
            .as_array()
            .with_context(|| format!("no list of faults, but {found}"))?;
        Ok(found
            .iter()
            .filter_map(|fault| fault.as_str().map(str::to_owned))
            .collect())
    }
}
