//! What a visitor finds while the index is being made or cannot be read, and what a search in everyday words offers.

use crate::visitor::Visitor;
use acts::item::Then;
use axum::http::StatusCode;
use std::fs;
use testkit::Town;
use testkit::items::document;
use web::paths::segment;

async fn search(town: &Town, words: &str) -> String {
    let address = format!("/search?q={}", segment(words));
    let reply = Visitor::of(town).get(&address).await;
    assert_eq!(reply.status, StatusCode::OK, "{words}");
    reply.text()
}

async fn release(town: &Town, n: u32, words: &str) {
    let title = format!("关于第{n}次例会的通知");
    town.import(
        document(&format!("meeting-{n}"), &title, words),
        Then::Release,
    )
    .await;
}

#[tokio::test]
async fn while_the_index_is_made_the_page_says_so_and_finds_names_and_leads_elsewhere() {
    let town = Town::new().await;
    for n in 0..25 {
        release(&town, n, "地点不变。").await;
    }
    let page = search(&town, "地点").await;
    for said in [
        "搜索正在恢复，有的信息还搜不到",
        "已经编入 0 件，共 25 件",
        "文号、索引号和完整的标题现在就能查到",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    for way in ["/documents", "/laws", "/agencies"] {
        assert!(page.contains(&format!("href=\"{way}\"")), "{way}");
    }
    let page = search(&town, "关于第7次例会的通知").await;
    assert!(page.contains("名称完全相同"), "{page}");
    let address = format!("/en/search?q={}", segment("地点"));
    let english = Visitor::of(&town).get(&address).await.text();
    assert!(english.contains("0 of 25 items are in"), "{english}");
    town.follow().await;
    let page = search(&town, "地点").await;
    assert!(!page.contains("搜索正在恢复") && page.contains("共 25 件"));
}

#[tokio::test]
async fn where_the_index_cannot_be_read_names_are_found_and_a_program_is_told_to_come_again() {
    let mut town = Town::new().await;
    let folder = town.folder().join("index");
    town.index = acts::search::Index::open(&folder).unwrap();
    release(&town, 1, "地点不变。").await;
    town.follow().await;
    // In place, as a failing disk would: what is open sees it.
    for file in fs::read_dir(&folder)
        .unwrap()
        .map(|file| file.unwrap().path())
    {
        if file.extension().is_some_and(|end| end == "store") {
            let long = fs::metadata(&file).unwrap().len() as usize;
            let open = fs::OpenOptions::new().write(true).open(&file).unwrap();
            std::os::unix::fs::FileExt::write_all_at(&open, &vec![0x5a; long], 0).unwrap();
        }
    }
    let page = search(&town, "地点").await;
    for said in [
        "现在不能按词搜索",
        "没有标题、文号、索引号是“地点”的信息",
        "法律法规规章",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(!page.contains("可能是这几种情况"));
    let page = search(&town, "关于第1次例会的通知").await;
    assert!(page.contains("名称完全相同") && page.contains("现在不能按词搜索"));
    let address = format!("/api/v1/search?q={}", segment("地点"));
    let reply = Visitor::of(&town).get(&address).await;
    assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(!reply.text().contains("index"), "{}", reply.text());
}

#[tokio::test]
async fn everyday_words_are_answered_with_the_official_ones_and_where_those_stand() {
    let town = Town::new().await;
    release(&town, 1, "企业终止的，依法办理注销登记。").await;
    town.follow().await;
    for words in ["公司关门", "公司关门了怎么办"] {
        let page = search(&town, words).await;
        assert!(page.contains("法规里的说法："), "{page}");
        let link = format!("/search?q={}\">注销登记</a>", segment("注销登记"));
        assert!(page.contains(&link), "{page}");
        assert!(
            page.contains("（“公司关门”，见《公司法》第三十七条）"),
            "{page}"
        );
    }
    assert!(!search(&town, "注销登记").await.contains("法规里的说法"));
}
