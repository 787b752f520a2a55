//! Whether a letter says what it must, and nothing that it may not.

use super::template::{Part, Required, Template, required_of};
use crate::article::Article;
use crate::calendar::LastDay;
use crate::date::{self, Date};
use crate::numeral;
use crate::privacy;
use crate::remedy::{self, Against, Path, Remedy};
use crate::request::{Decision, Statement};
use crate::written::narrow;
use std::collections::{BTreeMap, BTreeSet};

/// 一事一答: one thing that was asked, and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matter<'a> {
    /// What is decided of it.
    pub decision: Decision,
    /// What the letter says of it, by part.
    pub said: BTreeMap<Part, &'a str>,
}

/// A letter as it is about to be sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter<'a> {
    /// Which letter it is.
    pub template: Template,
    /// The day it goes out: that of posting, or of the signature of whoever receives it (国办公开办函〔2016〕235号), not
    /// the day that is printed on it.
    pub out_on: Date,
    /// What it says once.
    pub said: BTreeMap<Part, &'a str>,
    /// What it answers; for an answer at least one, for other letters none.
    pub matters: Vec<Matter<'a>>,
}

/// 附件, as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Enclosure<'a> {
    /// The name under which it is enclosed.
    pub name: &'a str,
    /// All that can be read in it.
    pub text: &'a str,
}

/// What must be known beside the letter.
#[derive(Clone, Debug, Default)]
pub struct Circumstances<'a> {
    /// The last day on which this letter is in time, where it has one.
    pub due: Option<LastDay>,
    /// 超期的原因, where it is late.
    pub overdue_reason: Option<&'a str>,
    /// Names that may not stand in it: those of third parties, and of applicants other than its own.
    pub keep_out: &'a [&'a str],
    /// 附件, each as text.
    pub enclosures: &'a [Enclosure<'a>],
    /// Telephones and addresses of offices, which may stand in it.
    pub known: privacy::Policy,
    /// How the place reads what the laws on remedies leave open.
    pub practices: remedy::Practices,
}

/// What is wrong with a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The number of the matter from 1, where it is about one.
    pub matter: Option<usize>,
    /// The part, where it is about one.
    pub part: Option<Part>,
    /// A sentence for whoever writes it, ending with what to do.
    pub says: String,
    /// Where it is written.
    pub source: Article,
    /// Whether the source says so, or model letters do.
    pub verified: bool,
}

/// Everything that is wrong with `letter`; none where it may be sealed. In the order of its parts, those of the whole
/// letter first.
pub fn check(letter: &Letter<'_>, around: &Circumstances<'_>) -> Vec<Fault> {
    let mut faults = Vec::new();
    for required in letter.template.required() {
        faults.extend(missing(&letter.said, required, None));
    }
    faults.extend(not_of_its_kind(letter));
    for (nth, matter) in (1..).zip(&letter.matters) {
        for required in required_of(matter.decision) {
            if is_wanted(matter, required.part) {
                faults.extend(missing(&matter.said, &required, Some(nth)));
            }
        }
        faults.extend(basis(matter, nth));
    }
    faults.extend(relief(letter, &around.practices));
    faults.extend(late(letter, around));
    let parts = letter.said.iter().map(|(part, said)| (None, *part, *said));
    let of_matters = (1..).zip(&letter.matters).flat_map(|(nth, matter)| {
        let said = matter.said.iter();
        said.map(move |(part, said)| (Some(nth), *part, *said))
    });
    for (matter, part, said) in parts.chain(of_matters) {
        faults.extend(unfilled(matter, part, said));
        faults.extend(personal(matter, part, said, around));
    }
    for enclosure in around.enclosures {
        faults.extend(personal_in(enclosure, around));
    }
    faults
}

fn fault(matter: Option<usize>, part: Part, says: String, source: Article) -> Fault {
    Fault {
        matter,
        part: Some(part),
        says,
        source,
        verified: true,
    }
}

/// `部分` missing, or silent on what it must say.
fn missing(
    said: &BTreeMap<Part, &str>,
    required: &Required,
    matter: Option<usize>,
) -> Option<Fault> {
    let text = said.get(&required.part).map_or("", |said| said.trim());
    let name = required.part.zh();
    let says = if text.is_empty() {
        format!("缺少{name}，请补上")
    } else {
        let text = plain(text);
        let lacking = |ways: &&&[&str]| !ways.iter().any(|way| text.contains(way));
        let ways = required.says.iter().find(lacking)?;
        format!("{name}没有写明“{}”", ways.join("”或者“"))
    };
    Some(Fault {
        matter,
        part: Some(required.part),
        says,
        source: required.source,
        verified: required.verified,
    })
}

/// Whether a statement is wanted here: what does not exist was searched for (第四项), what another agency holds has that
/// agency's name where it is known (第五项).
fn is_wanted(matter: &Matter<'_>, part: Part) -> bool {
    if matter.decision != Decision::UnableNotHeld {
        return true;
    }
    let basis = plain(matter.said.get(&Part::Basis).copied().unwrap_or_default());
    let is_elsewhere = basis.contains("第36条第5项") && !basis.contains("第36条第4项");
    match part {
        Part::Statement(Statement::Search) => !is_elsewhere,
        Part::Statement(Statement::Reasons) => is_elsewhere,
        Part::Statement(Statement::Responsible) => false,
        _ => true,
    }
}

/// Matters where there may be none, none where there must be, a remedy where there is none.
fn not_of_its_kind(letter: &Letter<'_>) -> Vec<Fault> {
    let mut faults = Vec::new();
    let is_answer = letter.template == Template::Answer;
    if is_answer && letter.matters.is_empty() {
        let says = "没有写对申请的答复，请逐项写明决定".to_owned();
        faults.push(fault(None, Part::Decision, says, Article("条例第三十六条")));
    }
    if !is_answer && !letter.matters.is_empty() {
        let says = format!(
            "{}不作出答复，请另用政府信息公开申请答复书",
            letter.template.zh()
        );
        faults.push(fault(None, Part::Decision, says, Article("条例第三十六条")));
    }
    let tells = letter
        .said
        .get(&Part::Relief)
        .is_some_and(|said| !said.trim().is_empty());
    if tells && !letter.template.tells_relief() {
        let says = format!(
            "{}不能单独申请行政复议或者提起行政诉讼，请去掉救济途径",
            letter.template.zh()
        );
        let source = Article("司法部关于审理政府信息公开行政复议案件若干问题的指导意见第三条");
        faults.push(fault(None, Part::Relief, says, source));
    }
    faults
}

/// The article must be one on which the decision rests.
fn basis(matter: &Matter<'_>, nth: usize) -> Option<Fault> {
    let said = matter.said.get(&Part::Basis)?.trim();
    let wanted = matter.decision.article();
    if said.is_empty() || !wanted.0.starts_with("条例") {
        return None;
    }
    let said = plain(said);
    let named = said.contains("政府信息公开条例") || said.contains("《条例》");
    let mut articles = wanted.0.trim_start_matches("条例").split('、');
    let rests = articles.any(|article| said.contains(&*plain(article.trim_start_matches("条例"))));
    (!named || !rests).then(|| {
        let says = format!(
            "依据与决定不符：“{}”依据的是《中华人民共和国政府信息公开条例》{}",
            matter.decision.zh(),
            wanted.0.replace("条例", "").replace('、', "或者")
        );
        fault(Some(nth), Part::Basis, says, wanted)
    })
}

/// The paragraph on remedies must be the one that the answers and their day require.
fn relief(letter: &Letter<'_>, practices: &remedy::Practices) -> Vec<Fault> {
    let Some(said) = letter.said.get(&Part::Relief).map(|said| plain(said)) else {
        return Vec::new();
    };
    if said.is_empty() || letter.template != Template::Answer {
        return Vec::new();
    }
    let remedies: Vec<Remedy> = letter
        .matters
        .iter()
        .map(|matter| remedy::remedy(Against::Decision(matter.decision), letter.out_on, practices))
        .collect();
    let mut faults = Vec::new();
    let first = remedies.iter().find(|it| it.path == Path::ReviewFirst);
    let choice = remedies.iter().find(|it| it.path == Path::Choice);
    let mut wrong = |remedy: &Remedy, says: &str| {
        faults.push(Fault {
            matter: None,
            part: Some(Part::Relief),
            says: format!("救济途径不符：{says}"),
            source: remedy.article,
            verified: remedy.verified,
        });
    };
    if let Some(remedy) = first {
        if !(said.contains("应当先") || said.contains("应先")) || !said.contains("行政复议")
        {
            wrong(
                remedy,
                "对不予公开的部分应当先申请行政复议，请写明“应当先……申请行政复议”",
            );
        }
        let after = remedy.after_review.zh();
        if !said.contains(&after) {
            wrong(
                remedy,
                &format!("请写明收到行政复议决定书之日起{after}内可以提起行政诉讼"),
            );
        }
    } else if let Some(remedy) = choice
        && (said.contains("应当先") || said.contains("应先"))
    {
        wrong(
            remedy,
            "这一答复不需要先申请行政复议，请写明两种途径可以选择",
        );
    }
    if let Some(remedy) = first.or(choice) {
        let review = remedy.review.zh();
        if !said.contains(&review) || !said.contains("行政复议") {
            wrong(
                remedy,
                &format!("请写明{review}内可以申请行政复议，向哪个机关申请"),
            );
        }
    }
    let suit = remedies
        .iter()
        .map(|it| it.suit.zh())
        .collect::<BTreeSet<_>>();
    for suit in suit {
        let is_told = said.contains(&suit) && said.contains("行政诉讼");
        match (choice, first) {
            (Some(remedy), _) if !is_told => {
                wrong(
                    remedy,
                    &format!("请写明{suit}内可以提起行政诉讼，向哪个法院提起"),
                );
            }
            (None, Some(remedy)) if said.contains(&suit) => {
                wrong(remedy, &format!("不能直接提起行政诉讼，请去掉“{suit}”"));
            }
            _ => {}
        }
    }
    faults
}

/// What goes out late says why.
fn late(letter: &Letter<'_>, around: &Circumstances<'_>) -> Option<Fault> {
    let due = around.due?;
    let source = letter.template.article();
    let is_explained = around
        .overdue_reason
        .is_some_and(|why| !why.trim().is_empty());
    (letter.out_on > due.date && !is_explained).then(|| {
        let says = format!(
            "{}已经超过{}的期限，请写明超期的原因，并立即送达",
            date::zh(letter.out_on),
            date::zh(due.date)
        );
        fault(None, Part::Date, says, source)
    })
}

/// Signs that a form was not filled in.
const HOLES: [&str; 9] = [
    "××",
    "□□",
    "__",
    "＿＿",
    "{{",
    "{%",
    "〔〕",
    "【】",
    "（填写",
];

fn unfilled(matter: Option<usize>, part: Part, said: &str) -> Option<Fault> {
    let hole = HOLES.iter().find(|hole| said.contains(**hole)).copied();
    let hole = hole.or_else(|| crosses(said).then_some("XX"))?;
    let says = format!("{}里还有没有填写的地方（{hole}）", part.zh());
    Some(fault(matter, part, says, Article("条例第四十五条")))
}

/// Two X and more that stand for something: no part of a word or of an address, such as `xxgk`.
fn crosses(said: &str) -> bool {
    let words = said.split(|c: char| !c.is_ascii_alphanumeric());
    words
        .filter(|word| word.len() > 1)
        .any(|word| word.bytes().all(|c| c.eq_ignore_ascii_case(&b'x')))
}

const PERSONAL: Article = Article("条例第十五条；个人信息保护法第二十八条");

/// Neither numbers of persons nor names that must be kept out.
fn personal(
    matter: Option<usize>,
    part: Part,
    said: &str,
    around: &Circumstances<'_>,
) -> Vec<Fault> {
    let findings = privacy::scan(said, &around.known).into_iter();
    // The applicant's name and address may stand where the letter is addressed, those of offices in its contact.
    let findings = findings.filter(|finding| match finding.kind {
        privacy::Kind::Name | privacy::Kind::Address => false,
        privacy::Kind::Mobile | privacy::Kind::Landline | privacy::Kind::Email => {
            !matches!(part, Part::Contact | Part::Responsible | Part::Payment)
                && part != Part::Statement(Statement::Responsible)
                && part != Part::Statement(Statement::Channel)
                && part != Part::Statement(Statement::Means)
        }
        _ => true,
    });
    let mut says: Vec<String> = findings
        .map(|finding| {
            format!(
                "{}里有{}（{}），请去掉",
                part.zh(),
                finding.kind.zh(),
                finding.masked
            )
        })
        .collect();
    let kept_out = around.keep_out.iter();
    let kept_out = kept_out.filter(|name| !name.is_empty() && said.contains(**name));
    says.extend(kept_out.map(|_| format!("{}里有第三方的姓名或者名称，请去掉", part.zh())));
    let faults = says.into_iter();
    faults
        .map(|says| fault(matter, part, says, PERSONAL))
        .collect()
}

fn personal_in(enclosure: &Enclosure<'_>, around: &Circumstances<'_>) -> Vec<Fault> {
    let kinds: BTreeSet<privacy::Kind> = privacy::scan(enclosure.text, &around.known)
        .into_iter()
        .map(|finding| finding.kind)
        .collect();
    let kept_out = around.keep_out.iter();
    let has_name = kept_out
        .filter(|name| !name.is_empty())
        .any(|name| enclosure.text.contains(*name));
    let mut what: Vec<&str> = kinds.into_iter().map(privacy::Kind::zh).collect();
    if has_name {
        what.push("第三方的姓名或者名称");
    }
    let what = what.into_iter();
    what.map(|what| Fault {
        matter: None,
        part: None,
        says: format!("附件“{}”里有{what}，请去掉或者遮盖", enclosure.name),
        source: PERSONAL,
        verified: true,
    })
    .collect()
}

/// The text without spaces and brackets around numbers, its numbers in Arabic numerals: 第三十六条第（二）项 and
/// 第36条第2项 are one, so are 六十日 and 60 天.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut number = String::new();
    let flush = |number: &mut String, plain: &mut String| {
        if number.is_empty() {
            return;
        }
        match numeral::parse(number) {
            Ok((value, _)) => plain.push_str(&value.to_string()),
            Err(_) => plain.push_str(number),
        }
        number.clear();
    };
    for c in text.chars() {
        match c {
            '零' | '〇' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十'
            | '百' | '千' => {
                number.push(c);
            }
            c if c.is_whitespace() => {}
            '（' | '）' | '(' | ')' => {}
            c => {
                flush(&mut number, &mut plain);
                plain.push(narrow(c));
            }
        }
    }
    flush(&mut number, &mut plain);
    plain.replace('天', "日")
}
