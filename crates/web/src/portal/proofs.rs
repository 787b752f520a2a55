//! 凭证 — by what everybody can prove, without trusting this site, that it released a file.
//!
//! Decides that the proof of each file is one file beside it, and that a copy which has no proof yet is said to get one in a
//! moment.

use crate::error::Trouble;
use crate::extract::{Asked, At, ItemFile, Spot, Visit};
use crate::i18n::Phrase;
use crate::page::{Answer, Channel, Frame, Page, answer};
use crate::paths::{Place, ProofOf};
use crate::portal::document::Edition;
use crate::portal::take::Head;
use crate::portal::tombstone;
use acts::portal::{FileFound, Form, Proven};
use acts::view::{Address, Found};
use askama::Template;
use axum::body::Body;
use axum::http::HeaderMap;
use axum::response::Response;
use bytes::Bytes;
use law::Digest;

#[derive(Debug, Template)]
#[template(path = "portal/proofs.html")]
struct ProofsPage {
    frame: Frame,
    /// The item and its address.
    title: String,
    item: String,
    index_no: String,
    edition: u32,
    rows: Vec<Row>,
    key: Option<String>,
    log: String,
}

/// A file that can be taken, and where its proof is.
#[derive(Debug)]
struct Row {
    name: String,
    /// Whether the name is a word of the interface.
    is_form: bool,
    href: String,
    proof: String,
}

impl Page for ProofsPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }
}

/// GET …/proofs
pub(crate) async fn show(
    visit: Visit,
    At(address): At<Address>,
    Asked(Edition(edition)): Asked<Edition>,
) -> Answer {
    let app = &visit.app;
    let view = match app.portal().item(&address, edition, visit.today).await? {
        Found::Released(view) => view,
        Found::Withdrawn(stone) => return tombstone::gone(app, stone),
        Found::Moved(to) => {
            let to = app.links().to(&Place::Proofs(to));
            return Ok(crate::error::moved_to(&to));
        }
    };
    let released = &view.released;
    let at = &view.address;
    let links = app.links();
    let mut rows = vec![Row {
        name: "公开的文本和各项字段".into(),
        is_form: true,
        href: links.release(at, edition),
        proof: links.proof(at, ProofOf::Release, edition),
    }];
    rows.extend(released.files().iter().map(|file| Row {
        name: file.name.clone(),
        is_form: false,
        href: links.file(at, &file.name, edition),
        proof: links.proof(at, ProofOf::File(file.name.clone()), edition),
    }));
    rows.extend(Form::of(released).map(|form| Row {
        name: form.zh().into(),
        is_form: true,
        href: links.text(at, form, edition),
        proof: links.proof(at, ProofOf::Text(form), edition),
    }));
    let frame = Frame::new(app, Channel::Documents, "page-proofs", "凭证").unlisted();
    answer(&ProofsPage {
        title: released.title().to_owned(),
        item: links.item(at),
        index_no: released.index_no().to_string(),
        edition: released.edition(),
        key: app.portal().log_key().await?,
        log: links.to(&Place::Log),
        rows,
        frame,
    })
}

/// What a proof is of: the release, or one of the forms.
#[derive(Clone, Debug)]
pub(crate) struct Named(Address, ProofOf);

impl Spot for Named {
    fn read<'a>(part: &impl Fn(&str) -> Option<&'a str>) -> Option<Self> {
        let of = part("of")?;
        let address = Address::read(part)?;
        let is_law = matches!(address, Address::Law { .. });
        let of = ProofOf::named(of)?;
        let fits = match &of {
            ProofOf::Text(form) => is_law || !form.is_of_laws(),
            ProofOf::Release | ProofOf::File(_) => true,
        };
        fits.then_some(Self(address, of))
    }
}

/// GET …/proofs/{of}
pub(crate) async fn of_form(
    visit: Visit,
    At(Named(address, of)): At<Named>,
    Asked(Edition(edition)): Asked<Edition>,
    headers: HeaderMap,
) -> Answer {
    let app = &visit.app;
    let found = match of {
        ProofOf::Text(form) => {
            let stated = app.absolute(&app.links().item(&address));
            app.portal()
                .proof_of_form(&address, edition, form, &stated)
                .await?
        }
        ProofOf::Release | ProofOf::File(_) => {
            app.portal().proof_of_release(&address, edition).await?
        }
    };
    send(&visit, found, &headers).await
}

/// GET …/proofs/files/{name}
pub(crate) async fn of_file(
    visit: Visit,
    At(ItemFile(address, name)): At<ItemFile>,
    Asked(Edition(edition)): Asked<Edition>,
    headers: HeaderMap,
) -> Answer {
    let portal = visit.app.portal();
    let found = portal.proof_of_file(&address, edition, &name).await?;
    send(&visit, found, &headers).await
}

async fn send(visit: &Visit, found: FileFound<Proven>, headers: &HeaderMap) -> Answer {
    let is_missing = matches!(found, FileFound::Released(Proven::Soon | Proven::Unsigned));
    if is_missing && let Some(trouble) = late(visit).await? {
        return Err(trouble);
    }
    match found {
        FileFound::Withdrawn(stone) => tombstone::gone(&visit.app, stone),
        FileFound::Released(Proven::Soon) => Err(Trouble::Later(
            "这个文件的凭证正在登记和签署。请过一会儿再取。",
        )),
        FileFound::Released(Proven::Unsigned) => Err(Trouble::Absent(
            "本站的日志还没有签署，暂时给不出凭证。请过些时候再取。",
        )),
        FileFound::Released(Proven::Proof { proof, of }) => {
            let name = format!("{of}.tlog-proof");
            whole(
                visit,
                "text/plain; charset=utf-8",
                &name,
                proof.into(),
                headers,
            )
        }
    }
}

/// What is the matter where the log should have been signed long ago: waiting a moment does not help.
async fn late(visit: &Visit) -> Result<Option<Trouble>, Trouble> {
    let stands = visit.app.portal().log_stands().await?;
    let Some(since) = stands.late(visit.app.now()) else {
        return Ok(None);
    };
    let since = minute(since);
    let says = match stands.signed {
        None => Phrase::of(
            "信息已经公开，也登记在本站的日志里，但是日志从 {} 起有 {} 条，一直没有签署，所以给不出凭证。签署的密钥可能不在，要由主办单位处理；处理以后凭证照样可以取。",
        ),
        Some(_) => Phrase::of(
            "信息已经公开，也登记在本站的日志里，但是日志从 {} 起有 {} 条没有签署，所以给不出新的凭证。签署的密钥可能丢了，要由主办单位处理；处理以后凭证照样可以取，以前取得的凭证不受影响。",
        ),
    };
    Ok(Some(Trouble::Held(
        says.with(since).with(stands.unsigned()),
    )))
}

/// A minute, in the time of the site.
pub(super) fn minute(instant: i64) -> String {
    let at = law::date::moment(instant);
    format!("{} {:02}:{:02}", at.date(), at.hour(), at.minute())
}

/// GET …/release.json: the very bytes that were registered when it was released.
pub(crate) async fn release(
    visit: Visit,
    At(address): At<Address>,
    Asked(Edition(edition)): Asked<Edition>,
    headers: HeaderMap,
) -> Answer {
    match visit.app.portal().snapshot(&address, edition).await? {
        FileFound::Withdrawn(stone) => tombstone::gone(&visit.app, stone),
        FileFound::Released(file) => {
            whole(&visit, "application/json", &file.name, file.bytes, &headers)
        }
    }
}

fn whole(
    visit: &Visit,
    media_type: &str,
    name: &str,
    bytes: Bytes,
    headers: &HeaderMap,
) -> Result<Response, Trouble> {
    let size = bytes.len() as u64;
    let head = Head::of(media_type, name, size, Digest::of(&bytes));
    let head = head.asked(headers, visit.wants_head)?;
    let part = head.part.map(|part| part.of_bytes(&bytes));
    Ok(head.with(Body::from(part.unwrap_or(bytes))))
}
