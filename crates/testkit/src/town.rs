//! The made-up county as a running register.

use crate::items::{document, file, numbered, rule};
use crate::{Database, Files};
use acts::Portal;
use acts::desk::{Actor, Desk, Register};
use acts::item::correct::Correction;
use acts::item::import::import;
use acts::item::{Imported, Incoming, Then, Which, correct, withdraw};
use acts::log::Last;
use acts::portal::Copies;
use acts::press::Fonts;
use acts::view::{Address, Site};
use law::Date;
use law::agency::{AgencyKind, AgencyLevel};
use law::item::Kinds;
use proof::note::{Algorithm, Key, Note, Secret, Signer};
use store::Store;
use store::agency::Agency;
use tempfile::TempDir;

/// 2026-11-23 10:00 at +08:00, the instant at which every test happens.
pub const NOW: i64 = 1_795_399_200;

/// What must never leave: each stands in one item that is not, or no longer, released.
pub const DRAFT_SECRET: &str = "草稿暗语甲";
pub const WITHDRAWN_SECRET: &str = "撤回暗语乙";

/// Words of a former edition: readable there, and nowhere else.
pub const FORMER_WORDS: &str = "旧版字句丙";

/// A register in a temporary folder, with its agencies; [`Town::with_items`] fills it.
pub struct Town {
    folder: TempDir,
    database: Option<Database>,
    files: Files,
    pub register: Register,
    pub desk: Desk,
    pub index: search::Index,
}

/// Where the items of [`Town::with_items`] are found: index numbers by what they are.
pub struct Items {
    pub released: String,
    pub corrected: String,
    pub withdrawn: String,
    pub draft: String,
}

impl Town {
    pub async fn new() -> Self {
        Self::with_kinds(Kinds::standard()).await
    }

    /// A county whose register knows other kinds as well.
    pub async fn with_kinds(kinds: Kinds) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let database = Database::new(folder.path()).await;
        let town = Self::over(database.open().await, folder, kinds).await;
        Self {
            database: Some(database),
            ..town
        }
    }

    /// A county in a SQLite file, whatever engine the run is on: for what looks into that file.
    pub async fn in_a_file() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let database = Database::file(folder.path());
        let town = Self::over(database.open().await, folder, Kinds::standard()).await;
        Self {
            database: Some(database),
            ..town
        }
    }

    /// A county over an empty register that the test opened itself.
    pub async fn over(store: Store, folder: TempDir, kinds: Kinds) -> Self {
        let files = Files::new(folder.path());
        let index = search::Index::in_memory()
            .expect("an index")
            .with_kinds(kinds.clone());
        let register = Register::new(store, files.open(), kinds);
        let actor = Actor {
            name: "示例经办".into(),
            identified_by: "test".into(),
        };
        let desk = Desk::new(register.clone(), actor, NOW).expect("a desk");
        acts::site::describe(&desk, &site(), "")
            .await
            .expect("a site");
        acts::agency::register(&desk, &agencies(), "")
            .await
            .expect("agencies");
        Self {
            folder,
            database: None,
            files,
            register,
            desk,
            index,
        }
    }

    /// One item in every state: released with a file, corrected once, withdrawn, draft, and a rule in two versions.
    pub async fn with_items() -> (Self, Items) {
        let town = Self::new().await;
        let items = town.fill().await;
        (town, items)
    }

    /// Puts the items of [`Town::with_items`] into an empty county.
    pub async fn fill(&self) -> Items {
        let town = self;
        let mut released = numbered(
            "released",
            "关于校园开放日的通知",
            "漱教〔2026〕1号",
            "各学校应当开放操场。",
        );
        // Each on a day of its own, so that lists have one order.
        released.fields.set("published_at", "2026-03-05 10:00");
        released
            .files
            .push(file("名单.csv", "学校,日期\n漱石一中,3月\n"));
        let released = town.import(released, Then::Release).await;
        let words = format!("原文写有{FORMER_WORDS}，其余不变。");
        let corrected = town
            .import(
                on_day(
                    document("corrected", "关于招生的通知", &words),
                    "2026-03-04",
                ),
                Then::Release,
            )
            .await;
        let correction = Correction {
            note: "更正一处字句".into(),
            replace: vec![(FORMER_WORDS.into(), "新版字句".into())],
            ..Correction::default()
        };
        correct::correct(&town.desk, &which("corrected"), &correction)
            .await
            .expect("a correction");
        let mut secret = document(
            "withdrawn",
            &format!("关于{WITHDRAWN_SECRET}的公示"),
            WITHDRAWN_SECRET,
        );
        secret.fields.set("keywords", "");
        secret.files.push(file("公示.csv", WITHDRAWN_SECRET));
        let withdrawn = town.import(secret, Then::Release).await;
        withdraw::withdraw(&town.desk, &which("withdrawn"), "含有个人信息")
            .await
            .expect("a withdrawal");
        let mut draft = document("draft", &format!("关于{DRAFT_SECRET}的通知"), DRAFT_SECRET);
        draft.files.push(file("草稿.csv", DRAFT_SECRET));
        let draft = town.import(draft, Then::KeepDraft).await;
        town.import(
            on_day(
                rule(
                    "guqiao-2018",
                    "guqiao",
                    "2018-05-02",
                    "2018-06-01",
                    "桥长每年查看一次。",
                ),
                "2018-05-03",
            ),
            Then::Release,
        )
        .await;
        town.import(
            on_day(
                rule(
                    "guqiao-2023",
                    "guqiao",
                    "2023-04-01",
                    "2023-05-01",
                    "桥长每月查看一次。",
                ),
                "2023-04-02",
            ),
            Then::Release,
        )
        .await;
        town.follow().await;
        Items {
            released,
            corrected,
            withdrawn,
            draft,
        }
    }

    /// Imports a document; gives its index number.
    pub async fn import(&self, incoming: Incoming, then: Then) -> String {
        let imported = import(&self.desk, incoming, then).await.expect("an import");
        let (Imported::New { item }
        | Imported::Changed { item, .. }
        | Imported::Joined { item }
        | Imported::Same { item }) = imported;
        acts::verify::index_no(&self.register, &item)
            .await
            .expect("an index number")
    }

    /// Lets the index follow the ledger to its end.
    pub async fn follow(&self) {
        let mut keeper = self
            .index
            .keeper()
            .expect("a keeper")
            .expect("the only keeper");
        loop {
            let step =
                acts::follow::follow_index(&self.register, &self.index, &mut keeper, self.today())
                    .await;
            let step = step.expect("a step of the index");
            if step.cursor == step.head {
                break;
            }
        }
        keeper.finish().expect("an index at rest");
    }

    pub fn portal(&self) -> Portal {
        Portal::new(self.register.clone(), self.index.clone(), site()).keeping(self.copies())
    }

    /// The copies of the county, kept in its folder.
    fn copies(&self) -> Copies {
        Copies::kept_in(&self.folder.path().join("copies"), Fonts::own()).expect("a shelf")
    }

    /// A portal over the same register that knows other kinds than the one that filled it.
    pub async fn portal_knowing(&self, kinds: Kinds) -> Portal {
        let store = self.database().open().await;
        let register = Register::new(store, self.files.open(), kinds);
        Portal::new(register, self.index.clone(), site())
    }

    /// Registers the copies that were made through a portal, names the key of the log where none is named, and signs how the
    /// log stands. Gives the key.
    pub async fn sign(&self, portal: &Portal) -> Key {
        let desk = &self.desk;
        acts::log::record_copies(desk, portal.take_made())
            .await
            .expect("copies in the register");
        let secret = secret(0);
        if acts::log::key(&self.register)
            .await
            .expect("a key")
            .is_none()
        {
            acts::log::change_key(desk, None, secret.key())
                .await
                .expect("a key of the log");
        }
        self.sign_by(&[&secret]).await;
        secret.key().clone()
    }

    /// Signs how the log stands by these keys, after what was signed last in the folder of the county.
    pub async fn sign_by(&self, signers: &[&dyn Signer]) {
        let file = self.folder.path().join("log.checkpoint");
        let last = std::fs::read(&file).ok();
        let last = last.and_then(|last| Note::parse(&last).ok());
        let last = last.map_or(Last::None, Last::Kept);
        let keep = |note: &Note| std::fs::write(&file, note.to_string());
        acts::log::sign(&self.register, signers, &last, keep)
            .await
            .expect("a signature");
    }

    /// Where the register lies.
    ///
    /// # Panics
    /// Where the test opened it itself.
    pub fn database(&self) -> &Database {
        self.database.as_ref().expect("a database of this county")
    }

    /// Where the large files lie.
    pub fn files(&self) -> &Files {
        &self.files
    }

    pub fn today(&self) -> Date {
        self.desk.today()
    }

    /// The folder of the register.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }
}

/// The address of a document by its index number.
pub fn document_at(index_no: &str) -> Address {
    let (code, tail) = index_no.split_once('/').expect("an index number");
    Address::Document {
        code: code.into(),
        tail: tail.into(),
    }
}

/// The n-th key of the log of the county.
pub fn secret(n: u8) -> Secret {
    Secret::from_seed("county.example/log", Algorithm::Ed25519, &[n; 32]).expect("a key")
}

/// The same, published on another day.
fn on_day(mut incoming: Incoming, day: &str) -> Incoming {
    incoming.fields.set("published_at", format!("{day} 10:00"));
    incoming
}

/// An item of the county by its slug.
pub fn which(slug: &str) -> Which {
    Which::Source {
        source: "town".into(),
        source_id: slug.into(),
    }
}

pub fn site() -> Site {
    Site {
        name: "漱石县人民政府（示例）".into(),
        name_en: String::new(),
        domain: "www.shushi.example".into(),
        id_code: "0000000000".into(),
        organiser: "漱石县人民政府办公室（示例）".into(),
        operator: "漱石县政务公开示例组".into(),
        contact: "0000-0000000".into(),
        icp: "示例ICP备00000000号".into(),
        police: "示例公网安备00000000000000号".into(),
        security: "mailto:security@shushi.example".into(),
        is_demo: true,
    }
}

/// A government, its bureau, and what the bureau was called until 2019.
pub fn agencies() -> Vec<Agency> {
    let agency = |code: &str, name: &str, kind, parent: Option<&str>, position| Agency {
        code: code.into(),
        name: name.into(),
        short_name: String::new(),
        level: AgencyLevel::County,
        kind,
        admin_parent: parent.map(str::to_owned),
        system_parent: None,
        valid_from: None,
        valid_to: None,
        successor: None,
        phone: "0000-0000000".into(),
        address: "漱石县示例路1号".into(),
        is_own: true,
        position,
    };
    let government = agency("XT-0001", "漱石县人民政府", AgencyKind::Government, None, 0);
    let bureau = Agency {
        valid_from: "2019-01-01".parse().ok(),
        ..agency(
            "XT-0002",
            "漱石县教育局",
            AgencyKind::Department,
            Some("XT-0001"),
            1,
        )
    };
    let former = Agency {
        valid_to: "2018-12-31".parse().ok(),
        successor: Some("XT-0002".into()),
        ..agency(
            "XT-0003",
            "漱石县教育体育局",
            AgencyKind::Department,
            Some("XT-0001"),
            2,
        )
    };
    vec![government, bureau, former]
}
