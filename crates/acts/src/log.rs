//! 日志 — the public log over the ledger, by which everybody can prove what was released here (ADR 0025, 0026).
//!
//! Decides which entries of the ledger have leaves and what these say (`leaf.rs`), that they are appended by the transaction
//! of the act itself (`grow.rs`), who signs how the log stands and when (`sign.rs`), that copies which the press made are
//! registered by an act of their own (`copies.rs`).
//! What of all this everybody may see stands in `portal/proving.rs`.
//!
//! Invariants
//! - A leaf follows from an entry, from what it released and from a salt; nothing else is in it.
//! - The salt of what was withdrawn or taken down is destroyed by the act that does so.
//! - Nothing is signed that does not follow what was signed last.

mod copies;
mod grow;
mod leaf;
mod sign;

pub(crate) use copies::copies_of;
pub use copies::{NewCopy, record_copies};
pub use grow::catch_up;
pub(crate) use grow::{Step, grow, read_again, takes_down};
pub(crate) use leaf::{Done, KeyChange, RELEASE, leaves, parts_of_copies, parts_of_release};
pub use sign::{
    Last, Signed, Unsignable, change_key, check, fitting, follows, key, request, sign, size_of,
    stands, take_cosigned, take_place_of_lost_key,
};
pub(crate) use sign::{consistency, inclusion, named_text, stands_of};

use law::Refusal;
pub use proof::tile::Address as TileAddress;
use proof::tree::TreeHash;

/// The hash function of a log by its stored name.
pub(crate) fn tree_hash(id: &str) -> Result<TreeHash, crate::Failure> {
    TreeHash::from_id(id).ok_or_else(|| {
        crate::Failure::Refused(Refusal::new(match id {
            SM3 => "这个站点的日志是国密 SM3 的，这个程序编译时没有带国密选项；请换用带这个选项（--features gm）编译的程序".to_owned(),
            id => format!("这个程序不认识日志的散列算法 {id}，请安装更新的程序"),
        }))
    })
}

/// The stored name of the hash function that only a program built for it knows.
const SM3: &str = "sm3";
