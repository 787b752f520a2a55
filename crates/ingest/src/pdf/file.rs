//! The file: where its objects lie, and what they are (ISO 32000-1 §7.5).
//!
//! Decides which bytes are object 12. The cross-reference is followed where it is sound; where it is not, the file is
//! searched for objects instead ([`super::xref::search`]), as every viewer does.
//!
//! Invariants
//! - Objects are parsed when they are asked for; a reference that leads to itself is null.
//! - All work on a file is paid from one purse ([`File::pay`]), so the time is linear in its size whatever is in it.

use super::crypt::Crypt;
use super::filter::{self, Budget};
use super::lexer::{Item, Lexer};
use super::object::{Dict, Id, Object, Stream};
use super::xref::{self, Place, Table};
use crate::Refused;
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// References that lead to references are followed this far.
const LONGEST_CHAIN: usize = 16;

pub(super) struct File<'a> {
    pub(super) data: &'a [u8],
    table: Table,
    /// What a search of the file finds, made when the table turns out to be wrong about an object.
    searched: OnceCell<Table>,
    crypt: Option<Crypt>,
    objects: RefCell<HashMap<u32, Rc<Object>>>,
    packs: RefCell<HashMap<u32, Option<Rc<Pack>>>>,
    open: RefCell<HashSet<u32>>,
    budget: Budget,
    purse: Cell<u64>,
}

/// An object stream, decoded: its bytes and where each of its objects begins.
struct Pack {
    bytes: Vec<u8>,
    starts: HashMap<u32, usize>,
}

impl<'a> File<'a> {
    /// # Errors
    /// `damaged` where no catalogue of pages can be found, `encrypted` where a password is wanted.
    pub(super) fn open(data: &'a [u8]) -> Result<Self, Refused> {
        let mut file = Self {
            data,
            table: Table::default(),
            searched: OnceCell::new(),
            crypt: None,
            objects: RefCell::default(),
            packs: RefCell::default(),
            open: RefCell::default(),
            budget: Budget::new(),
            purse: Cell::new(64_000_000 + 32 * data.len() as u64),
        };
        file.table = xref::follow(&file).unwrap_or_default();
        file.unlock()?;
        if !file.has_pages() {
            file.forget();
            file.table = xref::search(&file);
            file.unlock()?;
            xref::unpack(&mut file);
        }
        if file.budget.is_burst() {
            return Err(burst());
        }
        if file.has_pages() {
            Ok(file)
        } else {
            Err(Refused::new(
                "damaged",
                "这个 PDF 文件已损坏，找不到页面目录。请从来源重新下载，或在阅读器中另存为新的 PDF 后再试。",
            ))
        }
    }

    fn forget(&mut self) {
        self.crypt = None;
        self.objects.borrow_mut().clear();
        self.packs.borrow_mut().clear();
    }

    pub(super) fn table_mut(&mut self) -> &mut Table {
        &mut self.table
    }

    pub(super) fn table(&self) -> &Table {
        &self.table
    }

    pub(super) fn trailer(&self) -> &Dict {
        &self.table.trailer
    }

    fn has_pages(&self) -> bool {
        let root = self.follow(self.trailer().get("Root"));
        root.as_dict()
            .is_some_and(|root| self.get(root, "Pages").as_dict().is_some())
    }

    fn unlock(&mut self) -> Result<(), Refused> {
        let encrypt = self.follow(self.trailer().get("Encrypt"));
        let Some(encrypt) = encrypt.as_dict() else {
            return Ok(());
        };
        let encrypt = self.flat(encrypt, 4);
        let ids = self.follow(self.trailer().get("ID"));
        let first = ids
            .as_array()
            .and_then(<[Object]>::first)
            .map(|id| self.follow(id));
        let file_id = first
            .as_ref()
            .and_then(|id| id.as_bytes())
            .unwrap_or_default();
        self.crypt = Some(
            Crypt::with_empty_password(&encrypt, file_id).ok_or_else(|| {
                Refused::new(
                    "encrypted",
                    "这个 PDF 文件加了密码，无法读取。请换成没有打开密码的文件。",
                )
            })?,
        );
        // Objects read so far were read without the key.
        self.objects.borrow_mut().clear();
        self.packs.borrow_mut().clear();
        Ok(())
    }

    /// A dictionary without references, some levels deep.
    fn flat(&self, dict: &Dict, depth: usize) -> Dict {
        let values = dict.0.iter().map(|(key, value)| {
            let value = self.follow(value);
            let value = match value.as_dict() {
                Some(inner) if depth > 0 => Object::Dict(self.flat(inner, depth - 1)),
                _ => (*value).clone(),
            };
            (key.clone(), value)
        });
        Dict(values.collect())
    }

    /// Takes `n` bytes of work from the purse; false when it is empty.
    pub(super) fn pay(&self, n: usize) -> bool {
        let left = self.purse.get().saturating_sub(n as u64 + 1);
        self.purse.set(left);
        left > 0
    }

    /// Whether the file held more than it may: bombs, or work without end.
    ///
    /// # Errors
    /// `zip_bomb` or `too_complex`.
    pub(super) fn check(&self) -> Result<(), Refused> {
        if self.budget.is_burst() {
            return Err(burst());
        }
        if self.purse.get() == 0 {
            return Err(Refused::new(
                "too_complex",
                "这个 PDF 文件内部结构异常复杂，已停止读取。请在阅读器中打印为新的 PDF 后再试。",
            ));
        }
        Ok(())
    }

    /// The value that an object is or refers to.
    pub(super) fn follow(&self, object: &Object) -> Rc<Object> {
        let Object::Ref(id) = object else {
            return Rc::new(object.clone());
        };
        let mut found = self.object(*id);
        for _ in 0..LONGEST_CHAIN {
            let Object::Ref(next) = *found else {
                return found;
            };
            found = self.object(next);
        }
        Rc::new(Object::Null)
    }

    pub(super) fn get(&self, dict: &Dict, key: &str) -> Rc<Object> {
        self.follow(dict.get(key))
    }

    fn object(&self, (number, _): Id) -> Rc<Object> {
        if let Some(known) = self.objects.borrow().get(&number) {
            return Rc::clone(known);
        }
        if !self.open.borrow_mut().insert(number) {
            return Rc::default();
        }
        let found = match self.table.places.get(&number) {
            Some(Place::At(at)) => self
                .parse_at(*at, number)
                .or_else(|| self.parse_searched(number)),
            Some(Place::In { pack, .. }) => self.unpack(*pack, number),
            None => None,
        };
        self.open.borrow_mut().remove(&number);
        let found = Rc::new(found.unwrap_or_default());
        self.objects.borrow_mut().insert(number, Rc::clone(&found));
        found
    }

    fn parse_searched(&self, number: u32) -> Option<Object> {
        match self
            .searched
            .get_or_init(|| xref::search(self))
            .places
            .get(&number)?
        {
            Place::At(at) => self.parse_at(*at, number),
            Place::In { .. } => None,
        }
    }

    /// The object whose `12 0 obj` stands at `at`.
    fn parse_at(&self, at: usize, number: u32) -> Option<Object> {
        let (found, object) = self.indirect(at)?;
        if found.0 != number {
            return None;
        }
        Some(match &self.crypt {
            Some(crypt) => decrypted(object, crypt, found),
            None => object,
        })
    }

    /// Parses `12 0 obj …` without decrypting its strings.
    pub(super) fn indirect(&self, at: usize) -> Option<(Id, Object)> {
        let mut lexer = Lexer::new(self.data, at);
        let (Item::Value(number), Item::Value(generation), Item::Word(b"obj")) =
            (lexer.item()?, lexer.item()?, lexer.item()?)
        else {
            return None;
        };
        let id = (
            u32::try_from(number.as_int()?).ok()?,
            u16::try_from(generation.as_int()?).unwrap_or(0),
        );
        let start = lexer.at;
        let object = match lexer.item()? {
            Item::Value(object) => object,
            Item::Word(_) => Object::Null,
        };
        let paid = self.pay(lexer.at.saturating_sub(start));
        if !paid {
            return None;
        }
        let object = reference_after(&mut lexer, object);
        let Object::Dict(dict) = object else {
            return Some((id, object));
        };
        match self.raw_after(&mut lexer, &dict) {
            Some(raw) => Some((id, Object::Stream(Stream { dict, raw, id }))),
            None => Some((id, Object::Dict(dict))),
        }
    }

    /// Where the bytes of a stream lie, if the word `stream` follows.
    fn raw_after(&self, lexer: &mut Lexer<'_>, dict: &Dict) -> Option<std::ops::Range<usize>> {
        lexer.skip_space();
        let rest = self.data.get(lexer.at..)?.strip_prefix(b"stream")?;
        let skipped = match rest {
            [b'\r', b'\n', ..] => 2,
            [b'\n' | b'\r', ..] => 1,
            _ => 0,
        };
        let start = lexer.at + "stream".len() + skipped;
        let stated = self
            .get(dict, "Length")
            .as_int()
            .and_then(|n| usize::try_from(n).ok());
        if let Some(end) = stated.and_then(|n| start.checked_add(n)) {
            let mut after = Lexer::new(self.data, end);
            if end <= self.data.len() && after.item() == Some(Item::Word(b"endstream")) {
                return Some(start..end);
            }
        }
        // The length is wrong: the stream goes as far as the word that ends it.
        let rest = self.data.get(start..)?;
        let len = find(rest, b"endstream")
            .or_else(|| find(rest, b"endobj"))
            .unwrap_or(rest.len());
        self.pay(len).then_some(start..start + len)
    }

    /// The bytes of a stream, decrypted and decoded; none where it is an image or damaged.
    pub(super) fn bytes(&self, stream: &Stream) -> Option<Vec<u8>> {
        let raw = self.data.get(stream.raw.clone())?;
        if !self.pay(raw.len()) {
            return None;
        }
        let steps = filter::steps(&stream.dict, |object| (*self.follow(object)).clone());
        let open = match &self.crypt {
            Some(crypt) if !steps.iter().any(|step| step.name == b"Crypt") => {
                crypt.stream(raw, stream.id, &stream.dict)
            }
            _ => raw.to_vec(),
        };
        filter::decode(&open, &steps, &self.budget)
    }

    fn unpack(&self, pack: u32, number: u32) -> Option<Object> {
        let pack = self.pack(pack)?;
        let mut lexer = Lexer::new(&pack.bytes, *pack.starts.get(&number)?);
        let start = lexer.at;
        let Item::Value(object) = lexer.item()? else {
            return None;
        };
        let object = reference_after(&mut lexer, object);
        self.pay(lexer.at - start).then_some(object)
    }

    /// The numbers of the objects in an object stream.
    pub(super) fn packed(&self, pack: u32) -> Vec<u32> {
        self.pack(pack)
            .map(|pack| pack.starts.keys().copied().collect())
            .unwrap_or_default()
    }

    fn pack(&self, number: u32) -> Option<Rc<Pack>> {
        if let Some(known) = self.packs.borrow().get(&number) {
            return known.clone();
        }
        // Object streams do not stand in object streams.
        let is_plain = matches!(self.table.places.get(&number), Some(Place::At(_)));
        let pack = is_plain
            .then(|| self.read_pack(number))
            .flatten()
            .map(Rc::new);
        self.packs.borrow_mut().insert(number, pack.clone());
        pack
    }

    fn read_pack(&self, number: u32) -> Option<Pack> {
        let object = self.object((number, 0));
        let stream = object.as_stream()?;
        let first = usize::try_from(self.get(&stream.dict, "First").as_int()?).ok()?;
        let bytes = self.bytes(stream)?;
        let mut lexer = Lexer::new(bytes.get(..first.min(bytes.len()))?, 0);
        let mut starts = HashMap::new();
        while let (Some(Item::Value(number)), Some(Item::Value(offset))) =
            (lexer.item(), lexer.item())
        {
            let number = number.as_int().and_then(|n| u32::try_from(n).ok());
            let offset = offset.as_int().and_then(|n| usize::try_from(n).ok());
            if let Some((number, offset)) = number.zip(offset) {
                starts.entry(number).or_insert(first.saturating_add(offset));
            }
        }
        Some(Pack { bytes, starts })
    }
}

/// `5 0 R` as the whole of an object.
fn reference_after(lexer: &mut Lexer<'_>, object: Object) -> Object {
    let Object::Int(number) = object else {
        return object;
    };
    let mut ahead = lexer.clone();
    let (Some(Item::Value(Object::Int(generation))), Some(Item::Word(b"R"))) =
        (ahead.item(), ahead.item())
    else {
        return object;
    };
    match (u32::try_from(number), u16::try_from(generation)) {
        (Ok(number), Ok(generation)) => Object::Ref((number, generation)),
        _ => object,
    }
}

fn decrypted(object: Object, crypt: &Crypt, id: Id) -> Object {
    let inside = |dict: Dict| {
        Dict(
            dict.0
                .into_iter()
                .map(|(key, value)| (key, decrypted(value, crypt, id)))
                .collect(),
        )
    };
    match object {
        Object::Str(bytes) => Object::Str(crypt.string(&bytes, id)),
        Object::Array(items) => Object::Array(
            items
                .into_iter()
                .map(|item| decrypted(item, crypt, id))
                .collect(),
        ),
        Object::Dict(dict) => Object::Dict(inside(dict)),
        Object::Stream(Stream { dict, raw, id }) => Object::Stream(Stream {
            dict: inside(dict),
            raw,
            id,
        }),
        other => other,
    }
}

fn burst() -> Refused {
    Refused::new(
        "zip_bomb",
        "这个 PDF 文件解压后大得异常，已停止读取。请确认文件来源，或在阅读器中打印为新的 PDF 后再试。",
    )
}

/// Where `needle` begins in `hay`.
pub(super) fn find(hay: &[u8], needle: &[u8]) -> Option<usize> {
    let first = *needle.first()?;
    let mut at = 0;
    while let Some(next) = hay.get(at..)?.iter().position(|b| *b == first) {
        at += next;
        if hay.get(at..)?.starts_with(needle) {
            return Some(at);
        }
        at += 1;
    }
    None
}
