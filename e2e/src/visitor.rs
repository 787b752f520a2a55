//! The verbs of a visitor.

use crate::driver;
use crate::screen::Wish;
use crate::site::Site;
use anyhow::{Context as _, Result, bail, ensure};
use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::wd::PrintConfiguration;
use fantoccini::{Client, Locator};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// How long a page may take to go.
const PATIENCE: Duration = Duration::from_secs(10);

/// Keys that are not letters, as WebDriver names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    Tab,
    Enter,
}

/// Somebody before a browser.
pub struct Visitor {
    pub(crate) client: Client,
    pub(crate) site: Site,
}

impl Visitor {
    pub(crate) fn new(client: Client, site: Site) -> Self {
        Self { client, site }
    }

    /// Types an address of the site into the browser.
    pub async fn go(&self, path: &str) -> Result<()> {
        self.client
            .goto(&format!("{}{path}", self.site.url))
            .await?;
        Ok(())
    }

    /// The path and query of the page that is open.
    pub async fn place(&self) -> Result<String> {
        let url = self.client.current_url().await?;
        let query = url
            .query()
            .map(|query| format!("?{query}"))
            .unwrap_or_default();
        Ok(format!("{}{query}", url.path()))
    }

    /// The one heading of the first level.
    pub async fn heading(&self) -> Result<String> {
        let headings = self.client.find_all(Locator::Css("h1")).await?;
        match headings.as_slice() {
            [only] => Ok(only.text().await?),
            other => bail!(
                "{} has {} headings of the first level",
                self.place().await?,
                other.len()
            ),
        }
    }

    /// Everything that can be read on the page.
    pub async fn words(&self) -> Result<String> {
        Ok(self.client.find(Locator::Css("body")).await?.text().await?)
    }

    /// Looks for words on the page.
    ///
    /// # Errors
    /// Where they are not there; the message shows the page's beginning.
    pub async fn sees(&self, expected: &str) -> Result<()> {
        let words = self.words().await?;
        if !words.contains(expected) {
            let start: String = words.chars().take(600).collect();
            bail!(
                "{} does not say {expected:?}; it begins:\n{start}",
                self.place().await?
            );
        }
        Ok(())
    }

    /// Follows the first link whose words contain these.
    pub async fn follow(&self, words: &str) -> Result<()> {
        let path = format!("//main//a[contains(normalize-space(.), '{words}')]");
        let link = self.client.find(Locator::XPath(&path)).await;
        let link = link.with_context(|| format!("no link says {words:?}"))?;
        self.leave_by(link).await
    }

    /// Follows the first link below the page's main part whose words contain these.
    pub async fn follow_below(&self, words: &str) -> Result<()> {
        let path = format!("//footer//a[contains(normalize-space(.), '{words}')]");
        let link = self.client.find(Locator::XPath(&path)).await;
        let link = link.with_context(|| format!("no link below the page says {words:?}"))?;
        self.leave_by(link).await
    }

    /// Follows the first link above the page's main part whose words contain these.
    pub async fn follow_above(&self, words: &str) -> Result<()> {
        let path = format!("//header//a[contains(normalize-space(.), '{words}')]");
        let link = self.client.find(Locator::XPath(&path)).await;
        let link = link.with_context(|| format!("no link above the page says {words:?}"))?;
        self.leave_by(link).await
    }

    /// Where the first link whose words contain these leads.
    pub async fn address_of(&self, words: &str) -> Result<String> {
        let path = format!("//main//a[contains(normalize-space(.), '{words}')]");
        let link = self.client.find(Locator::XPath(&path)).await;
        let link = link.with_context(|| format!("no link says {words:?}"))?;
        link.attr("href").await?.context("a link leads somewhere")
    }

    /// Clicks what leads to another page, and waits until this one is gone.
    async fn leave_by(&self, element: Element) -> Result<()> {
        let page = self.client.find(Locator::Css("html")).await?;
        element.click().await?;
        gone(&page).await
    }

    /// Presses Enter on what leads to another page, and waits until this one is gone.
    pub async fn enter(&self) -> Result<()> {
        let page = self.client.find(Locator::Css("html")).await?;
        self.press(Key::Enter).await?;
        gone(&page).await
    }

    /// Where the links in the page's main part lead, in order.
    pub async fn links(&self) -> Result<Vec<String>> {
        let mut places = Vec::new();
        for link in self.client.find_all(Locator::Css("main a[href]")).await? {
            places.extend(link.attr("href").await?);
        }
        Ok(places)
    }

    /// Writes into the page's search box and sends it.
    pub async fn search(&self, words: &str) -> Result<()> {
        let input = self
            .client
            .find(Locator::Css("main input[name=q], input[name=q]"))
            .await?;
        input.clear().await?;
        input.send_keys(&format!("{words}\n")).await?;
        self.client
            .wait()
            .for_element(Locator::XPath(
                "//title[contains(., '搜索') or contains(., '检索')]",
            ))
            .await
            .with_context(|| format!("searching for {words:?} led to no page of results"))?;
        Ok(())
    }

    /// On the page of a law: fills in year, month and day by their labels, and asks.
    pub async fn ask_for_a_day(&self, year: u16, month: u8, day: u8) -> Result<()> {
        for (label, value) in [("年", year), ("月", month.into()), ("日", day.into())] {
            self.fill(label, &value.to_string()).await?;
        }
        let button = Locator::XPath("//form[.//label='年']//button");
        let button = self.client.find(button).await?;
        self.leave_by(button).await
    }

    /// Writes into the field that has this label.
    pub async fn fill(&self, label: &str, value: &str) -> Result<()> {
        let path = format!(
            "//*[self::input or self::textarea][@id = //label[normalize-space(.) = '{label}']/@for]"
        );
        let field = self.client.find(Locator::XPath(&path)).await;
        let field = field.with_context(|| format!("no field is labelled {label:?}"))?;
        field.clear().await?;
        field.send_keys(value).await?;
        Ok(())
    }

    /// Chooses the answer that has these words.
    pub async fn choose(&self, words: &str) -> Result<()> {
        let path = format!("//main//label[normalize-space(.) = '{words}']");
        let label = self.client.find(Locator::XPath(&path)).await;
        label
            .with_context(|| format!("no answer says {words:?}"))?
            .click()
            .await?;
        Ok(())
    }

    /// Presses the button of the page that has these words, and waits for what comes.
    pub async fn send(&self, words: &str) -> Result<()> {
        let path = format!("//main//button[normalize-space(.) = '{words}']");
        let button = self.client.find(Locator::XPath(&path)).await;
        let button = button.with_context(|| format!("no button says {words:?}"))?;
        self.leave_by(button).await
    }

    /// Presses the button of the page's form, whatever it says, with nothing filled in.
    pub async fn send_what_is_missing(&self) -> Result<()> {
        let button = Locator::Css("main form[method=post] button");
        let button = self.client.find(button).await?;
        self.leave_by(button).await
    }

    /// Tells the site of an error; gives the address of the receipt.
    pub async fn report_an_error(&self, what: &str) -> Result<String> {
        self.go("/error-report?page=/laws").await?;
        self.choose("错别字").await?;
        self.fill("错在哪里，应当是什么", what).await?;
        self.send("提交").await?;
        self.place().await
    }

    /// What stands beside a name in a list of facts.
    pub async fn fact(&self, name: &str) -> Result<String> {
        let path = format!("//main//dt[normalize-space(.) = '{name}']/following-sibling::dd[1]");
        let value = self.client.find(Locator::XPath(&path)).await;
        Ok(value
            .with_context(|| format!("nothing is called {name:?}"))?
            .text()
            .await?)
    }

    /// Everything that is marked as `ins` or `del`, in order.
    pub async fn marked(&self, element: &str) -> Result<Vec<String>> {
        let mut words = Vec::new();
        for mark in self.client.find_all(Locator::Css(element)).await? {
            words.push(mark.text().await?);
        }
        Ok(words)
    }

    /// Asks for an address beside the browser, as whoever saves a file; gives its status and its bytes.
    pub async fn take(&self, path: &str) -> Result<(u16, Vec<u8>)> {
        driver::get(&self.site.url, path).await
    }

    /// Presses a key, wherever the focus is.
    pub async fn press(&self, key: Key) -> Result<()> {
        self.press_often(key, 1).await
    }

    /// Presses a key again and again, wherever the focus goes.
    pub(crate) async fn press_often(&self, key: Key, times: usize) -> Result<()> {
        let value = match key {
            Key::Tab => "\u{e004}",
            Key::Enter => "\u{e007}",
        };
        self.type_keys(&value.repeat(times)).await
    }

    /// Types, wherever the focus is.
    pub async fn type_keys(&self, keys: &str) -> Result<()> {
        let mut actions = KeyActions::new("keyboard".to_owned());
        for value in keys.chars() {
            actions = actions
                .then(KeyAction::Down { value })
                .then(KeyAction::Up { value });
        }
        self.client.perform_actions(actions).await?;
        Ok(())
    }

    /// Presses Tab until what has the focus is described by a word of these.
    ///
    /// # Errors
    /// Where it takes more than two hundred presses, or the focus cannot be seen.
    pub async fn tab_to(&self, wanted: &str) -> Result<()> {
        for _ in 0..200 {
            self.press(Key::Tab).await?;
            let focus = self.ask(FOCUS, vec![]).await?;
            let name = focus["name"].as_str().unwrap_or_default();
            if focus["outline"] == json!(false) {
                bail!("the focus on {name:?} cannot be seen");
            }
            if name.contains(wanted) {
                return Ok(());
            }
        }
        bail!(
            "{wanted:?} is not reached by the keyboard on {}",
            self.place().await?
        )
    }

    /// Whether the focus is in the page's main part.
    pub async fn is_in_content(&self) -> Result<bool> {
        let inside = self
            .ask("return !!document.activeElement.closest('main')", vec![])
            .await?;
        Ok(inside == json!(true))
    }

    /// Whether a style sheet has come: without one the page keeps the margin that the browser gives it.
    pub async fn is_styled(&self) -> Result<bool> {
        let script = "return getComputedStyle(document.body).marginTop !== '8px'";
        Ok(self.ask(script, vec![]).await? == json!(true))
    }

    /// Pixels by which the page is wider than the window.
    pub async fn sideways(&self) -> Result<i64> {
        let excess = self.ask(SIDEWAYS, vec![]).await?;
        excess.as_i64().context("no width")
    }

    /// The page as a PDF on A4.
    pub async fn print(&self) -> Result<Vec<u8>> {
        Ok(self.client.print(PrintConfiguration::default()).await?)
    }

    /// Whether something that a selector finds would be on paper.
    pub async fn is_on_paper(&self, selector: &str) -> Result<bool> {
        self.wish(Wish::Paper).await?;
        let shown = self.ask(IS_SHOWN, vec![json!(selector)]).await?;
        self.wish(Wish::Nothing).await?;
        Ok(shown == json!(true))
    }

    pub(crate) async fn ask(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.client.execute(script, arguments).await?)
    }

    pub(crate) async fn wait_for(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.client.execute_async(script, arguments).await?)
    }

    /// A picture of the page in `target/journeys`, named after the test.
    pub(crate) async fn leave_a_picture(&self) {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/journeys");
        let thread = std::thread::current();
        let name = thread.name().unwrap_or("journey").replace("::", "-");
        if let Ok(picture) = self.client.screenshot().await
            && std::fs::create_dir_all(folder).is_ok()
        {
            // A picture that cannot be kept must not hide the failure that it shows.
            drop(std::fs::write(format!("{folder}/{name}.png"), picture));
        }
    }
}

const FOCUS: &str = "
    const it = document.activeElement;
    const style = getComputedStyle(it);
    const label = it.labels && it.labels[0] ? it.labels[0].innerText : '';
    return {
        name: [it.getAttribute('aria-label'), label, it.innerText, it.name].filter(Boolean).join(' '),
        // The parts of a date field take the focus one by one, and the browser marks the part.
        outline: it === document.body || it.type === 'date' || style.outlineStyle !== 'none' || style.boxShadow !== 'none',
    };";

const SIDEWAYS: &str = "
    const page = document.documentElement;
    return Math.max(0, page.scrollWidth - page.clientWidth);";

const IS_SHOWN: &str = "
    return [...document.querySelectorAll(arguments[0])].some(it => it.getClientRects().length > 0);";

/// Waits until a page is gone: then it no longer answers for its elements.
async fn gone(page: &Element) -> Result<()> {
    let begun = Instant::now();
    while page.tag_name().await.is_ok() {
        ensure!(begun.elapsed() < PATIENCE, "the browser stays on the page");
    }
    Ok(())
}
