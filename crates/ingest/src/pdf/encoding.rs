//! Encodings of fonts that have one byte a character, and the names of glyphs (ISO 32000-1 annex D).
//!
//! Decides what a byte or a glyph's name reads. Names are those of Latin text and common signs, and the systematic
//! ones (`uni4E00`, `u1F600`); what a font calls otherwise is not guessed.

/// What a byte reads in the encoding of this name.
pub(super) fn byte(encoding: Option<&[u8]>, byte: u8) -> Option<char> {
    let decoded = |encoding: &'static encoding_rs::Encoding| {
        let bytes = [byte];
        let (text, _) = encoding.decode_without_bom_handling(&bytes);
        text.chars()
            .next()
            .filter(|c| !c.is_control() && *c != '\u{fffd}')
    };
    match encoding {
        Some(b"WinAnsiEncoding") => decoded(encoding_rs::WINDOWS_1252),
        Some(b"MacRomanEncoding") => decoded(encoding_rs::MACINTOSH),
        _ => standard(byte),
    }
}

fn standard(byte: u8) -> Option<char> {
    const HIGH: &str = "¡¢£⁄¥ƒ§¤'“«‹›ﬁﬂ\u{0}–†‡·\u{0}¶•‚„”»…‰\u{0}¿\u{0}`´ˆ˜¯˘˙¨\u{0}˚¸\u{0}˝˛ˇ—";
    match byte {
        b'\'' => Some('’'),
        b'`' => Some('‘'),
        0x20..=0x7E => Some(char::from(byte)),
        0xA1..=0xD0 => HIGH
            .chars()
            .nth(usize::from(byte - 0xA1))
            .filter(|c| *c != '\0'),
        0xE1 => Some('Æ'),
        0xE3 => Some('ª'),
        0xE8 => Some('Ł'),
        0xE9 => Some('Ø'),
        0xEA => Some('Œ'),
        0xEB => Some('º'),
        0xF1 => Some('æ'),
        0xF5 => Some('ı'),
        0xF8 => Some('ł'),
        0xF9 => Some('ø'),
        0xFA => Some('œ'),
        0xFB => Some('ß'),
        _ => None,
    }
}

/// What a glyph of this name reads.
pub(super) fn glyph(name: &[u8]) -> Option<String> {
    let name = std::str::from_utf8(name).ok()?;
    let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
    if let Some((_, text)) = NAMES.iter().find(|(known, _)| *known == stem) {
        return Some((*text).to_owned());
    }
    if let Some(digits) = stem.strip_prefix("uni")
        && digits.len() >= 4
        && let Some(units) = digits
            .as_bytes()
            .chunks(4)
            .map(|four| u16::from_str_radix(std::str::from_utf8(four).ok()?, 16).ok())
            .collect::<Option<Vec<u16>>>()
    {
        return String::from_utf16(&units).ok();
    }
    if let Some(digits) = stem.strip_prefix('u')
        && (4..=6).contains(&digits.len())
        && let Ok(code) = u32::from_str_radix(digits, 16)
    {
        return char::from_u32(code).map(String::from);
    }
    let mut letters = stem.chars();
    let (first, second) = (letters.next()?, letters.next());
    (second.is_none() && first.is_ascii_alphabetic()).then(|| first.to_string())
}

const NAMES: &[(&str, &str)] = &[
    ("space", " "),
    ("nbspace", " "),
    ("exclam", "!"),
    ("quotedbl", "\""),
    ("numbersign", "#"),
    ("dollar", "$"),
    ("percent", "%"),
    ("ampersand", "&"),
    ("quotesingle", "'"),
    ("quoteright", "’"),
    ("quoteleft", "‘"),
    ("parenleft", "("),
    ("parenright", ")"),
    ("asterisk", "*"),
    ("plus", "+"),
    ("comma", ","),
    ("hyphen", "-"),
    ("sfthyphen", "-"),
    ("period", "."),
    ("slash", "/"),
    ("zero", "0"),
    ("one", "1"),
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("seven", "7"),
    ("eight", "8"),
    ("nine", "9"),
    ("colon", ":"),
    ("semicolon", ";"),
    ("less", "<"),
    ("equal", "="),
    ("greater", ">"),
    ("question", "?"),
    ("at", "@"),
    ("bracketleft", "["),
    ("backslash", "\\"),
    ("bracketright", "]"),
    ("asciicircum", "^"),
    ("underscore", "_"),
    ("grave", "`"),
    ("braceleft", "{"),
    ("bar", "|"),
    ("braceright", "}"),
    ("asciitilde", "~"),
    ("exclamdown", "¡"),
    ("cent", "¢"),
    ("sterling", "£"),
    ("fraction", "⁄"),
    ("yen", "¥"),
    ("florin", "ƒ"),
    ("section", "§"),
    ("currency", "¤"),
    ("quotedblleft", "“"),
    ("guillemotleft", "«"),
    ("guilsinglleft", "‹"),
    ("guilsinglright", "›"),
    ("fi", "fi"),
    ("fl", "fl"),
    ("ff", "ff"),
    ("ffi", "ffi"),
    ("ffl", "ffl"),
    ("endash", "–"),
    ("dagger", "†"),
    ("daggerdbl", "‡"),
    ("periodcentered", "·"),
    ("middot", "·"),
    ("paragraph", "¶"),
    ("bullet", "•"),
    ("quotesinglbase", "‚"),
    ("quotedblbase", "„"),
    ("quotedblright", "”"),
    ("guillemotright", "»"),
    ("ellipsis", "…"),
    ("perthousand", "‰"),
    ("questiondown", "¿"),
    ("acute", "´"),
    ("circumflex", "ˆ"),
    ("tilde", "˜"),
    ("macron", "¯"),
    ("dieresis", "¨"),
    ("ring", "˚"),
    ("cedilla", "¸"),
    ("caron", "ˇ"),
    ("emdash", "—"),
    ("AE", "Æ"),
    ("ae", "æ"),
    ("OE", "Œ"),
    ("oe", "œ"),
    ("Oslash", "Ø"),
    ("oslash", "ø"),
    ("germandbls", "ß"),
    ("dotlessi", "ı"),
    ("Agrave", "À"),
    ("Aacute", "Á"),
    ("Acircumflex", "Â"),
    ("Atilde", "Ã"),
    ("Adieresis", "Ä"),
    ("Aring", "Å"),
    ("Ccedilla", "Ç"),
    ("Egrave", "È"),
    ("Eacute", "É"),
    ("Ecircumflex", "Ê"),
    ("Edieresis", "Ë"),
    ("Igrave", "Ì"),
    ("Iacute", "Í"),
    ("Icircumflex", "Î"),
    ("Idieresis", "Ï"),
    ("Ntilde", "Ñ"),
    ("Ograve", "Ò"),
    ("Oacute", "Ó"),
    ("Ocircumflex", "Ô"),
    ("Otilde", "Õ"),
    ("Odieresis", "Ö"),
    ("Ugrave", "Ù"),
    ("Uacute", "Ú"),
    ("Ucircumflex", "Û"),
    ("Udieresis", "Ü"),
    ("Yacute", "Ý"),
    ("agrave", "à"),
    ("aacute", "á"),
    ("acircumflex", "â"),
    ("atilde", "ã"),
    ("adieresis", "ä"),
    ("aring", "å"),
    ("ccedilla", "ç"),
    ("egrave", "è"),
    ("eacute", "é"),
    ("ecircumflex", "ê"),
    ("edieresis", "ë"),
    ("igrave", "ì"),
    ("iacute", "í"),
    ("icircumflex", "î"),
    ("idieresis", "ï"),
    ("ntilde", "ñ"),
    ("ograve", "ò"),
    ("oacute", "ó"),
    ("ocircumflex", "ô"),
    ("otilde", "õ"),
    ("odieresis", "ö"),
    ("ugrave", "ù"),
    ("uacute", "ú"),
    ("ucircumflex", "û"),
    ("udieresis", "ü"),
    ("yacute", "ý"),
    ("ydieresis", "ÿ"),
    ("Scaron", "Š"),
    ("scaron", "š"),
    ("Zcaron", "Ž"),
    ("zcaron", "ž"),
    ("degree", "°"),
    ("plusminus", "±"),
    ("multiply", "×"),
    ("divide", "÷"),
    ("minus", "−"),
    ("lessequal", "≤"),
    ("greaterequal", "≥"),
    ("notequal", "≠"),
    ("mu", "μ"),
    ("onehalf", "½"),
    ("onequarter", "¼"),
    ("threequarters", "¾"),
    ("onesuperior", "¹"),
    ("twosuperior", "²"),
    ("threesuperior", "³"),
    ("ordfeminine", "ª"),
    ("ordmasculine", "º"),
    ("copyright", "©"),
    ("registered", "®"),
    ("trademark", "™"),
    ("logicalnot", "¬"),
    ("Euro", "€"),
    ("alpha", "α"),
    ("beta", "β"),
    ("gamma", "γ"),
    ("delta", "δ"),
    ("Delta", "Δ"),
    ("epsilon", "ε"),
    ("lambda", "λ"),
    ("pi", "π"),
    ("sigma", "σ"),
    ("Sigma", "Σ"),
    ("Omega", "Ω"),
];

/// The character that is meant where a font names a look-alike made for dictionaries or for compatibility.
///
/// Kangxi radicals (`⼈`) stand in the text of files printed by some systems in place of the characters they look
/// like, and a visible hyphen is often named by the soft one.
pub(super) fn meant(c: char) -> char {
    const KANGXI: &str = "一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐彡彳心戈戶手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨靑非面革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠";
    match c {
        '\u{2f00}'..='\u{2fd5}' => KANGXI.chars().nth(c as usize - 0x2f00).unwrap_or(c),
        '⻅' => '见',
        '⻆' => '角',
        '⻉' => '贝',
        '⻋' => '车',
        '⻓' => '长',
        '⻔' => '门',
        '⻘' => '青',
        '⻚' => '页',
        '⻛' => '风',
        '⻜' => '飞',
        '⻝' => '食',
        '⻢' => '马',
        '⻣' => '骨',
        '⻥' => '鱼',
        '⻦' => '鸟',
        '⻩' => '黄',
        '⻬' => '齐',
        '⻮' => '齿',
        '⻰' => '龙',
        '⺠' => '民',
        '⺟' => '母',
        '⻄' => '西',
        '\u{ad}' | '\u{2010}' | '\u{2011}' => '-',
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\t' | '\n' | '\r' => ' ',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn glyph_names_read_by_list_by_number_and_by_letter() {
        assert_eq!(glyph(b"parenleft").as_deref(), Some("("));
        assert_eq!(glyph(b"uni516C").as_deref(), Some("公"));
        assert_eq!(glyph(b"u20BB7").as_deref(), Some("𠮷"));
        assert_eq!(glyph(b"A.swash").as_deref(), Some("A"));
        assert_eq!(glyph(b"g123"), None);
    }

    #[test]
    fn the_high_half_of_the_standard_encoding_is_where_the_standard_puts_it() {
        assert_eq!(byte(None, 0xA1), Some('¡'));
        assert_eq!(byte(None, 0xD0), Some('—'));
        assert_eq!(byte(None, 0xB7), Some('•'));
        assert_eq!(byte(Some(b"WinAnsiEncoding"), 0x97), Some('—'));
    }

    #[test]
    fn a_radical_that_stands_for_a_character_is_that_character() {
        assert_eq!(meant('⼈'), '人');
        assert_eq!(meant('⿕'), '龠');
        assert_eq!(meant('⻚'), '页');
    }
}
