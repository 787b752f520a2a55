//! Akoma Ntoso 3.0 (OASIS LegalDocML) of a text of law: divisions, articles, 款 and 项 as elements, their ids the anchors
//! of the site, so that `#art-15-p2-i3` is the same place everywhere.
//!
//! What the register knows of the law stands in `meta`; nothing is stated there that the release does not state.

mod tree;

use crate::Copy;
use crate::xml::escape;
use law::item::indexno::IndexNo;
use law::text::{Block, Role};
use std::fmt::Write as _;
use tree::Tree;

const SPACE: &str = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0";

/// The Akoma Ntoso of a release; `None` where it is no text of law.
pub fn render(copy: &Copy<'_>) -> Option<Vec<u8>> {
    let released = copy.released;
    let work = released.work()?;
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<akomaNtoso xmlns=\"{SPACE}\"><act name=\"{}\">",
        escape(released.kind())
    );
    meta(&mut out, copy, &work.work, &work.version);
    let blocks = &released.text().blocks;
    let head = copy.head().blocks;
    preface(&mut out, copy, &blocks[..head]);
    out.push_str("<body>");
    let tree = Tree::of(&blocks[head..]);
    tree.write(&mut out);
    out.push_str("</body></act></akomaNtoso>\n");
    Some(out.into_bytes())
}

fn meta(out: &mut String, copy: &Copy<'_>, work: &str, version: &str) {
    let released = copy.released;
    let fields = released.fields();
    let field = |id: &str| fields.text(id).map(str::to_owned);
    let day = law::date::of_instant(released.released_at()).to_string();
    let promulgated = field("promulgated")
        .or_else(|| field("written_date"))
        .unwrap_or_else(|| day.clone());
    let effective = field("effective_date").unwrap_or_else(|| promulgated.clone());
    let year = promulgated.get(..4).unwrap_or_default();
    let work = escape(work);
    let uri = format!("/akn/cn/act/{year}/{work}");
    let expression = format!("{uri}/zho@{effective};{}", escape(version));
    let level = |out: &mut String, name: &str, uri: &str, date: (&str, &str), more: &str| {
        let _ = write!(
            out,
            concat!(
                "<{name}><FRBRthis value=\"{uri}/!main\"/><FRBRuri value=\"{uri}\"/>",
                "<FRBRdate date=\"{day}\" name=\"{event}\"/><FRBRauthor href=\"#issuer-1\"/>{more}</{name}>"
            ),
            name = name,
            uri = uri,
            day = date.0,
            event = date.1,
            more = more,
        );
    };
    out.push_str("<meta><identification source=\"#publisher\">");
    let number = field("doc_no").map_or_else(String::new, |number| {
        format!("<FRBRnumber value=\"{}\"/>", escape(&number))
    });
    let country = format!("<FRBRcountry value=\"cn\"/>{number}");
    level(
        out,
        "FRBRWork",
        &uri,
        (&promulgated, "promulgation"),
        &country,
    );
    level(
        out,
        "FRBRExpression",
        &expression,
        (&effective, "entry-into-force"),
        "<FRBRlanguage language=\"zho\"/>",
    );
    level(
        out,
        "FRBRManifestation",
        &format!("{expression}.xml"),
        (&day, "release"),
        "<FRBRformat value=\"application/akn+xml\"/>",
    );
    out.push_str("</identification>");
    let _ = write!(
        out,
        "<publication date=\"{day}\" name=\"{}\" showAs=\"{}\"/>",
        escape(&IndexNo::to_string(released.index_no())),
        escape(released.agency_name()),
    );
    let mut issuers = fields.list("issuers");
    if issuers.is_empty() {
        issuers.push(released.agency_name());
    }
    out.push_str("<references source=\"#publisher\">");
    for (n, issuer) in issuers.iter().enumerate() {
        organization(out, &format!("issuer-{}", n + 1), issuer);
    }
    organization(out, "publisher", released.agency_name());
    let _ = write!(
        out,
        "</references><notes source=\"#publisher\"><note eId=\"source-note\"><p>{} {}</p></note></notes></meta>",
        escape(&copy.notice()),
        escape(copy.address),
    );
}

fn organization(out: &mut String, id: &str, name: &str) {
    let _ = write!(
        out,
        "<TLCOrganization eId=\"{id}\" href=\"/ontology/organization/cn/{name}\" showAs=\"{name}\"/>",
        name = escape(&name.replace(char::is_whitespace, "")),
    );
}

fn preface(out: &mut String, copy: &Copy<'_>, head: &[Block]) {
    out.push_str("<preface><longTitle><p>");
    let titles: Vec<&str> = head
        .iter()
        .filter_map(|block| match block {
            Block::Paragraph(paragraph) if paragraph.role == Role::Title => {
                Some(paragraph.text.as_str())
            }
            _ => None,
        })
        .collect();
    let title = if titles.is_empty() {
        copy.released.title().to_owned()
    } else {
        titles.concat()
    };
    let _ = write!(
        out,
        "<docTitle>{}</docTitle></p></longTitle>",
        escape(&title)
    );
    for block in head {
        let Block::Paragraph(paragraph) = block else {
            continue;
        };
        let class = match paragraph.role {
            Role::Title => continue,
            Role::EnactmentNote => "enactment-note",
            Role::DocNo => "number",
            _ => "organ",
        };
        let _ = write!(
            out,
            "<p eId=\"{}\" class=\"{class}\">{}</p>",
            escape(&paragraph.anchor),
            escape(&paragraph.text)
        );
    }
    out.push_str("</preface>");
}

#[cfg(test)]
mod tests;
