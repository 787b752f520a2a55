//! 施行与失效 — from when to when a text says that it holds.
//!
//! Decides only what the text says of itself: `本办法自2026年5月1日起施行`, `有效期至2031年4月30日`. What it says of other
//! texts is theirs; `自公布之日起` names no day and gives none.

use law::Date;
use law::Text;
use law::item::Fields;

/// Puts 施行日期 and 失效日期 into `fields`, where the text states them.
pub(super) fn state(text: &Text, fields: &mut Fields) {
    for block in text.blocks.iter().rev() {
        let words = block.plain();
        if let Some(date) = effective(&words)
            && !fields.contains("effective_date")
        {
            fields.set_date("effective_date", date);
        }
        if let Some(date) = expiry(&words)
            && !fields.contains("expiry_date")
        {
            fields.set_date("expiry_date", date);
        }
    }
}

/// The day in `本…自某日起施行`, or in a clause of its own: `，自某日起施行`.
fn effective(words: &str) -> Option<Date> {
    ["起施行", "起实施", "起执行", "起生效"]
        .iter()
        .flat_map(|end| words.match_indices(end))
        .find_map(|(at, _)| {
            let before = words.get(..at)?;
            let (clause, day) = before.rsplit_once('自')?;
            let (date, range) = law::date::find(day)?;
            let whole = range.start == 0 && range.end == day.len();
            let clause = clause
                .rsplit(['。', '；', '，', '：', '\u{3000}', ' '])
                .next()?;
            let own = clause.is_empty() || clause.starts_with('本') || clause == "现予公布";
            (whole && own).then_some(date)
        })
}

/// The day in `本…有效期至某日`, or in a clause of its own behind one that speaks of this text.
fn expiry(words: &str) -> Option<Date> {
    ["有效期至", "有效期截至"]
        .iter()
        .flat_map(|begin| words.match_indices(begin))
        .find_map(|(at, begin)| {
            let sentence = words.get(..at)?.rsplit(['。', '；']).next()?;
            let clauses = || sentence.split(['，', '：', '、', '\u{3000}', ' ']);
            let own = match clauses().next_back()? {
                "" => clauses().any(|clause| clause.starts_with(['本', '自'])),
                clause => clause.starts_with('本'),
            };
            let after = words.get(at + begin.len()..)?;
            let (date, range) = law::date::find(after)?;
            (own && range.start == 0).then_some(date)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_says_from_when_it_holds() {
        for (words, day) in [
            ("本办法自2026年5月1日起施行。", Some("2026-05-01")),
            (
                "《示例条例》已经通过，现予公布，自2026年5月1日起施行。",
                Some("2026-05-01"),
            ),
            (
                "本通知自2026年1月1日起执行，有效期至2030年12月31日。",
                Some("2026-01-01"),
            ),
            ("本办法自公布之日起施行。", None),
            ("《旧办法》自2009年1月1日起施行后，各地反映良好。", None),
        ] {
            assert_eq!(
                effective(words).map(|date| date.to_string()).as_deref(),
                day,
                "{words}"
            );
        }
    }

    #[test]
    fn a_text_says_until_when_it_holds_itself_and_not_what_it_says_of_another() {
        let day = Some(Date::constant(2030, 12, 31));
        for (words, day) in [
            ("本通知自2026年1月1日起执行，有效期至2030年12月31日。", day),
            ("四、本意见有效期至2030年12月31日。", day),
            ("自2026年1月1日起施行，有效期至2030年12月31日。", day),
            (
                "《关于支持茶产业发展的意见》有效期至2030年12月31日，应当在期满前评估。",
                None,
            ),
            (
                "本决定公布目录。《关于支持茶产业发展的意见》有效期至2030年12月31日。",
                None,
            ),
            ("本通知有效期5年。", None),
        ] {
            assert_eq!(expiry(words), day, "{words}");
        }
    }
}
