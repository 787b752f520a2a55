//! 站点 — what the site says of itself, kept in the register and changed by an act.

use crate::Failure;
use crate::desk::{Desk, Register};
use crate::ledger::{Prepared, finish};
use crate::view::Site;
use law::Refusal;

const KEYS: [&str; 8] = [
    "name",
    "domain",
    "id_code",
    "organiser",
    "operator",
    "contact",
    "icp",
    "police",
];

/// Writes what the site says of itself.
///
/// # Errors
/// [`Failure::Refused`] without a name.
pub async fn describe(desk: &Desk, site: &Site, reason: &str) -> Result<(), Failure> {
    if site.name.trim().is_empty() {
        return Err(Failure::Refused(Refusal::new(
            "网站要有名称，例如“某某县人民政府”",
        )));
    }
    let mut tx = desk.register.store.write().await?;
    for (key, value) in KEYS.into_iter().zip(values(site)) {
        tx.set(&format!("site.{key}"), value).await?;
    }
    tx.set("site.is_demo", if site.is_demo { "yes" } else { "no" })
        .await?;
    let mut act = Prepared::new("describe_site", "site", reason);
    act.is_item = false;
    finish(desk, tx, vec![act]).await?;
    Ok(())
}

fn values(site: &Site) -> [&str; 8] {
    [
        &site.name,
        &site.domain,
        &site.id_code,
        &site.organiser,
        &site.operator,
        &site.contact,
        &site.icp,
        &site.police,
    ]
}

/// What the site says of itself; `None` before it was first described.
pub async fn described(register: &Register) -> Result<Option<Site>, Failure> {
    let mut reader = register.store.read().await?;
    let settings = reader.settings().await?;
    let get = |key: &str| {
        settings
            .get(&format!("site.{key}"))
            .cloned()
            .unwrap_or_default()
    };
    if !settings.contains_key("site.name") {
        return Ok(None);
    }
    Ok(Some(Site {
        name: get("name"),
        domain: get("domain"),
        id_code: get("id_code"),
        organiser: get("organiser"),
        operator: get("operator"),
        contact: get("contact"),
        icp: get("icp"),
        police: get("police"),
        is_demo: get("is_demo") == "yes",
    }))
}

/// How far the loading of the demonstration has come.
pub async fn demo_state(register: &Register) -> Result<Option<String>, Failure> {
    let mut reader = register.store.read().await?;
    Ok(reader.settings().await?.get("demo.state").cloned())
}

/// Notes how far the loading of the demonstration has come: a note to ourselves, not an act on the register.
pub async fn set_demo_state(desk: &Desk, state: &str) -> Result<(), Failure> {
    let mut tx = desk.register.store.write().await?;
    tx.set("demo.state", state).await?;
    tx.commit().await?;
    Ok(())
}
