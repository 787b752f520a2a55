//! 编号的数字 — a number as the formats of lists print it (ISO/IEC 29500-1, 17.18.59).

/// The number in the format, as printed; formats that are not known print as decimal.
pub(super) fn print(format: &str, n: u32) -> String {
    let cycle = |signs: &str| {
        let signs: Vec<char> = signs.chars().collect();
        match n.checked_sub(1).and_then(|i| signs.get(i as usize)) {
            Some(sign) => sign.to_string(),
            None => n.to_string(),
        }
    };
    // Characters of Unicode that stand in a row, from one.
    let row = |first: char, count: u32| {
        let sign = n.checked_sub(1).filter(|i| *i < count);
        let sign = sign.and_then(|i| char::from_u32(first as u32 + i));
        sign.map_or_else(|| n.to_string(), String::from)
    };
    match format {
        "none" => String::new(),
        "decimalZero" => format!("{n:02}"),
        "upperRoman" => roman(n),
        "lowerRoman" => roman(n).to_lowercase(),
        "upperLetter" => letters(n, b'A'),
        "lowerLetter" => letters(n, b'a'),
        "chineseCounting" | "taiwaneseCounting" | "japaneseCounting" if n > 99 => digits(n),
        "chineseCounting"
        | "chineseCountingThousand"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "japaneseCounting" => counted(n, "一二三四五六七八九", "十百千", '零'),
        "chineseLegalSimplified" => counted(n, "壹贰叁肆伍陆柒捌玖", "拾佰仟", '零'),
        "ideographLegalTraditional" => counted(n, "壹貳參肆伍陸柒捌玖", "拾佰仟", '零'),
        "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital" => digits(n),
        "ideographTraditional" => cycle("甲乙丙丁戊己庚辛壬癸"),
        "ideographZodiac" => cycle("子丑寅卯辰巳午未申酉戌亥"),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" if n <= 20 => row('①', 20),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" if n <= 35 => {
            cycle("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟")
        }
        "decimalEnclosedParen" => row('⑴', 20),
        "decimalEnclosedFullstop" => row('⒈', 20),
        "ideographEnclosedCircle" => row('㊀', 10),
        "decimalFullWidth" | "decimalFullWidth2" => {
            let wide = |c: char| char::from_u32(c as u32 + 0xfee0).unwrap_or(c);
            n.to_string().chars().map(wide).collect()
        }
        "numberInDash" => format!("- {n} -"),
        _ => n.to_string(),
    }
}

/// 一〇五
fn digits(n: u32) -> String {
    let signs: Vec<char> = "〇一二三四五六七八九".chars().collect();
    let sign = |c: char| c.to_digit(10).and_then(|d| signs.get(d as usize)).copied();
    n.to_string().chars().filter_map(sign).collect()
}

/// 一百零五, 十二; what is beyond the thousands prints as decimal.
fn counted(n: u32, ones: &str, units: &str, zero: char) -> String {
    if n == 0 || n > 9999 {
        return n.to_string();
    }
    let mut out = String::new();
    let mut gap = false;
    for power in (0..4u32).rev() {
        let digit = n / 10u32.pow(power) % 10;
        if digit == 0 {
            gap = !out.is_empty();
            continue;
        }
        if gap {
            out.push(zero);
            gap = false;
        }
        // 十二, not 一十二.
        if !(power == 1 && digit == 1 && out.is_empty()) {
            out.extend(ones.chars().nth(digit as usize - 1));
        }
        if power > 0 {
            out.extend(units.chars().nth(power as usize - 1));
        }
    }
    out
}

fn roman(mut n: u32) -> String {
    const SIGNS: &[(u32, &str)] = &[
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if n == 0 || n > 3999 {
        return n.to_string();
    }
    let mut out = String::new();
    for (value, sign) in SIGNS {
        while n >= *value {
            out.push_str(sign);
            n -= value;
        }
    }
    out
}

/// a, b, … z, aa, bb, …
fn letters(n: u32, first: u8) -> String {
    match n.checked_sub(1) {
        Some(i) if i < 26 * 20 => {
            let letter = char::from(first + (i % 26) as u8);
            std::iter::repeat_n(letter, i as usize / 26 + 1).collect()
        }
        _ => n.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::print;

    #[test]
    fn numbers_print_as_the_formats_of_lists_have_it() {
        for (format, n, printed) in [
            ("decimal", 7, "7"),
            ("chineseCounting", 10, "十"),
            ("chineseCounting", 12, "十二"),
            ("chineseCounting", 30, "三十"),
            ("chineseCountingThousand", 105, "一百零五"),
            ("chineseCountingThousand", 110, "一百一十"),
            ("chineseCountingThousand", 1001, "一千零一"),
            ("ideographDigital", 10, "一〇"),
            ("chineseLegalSimplified", 21, "贰拾壹"),
            ("ideographTraditional", 3, "丙"),
            ("decimalEnclosedCircleChinese", 3, "③"),
            ("decimalEnclosedCircle", 21, "㉑"),
            ("decimalFullWidth", 12, "１２"),
            ("lowerRoman", 14, "xiv"),
            ("upperLetter", 28, "BB"),
            ("none", 3, ""),
        ] {
            assert_eq!(print(format, n), printed, "{format} {n}");
        }
    }
}
