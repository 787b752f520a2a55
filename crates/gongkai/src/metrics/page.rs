//! The text form of Prometheus, version 0.0.4: for each number what it is, then its samples.

use super::Metric;
use std::fmt::{Display, Write as _};

#[derive(Debug, Default)]
pub(super) struct Page {
    text: String,
    name: &'static str,
}

impl Page {
    /// Begins a number; the samples that follow are its own.
    pub(super) fn begin(&mut self, metric: Metric) -> &mut Self {
        self.name = metric.name;
        let (name, kind, says) = (metric.name, metric.kind, metric.says);
        let _ = write!(self.text, "# HELP {name} {says}\n# TYPE {name} {kind}\n");
        self
    }

    /// A number with one sample.
    pub(super) fn one(&mut self, metric: Metric, value: impl Display) {
        self.begin(metric).sample("", &[], value);
    }

    /// A sample under labels.
    pub(super) fn with(&mut self, labels: &[(&str, &str)], value: impl Display) -> &mut Self {
        self.sample("", labels, value)
    }

    /// A sample of a part, such as `_sum`.
    pub(super) fn sample(
        &mut self,
        part: &str,
        labels: &[(&str, &str)],
        value: impl Display,
    ) -> &mut Self {
        self.text.push_str(self.name);
        self.text.push_str(part);
        for (n, (label, said)) in labels.iter().enumerate() {
            self.text.push(if n == 0 { '{' } else { ',' });
            let said = said.replace('\\', "\\\\").replace('"', "\\\"");
            let _ = write!(self.text, "{label}=\"{said}\"");
        }
        if !labels.is_empty() {
            self.text.push('}');
        }
        let _ = writeln!(self.text, " {value}");
        self
    }

    pub(super) fn text(self) -> String {
        self.text
    }
}
