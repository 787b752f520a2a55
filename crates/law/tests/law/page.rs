//! Pages of `docs/law` that are made from the code.

use std::path::Path;

/// `docs/law/{name}.md` must be `made`; `UPDATE_DOCS=1` writes it.
#[expect(
    clippy::disallowed_methods,
    reason = "a switch of the test, not a setting of the program"
)]
pub(crate) fn must_be(name: &str, made: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../docs/law/{name}.md"));
    if std::env::var("UPDATE_DOCS").is_ok() {
        std::fs::write(&path, made).expect("written");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == made,
        "docs/law/{name}.md is stale: UPDATE_DOCS=1 cargo test -p law --test law"
    );
}
