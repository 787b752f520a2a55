//! Starting Chromium by its driver, as the device that a journey asks for.

use crate::site::Site;
use anyhow::{Context as _, Result, bail};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

/// What the visitor holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Device {
    /// A window of 1280 × 900.
    Desk,
    /// A phone of 360 × 740.
    Phone,
    /// The desk, with scripts switched off in the browser.
    WithoutScript,
    /// The desk at 200 %: half the room for the same page.
    Enlarged,
}

/// Without these, Chromium looks for hosts on the internet at every start.
const QUIET: &[&str] = &[
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=zh-CN",
];

pub(crate) async fn open(site: &Site, device: Device) -> Result<Client> {
    let mut builder = ClientBuilder::new(HttpConnector::new());
    if let Value::Object(capabilities) = capabilities(device) {
        builder.capabilities(capabilities);
    }
    let client = builder
        .connect(&site.driver)
        .await
        .with_context(|| format!("no browser from {}", site.driver))?;
    if device == Device::WithoutScript && runs_scripts(&client).await? {
        bail!("the browser runs scripts although it was told not to");
    }
    Ok(client)
}

/// Asks the browser by a page that changes its own title.
async fn runs_scripts(client: &Client) -> Result<bool> {
    let page = "data:text/html,<title>off</title><script>document.title = 'on'</script>";
    client.goto(page).await?;
    Ok(client.title().await? == "on")
}

fn capabilities(device: Device) -> Value {
    let mut options = json!({
        "args": QUIET.iter().chain(&["--window-size=1280,900"]).collect::<Vec<_>>(),
    });
    match device {
        Device::Desk => {}
        Device::Phone => options["mobileEmulation"] = screen(360, 740, 3, true),
        Device::Enlarged => options["mobileEmulation"] = screen(640, 450, 2, false),
        Device::WithoutScript => {
            options["prefs"] = json!({"profile.managed_default_content_settings.javascript": 2});
        }
    }
    json!({"browserName": "chrome", "goog:chromeOptions": options})
}

fn screen(width: u32, height: u32, ratio: u32, is_mobile: bool) -> Value {
    json!({"deviceMetrics": {
        "width": width, "height": height, "pixelRatio": ratio, "mobile": is_mobile, "touch": is_mobile,
    }})
}
