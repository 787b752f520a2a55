//! What a county rarely has, and a page must bear all the same: gaps, long chains, every field, the longest title, large
//! tables, foreign publishers, many results.

use crate::Town;
use crate::items::{articles, document, file, numbered, rule};
use acts::item::{Incoming, IncomingWork, Then};
use law::item::kind::LONGEST_TITLE;
use law::text::{Block, Cell, Row, Table};

/// Where the rare items are found: codes of works, index numbers of documents.
pub struct Rarities {
    /// A work whose text from 2015 to 2019 is not held.
    pub gap: String,
    /// A work with six versions, the last of them to come.
    pub chain: String,
    /// A document that has every field of its kind.
    pub full: String,
    /// A document with the longest title.
    pub long: String,
    /// A document with a table of a hundred rows and eight columns.
    pub table: String,
    /// A document of a body under the name it had then.
    pub renamed: String,
    /// A document of a body that is none of the site, with its source.
    pub foreign: String,
}

impl Town {
    /// Adds the rare items to a county.
    pub async fn with_rarities(&self) -> Rarities {
        for (version, effective, note) in [
            ("2012-03-01", "2012-05-01", ""),
            (
                "2019-06-01",
                "2019-07-01",
                "2015-07-10 第一次修正\n2019-05-20 第二次修正\n2019-06-01 公布",
            ),
        ] {
            let mut ferry = work("渡口管理办法", "dukou", version, effective);
            let made = "2012-03-01 漱石县人民政府令第2号公布";
            ferry
                .fields
                .set("enactment_note", format!("{made}\n{note}").trim());
            ferry.fields.set("promulgated", "2012-03-01");
            self.import(ferry, Then::Release).await;
        }
        for year in [1998, 2004, 2009, 2016, 2021, 2027] {
            let (made, from) = (format!("{year}-01-10"), format!("{year}-03-01"));
            let road = work("乡道养护办法", "xiangdao", &made, &from);
            self.import(road, Then::Release).await;
        }
        let full = self.import(full(), Then::Release).await;
        let long = self.import(long(), Then::Release).await;
        let table = self.import(table(), Then::Release).await;
        let renamed = self.import(renamed(), Then::Release).await;
        let foreign = self.import(foreign(), Then::Release).await;
        self.follow().await;
        Rarities {
            gap: "dukou".into(),
            chain: "xiangdao".into(),
            full,
            long,
            table,
            renamed,
            foreign,
        }
    }

    /// Adds so many notices and so many works of law, enough for several pages.
    pub async fn with_many(&self, notices: u32, works: u32) {
        for n in 1..=notices {
            let slug = format!("many-{n}");
            let day = n % 28 + 1;
            let mut notice = document(
                &slug,
                &format!("关于第{n}次例会的通知"),
                "定于周一上午召开例会。",
            );
            notice
                .fields
                .set("published_at", format!("2026-04-{day:02} 10:00"));
            self.import(notice, Then::Release).await;
        }
        for n in 1..=works {
            let law = work(
                &format!("第{n}号水渠管理办法"),
                &format!("shuiqu-{n}"),
                "2020-01-02",
                "2020-03-01",
            );
            self.import(law, Then::Release).await;
        }
        self.follow().await;
    }
}

/// A version of another rule of the county.
fn work(title: &str, code: &str, version: &str, effective: &str) -> Incoming {
    let slug = format!("{code}-{version}");
    let title = format!("漱石县{title}");
    let mut incoming = rule(
        &slug,
        code,
        version,
        effective,
        &format!("{version}的条文。"),
    );
    incoming.fields.set("title", title.as_str());
    incoming.text = articles(&[
        &format!("为了做好有关工作，制定《{title}》。"),
        &format!("本办法自{effective}起施行。"),
    ]);
    incoming.work = Some(IncomingWork {
        key: code.into(),
        title,
        version: version.into(),
        code: Some(code.into()),
    });
    incoming
}

fn full() -> Incoming {
    let mut full = numbered(
        "full",
        "关于公布校舍安全年检结果的通知",
        "漱教〔2026〕12号",
        "各学校应当按结果整改。",
    );
    for (id, value) in [
        ("theme_class", "科技、教育/教育"),
        ("genre_class", "notice"),
        ("published_at", "2026-03-06 09:30"),
        ("disclosure_attr", "proactive"),
        (
            "abstract",
            "公布本年度校舍安全年检的结果。\n列出需要整改的学校和期限。",
        ),
        ("effective_date", "2026-04-01"),
        ("expiry_date", "2031-03-31"),
        ("repealed_date", "2028-01-01"),
        ("content_source", "漱石县教育局办公室"),
        ("source_url", "https://edu.shushi.example/2026/12.html"),
    ] {
        full.fields.set(id, value);
    }
    for (id, values) in [
        ("issuers", ["漱石县教育局", "漱石县人民政府"]),
        ("keywords", ["校舍", "安全"]),
        ("recipients", ["各中小学校", "各幼儿园"]),
    ] {
        let values = values.into_iter().map(str::to_owned).collect();
        full.fields.set_list(id, values);
    }
    full.files
        .push(file("年检结果.csv", "学校,结果\n漱石一中,合格\n"));
    full
}

fn long() -> Incoming {
    let part = "关于进一步做好城乡居民基本养老保险和被征地农民社会保障工作衔接有关问题的通知";
    let title: String = part.chars().cycle().take(LONGEST_TITLE).collect();
    document("long", &title, "标题很长，正文很短。")
}

fn table() -> Incoming {
    const HEADS: [&str; 8] = [
        "序号",
        "学校名称",
        "建成年份",
        "建筑面积（平方米）",
        "结构",
        "年检日期",
        "年检结论",
        "整改要求和期限",
    ];
    let row = |n: usize| {
        let cells = [
            n.to_string(),
            format!("漱石县第{n}小学"),
            (1970 + n % 50).to_string(),
            (1200 + 37 * n).to_string(),
            "砖混".into(),
            format!("2026-02-{:02}", n % 28 + 1),
            if n.is_multiple_of(7) {
                "需要整改"
            } else {
                "合格"
            }
            .into(),
            if n.is_multiple_of(7) {
                "更换走廊栏杆，5月底前完成"
            } else {
                ""
            }
            .into(),
        ];
        Row {
            head: false,
            cells: cells.map(Cell::of).to_vec(),
        }
    };
    let head = Row {
        head: true,
        cells: HEADS.map(Cell::of).to_vec(),
    };
    let rows = std::iter::once(head).chain((1..=100).map(row)).collect();
    let mut incoming = document("table", "关于校舍年检情况的公示", "年检情况如下：");
    incoming.text.blocks.push(Block::Table(Table {
        caption: Some("2026年校舍年检情况".into()),
        rows,
        anchor: String::new(),
    }));
    incoming.text = incoming.text.with_anchors();
    incoming
}

fn renamed() -> Incoming {
    let mut old = document(
        "renamed",
        "关于举办县运动会的通知",
        "县运动会定于五月举办。",
    );
    old.agency = None;
    old.fields
        .set_list("issuers", vec!["漱石县教育体育局".into()]);
    old.fields.set("written_date", "2017-03-02");
    old.fields.set("published_at", "2017-03-03");
    old
}

fn foreign() -> Incoming {
    let mut foreign = document("foreign", "关于河道采砂的公告", "汛期不得采砂。");
    foreign.agency = None;
    foreign
        .fields
        .set_list("issuers", vec!["松原流域管理局（示例）".into()]);
    foreign.fields.set("content_source", "松原流域网");
    foreign
        .fields
        .set("source_url", "https://river.example/notice/7.html");
    foreign
}
