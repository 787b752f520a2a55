//! 附件 — the files that a document names and the links that lead to them, as one list.

use crate::line::{MOST_ATTACHMENTS, is_blank};
use crate::{Attachment, Document, Problem};

/// Adds `links` to the annexes that the text names: a link whose name the text gives is that annex. `more` are links
/// beyond those.
pub(super) fn join(document: &mut Document, links: Vec<Attachment>, more: usize) {
    let more = more + document.attachments.len().saturating_sub(MOST_ATTACHMENTS);
    document.attachments.truncate(MOST_ATTACHMENTS);
    if more > 0 {
        document.problems.push(Problem::new(
            "attachments_cut",
            format!(
                "附件超过 {MOST_ATTACHMENTS} 个，另有 {more} 个没有列为附件；请核对，必要时分成几件公开。"
            ),
        ));
    }
    for link in links {
        let wanted = bare(&link.name);
        let known = &mut document.attachments;
        let named = known
            .iter()
            .position(|one| one.href.is_empty() && alike(&bare(&one.name), &wanted));
        if let Some(one) = named.and_then(|at| known.get_mut(at)) {
            one.href = link.href;
        } else if !known.iter().any(|one| one.href == link.href) {
            known.push(link);
        }
    }
}

/// The same name but for number, extension and blanks.
fn alike(left: &str, right: &str) -> bool {
    !left.is_empty()
        && !right.is_empty()
        && (left == right || left.contains(right) || right.contains(left))
}

fn bare(name: &str) -> String {
    let name = name.trim_matches(is_blank);
    let stem = match name.rsplit_once('.') {
        Some((stem, end)) if (1..=5).contains(&end.len()) && end.is_ascii() => stem,
        _ => name,
    };
    let stem = stem.strip_prefix("附件").unwrap_or(stem);
    stem.trim_start_matches(|c: char| {
        c.is_ascii_digit() || matches!(c, '.' | '．' | '：' | ':' | '、' | '-')
    })
    .chars()
    .filter(|c| !is_blank(*c))
    .collect()
}
