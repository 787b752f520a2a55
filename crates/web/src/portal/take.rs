//! 下载 — files as released, the words of an item in every form, and the checksums of all of them.
//!
//! Every download is an attachment in a sandbox: nothing that came in a file runs on this site. Names follow RFC 6266,
//! with the Chinese name in `filename*`. Large files go out piece by piece; a HEAD or a condition reads none; a part may be
//! asked for. What is withdrawn answers with its page, 410, here too.

use crate::error::Trouble;
use crate::extract::{Asked, At, ItemFile, Visit};
use crate::middleware::cache::{Condition, not_modified};
use crate::page::Answer;
use crate::paths::segment;
use crate::portal::document::Edition;
use crate::portal::range::{Part, Wanted, wanted};
use crate::portal::tombstone;
use acts::portal::{FileFound, Form};
use acts::view::{Address, Sums};
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use bytes::Bytes;
use law::Digest;
use std::fmt::Write as _;
use std::time::SystemTime;

/// GET …/text.pdf
pub(crate) async fn pdf(
    visit: Visit,
    at: At<Address>,
    asked: Asked<Edition>,
    headers: HeaderMap,
) -> Answer {
    words(Form::Pdf, visit, at, asked, headers).await
}

/// GET …/text.docx
pub(crate) async fn docx(
    visit: Visit,
    at: At<Address>,
    asked: Asked<Edition>,
    headers: HeaderMap,
) -> Answer {
    words(Form::Docx, visit, at, asked, headers).await
}

/// GET /laws/…/text.akn.xml
pub(crate) async fn akn(
    visit: Visit,
    at: At<Address>,
    asked: Asked<Edition>,
    headers: HeaderMap,
) -> Answer {
    words(Form::Akn, visit, at, asked, headers).await
}

/// GET …/text.txt
pub(crate) async fn text(
    visit: Visit,
    at: At<Address>,
    asked: Asked<Edition>,
    headers: HeaderMap,
) -> Answer {
    words(Form::Txt, visit, at, asked, headers).await
}

/// GET …/text.md
pub(crate) async fn markdown(
    visit: Visit,
    at: At<Address>,
    asked: Asked<Edition>,
    headers: HeaderMap,
) -> Answer {
    words(Form::Markdown, visit, at, asked, headers).await
}

/// GET …/text.json
pub(crate) async fn json(
    visit: Visit,
    at: At<Address>,
    asked: Asked<Edition>,
    headers: HeaderMap,
) -> Answer {
    words(Form::Json, visit, at, asked, headers).await
}

async fn words(
    form: Form,
    visit: Visit,
    At(address): At<Address>,
    Asked(Edition(edition)): Asked<Edition>,
    headers: HeaderMap,
) -> Answer {
    let portal = visit.app.portal();
    let stated = visit.app.absolute(&visit.app.links().item(&address));
    match portal.form(&address, edition, form, &stated).await? {
        FileFound::Released(file) => {
            let size = file.bytes.len() as u64;
            let head = Head::of(&file.media_type, &file.name, size, file.digest)
                .asked(&headers, visit.wants_head)?;
            let bytes = head.part.map(|part| part.of_bytes(&file.bytes));
            Ok(head.with(Body::from(bytes.unwrap_or(file.bytes))))
        }
        FileFound::Withdrawn(stone) => tombstone::gone(&visit.app, stone),
    }
}

/// GET …/SHA256SUMS, as `sha256sum -c` reads it.
pub(crate) async fn sums(
    visit: Visit,
    At(address): At<Address>,
    Asked(Edition(edition)): Asked<Edition>,
    headers: HeaderMap,
) -> Answer {
    let portal = visit.app.portal();
    let stated = visit.app.absolute(&visit.app.links().item(&address));
    match portal.sums(&address, edition, &stated).await? {
        FileFound::Released(sums) => {
            for unmade in &sums.unmade {
                tracing::error!(operation = %visit.operation, code = "GK-500", name = unmade.name, cause = %unmade.cause, "a copy was not made");
            }
            let list = Bytes::from(sum_list(&sums, &stated));
            let name = format!("{}.SHA256SUMS", sums.title);
            let head = Head::of(
                "text/plain; charset=utf-8",
                &name,
                list.len() as u64,
                Digest::of(&list),
            )
            .asked(&headers, visit.wants_head)?;
            let part = head.part.map(|part| part.of_bytes(&list));
            Ok(head.with(Body::from(part.unwrap_or(list))))
        }
        FileFound::Withdrawn(stone) => tombstone::gone(&visit.app, stone),
    }
}

/// The list of checksums: lines that begin with `#` are passed over by those who check.
fn sum_list(sums: &Sums, address: &str) -> String {
    let mut list = format!(
        "# 索引号 {}，第 {} 版，{address}\n# 附件和原件与公开时一致；PDF、Word 等由公开的文本生成，以原件为准。\n",
        sums.index_no, sums.edition
    );
    for file in &sums.files {
        let _ = writeln!(list, "{}  {}", file.digest, saved_name(&file.name));
    }
    for unmade in &sums.unmade {
        let name = saved_name(&unmade.name);
        let _ = writeln!(list, "# {name}：没有生成，请过些时候再取本清单");
    }
    list
}

/// GET …/files/{name}
pub(crate) async fn file(
    visit: Visit,
    At(ItemFile(address, name)): At<ItemFile>,
    Asked(Edition(edition)): Asked<Edition>,
    headers: HeaderMap,
) -> Answer {
    match visit.app.portal().file(&address, edition, &name).await? {
        FileFound::Released(file) => {
            let media_type = harmless(&file.media_type);
            let head = Head::of(media_type, &file.name, file.size, file.digest)
                .asked(&headers, visit.wants_head)?;
            if visit.wants_head || head.is_known {
                return Ok(head.with(Body::empty()));
            }
            let pieces = visit.app.portal().pieces(&file).await?;
            let pieces = match head.part {
                Some(part) => part.of_pieces(pieces),
                None => pieces,
            };
            Ok(head.with(Body::from_stream(pieces)))
        }
        FileFound::Withdrawn(stone) => tombstone::gone(&visit.app, stone),
    }
}

/// The type under which a file is sent: what a browser would run is sent as plain bytes.
fn harmless(media_type: &str) -> &str {
    let essence = media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let active = essence.contains("html")
        || essence.contains("xml") && !essence.contains("officedocument")
        || essence.contains("svg")
        || essence.contains("script")
        || essence.contains("wasm");
    if active || HeaderValue::from_str(media_type).is_err() || !essence.contains('/') {
        "application/octet-stream"
    } else {
        media_type
    }
}

/// The headers of a download, made from what is registered, before any byte of it is read.
pub(crate) struct Head {
    headers: HeaderMap,
    etag: HeaderValue,
    size: u64,
    changed: Option<SystemTime>,
    /// The visitor has these very bytes.
    pub(crate) is_known: bool,
    /// The part that is asked for, where it is not the whole.
    pub(crate) part: Option<Part>,
}

impl Head {
    pub(crate) fn of(media_type: &str, name: &str, size: u64, digest: Digest) -> Self {
        let mut headers = HeaderMap::new();
        let value = |text: &str| {
            HeaderValue::from_str(text)
                .unwrap_or(HeaderValue::from_static("application/octet-stream"))
        };
        let etag = value(&format!("\"{digest}\""));
        headers.insert(header::ETAG, etag.clone());
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        headers.insert(header::CONTENT_TYPE, value(media_type));
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(size));
        headers.insert(header::CONTENT_DISPOSITION, value(&disposition(name)));
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("default-src 'none'; sandbox; frame-ancestors 'none'"),
        );
        Self {
            headers,
            etag,
            size,
            changed: None,
            is_known: false,
            part: None,
        }
    }

    /// The same of what last changed at a time.
    pub(crate) fn changed(mut self, changed: Option<SystemTime>) -> Self {
        let said = changed.map(httpdate::fmt_http_date);
        if let Some(said) = said.and_then(|said| HeaderValue::from_str(&said).ok()) {
            self.headers.insert(header::LAST_MODIFIED, said);
        }
        self.changed = changed;
        self
    }

    /// The same as asked: known already, or in part. A HEAD has no parts (RFC 9110 §14.2).
    ///
    /// # Errors
    /// [`Trouble::BeyondEnd`]
    pub(crate) fn asked(mut self, asked: &HeaderMap, is_head: bool) -> Result<Self, Trouble> {
        self.is_known = Condition::of(asked).is_met(&self.etag, self.changed);
        if self.is_known || is_head {
            return Ok(self);
        }
        match wanted(asked, &self.etag, self.size) {
            Wanted::Whole => {}
            Wanted::Beyond => return Err(Trouble::BeyondEnd { size: self.size }),
            Wanted::Part(part) => {
                self.headers
                    .insert(header::CONTENT_LENGTH, HeaderValue::from(part.length()));
                if let Ok(range) = HeaderValue::from_str(&part.content_range(self.size)) {
                    self.headers.insert(header::CONTENT_RANGE, range);
                }
                self.part = Some(part);
            }
        }
        Ok(self)
    }

    /// The answer; without the body where the visitor has it.
    pub(crate) fn with(self, body: Body) -> Response {
        if self.is_known {
            return not_modified(&self.headers);
        }
        let mut response = Response::new(body);
        if self.part.is_some() {
            *response.status_mut() = StatusCode::PARTIAL_CONTENT;
        }
        *response.headers_mut() = self.headers;
        response
    }
}

/// The name under which a browser saves a file: it cannot leave its folder.
fn saved_name(name: &str) -> String {
    let name: String = name
        .chars()
        .map(|c| {
            if c.is_control() || "/\\:*?\"<>|\u{202e}".contains(c) {
                '_'
            } else {
                c
            }
        })
        .collect();
    name.trim().trim_start_matches('.').to_owned()
}

/// `attachment` with an ASCII name for old programs and the true name for the rest (RFC 6266, RFC 8187).
fn disposition(name: &str) -> String {
    let name = saved_name(name);
    let plain: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || ".-_".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    let plain = if plain.chars().all(|c| "._".contains(c)) {
        "file".to_owned()
    } else {
        plain
    };
    format!(
        "attachment; filename=\"{plain}\"; filename*=UTF-8''{}",
        segment(&name)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_can_neither_leave_its_quotes_nor_its_folder() {
        for (name, says) in [
            (
                "附件.pdf",
                "attachment; filename=\"__.pdf\"; filename*=UTF-8''%E9%99%84%E4%BB%B6.pdf",
            ),
            (
                "a\"; x=\".txt",
                "attachment; filename=\"a___x__.txt\"; filename*=UTF-8''a_%3B%20x%3D_.txt",
            ),
            (
                "../../etc/passwd",
                "attachment; filename=\"_.._etc_passwd\"; filename*=UTF-8''_.._etc_passwd",
            ),
            (
                "a\r\nSet-Cookie: b",
                "attachment; filename=\"a__Set-Cookie__b\"; filename*=UTF-8''a__Set-Cookie_%20b",
            ),
            ("", "attachment; filename=\"file\"; filename*=UTF-8''"),
        ] {
            assert_eq!(disposition(name), says, "{name}");
        }
    }

    #[test]
    fn what_a_browser_would_run_is_sent_as_plain_bytes() {
        for active in [
            "text/html",
            "image/svg+xml",
            "application/xhtml+xml",
            "text/xml",
            "text/javascript",
            "",
            "x\r\ny/z",
        ] {
            assert_eq!(harmless(active), "application/octet-stream", "{active}");
        }
        for passive in [
            "application/pdf",
            "image/png",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ] {
            assert_eq!(harmless(passive), passive);
        }
    }
}
