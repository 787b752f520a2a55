//! The values a PDF file is made of (ISO 32000-1 §7.3).
//!
//! Decides nothing: a value as it was parsed. References stay references; [`super::file::File`] follows them.

use std::collections::BTreeMap;
use std::ops::Range;

/// Object number and generation.
pub(super) type Id = (u32, u16);

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Object {
    #[default]
    Null,
    Bool(bool),
    Int(i64),
    Real(f64),
    Name(Vec<u8>),
    Str(Vec<u8>),
    Array(Vec<Object>),
    Dict(Dict),
    Stream(Stream),
    Ref(Id),
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Dict(pub(super) BTreeMap<Vec<u8>, Object>);

/// A stream: its dictionary and where its raw bytes lie in the file.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Stream {
    pub(super) dict: Dict,
    pub(super) raw: Range<usize>,
    /// The object it belongs to, which its decryption needs.
    pub(super) id: Id,
}

impl Dict {
    pub(super) fn get(&self, key: &str) -> &Object {
        self.0.get(key.as_bytes()).unwrap_or(&Object::Null)
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.0.contains_key(key.as_bytes())
    }
}

impl Object {
    pub(super) fn as_int(&self) -> Option<i64> {
        match self {
            Object::Int(n) => Some(*n),
            Object::Real(n) if n.is_finite() => Some(*n as i64),
            _ => None,
        }
    }

    pub(super) fn as_number(&self) -> Option<f64> {
        match self {
            Object::Int(n) => Some(*n as f64),
            Object::Real(n) if n.is_finite() => Some(*n),
            _ => None,
        }
    }

    pub(super) fn as_name(&self) -> Option<&[u8]> {
        match self {
            Object::Name(name) => Some(name),
            _ => None,
        }
    }

    pub(super) fn as_bytes(&self) -> Option<&[u8]> {
        match self {
            Object::Str(bytes) => Some(bytes),
            _ => None,
        }
    }

    pub(super) fn as_array(&self) -> Option<&[Object]> {
        match self {
            Object::Array(items) => Some(items),
            _ => None,
        }
    }

    pub(super) fn as_stream(&self) -> Option<&Stream> {
        match self {
            Object::Stream(stream) => Some(stream),
            _ => None,
        }
    }

    /// The dictionary of a dictionary or of a stream.
    pub(super) fn as_dict(&self) -> Option<&Dict> {
        match self {
            Object::Dict(dict) => Some(dict),
            Object::Stream(stream) => Some(&stream.dict),
            _ => None,
        }
    }

    pub(super) fn is_name(&self, name: &str) -> bool {
        self.as_name() == Some(name.as_bytes())
    }
}
