//! 站点 — what the site says of itself, kept in the register and changed by acts.
//!
//! Decides which parts there are (国办发〔2017〕47号 附件) and how each is written: 政府网站标识码, ICP备案编号 and 公安机关备案号
//! stand at the foot of every page, so a slip of the pen in one would be told to every visitor. A demonstration may mark
//! its filing numbers with “示例” instead.

use crate::Failure;
use crate::desk::{Desk, Register};
use crate::ledger::{EntryKind, Prepared, finish};
use crate::view::Site;
use law::Refusal;
use law::item::kind::FieldProblem;
use law::stray::is_turning;
use std::collections::BTreeMap;

/// One part of what a site says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Name,
    NameEn,
    Domain,
    IdCode,
    Organiser,
    Operator,
    Contact,
    Icp,
    Police,
    Security,
}

/// A part that was changed, with what it said before and says now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    pub part: Part,
    pub before: String,
    pub after: String,
}

/// The longest name of a site, in characters.
const LONGEST_NAME: usize = 100;
/// The longest of the other parts that are free words, in characters.
const LONGEST_WORDS: usize = 200;
/// 各省、自治区、直辖市的简称, with which both filing numbers begin.
const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";

impl Part {
    pub const ALL: [Self; 10] = [
        Self::Name,
        Self::NameEn,
        Self::Domain,
        Self::IdCode,
        Self::Organiser,
        Self::Operator,
        Self::Contact,
        Self::Icp,
        Self::Police,
        Self::Security,
    ];

    /// The stored name.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::NameEn => "name_en",
            Self::Domain => "domain",
            Self::IdCode => "id_code",
            Self::Organiser => "organiser",
            Self::Operator => "operator",
            Self::Contact => "contact",
            Self::Icp => "icp",
            Self::Police => "police",
            Self::Security => "security",
        }
    }

    pub const fn zh(self) -> &'static str {
        match self {
            Self::Name => "网站名称",
            Self::NameEn => "网站英文名称",
            Self::Domain => "域名",
            Self::IdCode => "政府网站标识码",
            Self::Organiser => "主办单位",
            Self::Operator => "承办单位",
            Self::Contact => "联系方式",
            Self::Icp => "ICP备案编号",
            Self::Police => "公安机关备案号",
            Self::Security => "安全问题联系方式",
        }
    }

    pub fn of(self, site: &Site) -> &str {
        match self {
            Self::Name => &site.name,
            Self::NameEn => &site.name_en,
            Self::Domain => &site.domain,
            Self::IdCode => &site.id_code,
            Self::Organiser => &site.organiser,
            Self::Operator => &site.operator,
            Self::Contact => &site.contact,
            Self::Icp => &site.icp,
            Self::Police => &site.police,
            Self::Security => &site.security,
        }
    }

    /// Puts a part down as it is kept: without blanks around it, a domain in small letters.
    pub fn put(self, site: &mut Site, value: &str) {
        let value = value.trim();
        match self {
            Self::Name => value.clone_into(&mut site.name),
            Self::NameEn => value.clone_into(&mut site.name_en),
            Self::Domain => site.domain = value.to_lowercase(),
            Self::IdCode => value.clone_into(&mut site.id_code),
            Self::Organiser => value.clone_into(&mut site.organiser),
            Self::Operator => value.clone_into(&mut site.operator),
            Self::Contact => value.clone_into(&mut site.contact),
            Self::Icp => value.clone_into(&mut site.icp),
            Self::Police => value.clone_into(&mut site.police),
            Self::Security => value.clone_into(&mut site.security),
        }
    }

    /// What is wrong with a part, and how it is written; every part but the name may be left out.
    fn problem(self, site: &Site) -> Option<String> {
        let value = self.of(site);
        let is_marked = site.is_demo && value.contains("示例");
        let expected = match self {
            Self::Name if value.is_empty() => {
                return Some("网站要有名称，例如“某某县人民政府”".into());
            }
            _ if value.is_empty() => return None,
            Self::Name | Self::NameEn if !is_line(value, LONGEST_NAME) => {
                format!("应当是一行文字，不超过 {LONGEST_NAME} 个字")
            }
            Self::Organiser | Self::Operator | Self::Contact if !is_line(value, LONGEST_WORDS) => {
                format!("应当是一行文字，不超过 {LONGEST_WORDS} 个字")
            }
            Self::Domain if !is_domain(value) => {
                "只写域名，不写 https://、端口和路径，例如 www.example.gov.cn；中文域名写成 xn-- 开头的形式"
                    .into()
            }
            Self::IdCode if !is_id_code(value) => {
                "是 10 位数字，例如 1303000020；国务院部门的是 bm 加 8 位数字，例如 bm55000001".into()
            }
            Self::Icp if !is_marked && !is_icp(value) => {
                "写作“京ICP备05070218号”或者“京ICP备05070218号-1”：省级简称、“ICP备”、8 至 10 位数字、“号”"
                    .into()
            }
            Self::Police if !is_marked && !is_police(value) => {
                "写作“京公网安备11010202000001号”：省级简称、“公网安备”、14 位数字（早年的是 12 或者 13 位）、“号”"
                    .into()
            }
            Self::Security if !is_contact(value) => {
                "写成 mailto:、https:// 或者 tel: 开头的网址，例如 mailto:security@example.gov.cn，不用中文和空格"
                    .into()
            }
            _ => return None,
        };
        Some(format!("{}{expected}；现为“{value}”", self.zh()))
    }
}

fn is_line(value: &str, longest: usize) -> bool {
    value.chars().count() <= longest && !value.chars().any(|c| c.is_control() || is_turning(c))
}

/// A host name as DNS has it (RFC 1035 §2.3.1, RFC 1123 §2.1), of at least two labels and no address of numbers.
fn is_domain(value: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let is_named = |last: &str| !last.bytes().all(|b| b.is_ascii_digit());
    value.len() <= 253
        && value.split('.').all(is_label)
        && value
            .rsplit_once('.')
            .is_some_and(|(_, last)| is_named(last))
}

/// An address at which programs and people can tell of a weakness (RFC 9116 §2.5.3).
fn is_contact(value: &str) -> bool {
    let is_written = value.bytes().all(|b| b.is_ascii_graphic()) && value.len() <= LONGEST_WORDS;
    let rest = ["mailto:", "https://", "tel:"]
        .into_iter()
        .find_map(|scheme| value.strip_prefix(scheme));
    is_written && rest.is_some_and(|rest| !rest.is_empty())
}

fn is_number(text: &str, digits: std::ops::RangeInclusive<usize>) -> bool {
    digits.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_id_code(value: &str) -> bool {
    match value.strip_prefix("bm") {
        Some(digits) => is_number(digits, 8..=8),
        None => is_number(value, 10..=10),
    }
}

/// What stands between the abbreviation of a province with its mark and “号”, and what stands behind.
fn filed<'a>(value: &'a str, mark: &str) -> Option<(&'a str, &'a str)> {
    let province = value.chars().next().filter(|c| PROVINCES.contains(*c))?;
    let rest = value.strip_prefix(province)?.strip_prefix(mark)?;
    rest.trim_start_matches(' ').split_once('号')
}

fn is_icp(value: &str) -> bool {
    filed(value, "ICP备").is_some_and(|(number, site)| {
        let is_site = match site.strip_prefix('-') {
            Some(n) => is_number(n, 1..=4),
            None => site.is_empty(),
        };
        is_number(number, 8..=10) && is_site
    })
}

fn is_police(value: &str) -> bool {
    filed(value, "公网安备")
        .is_some_and(|(number, rest)| is_number(number, 12..=14) && rest.is_empty())
}

/// Whether a site may say this of itself.
///
/// # Errors
/// [`Failure::Refused`] without a name; [`Failure::Invalid`] with a sentence for each part that is written wrongly.
pub fn check(site: &Site) -> Result<(), Failure> {
    check_parts(site, &Part::ALL)
}

fn check_parts(site: &Site, parts: &[Part]) -> Result<(), Failure> {
    if let Some(says) = Part::Name
        .problem(site)
        .filter(|_| site.name.trim().is_empty())
    {
        return Err(Failure::Refused(Refusal::new(says)));
    }
    let problem = |part: &Part| {
        let says = part.problem(site)?;
        let field = part.id().to_owned();
        Some(FieldProblem { field, says })
    };
    let problems: Vec<FieldProblem> = parts.iter().filter_map(problem).collect();
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Failure::Invalid(problems))
    }
}

/// Writes what the site says of itself, all of it.
///
/// # Errors
/// As [`check`]; then nothing happened.
pub async fn describe(desk: &Desk, site: &Site, reason: &str) -> Result<(), Failure> {
    let mut kept = site.clone();
    for part in Part::ALL {
        part.put(&mut kept, part.of(site));
    }
    check(&kept)?;
    let mut tx = desk.register.store.write().await?;
    for part in Part::ALL {
        tx.set(&key(part), part.of(&kept)).await?;
    }
    tx.set("site.is_demo", if kept.is_demo { "yes" } else { "no" })
        .await?;
    let mut act = Prepared::new(EntryKind::DescribeSite, "site", reason);
    act.is_item = false;
    finish(desk, tx, vec![act]).await?;
    Ok(())
}

/// Changes parts of what the site says of itself; gives what really changed. Where nothing does, there is no act.
///
/// # Errors
/// [`Failure::Refused`] without a reason, without a name, or where the site was never described; [`Failure::Invalid`] for
/// a part that is written wrongly. Then nothing happened.
pub async fn change(
    desk: &Desk,
    parts: &[(Part, String)],
    reason: &str,
) -> Result<Vec<Changed>, Failure> {
    if reason.trim().is_empty() {
        return Err(Failure::Refused(Refusal::new(
            "修改站点的内容要写明原因（--reason）",
        )));
    }
    let mut tx = desk.register.store.write().await?;
    let Some(before) = said(&tx.settings().await?) else {
        return Err(Failure::Refused(Refusal::new(
            "站点还没有名称；先运行 gongkai init --name “某某县人民政府”",
        )));
    };
    let mut after = before.clone();
    for (part, value) in parts {
        part.put(&mut after, value);
    }
    let of_site = |part: Part| Changed {
        part,
        before: part.of(&before).to_owned(),
        after: part.of(&after).to_owned(),
    };
    let changed: Vec<Changed> = Part::ALL
        .into_iter()
        .map(of_site)
        .filter(|changed| changed.before != changed.after)
        .collect();
    if changed.is_empty() {
        return Ok(changed);
    }
    let touched: Vec<Part> = changed.iter().map(|changed| changed.part).collect();
    check_parts(&after, &touched)?;
    for changed in &changed {
        tx.set(&key(changed.part), &changed.after).await?;
    }
    let ids: Vec<&str> = touched.iter().map(|part| part.id()).collect();
    let mut act =
        Prepared::new(EntryKind::DescribeSite, "site", reason).say("parts", ids.join(","));
    act.is_item = false;
    finish(desk, tx, vec![act]).await?;
    Ok(changed)
}

fn key(part: Part) -> String {
    format!("site.{}", part.id())
}

/// What the site says of itself; `None` before it was first described.
pub async fn described(register: &Register) -> Result<Option<Site>, Failure> {
    let mut reader = register.store.read().await?;
    Ok(said(&reader.settings().await?))
}

/// The same from settings that were read.
pub(crate) fn said(settings: &BTreeMap<String, String>) -> Option<Site> {
    let get = |key: &str| settings.get(key).cloned().unwrap_or_default();
    if !settings.contains_key(&key(Part::Name)) {
        return None;
    }
    Some(Site {
        name: get(&key(Part::Name)),
        name_en: get(&key(Part::NameEn)),
        domain: get(&key(Part::Domain)),
        id_code: get(&key(Part::IdCode)),
        organiser: get(&key(Part::Organiser)),
        operator: get(&key(Part::Operator)),
        contact: get(&key(Part::Contact)),
        icp: get(&key(Part::Icp)),
        police: get(&key(Part::Police)),
        security: get(&key(Part::Security)),
        is_demo: get("site.is_demo") == "yes",
    })
}

/// Notes of the program to itself, which no entry is bound to.
pub(crate) const NOTES: [&str; 1] = [DEMO_STATE];
const DEMO_STATE: &str = "demo.state";

/// How far the loading of the demonstration has come.
pub async fn demo_state(register: &Register) -> Result<Option<String>, Failure> {
    let mut reader = register.store.read().await?;
    Ok(reader.settings().await?.get(DEMO_STATE).cloned())
}

/// Notes how far the loading of the demonstration has come: a note to ourselves, not an act on the register.
pub async fn set_demo_state(desk: &Desk, state: &str) -> Result<(), Failure> {
    let mut tx = desk.register.store.write().await?;
    tx.note(DEMO_STATE, state).await?;
    tx.commit().await?;
    Ok(())
}
