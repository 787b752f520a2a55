//! 信息 — what has been, or will be, published.
//!
//! Decides which kinds of items there are and what each carries, how items are numbered and related, whether a text
//! holds on a given day, and what a released snapshot is. Does not decide who may release: that is an act.

pub mod column;
pub mod compare;
pub mod docnum;
pub mod enactment;
pub mod fields;
pub mod head;
pub mod heading;
pub mod indexno;
pub mod kind;
pub mod profile;
pub mod relation;
pub mod released;
pub mod title;
pub mod topic;
pub mod usc;
pub mod validity;
pub mod versions;

pub use column::Column;
pub use fields::{Fields, Value};
pub use head::{Head, Printing};
pub use kind::{FieldDef, FieldType, KindDef, Kinds};
pub use relation::Relation;
pub use released::{Pixels, Released, ReleasedFile, Snapshot};
pub use title::quoted;
