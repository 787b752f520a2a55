//! Accessibility by axe-core: WCAG 2.2 A and AA, and its best practices.
//!
//! It finds what a machine can find, perhaps half of what hinders people; the journeys by keyboard find another part.

use crate::visitor::Visitor;
use anyhow::{Context as _, Result, bail};
use serde_json::Value;

const RUN: &str = "
    const done = arguments[arguments.length - 1];
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})
        .then(found => done(found.violations), error => done(String(error)));";

impl Visitor {
    /// Looks at the open page as somebody who cannot see it.
    ///
    /// # Errors
    /// With every violation and where it is.
    pub async fn finds_it_accessible(&self) -> Result<()> {
        let script = std::fs::read_to_string(&self.site.axe)
            .with_context(|| format!("{}: cargo xtask check --only setup", self.site.axe))?;
        self.ask(&script, vec![]).await?;
        let violations = self.wait_for(RUN, vec![]).await?;
        let Value::Array(violations) = violations else {
            bail!("axe did not finish: {violations}");
        };
        if violations.is_empty() {
            return Ok(());
        }
        let told: Vec<String> = violations.iter().map(tell).collect();
        bail!(
            "{} is not accessible:\n{}",
            self.place().await?,
            told.join("\n")
        )
    }
}

fn tell(violation: &Value) -> String {
    let places: Vec<String> = violation["nodes"]
        .as_array()
        .into_iter()
        .flatten()
        .take(5)
        .map(|node| format!("    {} {}", node["target"], node["html"]))
        .collect();
    format!(
        "  {} — {}\n{}",
        violation["id"],
        violation["help"],
        places.join("\n")
    )
}
