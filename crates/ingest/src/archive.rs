//! 压缩包 — the parts of a file that is a ZIP archive (DOCX, XLSX, OFD), opened with limits.
//!
//! Decides which parts there are, by what name they are found, and when an archive is refused. What a header says of
//! a size is only a first look: every limit is measured again while the part is inflated, so a lying header gains
//! nothing.
//!
//! Invariants
//! - Nothing is ever written anywhere, so a path can do no harm; tricks with paths are refused because two programs
//!   would read two different documents out of such a file.
//! - No part is larger than [`PART`], all parts read together are no larger than [`TOTAL`].

use crate::{Problem, Refused};
use encoding_rs::GBK;
use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{Cursor, Read};
use zip::ZipArchive;
use zip::result::ZipError;

/// How many parts an archive may have.
const PARTS: usize = 10_000;
/// The largest part, in bytes after inflation.
const PART: u64 = 64 << 20;
/// All parts together, in bytes after inflation.
const TOTAL: u64 = 256 << 20;
/// How many times larger than its compressed form a part may be…
const RATIO: u64 = 200;
/// …once it is larger than this, in bytes. Small parts of blanks compress better and harm nobody.
const RATIO_FROM: u64 = 1 << 20;

/// An opened archive.
pub(crate) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// Parts by name in lower case, with forward slashes and no leading one.
    parts: HashMap<String, usize>,
    names: Vec<String>,
    /// How many bytes may still be inflated.
    left: u64,
    pub(crate) problems: Vec<Problem>,
}

impl<'a> Archive<'a> {
    /// Opens the archive and looks at its list of parts.
    ///
    /// # Errors
    /// [`Refused`] `damaged`, `encrypted`, `zip_bomb` or `bad_path`.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, Refused> {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| refused(&error))?;
        if zip.len() > PARTS {
            return Err(bomb("里面的文件太多"));
        }
        if zip.has_duplicate_names() {
            return Err(bad_path("里面有同名的两个文件"));
        }
        let mut archive = Self {
            parts: HashMap::with_capacity(zip.len()),
            names: Vec::with_capacity(zip.len()),
            left: TOTAL,
            problems: Vec::new(),
            zip: zip.clone(),
        };
        let mut declared: u64 = 0;
        let mut odd = false;
        for i in 0..zip.len() {
            let part = zip.by_index_raw(i).map_err(|error| refused(&error))?;
            if part.encrypted() {
                return Err(encrypted());
            }
            if is_bomb(part.size(), part.compressed_size()) {
                return Err(bomb("解压后过大"));
            }
            declared = declared.saturating_add(part.size());
            if part.is_dir() {
                continue;
            }
            let (name, plain) = name_of(part.name_raw())?;
            odd |= !plain;
            if archive.parts.insert(name.to_lowercase(), i).is_some() {
                return Err(bad_path("里面有只差大小写的同名文件"));
            }
            archive.names.push(name);
        }
        if declared > TOTAL {
            return Err(bomb("解压后过大"));
        }
        if odd {
            archive.problems.push(Problem::new(
                "odd_paths",
                "文件内部的路径写法不合规范（反斜杠、前导斜杠或非 UTF-8 文件名），已按通常写法读取。",
            ));
        }
        Ok(archive)
    }

    /// The names of the parts, as in the file but with forward slashes and no leading one.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.parts.contains_key(&name.to_lowercase())
    }

    /// The bytes of a part, `None` if there is none of that name.
    ///
    /// # Errors
    /// [`Refused`] `zip_bomb` where it inflates beyond the limits, `damaged` where its bytes are not sound.
    pub(crate) fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>, Refused> {
        let Some(&index) = self.parts.get(&name.to_lowercase()) else {
            return Ok(None);
        };
        let part = self.zip.by_index(index).map_err(|error| refused(&error))?;
        let packed = part.compressed_size();
        let most = PART.min(self.left);
        let mut bytes = Vec::new();
        let mut inflate = part.take(most + 1);
        let mut chunk = vec![0; 1 << 16];
        loop {
            let n = match inflate.read(&mut chunk) {
                Ok(0) => break,
                Ok(n) => n,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(_) => return Err(damaged()),
            };
            bytes.extend(chunk.iter().take(n));
            let size = bytes.len() as u64;
            if size > most || is_bomb(size, packed) {
                return Err(bomb("解压后过大"));
            }
        }
        self.left -= bytes.len() as u64;
        Ok(Some(bytes))
    }
}

fn is_bomb(size: u64, packed: u64) -> bool {
    size > PART || (size > RATIO_FROM && size / RATIO > packed)
}

/// The name of a part in the usual form, and whether it was written so.
fn name_of(raw: &[u8]) -> Result<(String, bool), Refused> {
    let (name, mut plain) = match std::str::from_utf8(raw) {
        Ok(name) => (Cow::Borrowed(name), true),
        // Older Chinese software writes the names in the code page of Windows.
        Err(_) => (GBK.decode_without_bom_handling(raw).0, false),
    };
    plain &= !name.contains('\\') && !name.starts_with('/');
    let name = name.replace('\\', "/");
    let name = name.trim_start_matches('/');
    if name.contains('\0') {
        return Err(bad_path("里面有名称含空字符的文件"));
    }
    let drive = name.as_bytes().get(1) == Some(&b':');
    if drive || name.split('/').any(|step| step == "..") {
        return Err(bad_path("里面有指向外面的路径"));
    }
    Ok((name.to_owned(), plain))
}

fn refused(error: &ZipError) -> Refused {
    match error {
        ZipError::InvalidPassword => encrypted(),
        ZipError::UnsupportedArchive(says) if says.contains("assword") => encrypted(),
        ZipError::CompressionMethodNotSupported(_) | ZipError::UnsupportedArchive(_) => {
            Refused::new(
                "unknown_format",
                "文件用了少见的压缩方式，请用 Office、WPS 或版式阅读软件另存一次再上传。",
            )
        }
        _ => damaged(),
    }
}

pub(crate) fn damaged() -> Refused {
    Refused::new("damaged", "文件损坏，可能没有传完，请重新上传。")
}

pub(crate) fn encrypted() -> Refused {
    Refused::new("encrypted", "文件设有密码，请去掉密码后重新上传。")
}

fn bomb(what: &str) -> Refused {
    Refused::new(
        "zip_bomb",
        format!("文件{what}，不像正常的公文，没有读取；请重新另存后上传。"),
    )
}

fn bad_path(what: &str) -> Refused {
    Refused::new(
        "bad_path",
        format!("文件{what}，不同软件会读出不同内容，没有读取；请重新另存后上传。"),
    )
}
