//! 书名号 — a title between its marks.
//!
//! Decides GB/T 15834—2011: titles inside a title take 〈〉, and those inside these 《》 again, whichever marks they stand in.

/// `《关于修改〈示例条例〉的决定》`
pub fn quoted(title: &str) -> String {
    let mut depth = 1usize;
    let mut out = String::with_capacity(title.len() + 6);
    out.push('《');
    for c in title.chars() {
        match c {
            '《' | '〈' => {
                out.push(if depth % 2 == 1 { '〈' } else { '《' });
                depth += 1;
            }
            '》' | '〉' => {
                depth = depth.saturating_sub(1).max(1);
                out.push(if depth % 2 == 1 { '〉' } else { '》' });
            }
            c => out.push(c),
        }
    }
    out.push('》');
    out
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_title_inside_a_title_has_the_other_marks() {
        for (title, is) in [
            ("示例条例", "《示例条例》"),
            (
                "关于修改《示例条例》的决定",
                "《关于修改〈示例条例〉的决定》",
            ),
            (
                "关于修改〈示例条例〉的决定",
                "《关于修改〈示例条例〉的决定》",
            ),
            (
                "关于《关于修改〈甲条例〉的决定》的说明",
                "《关于〈关于修改《甲条例》的决定〉的说明》",
            ),
            ("《甲》和《乙》", "《〈甲〉和〈乙〉》"),
            ("多了一个》号", "《多了一个〉号》"),
        ] {
            assert_eq!(quoted(title), is);
        }
    }
}
