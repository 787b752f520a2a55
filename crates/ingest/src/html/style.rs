//! 样式 — what an element's own attributes say about how its text is set.
//!
//! Decides alignment, weight, size, indent and whether it is shown, from the `style` attribute and the old attributes
//! beside it. Style sheets are not read: what a class means is not in the file.

use crate::line::Align;
use scraper::node::Element;

pub(super) fn align(element: &Element) -> Option<Align> {
    if element.name() == "center" {
        return Some(Align::Centre);
    }
    let value = declaration(element, "text-align")
        .or_else(|| element.attr("align").map(str::to_ascii_lowercase))?;
    Some(match value.as_str() {
        "center" | "middle" => Align::Centre,
        "right" | "end" => Align::End,
        _ => Align::Start,
    })
}

pub(super) fn is_bold(element: &Element) -> Option<bool> {
    if matches!(element.name(), "b" | "strong" | "th") {
        return Some(true);
    }
    let weight = declaration(element, "font-weight")?;
    let heavy = weight.parse::<u32>().is_ok_and(|weight| weight >= 600);
    Some(heavy || weight.starts_with("bold"))
}

/// The size of the font in points.
pub(super) fn size(element: &Element) -> Option<f32> {
    let value = declaration(element, "font-size")?;
    let number: String = value
        .chars()
        .take_while(|c| c.is_ascii_digit() || *c == '.')
        .collect();
    let number: f32 = number.parse().ok()?;
    let points = match value[value.len().min(number_len(&value))..].trim() {
        "pt" => number,
        "px" => number * 0.75,
        _ => return None,
    };
    (1.0..=200.0).contains(&points).then_some(points)
}

fn number_len(value: &str) -> usize {
    value
        .chars()
        .take_while(|c| c.is_ascii_digit() || *c == '.')
        .count()
}

pub(super) fn is_indented(element: &Element) -> bool {
    declaration(element, "text-indent").is_some_and(|value| {
        value.starts_with(|c: char| c.is_ascii_digit() && c != '0')
            || value.starts_with('.')
            || (value.starts_with("0.") && !value.starts_with("0.0"))
    })
}

/// Whether the element and all in it is not shown.
pub(super) fn is_hidden(element: &Element) -> bool {
    element.attr("hidden").is_some()
        || declaration(element, "display").is_some_and(|value| value == "none")
        || declaration(element, "visibility").is_some_and(|value| value == "hidden")
        || declaration(element, "font-size")
            .is_some_and(|value| matches!(value.as_str(), "0" | "0px" | "0pt" | "0em"))
        || declaration(element, "opacity")
            .is_some_and(|value| value.trim_end_matches('0').trim_end_matches('.').is_empty())
}

/// The value of one property of the `style` attribute, in lower case.
fn declaration(element: &Element, property: &str) -> Option<String> {
    let style = element.attr("style")?;
    style
        .split(';')
        .filter_map(|declaration| declaration.split_once(':'))
        .filter(|(name, _)| name.trim().eq_ignore_ascii_case(property))
        .map(|(_, value)| {
            value
                .trim()
                .trim_end_matches("!important")
                .trim()
                .to_ascii_lowercase()
        })
        .next_back()
}
