//! Accessibility by axe-core: WCAG 2.2 A and AA, and its best practices.
//!
//! It finds what a machine can find, perhaps half of what hinders people; the journeys by keyboard find another part.

use crate::visitor::Visitor;
use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};

const RUN: &str = "
    const [rules, done] = arguments;
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const only = rules.length ? {type: 'rule', values: rules} : {type: 'tag', values: tags};
    axe.run(document, {runOnly: only, resultTypes: ['violations']})
        .then(found => done(found.violations), error => done(String(error)));";

/// The rules that colours alone can break.
const OF_COLOURS: &[&str] = &["color-contrast", "link-in-text-block"];

impl Visitor {
    /// Looks at the open page as somebody who cannot see it, or not well; gives every violation and where it is.
    pub async fn what_hinders(&self) -> Result<Vec<String>> {
        self.violations(&[]).await
    }

    /// What cannot be told from its ground, where only the colours are other than before.
    pub async fn what_is_faint(&self) -> Result<Vec<String>> {
        self.violations(OF_COLOURS).await
    }

    async fn violations(&self, rules: &[&str]) -> Result<Vec<String>> {
        if self.ask("return !!window.axe", vec![]).await? == Value::Bool(false) {
            let script = std::fs::read_to_string(&self.site.axe)
                .with_context(|| format!("{}: cargo xtask check --only setup", self.site.axe))?;
            self.ask(&script, vec![]).await?;
        }
        let violations = self.wait_for(RUN, vec![json!(rules)]).await?;
        let Value::Array(violations) = violations else {
            bail!("axe did not finish: {violations}");
        };
        Ok(violations.iter().map(tell).collect())
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
        "{} — {}\n{}",
        violation["id"],
        violation["help"],
        places.join("\n")
    )
}
