//! Why an act or a look-up did not happen — seven doors and no more.
//!
//! Each is a sentence in Chinese that says what can be done; the code of [`Failure::code`] is for machines.

use law::Refusal;
use law::item::kind::FieldProblem;

/// Everything that can go wrong in an act, sorted by what the person can do about it.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// There is none, or none that you may know of.
    #[error("没有这条信息，或者它没有公开，请核对索引号或者地址")]
    NotFound,
    /// You may know of it, but not do this.
    #[error("不能这样办：{0}")]
    Forbidden(&'static str),
    /// It changed since you looked.
    #[error("它在您看过以后变了：{0}，请看过新的一版再办")]
    Stale(String),
    /// The law or good order says no.
    #[error("{0}")]
    Refused(Refusal),
    /// What was sent cannot be taken as it is.
    #[error("{}", says(.0))]
    Invalid(Vec<FieldProblem>),
    /// The database, the files or the index cannot be reached: a whole sentence.
    #[error("{0}")]
    Unavailable(String),
    /// Our mistake.
    #[error("程序或者登记库的内容有错，请先备份数据目录，再告知维护人员。原因：{0}")]
    Bug(String),
}

fn says(problems: &[FieldProblem]) -> String {
    problems
        .iter()
        .map(|p| p.says.as_str())
        .collect::<Vec<_>>()
        .join("；")
}

impl From<store::Error> for Failure {
    /// What the register cannot do now is unavailable; what should never happen in it is our mistake;
    /// what it could not keep is for the sender to mend.
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Damaged { .. } => Failure::Bug(error.to_string()),
            store::Error::Nul { .. } => Failure::Invalid(vec![FieldProblem {
                field: String::new(),
                says: "文字里有空字符（NUL），请去掉以后再试".into(),
            }]),
            error => Failure::Unavailable(error.to_string()),
        }
    }
}

impl From<search::Error> for Failure {
    fn from(error: search::Error) -> Self {
        Failure::Unavailable(error.to_string())
    }
}

impl Failure {
    /// The stable public name of this failure.
    pub fn code(&self) -> &'static str {
        match self {
            Failure::NotFound => "GK-404",
            Failure::Forbidden(_) => "GK-403",
            Failure::Stale(_) => "GK-409",
            Failure::Refused(_) => "GK-422-REFUSED",
            Failure::Invalid(_) => "GK-422-INVALID",
            Failure::Unavailable(_) => "GK-503",
            Failure::Bug(_) => "GK-500",
        }
    }
}
