//! 恢复 — an archive put back into an empty register and an empty file store, and held against what was kept.
//!
//! Decides what a restored site has proved: every table gives the same bytes as the archive, the ledger ends with the
//! same link, and a verification compares all of it. What an archive brought along that was wrong already when it was made
//! is told and not mended.

use super::gather::Walk;
use super::manifest::{Manifest, Piece, TableOf};
use super::source::Archive;
use super::{Step, Trouble, rows};
use crate::desk::Register;
use crate::verify::{Found, verify};
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use law::Digest;
use std::collections::BTreeSet;
use store::table::{Table, Value};
use store::{Reader, Tx};

/// How many files are put in place at once.
const AT_ONCE: usize = 8;

/// What an archive holds, every piece of it read and found whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    pub tables: u64,
    pub rows: u64,
    pub files: u64,
    /// Of rows and files, unpacked.
    pub bytes: u64,
}

/// What was put back and what was proved.
#[derive(Clone, Debug)]
pub struct Restored {
    pub checked: Checked,
    pub found: Found,
}

impl Archive {
    /// Reads every piece and holds it against its name.
    ///
    /// # Errors
    /// Names the first that is missing or is not what it should be.
    pub fn check(
        &self,
        manifest: &Manifest,
        mut told: impl FnMut(Step),
    ) -> Result<Checked, Trouble> {
        let mut checked = Checked::default();
        let total = manifest.rows() + manifest.files.count;
        let mut tell = |checked: &Checked| {
            told(Step {
                what: "核对备份",
                done: checked.rows + checked.files,
                total,
            });
        };
        for table in &manifest.tables {
            for piece in &table.pieces {
                let lines = self.lines(piece)?;
                let found = lines.split_inclusive(|byte| *byte == b'\n').count() as u64;
                if found != piece.rows {
                    return Err(Trouble::damaged(
                        format!("{} 的一块 {}", table.name, piece.sha256),
                        "行数与清单不符",
                    ));
                }
                checked.rows += found;
                checked.bytes += piece.bytes;
                tell(&checked);
            }
            checked.tables += 1;
        }
        for piece in &manifest.files.pieces {
            for (_, digest, long) in self.files_of(piece)? {
                self.check_file(digest, long)?;
                checked.files += 1;
                checked.bytes += long;
                tell(&checked);
            }
        }
        for beside in &manifest.beside {
            self.check_file(beside.sha256, beside.bytes)?;
        }
        Ok(checked)
    }
}

/// Puts back what was checked into a register that was begun for it at the schema of the archive, and proves it. It stays
/// unfinished until [`complete`].
///
/// # Errors
/// Where something cannot be put back or is not what was kept.
pub async fn restore(
    archive: &Archive,
    manifest: &Manifest,
    checked: Checked,
    register: &Register,
    mut told: impl FnMut(Step),
) -> Result<Restored, Trouble> {
    let tables = tables_of(manifest, &mut register.store.write().await?).await?;
    let total = manifest.rows();
    let mut done = 0;
    for (table, kept) in &tables {
        for piece in &kept.pieces {
            let lines = archive.lines(piece)?;
            let mut tx = register.store.write().await?;
            tx.pour(table, &rows_of(kept, table, &lines)?).await?;
            tx.commit().await?;
            done += piece.rows;
            told(Step {
                what: "恢复登记库",
                done,
                total,
            });
        }
    }
    files(archive, manifest, register, &mut told).await?;
    let mut reader = register.store.read().await?;
    let mut done = 0;
    for (table, kept) in &tables {
        same(&mut reader, table, kept, |rows| {
            done += rows;
            told(Step {
                what: "与备份比对",
                done,
                total,
            });
        })
        .await?;
    }
    drop(reader);
    register.store.bring_up(store::NEWEST_SCHEMA).await?;
    told(Step {
        what: "核对台账和文件",
        done: total,
        total,
    });
    let found = verify(register, &[]).await?;
    if (found.entries, found.head) != (manifest.ledger.entries, manifest.ledger.head) {
        return Err(Trouble::Refused(
            "恢复出来的台账与备份清单所记的链首不同；恢复没有做完".into(),
        ));
    }
    Ok(Restored { checked, found })
}

/// Lets a restored register be opened, once all that belongs to it is in its place.
pub async fn complete(register: &Register) -> Result<(), Trouble> {
    Ok(register.store.complete().await?)
}

/// The tables of the register with those of the archive, in an order in which rows can be put in.
async fn tables_of<'a>(
    manifest: &'a Manifest,
    tx: &mut Tx,
) -> Result<Vec<(Table, &'a TableOf)>, Trouble> {
    let mut left: BTreeSet<&str> = manifest.tables.iter().map(|it| it.name.as_str()).collect();
    let mut found = Vec::new();
    for table in tx.tables().await? {
        let kept = manifest.tables.iter().find(|kept| kept.name == table.name);
        let columns: BTreeSet<(&str, &str)> = table
            .columns
            .iter()
            .map(|column| (column.name.as_str(), column.ty.id()))
            .collect();
        match kept {
            Some(kept)
                if kept.columns.len() == columns.len()
                    && kept
                        .columns
                        .iter()
                        .all(|(name, ty)| columns.contains(&(name, ty))) =>
            {
                left.remove(table.name.as_str());
                let order = |(name, _): &(String, String)| {
                    table.columns.iter().find(|column| column.name == *name)
                };
                // Rows are read and written in the order of the archive.
                let mut ordered = table.clone();
                ordered.columns = kept.columns.iter().filter_map(order).cloned().collect();
                ordered.key = table
                    .key
                    .iter()
                    .filter_map(|at| table.columns.get(*at))
                    .filter_map(|key| ordered.columns.iter().position(|it| it == key))
                    .collect();
                found.push((ordered, kept));
            }
            _ => return Err(other_schema(&table.name)),
        }
    }
    match left.first() {
        Some(name) => Err(other_schema(name)),
        None => Ok(found),
    }
}

fn other_schema(table: &str) -> Trouble {
    Trouble::Refused(format!(
        "备份里的表 {table} 与这个程序所知的同一版结构不同；请用做备份的那一版程序恢复"
    ))
}

fn rows_of(kept: &TableOf, table: &Table, lines: &[u8]) -> Result<Vec<Vec<Value>>, Trouble> {
    let lines = lines
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty());
    let rows: Option<Vec<_>> = lines.map(|line| rows::row(table, line)).collect();
    rows.ok_or_else(|| Trouble::damaged(format!("表 {}", kept.name), "里有一行读不懂"))
}

async fn files(
    archive: &Archive,
    manifest: &Manifest,
    register: &Register,
    told: &mut impl FnMut(Step),
) -> Result<(), Trouble> {
    let total = manifest.files.count;
    let mut done = 0;
    for piece in &manifest.files.pieces {
        let put = stream::iter(archive.files_of(piece)?).map(|(space, digest, long)| async move {
            let next = archive.pieces(digest)?;
            register.blobs.put_pieces(space, digest, long, next).await
        });
        let mut put = put.buffer_unordered(AT_ONCE);
        while put.try_next().await?.is_some() {
            done += 1;
            told(Step {
                what: "恢复大文件",
                done,
                total,
            });
        }
    }
    Ok(())
}

/// Whether a table gives the same bytes as the archive.
async fn same(
    reader: &mut Reader,
    table: &Table,
    kept: &TableOf,
    mut told: impl FnMut(u64),
) -> Result<(), Trouble> {
    let mut walk = Walk::default();
    let mut pieces = kept.pieces.iter();
    let mut piece: Option<&Piece> = pieces.next();
    let (mut lines, mut rows_in) = (Vec::new(), 0);
    let differs = || {
        Trouble::Refused(format!(
            "恢复出来的表 {} 与备份不同；恢复没有做完，请把这个情况告知维护人员",
            kept.name
        ))
    };
    loop {
        let found = walk.step(reader, table).await?;
        if found.is_empty() {
            break;
        }
        for row in &found {
            let before = lines.len();
            rows::put_line(row, &mut lines);
            walk.bytes += (lines.len() - before) as u64;
            rows_in += 1;
            let wished = piece.ok_or_else(differs)?;
            if rows_in == wished.rows {
                if Digest::of(&lines) != wished.sha256 {
                    return Err(differs());
                }
                piece = pieces.next();
                lines.clear();
                rows_in = 0;
            }
        }
        told(found.len() as u64);
    }
    if piece.is_some() || 0 < rows_in {
        return Err(differs());
    }
    Ok(())
}
