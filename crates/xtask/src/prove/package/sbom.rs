//! The list of what the program is made of: well-formed by the published schema, of this very program, and complete
//! beside THIRD-PARTY.md, which is made in another way.

use crate::checkout::Checkout;
use crate::release::Release;
use crate::shell::{read, show};
use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

const VERSION: &str = "11.12.0";

/// Asks the schema that CycloneDX publishes, as its own library brings it.
const VALIDATE: &str = "\
import sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
text = open(sys.argv[1], encoding='utf-8').read()
wrong = JsonStrictValidator(SchemaVersion.V1_5).validate_str(text)
sys.exit(f'not CycloneDX 1.5: {wrong}' if wrong else 0)
";

pub(super) fn prove(checkout: &Checkout, release: &Release) -> Result<()> {
    let folder = checkout
        .tools()
        .join(format!("cyclonedx-python-lib-{VERSION}"));
    let python = folder.join("bin/python");
    if !folder.join("bin/jsonschema").is_file() {
        show(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
        let wheel = format!("cyclonedx-python-lib[json-validation]=={VERSION}");
        show(Command::new(folder.join("bin/pip")).args(["install", "--quiet", &wheel]))?;
    }
    let validated = Command::new(python)
        .args(["-c", VALIDATE])
        .arg(&release.sbom)
        .status()?;
    ensure!(validated.success(), "the SBOM is not valid");
    let list: Value = serde_json::from_slice(&fs::read(&release.sbom)?)?;
    let sum = read(Command::new("sha256sum").arg("--").arg(&release.program))?;
    let sum = sum.split_whitespace().next().context("no checksum")?;
    let told = list.pointer("/metadata/component/hashes/0/content");
    ensure!(
        told.and_then(Value::as_str) == Some(sum),
        "the SBOM is of another program"
    );
    let third_party = fs::read_to_string(checkout.path("THIRD-PARTY.md"))?;
    let known: BTreeSet<&str> = third_party
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split(" |").next())
        .filter(|named| named.contains(' '))
        .collect();
    let components = list["components"].as_array().context("no components")?;
    let listed: BTreeSet<String> = components
        .iter()
        .filter(|component| !component["hashes"].is_null())
        .filter_map(|component| {
            let text = |key: &str| component[key].as_str();
            Some(format!("{} {}", text("name")?, text("version")?))
        })
        .collect();
    let missing: Vec<&&str> = known.iter().filter(|one| !listed.contains(**one)).collect();
    ensure!(missing.is_empty(), "the SBOM does not name {missing:?}");
    println!(
        "SBOM: valid CycloneDX 1.5, {} crates with their checksums, {} of them built in by THIRD-PARTY.md",
        listed.len(),
        known.len()
    );
    Ok(())
}
