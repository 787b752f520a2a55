//! What a visitor sets up: the window, how large words are, which colours and how much motion.
//!
//! Set for the page that is open and for those after it, so that one page is looked at in many ways without asking for it
//! again.

use crate::driver;
use crate::visitor::Visitor;
use anyhow::{Context as _, Result};
use serde_json::{Value, json};

/// What a visitor asks of the browser beside the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    Nothing,
    /// Light words on dark ground.
    Dark,
    /// The few colours that the visitor's system has, whatever the page says.
    ForcedColours,
    /// Nothing that moves.
    Still,
    /// The medium of paper.
    Paper,
}

/// Words as large as the browser sets them by itself.
const USUAL_WORDS: u32 = 16;

impl Visitor {
    /// Makes the window so large; scroll bars take no room, as on a phone.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        let window =
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.tell("Emulation.setScrollbarsHidden", json!({"hidden": true}))
            .await?;
        self.tell("Emulation.setDeviceMetricsOverride", window)
            .await
    }

    /// Makes words so large, in percent of the usual, and leaves the window as it is.
    pub async fn enlarge_words(&self, percent: u32) -> Result<()> {
        let size = USUAL_WORDS * percent / 100;
        self.tell(
            "Page.setFontSizes",
            json!({"fontSizes": {"standard": size, "fixed": size}}),
        )
        .await
    }

    /// Wishes for something, and for nothing else any more.
    pub async fn wish(&self, wish: Wish) -> Result<()> {
        let says = |wanted: Wish, value: &'static str| if wish == wanted { value } else { "" };
        let media = json!({
            "media": says(Wish::Paper, "print"),
            "features": [
                {"name": "prefers-color-scheme", "value": says(Wish::Dark, "dark")},
                {"name": "forced-colors", "value": says(Wish::ForcedColours, "active")},
                {"name": "prefers-reduced-motion", "value": says(Wish::Still, "reduce")},
            ],
        });
        self.tell("Emulation.setEmulatedMedia", media).await
    }

    /// Goes on without the style sheet, as a browser does that knows no layers.
    pub async fn refuse_styles(&self) -> Result<()> {
        self.tell("Network.enable", json!({})).await?;
        self.tell("Network.setBlockedURLs", json!({"urls": ["*.css"]}))
            .await
    }

    /// What WebDriver has no word for, straight to the browser.
    async fn tell(&self, command: &str, parameters: Value) -> Result<()> {
        let session = self.client.session_id().await?.context("no session")?;
        driver::post(
            &self.site.driver,
            &format!("/session/{session}/goog/cdp/execute"),
            &json!({"cmd": command, "params": parameters}),
        )
        .await
        .with_context(|| command.to_owned())
    }
}
