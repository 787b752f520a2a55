//! 杂符 — characters that are no writing: they command a machine, or turn the order of what stands beside them.
//!
//! Decides which these are, for every way in: files that are read, documents that are imported, forms that are sent, words
//! that an operator writes. They are not seen, and a title that holds one can say another thing than it seems to.

use crate::item::Fields;
use crate::text::{Block, Text};

/// Whether it is a command to a machine; ends of lines and tabs part words and are none.
pub fn is_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t')
}

/// Whether it turns the direction of the line it stands in, or ends that line unseen.
pub const fn is_turning(c: char) -> bool {
    matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether it has no place in a title, a name or another field.
pub fn is_stray(c: char) -> bool {
    is_control(c) || is_turning(c)
}

/// Whether some words hold one. NUL is another matter: what holds it is no text at all, and no engine keeps it.
pub fn has_stray(words: &str) -> bool {
    words.contains(|c: char| c != '\0' && is_stray(c))
}

/// How many of some of them there are.
fn count(words: &str, is_taken: fn(char) -> bool) -> usize {
    let is_plain = |c: char| matches!(c, ' '..='~' | '\u{3000}'..='\u{d7ff}');
    let taken = |c: &char| !is_plain(*c) && *c != '\0' && is_taken(*c);
    words.chars().filter(taken).count()
}

/// Takes out some of them; gives how many there were.
fn clean(words: &mut String, is_taken: fn(char) -> bool) -> usize {
    let found = count(words, is_taken);
    let is_taken = |c: char| c != '\0' && is_taken(c);
    if 0 < found {
        words.retain(|c| !is_taken(c));
    }
    found
}

/// Takes out what a field may not hold; gives how many there were.
pub fn clean_line(words: &mut String) -> usize {
    clean(words, is_stray)
}

/// The same of every field.
pub fn clean_fields(fields: &mut Fields) -> usize {
    let mut found = 0;
    fields.each(|words| found += clean_line(words));
    found
}

/// Takes out the commands of a text; gives how many there were. A text may hold words of a writing from right to left.
pub fn clean_text(text: &mut Text) -> usize {
    let mut found = 0;
    text.each(|words| found += clean(words, is_control));
    for block in &mut text.blocks {
        if let Block::Image(image) = block {
            found += clean_line(&mut image.name);
        }
    }
    found
}

/// Whether anything would be taken out.
pub fn is_clean(fields: &Fields, text: &Text) -> bool {
    let mut values = fields.iter().flat_map(|(_, value)| value.texts());
    let is_image_clean = |block: &Block| match block {
        Block::Image(image) => count(&image.name, is_stray) == 0,
        _ => true,
    };
    !values.any(has_stray)
        && text.blocks.iter().all(is_image_clean)
        && text.all(|words| count(words, is_control) == 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Cell, Image, Paragraph, Role, Row, Table};

    #[test]
    fn a_field_loses_what_is_no_writing_and_keeps_its_words() {
        for (before, after, found) in [
            ("关于甲的通知", "关于甲的通知", 0),
            ("关于\u{7}甲\u{1f}的通\u{85}知", "关于甲的通知", 3),
            ("关于\u{202e}甲\u{2066}的通知\u{2069}", "关于甲的通知", 3),
            ("一\n二\t三", "一\n二\t三", 0),
            ("一\r\n二", "一\n二", 1),
            // Emoji are joined and Arabic is written with characters that are not seen.
            ("👨\u{200d}👩", "👨\u{200d}👩", 0),
            ("甲\0", "甲\0", 0),
        ] {
            assert_eq!(has_stray(before), found > 0, "{before:?}");
            let mut words = before.to_owned();
            assert_eq!(
                (clean_line(&mut words), words.as_str()),
                (found, after),
                "{before:?}"
            );
        }
    }

    #[test]
    fn a_text_loses_its_commands_wherever_they_stand() {
        let cell = |text: &str| Cell::of(text);
        let mut text = Text {
            blocks: vec![
                Block::Paragraph(Paragraph {
                    role: Role::Body,
                    text: "甲\u{1}\u{202b}乙".into(),
                    anchor: String::new(),
                }),
                Block::Table(Table {
                    caption: Some("表\u{2}".into()),
                    rows: vec![Row {
                        head: false,
                        cells: vec![cell("一\u{3}"), cell("二")],
                    }],
                    anchor: String::new(),
                }),
                Block::Image(Image {
                    name: "图\u{4}.png".into(),
                    alt: "图\u{5}".into(),
                    anchor: String::new(),
                }),
            ],
        };
        assert!(!is_clean(&Fields::new(), &text));
        assert_eq!(clean_text(&mut text), 5);
        assert_eq!(text.plain(), "甲\u{202b}乙\n表\n一\t二\n图\n");
        assert!(is_clean(&Fields::new(), &text));
        let mut fields = Fields::new();
        fields.set("title", "甲\u{202e}乙");
        assert!(!is_clean(&fields, &text));
        assert_eq!(clean_fields(&mut fields), 1);
        assert_eq!(fields.text("title"), Some("甲乙"));
        assert!(is_clean(&fields, &text));
        let image = |name: &str| Text {
            blocks: vec![Block::Image(Image {
                name: name.into(),
                alt: "图".into(),
                anchor: String::new(),
            })],
        };
        assert!(is_clean(&fields, &image("图.png")));
        assert!(!is_clean(&fields, &image("图\u{202e}gnp.exe")));
    }
}
