//! JSON lines, plain or gzip: one record a line, read without holding the file.

use anyhow::Context as _;
use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::io::{BufRead, BufReader, Read as _};
use std::path::Path;

/// The longest line that is taken, in bytes.
const LONGEST: u64 = 64 * 1024 * 1024;

/// The lines of a file, with their numbers from 1.
pub(crate) struct Lines {
    source: Box<dyn BufRead + Send>,
    number: u64,
    /// How long the one before was: the next is not much longer, mostly.
    length: usize,
}

impl Lines {
    pub(crate) fn open(path: &Path) -> anyhow::Result<Self> {
        let open = || File::open(path).with_context(|| format!("不能打开 {}", path.display()));
        let mut magic = [0; 2];
        let is_gzip = open()?.read_exact(&mut magic).is_ok() && magic == [0x1f, 0x8b];
        let source: Box<dyn BufRead + Send> = if is_gzip {
            Box::new(BufReader::with_capacity(
                1 << 20,
                MultiGzDecoder::new(BufReader::new(open()?)),
            ))
        } else {
            Box::new(BufReader::with_capacity(1 << 20, open()?))
        };
        Ok(Self {
            source,
            number: 0,
            length: 0,
        })
    }

    /// How many lines a file has, for the progress bar.
    #[expect(
        clippy::naive_bytecount,
        reason = "counting is a small part of reading, and one more dependency is not worth it"
    )]
    pub(crate) fn count(path: &Path) -> anyhow::Result<u64> {
        let mut source = Self::open(path)?.source;
        let mut count = 0;
        loop {
            let (newlines, taken) = {
                let bytes = source.fill_buf()?;
                (
                    bytes.iter().filter(|byte| **byte == b'\n').count() as u64,
                    bytes.len(),
                )
            };
            if taken == 0 {
                return Ok(count);
            }
            count += newlines;
            source.consume(taken);
        }
    }
}

impl Iterator for Lines {
    type Item = (u64, anyhow::Result<String>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let mut line = Vec::with_capacity(self.length + self.length / 2);
            self.number += 1;
            match (&mut self.source)
                .take(LONGEST)
                .read_until(b'\n', &mut line)
            {
                Ok(0) => return None,
                Ok(_) if line.iter().all(u8::is_ascii_whitespace) => {}
                Ok(length) => {
                    self.length = length;
                    let text = String::from_utf8(line).context("这一行不是 UTF-8 文字");
                    return Some((self.number, text));
                }
                Err(error) => return Some((self.number, Err(error.into()))),
            }
        }
    }
}
