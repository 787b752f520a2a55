//! The revision that everything kept of pages belongs to: moved by what pages show, by nothing else, in every process.

use crate::world::{assert_sound, entries, head, store};
use acts::Portal;
use acts::announce::{NewNotice, clear_notice, end_mourning, mourn, set_notice};
use acts::desk::{Desk, Register};
use acts::item::correct::{Correction, correct};
use acts::item::relate::{End, cite, relate, unrelate};
use acts::item::replace::replace;
use acts::item::withdraw::withdraw;
use acts::item::{Incoming, Then, release};
use acts::site::{Part, change};
use acts::site_error::{answer, erase, forward, new_key, receive, reject};
use law::item::{Kinds, Relation};
use law::site_error::{ErrorKind, Written};
use std::collections::BTreeSet;
use testkit::Town;
use testkit::items::{document, numbered, rule};
use testkit::town::{NOW, agencies, site, which};

/// What another process sees that serves the same register.
async fn another(town: &Town) -> Portal {
    let register = Register::new(store(town).await, town.files().open(), Kinds::standard());
    Portal::new(register, town.index.clone(), site())
}

/// Follows what two processes see, act by act.
struct Watch {
    town: Town,
    here: Portal,
    there: Portal,
    seen: u64,
}

impl Watch {
    async fn new() -> Self {
        let town = Town::new().await;
        let (here, there) = (town.portal(), another(&town).await);
        let seen = here.look().await.unwrap();
        Self {
            town,
            here,
            there,
            seen,
        }
    }

    async fn revision(&self) -> u64 {
        let here = self.here.look().await.unwrap();
        assert_eq!(self.there.look().await.unwrap(), here);
        here
    }

    async fn moved(&mut self, what: &str) {
        let now = self.revision().await;
        assert!(self.seen < now, "{what} did not move the revision");
        assert_eq!(
            now,
            head(&self.town).await,
            "{what} is the newest that is shown"
        );
        self.seen = now;
    }

    async fn stayed(&self, what: &str, former: u64) {
        assert!(former < head(&self.town).await, "{what} left no entry");
        assert_eq!(
            self.revision().await,
            self.seen,
            "{what} moved the revision"
        );
    }

    async fn imported(&mut self, what: &str, incoming: Incoming, then: Then) {
        self.town.import(incoming, then).await;
        self.moved(what).await;
    }
}

#[tokio::test]
async fn every_act_that_changes_a_page_moves_the_revision() {
    let mut watch = Watch::new().await;
    let desk = watch.town.desk.clone();
    let day = "2026-06-01".parse().ok();
    watch
        .imported(
            "a release",
            document("one", "关于甲的通知", "甲。"),
            Then::Release,
        )
        .await;
    watch
        .imported(
            "a draft",
            document("two", "关于乙的通知", "乙。"),
            Then::KeepDraft,
        )
        .await;
    release(&desk, &which("two"), "").await.unwrap();
    watch.moved("the release of a draft").await;
    watch
        .imported(
            "a change",
            document("two", "关于乙的通知", "乙二。"),
            Then::Release,
        )
        .await;
    let correction = Correction {
        note: "更正".into(),
        replace: vec![("甲".into(), "丙".into())],
        ..Correction::default()
    };
    correct(&desk, &which("one"), &correction).await.unwrap();
    watch.moved("a correction").await;
    relate(
        &desk,
        &which("one"),
        Relation::Repeals,
        &which("two"),
        day,
        "",
    )
    .await
    .unwrap();
    watch.moved("a relation").await;
    unrelate(
        &desk,
        &which("one"),
        Relation::Repeals,
        &End::Held(which("two")),
        "有误",
    )
    .await
    .unwrap();
    watch.moved("a relation that was taken back").await;
    cite(
        &desk,
        &which("one"),
        Relation::Implements,
        "漱政〔2026〕9号",
    )
    .await
    .unwrap();
    watch.moved("a document that is named").await;
    watch
        .imported(
            "the document that was named",
            numbered("nine", "九号文", "漱政〔2026〕9号", "九。"),
            Then::Release,
        )
        .await;
    replace(&desk, &which("nine"), &which("two"), day.unwrap(), "")
        .await
        .unwrap();
    watch.moved("a replacement").await;
    let mut again = numbered("again", "九号文", "漱政〔2026〕9号", "九。");
    again.origin.source = "another".into();
    watch.imported("another source", again, Then::Release).await;
    watch
        .imported(
            "a text of law",
            rule("r1", "r", "2018-05-02", "2018-06-01", "每年。"),
            Then::Release,
        )
        .await;
    watch
        .imported(
            "its next version",
            rule("r2", "r", "2023-04-01", "2023-05-01", "每月。"),
            Then::Release,
        )
        .await;
    withdraw(&desk, &which("two"), "有误").await.unwrap();
    watch.moved("a withdrawal").await;
    let mut changed = agencies();
    changed[1].phone = "0000-1111111".into();
    acts::agency::register(&desk, &changed, "").await.unwrap();
    watch.moved("an agency").await;
    change(&desk, &[(Part::Name, "新名".into())], "更名")
        .await
        .unwrap();
    watch.moved("the name of the site").await;
    let notice = NewNotice {
        title: "暴雨".into(),
        text: "不要外出。".into(),
        ..NewNotice::default()
    };
    set_notice(&desk, &notice, "").await.unwrap();
    watch.moved("a notice").await;
    clear_notice(&desk, "").await.unwrap();
    watch.moved("the end of a notice").await;
    mourn(&desk, None, None, "按通知").await.unwrap();
    watch.moved("a mourning").await;
    end_mourning(&desk, "").await.unwrap();
    watch.moved("the end of a mourning").await;
    let terms = law::site_error::Terms::default();
    acts::calendar::load(&desk, crate::calendar::CHANGE, "", terms)
        .await
        .unwrap();
    watch.moved("a holiday notice").await;
    let name = "国务院办公厅关于2026年国庆节假期的通知";
    acts::calendar::forget(&desk, name, "", terms)
        .await
        .unwrap();
    watch.moved("the end of a holiday notice").await;
    assert_sound(&watch.town).await;
    let told = entries(&watch.town, 0).await;
    let told: BTreeSet<&str> = told
        .iter()
        .filter_map(|entry| entry["act"].as_str())
        .collect();
    assert_eq!(
        told.into_iter().collect::<Vec<_>>(),
        [
            "change_validity",
            "clear_notice",
            "complete_relation",
            "correct",
            "describe_site",
            "end_mourning",
            "forget_holiday_notice",
            "import",
            "join_source",
            "load_holiday_notices",
            "mourn",
            "register_agency",
            "relate",
            "release",
            "replace",
            "set_notice",
            "unrelate",
            "withdraw",
        ],
        "an act that this test does not know of"
    );
}

#[tokio::test]
async fn what_readers_send_and_how_it_is_handled_moves_nothing() {
    let mut watch = Watch::new().await;
    watch
        .imported(
            "a release",
            document("one", "关于甲的通知", "甲。"),
            Then::Release,
        )
        .await;
    watch.town.follow().await;
    let desk = watch.town.desk.clone();
    let found = async |watch: &Watch| {
        let query = search::Query::words("通知");
        let page = watch.here.search(query, watch.town.today()).await.unwrap();
        (page.hits.len(), page.is_behind())
    };
    for n in 1..=3 {
        let former = head(&watch.town).await;
        let written = Written {
            page: None,
            kind: ErrorKind::Other,
            what: format!("第 {n} 处有错，请改"),
            contact: None,
        };
        let visitor = Desk::of_visitor(&watch.here, NOW + 60).unwrap();
        receive(&visitor, &written, &new_key()).await.unwrap();
        watch.stayed("a report", former).await;
    }
    // The index has not seen these entries and misses nothing.
    assert_eq!(found(&watch).await, (1, false));
    let former = head(&watch.town).await;
    forward(&desk, "2026-00001", "漱石县教育局").await.unwrap();
    watch.stayed("a report passed on", former).await;
    let former = head(&watch.town).await;
    answer(&desk, "2026-00001", "已经改正。").await.unwrap();
    watch.stayed("an answer", former).await;
    let former = head(&watch.town).await;
    reject(&desk, "2026-00002", "说的是别的网站。")
        .await
        .unwrap();
    watch.stayed("a report that was turned down", former).await;
    let former = head(&watch.town).await;
    erase(&desk, "2026-00002").await.unwrap();
    watch.stayed("a report that was erased", former).await;
    assert_eq!(watch.here.recorded_at(watch.seen), Some(NOW));
    let act = watch
        .town
        .import(document("two", "关于乙的通知", "乙。"), Then::Release)
        .await;
    watch.moved(&act).await;
    assert_sound(&watch.town).await;
}
