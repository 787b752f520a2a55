//! A citation as a value, and a refusal that carries one.

use std::fmt;

/// 条文 — where a rule stands, in the fixed and greppable form `条例第三十三条第二款`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Article(pub &'static str);

impl fmt::Display for Article {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// Why an act may not happen: a sentence a clerk or an applicant may read, and the rule that would be broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What to read, in Chinese, ending with what can be done instead.
    pub says: String,
    /// The rule, where there is one; a refusal for the sake of good order has none.
    pub article: Option<Article>,
}

impl Refusal {
    /// A refusal for the sake of good order: no rule of law is named.
    pub fn new(says: impl Into<String>) -> Self {
        Self {
            says: says.into(),
            article: None,
        }
    }

    /// A refusal under a rule, which is printed behind it.
    pub fn under(article: Article, says: impl Into<String>) -> Self {
        Self {
            says: says.into(),
            article: Some(article),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.says)?;
        match self.article {
            Some(article) => write!(f, "（{article}）"),
            None => Ok(()),
        }
    }
}
