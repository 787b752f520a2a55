//! Which protections a reader really has on this box: for `gongkai doctor` and for tests.
//!
//! Told by a reader that was started for the question ([`super::Pool::protections`]), since only a locked
//! process can say what the kernel granted. What is required and what is best effort is decided in [`super::confine`].

use serde::{Deserialize, Serialize};

/// What a locked reader reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Protections {
    /// Limits of memory, processor time, files and processes hold. A reader does not start without.
    pub(crate) limits: bool,
    /// No program that this process could start would gain rights.
    pub(crate) no_new_privileges: bool,
    /// System calls outside a short list fail.
    pub(crate) system_calls: Guard,
    /// The kernel denies every file and every connection by Landlock.
    pub(crate) landlock: Guard,
}

/// How far the kernel grants a protection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Guard {
    Full,
    /// An older kernel knows only some of what was asked.
    Partial,
    /// This kernel or architecture has it not.
    Absent,
}

impl Guard {
    fn zh(self) -> &'static str {
        match self {
            Self::Full => "有效",
            Self::Partial => "部分有效（内核较旧）",
            Self::Absent => "未启用（内核或者处理器不支持）",
        }
    }
}

impl Protections {
    /// Before any is in place.
    pub(super) const NONE: Self = Self {
        limits: false,
        no_new_privileges: false,
        system_calls: Guard::Absent,
        landlock: Guard::Absent,
    };

    /// Whether something stands between a parser gone wild and the box.
    pub(super) fn confine(self) -> bool {
        self.limits && (self.system_calls != Guard::Absent || self.landlock != Guard::Absent)
    }

    /// One line for each protection, in Chinese.
    pub(crate) fn lines(self) -> Vec<String> {
        self.told().into_iter().map(|(says, _)| says).collect()
    }

    /// The same, each with whether it holds in full.
    pub(crate) fn told(self) -> Vec<(String, bool)> {
        let held = |held: bool| if held { Guard::Full } else { Guard::Absent };
        [
            ("资源上限（内存、时间、文件、进程）", held(self.limits)),
            ("禁止提升权限", held(self.no_new_privileges)),
            ("系统调用白名单（seccomp）", self.system_calls),
            ("禁止访问文件和网络（Landlock）", self.landlock),
        ]
        .into_iter()
        .map(|(what, guard)| (format!("{what}：{}", guard.zh()), guard == Guard::Full))
        .collect()
    }
}
