//! 样式 — what an element's own attributes say about how its text is set.
//!
//! Decides alignment, weight, size and indent from the `style` attribute and the old attributes beside it, and whether
//! declarations show what they are about. Of style sheets only what hides is read, by [`super::unseen`].

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

/// Whether declarations say that something is shown: `display` and `visibility`; `None` where they say nothing.
pub(super) fn shows(declarations: &str) -> Option<bool> {
    let says = |property: &str, hides: &[&str]| {
        last(declarations, property).map(|value| !hides.contains(&value.as_str()))
    };
    match (
        says("display", &["none"]),
        says("visibility", &["hidden", "collapse"]),
    ) {
        (None, None) => None,
        (display, visibility) => Some(display.unwrap_or(true) && visibility.unwrap_or(true)),
    }
}

/// Whether declarations make something invisible that takes its place on the page: without size, without colour, or
/// far outside.
pub(super) fn makes_invisible(declarations: &str) -> bool {
    let value = |property: &str| last(declarations, property);
    let number = |property: &str| number(&value(property)?);
    let none = |property: &str| number(property).is_some_and(|n| n.abs() < 0.001);
    let far = |property: &str| number(property).is_some_and(|n| n <= -900.0);
    let is_placed = value("position").is_some_and(|value| value == "absolute" || value == "fixed");
    let is_cut = value("overflow").is_some_and(|value| value == "hidden");
    none("font-size")
        || none("opacity")
        || value("color").is_some_and(|value| value == "transparent")
        || value("mso-hide").is_some_and(|value| value == "all")
        || (is_placed && (far("left") || far("top")))
        || (is_cut
            && ["height", "max-height", "width", "max-width"]
                .into_iter()
                .any(none))
        || far("text-indent")
}

fn number(value: &str) -> Option<f32> {
    let end = value
        .find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '-'))
        .unwrap_or(value.len());
    value[..end].parse().ok()
}

/// The value of one property of the `style` attribute, in lower case.
fn declaration(element: &Element, property: &str) -> Option<String> {
    last(element.attr("style")?, property)
}

/// The value that counts of one property, in lower case.
fn last(declarations: &str, property: &str) -> Option<String> {
    declarations
        .split(';')
        .filter_map(|declaration| declaration.split_once(':'))
        .filter(|(name, _)| name.trim().eq_ignore_ascii_case(property))
        .map(|(_, value)| {
            let value = value.trim().to_ascii_lowercase();
            value.trim_end_matches("!important").trim().to_owned()
        })
        .next_back()
}
