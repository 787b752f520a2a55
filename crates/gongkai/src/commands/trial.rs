//! `--dry-run` — an act that is tried: all of it is done but what would stay.
//!
//! Decides that a trial goes the way of the act itself, in the register as it is: the same checks, refusals and exit codes,
//! told with what would be done. Its transaction ends as if it had never been, files lie in a directory that goes with it,
//! and index and keys are left alone. So what several transactions build on each other, as batches of an import do, a trial
//! sees one at a time.

use crate::say;
use clap::Args;

#[derive(Clone, Copy, Debug, Default, Args)]
pub(crate) struct Trial {
    /// 试运行：照样检查和办理，说出会办成什么，什么也不写
    #[arg(long)]
    dry_run: bool,
}

impl Trial {
    /// Whether this is one; from now on results say so.
    pub(crate) fn begins(self) -> bool {
        say::on_trial(self.dry_run);
        self.dry_run
    }
}
