//! XML — the events of one part of a DOCX, XLSX or OFD file, read safely.
//!
//! Decides nothing about documents. Names are local names: both formats are written with whatever prefixes, and with
//! more than one namespace for the same thing (OOXML transitional and strict, OFD 2012 and 2016).
//!
//! Invariants
//! - A part that declares a document type is refused, so there are no entities to expand and none to fetch.
//! - Nesting deeper than [`DEPTH`] is refused; nobody who reads these events need fear for the stack.
//! - Every [`Node::Open`] has its [`Node::Close`], or the part is refused as damaged.

use crate::{Refused, archive};
use encoding_rs::{Encoding, UTF_8};
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use std::borrow::Cow;

/// How deep elements may nest.
const DEPTH: usize = 256;

/// One step through a part.
pub(crate) enum Node<'a> {
    Open(Tag<'a>),
    Close,
    /// Character data; one text may come in several of these.
    Text(Cow<'a, str>),
}

/// An opened element.
pub(crate) struct Tag<'a>(BytesStart<'a>);

impl Tag<'_> {
    pub(crate) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// The value of the attribute of this local name.
    pub(crate) fn attr(&self, name: &str) -> Option<String> {
        self.0
            .attributes()
            .with_checks(false)
            .flatten()
            .find(|attribute| attribute.key.local_name().into_inner() == name)
            .map(|attribute| {
                attribute
                    .normalized_value(XmlVersion::Implicit1_0)
                    .map_or_else(|_| attribute.value.to_string(), Cow::into_owned)
            })
    }

    pub(crate) fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.attr(name)?.trim().parse().ok()
    }
}

/// The characters of a part, by its byte order mark or its declaration.
pub(crate) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, n)) = Encoding::for_bom(bytes) {
        let rest = bytes.get(n..).unwrap_or_default();
        return encoding.decode_without_bom_handling(rest).0;
    }
    declared(bytes)
        .unwrap_or(UTF_8)
        .decode_without_bom_handling(bytes)
        .0
}

/// `<?xml version="1.0" encoding="GB18030"?>`
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..200).unwrap_or(bytes);
    let head = head.get(..head.windows(2).position(|two| two == b"?>")?)?;
    let at = head.windows(8).position(|word| word == b"encoding")?;
    let label = head
        .get(at..)?
        .split(|byte| matches!(byte, b'"' | b'\''))
        .nth(1)?;
    Encoding::for_label(label)
}

/// The events of a part.
pub(crate) struct Events<'a> {
    reader: Reader<&'a [u8]>,
    depth: usize,
    seen: bool,
}

impl<'a> Events<'a> {
    pub(crate) fn of(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.allow_dangling_amp = true;
        Self {
            reader,
            depth: 0,
            seen: false,
        }
    }

    /// The next event, `None` at the end.
    ///
    /// # Errors
    /// [`Refused`] `entities`, `too_deep` or `damaged`.
    pub(crate) fn next(&mut self) -> Result<Option<Node<'a>>, Refused> {
        loop {
            let event = self.reader.read_event().map_err(|_| archive::damaged())?;
            match event {
                Event::Start(tag) | Event::Empty(tag) => {
                    self.seen = true;
                    self.depth += 1;
                    if self.depth > DEPTH {
                        return Err(too_deep());
                    }
                    return Ok(Some(Node::Open(Tag(tag))));
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Some(Node::Close));
                }
                Event::Text(text) => return Ok(Some(Node::Text(text.xml10_content()))),
                Event::CData(text) => return Ok(Some(Node::Text(text.xml10_content()))),
                Event::GeneralRef(name) => {
                    let known = match name.resolve_char_ref() {
                        Ok(Some(c)) => Some(Cow::from(String::from(c))),
                        Ok(None) => quick_xml::escape::resolve_predefined_entity(&name)
                            .map(|text| Cow::from(text.to_owned())),
                        Err(_) => None,
                    };
                    // Without a document type no other entity can be known: its name is all there is.
                    let text = known.unwrap_or_else(|| format!("&{};", &*name).into());
                    return Ok(Some(Node::Text(text)));
                }
                Event::DocType(_) => return Err(entities()),
                Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
                Event::Eof if self.depth == 0 && self.seen => return Ok(None),
                Event::Eof => return Err(archive::damaged()),
            }
        }
    }
}

fn too_deep() -> Refused {
    Refused::new(
        "too_deep",
        "文件内部嵌套过深，不像正常的公文，没有读取；请重新另存后上传。",
    )
}

fn entities() -> Refused {
    Refused::new(
        "entities",
        "文件内部带有实体声明，可能被人做过手脚，没有读取；请重新另存后上传。",
    )
}
