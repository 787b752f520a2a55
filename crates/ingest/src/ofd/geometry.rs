//! Places on a page as OFD writes them, in millimetres from its upper left corner.

/// `x y width height`
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Area {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Area {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let [x, y, width, height] = <[f64; 4]>::try_from(numbers(text)).ok()?;
        Some(Self {
            x,
            y,
            width,
            height,
        })
    }
}

/// Numbers parted by blanks; what is no finite number is left out.
pub(super) fn numbers(text: &str) -> Vec<f64> {
    let parse = |word: &str| word.parse::<f64>().ok().filter(|n| n.is_finite());
    text.split([' ', ',', '\t', '\n', '\r'])
        .filter_map(parse)
        .collect()
}

/// `3 g 4 5.5 2`: in `DeltaX` and `DeltaY`, `g n v` stands for `n` times `v` (GB/T 33190 §11.3). At most `most`
/// values, whatever `n` says.
pub(super) fn deltas(text: &str, most: usize) -> Vec<f64> {
    let mut out = Vec::new();
    let mut words = text
        .split([' ', ',', '\t', '\n', '\r'])
        .filter(|word| !word.is_empty());
    while let Some(word) = words.next()
        && out.len() < most
    {
        if word != "g" {
            out.push(
                word.parse()
                    .ok()
                    .filter(|n: &f64| n.is_finite())
                    .unwrap_or(0.0),
            );
            continue;
        }
        let n = words
            .next()
            .and_then(|n| n.parse::<f64>().ok())
            .unwrap_or(0.0);
        let value = words
            .next()
            .and_then(|v| v.parse().ok())
            .filter(|v: &f64| v.is_finite());
        let n = (n.max(0.0) as usize).min(most - out.len());
        out.extend(std::iter::repeat_n(value.unwrap_or(0.0), n));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_the_same_distance_are_written_short_and_never_grow_beyond_the_text() {
        assert_eq!(deltas("3 g 2 5.5 1", 10), [3.0, 5.5, 5.5, 1.0]);
        assert_eq!(deltas("g 999999999 1", 4), [1.0; 4]);
        assert_eq!(deltas("g", 4), [0.0; 0]);
    }
}
