//! 版头 — what stands above the first line of an official document, the same on screen and on paper.
//!
//! Decides mark, number, title and note of a release, and whether the head is red (GB/T 9704-2012, 7.2; ADR 0014). What
//! the text prints itself is taken as printed; only what it does not print comes from the fields.

use super::kind::Lifecycle;
use super::{KindDef, Released};
use crate::text::{Block, Role};

/// Whose document is shown: a red head is set only for an agency of this site, any other text is 转载排印.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Printing {
    /// 本站机关的公文
    Own,
    /// 转载排印
    Reprint,
}

impl Printing {
    /// Own publications bear a red head, others a plain one.
    pub const fn of(is_own: bool) -> Self {
        if is_own { Self::Own } else { Self::Reprint }
    }
}

/// 版头, a line each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// Whether the mark is red (GB/T 9704-2012).
    pub is_red: bool,
    /// 发文机关标志: as printed; of a red head that prints none, the issuers, else the publisher.
    pub organ: Vec<String>,
    /// 发文字号
    pub number: Vec<String>,
    /// 标题; never empty.
    pub title: Vec<String>,
    /// 题注 of a law.
    pub note: Vec<String>,
    /// How many blocks at the beginning of the text stand in it.
    pub blocks: usize,
}

impl Head {
    /// What stands above the text of a release, by its kind and by who prints it.
    pub fn of(released: &Released, kind: Option<&KindDef>, printing: Printing) -> Self {
        let mut head = Self::printed(&released.text().blocks);
        let fields = released.fields();
        let is_law = kind.is_some_and(|kind| kind.lifecycle == Lifecycle::LegalText);
        head.is_red = printing == Printing::Own && !is_law && fields.contains("doc_no");
        let lines = |id: &str| -> Vec<String> {
            let texts = fields.list(id).into_iter();
            texts.flat_map(str::lines).map(str::to_owned).collect()
        };
        if head.organ.is_empty() && head.is_red {
            head.organ = lines("issuers");
            if head.organ.is_empty() {
                head.organ.push(released.agency_name().to_owned());
            }
        }
        if head.number.is_empty() {
            head.number = lines("doc_no");
        }
        if head.title.is_empty() {
            head.title.push(released.title().to_owned());
        }
        if head.note.is_empty() && is_law {
            head.note = fields
                .text("enactment_note")
                .map(note)
                .into_iter()
                .collect();
        }
        head
    }

    /// What a text prints before its first words.
    pub fn printed(blocks: &[Block]) -> Self {
        let mut head = Self::default();
        for block in blocks {
            let Block::Paragraph(paragraph) = block else {
                break;
            };
            let part = match paragraph.role {
                Role::OrganMark => &mut head.organ,
                Role::DocNo => &mut head.number,
                Role::Title => &mut head.title,
                Role::EnactmentNote => &mut head.note,
                _ => break,
            };
            part.extend(paragraph.text.lines().map(str::to_owned));
            head.blocks += 1;
        }
        head
    }
}

/// 题注 in one line, in brackets, as it is printed under a title.
fn note(kept: &str) -> String {
    let line = kept
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("\u{3000}");
    // Some sources print the brackets, some only one of them.
    let line = line.strip_prefix('（').unwrap_or(&line);
    let closes = line.matches('（').count() < line.matches('）').count();
    let line = line.strip_suffix('）').filter(|_| closes).unwrap_or(line);
    format!("（{line}）")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says so by failing")]

    use super::*;
    use crate::Text;
    use crate::item::indexno::IndexNo;
    use crate::item::{Fields, Kinds, Snapshot};
    use crate::text::Paragraph;

    fn head(
        kind: &str,
        printed: &[(Role, &str)],
        fields: &[(&str, &str)],
        printing: Printing,
    ) -> Head {
        let block = |(role, text): &(Role, &str)| {
            Block::Paragraph(Paragraph {
                role: *role,
                text: (*text).into(),
                anchor: String::new(),
            })
        };
        let mut given = Fields::new();
        for (id, value) in fields {
            given.set(id, *value);
        }
        let bytes = Snapshot {
            item: "i".into(),
            edition: 1,
            kind: kind.into(),
            index_no: IndexNo::exact("XT-0001/2026-00001").unwrap(),
            work: None,
            agency: "XT-0001".into(),
            agency_name: "示例县教育局".into(),
            fields: given,
            text: Text {
                blocks: printed.iter().map(block).collect(),
            },
            files: vec![],
            change_note: String::new(),
            released_at: 0,
            readable_from: 1,
        }
        .to_bytes();
        let released = Released::open(&bytes, Snapshot::digest_of(&bytes)).unwrap();
        Head::of(&released, Kinds::standard().get(kind), printing)
    }

    const FIELDS: &[(&str, &str)] = &[("title", "关于公开的通知"), ("doc_no", "示教〔2026〕1号")];

    #[test]
    fn a_red_head_is_for_numbered_documents_of_this_site_alone() {
        let own = head("document", &[], FIELDS, Printing::Own);
        assert!(own.is_red);
        assert_eq!(own.organ, ["示例县教育局"]);
        let reprint = head("document", &[], FIELDS, Printing::Reprint);
        assert!(!reprint.is_red && reprint.organ.is_empty());
        assert_eq!(reprint.number, ["示教〔2026〕1号"]);
        assert!(!head("document", &[], &FIELDS[..1], Printing::Own).is_red);
        assert!(!head("local_gov_rule", &[], FIELDS, Printing::Own).is_red);
    }

    #[test]
    fn what_the_text_prints_is_taken_as_printed_and_the_rest_from_the_fields() {
        let printed = [
            (Role::OrganMark, "示例县文件"),
            (Role::DocNo, "示〔2026〕2号"),
            (Role::DocNo, "备案2号"),
            (Role::Title, "关于公开的\n通知"),
            (Role::Body, "正文。"),
            (Role::Title, "里面的标题"),
        ];
        let head = head("document", &printed, FIELDS, Printing::Reprint);
        assert_eq!(head.organ, ["示例县文件"]);
        assert_eq!(head.number, ["示〔2026〕2号", "备案2号"]);
        assert_eq!(head.title, ["关于公开的", "通知"]);
        assert_eq!(head.blocks, 4);
    }

    #[test]
    fn the_note_of_a_law_stands_in_its_head_wherever_it_is_kept() {
        for (stated, shown) in [
            ("2026年1月1日公布", "（2026年1月1日公布）"),
            (
                "（2026年1月1日公布\n2026年5月1日修订）",
                "（2026年1月1日公布\u{3000}2026年5月1日修订）",
            ),
            ("2026年1月1日公布（令1号）", "（2026年1月1日公布（令1号））"),
        ] {
            let fields = [("title", "示例条例"), ("enactment_note", stated)];
            let kept = head("local_gov_rule", &[], &fields, Printing::Reprint);
            assert_eq!(kept.note, [shown]);
        }
        let fields = [
            ("title", "示例条例"),
            ("enactment_note", "2026年1月1日公布"),
        ];
        let note = "（2026年1月1日示例市人民政府令第1号公布）";
        let printed = [(Role::EnactmentNote, note)];
        let printed = head("local_gov_rule", &printed, &fields, Printing::Reprint);
        assert_eq!((printed.note, printed.blocks), (vec![note.to_owned()], 1));
        let document = head("document", &[], &fields, Printing::Reprint);
        assert!(document.note.is_empty());
    }
}
