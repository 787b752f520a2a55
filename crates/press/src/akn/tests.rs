//! The Akoma Ntoso of a made-up regulation.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test says so by failing"
)]

use crate::tests::{copy, release_law};
use law::item::Kinds;

#[test]
fn divisions_articles_and_items_are_elements_with_the_ids_of_the_site() {
    let kinds = Kinds::standard();
    let text = ingest::law_text(
        "第一章　总则\n第一条　为了示例，制定本条例。\n第二条　下列信息应当公开：\n（一）机构职能；\n（二）办事程序。\n前款所称信息，包括图表。\n第二章　附则\n第三条　本条例自2026年1月1日起施行。\n",
        Some("示例条例"),
    );
    let released = release_law(text.0);
    let copy = copy(&released, kinds.get("admin_regulation").unwrap());
    let xml = String::from_utf8(super::render(&copy).unwrap()).unwrap();
    assert!(xml.contains("<chapter eId=\"ch-1\"><num>第一章</num><heading>总则</heading><article eId=\"art-1\"><num>第一条</num><paragraph eId=\"art-1-p1\">"), "{xml}");
    assert!(xml.contains("<paragraph eId=\"art-2-p1\"><list><intro><p>下列信息应当公开：</p></intro><point eId=\"art-2-p1-i1\"><num>（一）</num><content><p>机构职能；</p></content></point>"), "{xml}");
    assert!(xml.contains("<paragraph eId=\"art-2-p2\">"), "{xml}");
}
