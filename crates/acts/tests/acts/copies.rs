//! 排印件: what is kept of a copy, and that nothing is left of what is no longer public.

use crate::world::{document as at, head, tamper};
use acts::Portal;
use acts::item::correct::{Correction, Former, correct};
use acts::item::withdraw::withdraw;
use acts::item::{IncomingFile, Then};
use acts::log::record_copies;
use acts::portal::{FileFound, Form};
use law::item::Pixels;
use law::text::{Block, Image};
use std::path::{Path, PathBuf};
use testkit::Town;
use testkit::items::{document, file};
use testkit::town::which;

/// Every file below the copies of a county.
fn kept(town: &Town) -> Vec<PathBuf> {
    let within = |folder: &Path| {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).collect::<Vec<_>>()
    };
    let of_items = within(&town.folder().join("copies"));
    let inside = of_items.iter().flat_map(|path| within(path));
    let files = inside.chain(of_items.iter().filter(|path| path.is_file()).cloned());
    files.collect()
}

async fn take(portal: &Portal, index_no: &str, edition: Option<u32>) {
    for form in [Form::Pdf, Form::Docx] {
        let taken = portal.form(&at(index_no), edition, form, "http://x").await;
        assert!(matches!(taken, Ok(FileFound::Released(_))), "{taken:?}");
    }
}

#[tokio::test]
async fn copies_of_what_is_withdrawn_go_with_it_and_no_others() {
    let town = Town::new().await;
    let one = town
        .import(document("one", "关于甲的通知", "甲。"), Then::Release)
        .await;
    let two = town
        .import(document("two", "关于乙的通知", "乙。"), Then::Release)
        .await;
    let portal = town.portal();
    take(&portal, &one, None).await;
    let of_one = kept(&town);
    take(&portal, &two, None).await;
    assert_eq!((of_one.len(), kept(&town).len()), (2, 4));
    let followed = portal.tidy_copies(None).await.unwrap();
    assert_eq!((followed, kept(&town).len()), (head(&town).await, 4));
    withdraw(&town.desk, &which("one"), "有误").await.unwrap();
    let followed = portal.tidy_copies(Some(followed)).await.unwrap();
    assert_eq!(followed, head(&town).await);
    let left = kept(&town);
    assert_eq!(left.len(), 2);
    assert!(left.iter().all(|file| !of_one.contains(file)));
}

#[tokio::test]
async fn what_was_withdrawn_while_nobody_served_goes_at_the_start_and_so_does_what_belongs_to_nothing()
 {
    let town = Town::new().await;
    let one = town
        .import(document("one", "关于甲的通知", "甲。"), Then::Release)
        .await;
    take(&town.portal(), &one, None).await;
    withdraw(&town.desk, &which("one"), "有误").await.unwrap();
    // As an earlier program laid them.
    let former = town.folder().join("copies/ab");
    std::fs::create_dir(&former).unwrap();
    std::fs::write(former.join("ab12"), "甲。").unwrap();
    assert_eq!(kept(&town).len(), 3);
    town.portal().tidy_copies(None).await.unwrap();
    assert_eq!(kept(&town), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn a_copy_that_was_kept_and_not_put_down_is_put_down_when_it_is_asked_for_again() {
    let town = Town::new().await;
    let one = town
        .import(document("one", "关于甲的通知", "甲。"), Then::Release)
        .await;
    take(&town.portal(), &one, None).await;
    // That program ended before it put them down; this one finds them kept.
    let next = town.portal();
    take(&next, &one, None).await;
    take(&next, &one, None).await;
    let made = next.take_made();
    assert_eq!(made.len(), 2);
    assert_eq!(record_copies(&town.desk, made).await.unwrap(), 2);
    take(&next, &one, None).await;
    assert_eq!(next.take_made(), vec![]);
}

#[tokio::test]
async fn copies_of_an_edition_that_was_taken_down_go_with_it() {
    let town = Town::new().await;
    let one = town
        .import(document("one", "关于甲的通知", "甲。"), Then::Release)
        .await;
    let portal = town.portal();
    take(&portal, &one, None).await;
    let mut followed = portal.tidy_copies(None).await.unwrap();
    for (former, left) in [(Former::Readable, 4), (Former::TakenDown, 0)] {
        let correction = Correction {
            note: "更正".into(),
            replace: vec![("甲".into(), "甲甲".into())],
            former,
            ..Correction::default()
        };
        correct(&town.desk, &which("one"), &correction)
            .await
            .unwrap();
        if former == Former::Readable {
            take(&portal, &one, Some(2)).await;
        }
        followed = portal.tidy_copies(Some(followed)).await.unwrap();
        assert_eq!(kept(&town).len(), left);
    }
}

#[tokio::test]
async fn where_one_copy_cannot_be_made_the_others_have_their_checksums() {
    let town = Town::new().await;
    let mut pictured = document("one", "关于甲的通知", "甲。");
    pictured.text.blocks.push(Block::Image(Image {
        name: "图.png".into(),
        alt: "一张图".into(),
        anchor: String::new(),
    }));
    pictured.files.push(IncomingFile {
        media_type: "image/png".into(),
        pixels: Some(Pixels {
            width: 1,
            height: 1,
        }),
        ..file("图.png", "不是图")
    });
    let one = town.import(pictured, Then::Release).await;
    tamper(&town, "DELETE FROM blob").await;
    let portal = town.portal();
    let sums = portal.sums(&at(&one), None, "http://x").await.unwrap();
    let FileFound::Released(sums) = sums else {
        panic!("{sums:?}");
    };
    let unmade: Vec<&str> = sums.unmade.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(unmade, ["关于甲的通知.pdf", "关于甲的通知.docx"]);
    let made: Vec<&str> = sums.files.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(
        made,
        [
            "图.png",
            "关于甲的通知.txt",
            "关于甲的通知.md",
            "关于甲的通知.json"
        ]
    );
}
