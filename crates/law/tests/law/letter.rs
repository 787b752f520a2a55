//! Letters: what each must say, tried by leaving each part out and by saying something else.

use crate::page::must_be;
use law::Date;
use law::calendar::LastDay;
use law::letter::{
    COMMON, Circumstances, Enclosure, Fault, Letter, Matter, Part, Required, Template, check,
    required_of,
};
use law::request::{Decision, Statement};
use std::collections::BTreeMap;
use std::fmt::Write as _;

const ON: Date = Date::constant(2026, 3, 2);
const CHOICE: &str = "如对本答复不服，可以自收到本答复之日起六十日内向松岭县人民政府申请行政复议，也可以自收到本答复之日起6个月内向松岭县人民法院提起行政诉讼。";
const REVIEW_FIRST: &str = "如对不予公开的决定不服，应当先自收到本答复之日起60日内向松岭县人民政府申请行政复议；对行政复议决定不服的，可以自收到行政复议决定书之日起十五日内向松岭县人民法院提起行政诉讼。";

/// Words that satisfy what is required.
fn said(required: &Required) -> String {
    let words: Vec<&str> = required.says.iter().map(|ways| ways[0]).collect();
    if words.is_empty() {
        "如实写明的内容".to_owned()
    } else {
        words.join("，")
    }
}

/// The basis, as a letter writes it.
fn basis_of(decision: Decision) -> String {
    match decision {
        Decision::Granted => {
            "根据《中华人民共和国政府信息公开条例》第三十六条第（二）项的规定".into()
        }
        Decision::UnableNotHeld => "根据《政府信息公开条例》第36条第4项".into(),
        decision => format!(
            "根据《中华人民共和国政府信息公开条例》{}",
            decision.article().0.replace("条例", "")
        ),
    }
}

/// The parts of a letter that has everything.
struct Whole {
    template: Template,
    said: BTreeMap<Part, String>,
    matters: Vec<(Decision, BTreeMap<Part, String>)>,
}

impl Whole {
    fn notice(template: Template) -> Self {
        let parts = template.required().map(|it| (it.part, said(it))).collect();
        Self {
            template,
            said: parts,
            matters: Vec::new(),
        }
    }

    fn answer(decisions: &[Decision], relief: &str) -> Self {
        let mut whole = Self::notice(Template::Answer);
        whole.said.insert(Part::Relief, relief.to_owned());
        for decision in decisions {
            let parts = required_of(*decision);
            let mut parts: BTreeMap<_, _> = parts.map(|it| (it.part, said(&it))).collect();
            parts.insert(Part::Basis, basis_of(*decision));
            whole.matters.push((*decision, parts));
        }
        whole
    }

    fn faults(&self, around: &Circumstances<'_>) -> Vec<Fault> {
        self.faults_on(ON, around)
    }

    fn faults_on(&self, out_on: Date, around: &Circumstances<'_>) -> Vec<Fault> {
        fn lent(parts: &BTreeMap<Part, String>) -> BTreeMap<Part, &str> {
            parts
                .iter()
                .map(|(part, said)| (*part, said.as_str()))
                .collect()
        }
        let matters = self.matters.iter().map(|(decision, said)| Matter {
            decision: *decision,
            said: lent(said),
        });
        let letter = Letter {
            template: self.template,
            out_on,
            said: lent(&self.said),
            matters: matters.collect(),
        };
        check(&letter, around)
    }
}

fn says(faults: &[Fault]) -> Vec<&str> {
    faults.iter().map(|fault| fault.says.as_str()).collect()
}

fn relief_for(decision: Decision) -> &'static str {
    use law::request::Group;
    match (decision, decision.group()) {
        (Decision::DeniedAdminQuery, _) => CHOICE,
        (_, Group::Denied | Group::Partial) => REVIEW_FIRST,
        _ => CHOICE,
    }
}

/// 条例第三十条、第三十一条、第三十二条、第三十三条第二款、第三十三条第三款、第三十四条、第三十五条、第四十一条、第四十二条、第四十五条、第五十一条
#[test]
fn a_letter_with_every_part_may_be_sealed_and_one_without_any_may_not() {
    for template in Template::ALL {
        assert_eq!(Template::from_id(template.id()), Some(template));
        if template == Template::Answer {
            continue;
        }
        let whole = Whole::notice(template);
        let faults = whole.faults(&Circumstances::default());
        assert!(faults.is_empty(), "{}: {:?}", template.zh(), says(&faults));
        for required in template.required() {
            let mut lacking = Whole::notice(template);
            lacking.said.remove(&required.part);
            let faults = lacking.faults(&Circumstances::default());
            assert_eq!(faults.len(), 1, "{} {}", template.zh(), required.part.zh());
            assert_eq!(faults[0].part, Some(required.part));
            assert_eq!(faults[0].source, required.source);
            lacking.said.insert(required.part, " \u{3000}".into());
            assert_eq!(lacking.faults(&Circumstances::default()), faults);
            if !required.says.is_empty() {
                lacking.said.insert(required.part, "写了别的".into());
                let faults = lacking.faults(&Circumstances::default());
                assert_eq!(faults.len(), 1, "{} {}", template.zh(), required.part.zh());
                assert!(faults[0].says.contains(required.says[0][0]));
            }
        }
    }
}

/// 条例第三十六条: each of the twenty-one answers, with each part left out.
#[test]
fn each_answer_says_what_its_decision_requires() {
    for decision in Decision::ALL {
        let relief = relief_for(decision);
        let whole = Whole::answer(&[decision], relief);
        let faults = whole.faults(&Circumstances::default());
        assert!(faults.is_empty(), "{}: {:?}", decision.zh(), says(&faults));
        for required in required_of(decision) {
            let mut lacking = Whole::answer(&[decision], relief);
            lacking.matters[0].1.remove(&required.part);
            let faults = lacking.faults(&Circumstances::default());
            lacking.matters[0]
                .1
                .insert(required.part, " \u{3000}".into());
            assert_eq!(lacking.faults(&Circumstances::default()), faults);
            // What does not exist is in nobody else's hands.
            let is_of_the_other_case = decision == Decision::UnableNotHeld
                && matches!(
                    required.part,
                    Part::Statement(Statement::Reasons | Statement::Responsible)
                );
            if is_of_the_other_case {
                assert!(faults.is_empty(), "{:?}", says(&faults));
                continue;
            }
            let found: Vec<_> = faults.iter().map(|it| (it.matter, it.part)).collect();
            assert_eq!(found, [(Some(1), Some(required.part))], "{}", decision.zh());
        }
    }
}

/// 条例第三十六条第五项: what another agency holds needs no search, but the reason.
#[test]
fn information_of_another_agency_is_told_with_its_reason_and_not_with_a_search() {
    let mut whole = Whole::answer(&[Decision::UnableNotHeld], CHOICE);
    let parts = &mut whole.matters[0].1;
    parts.insert(
        Part::Basis,
        "根据《中华人民共和国政府信息公开条例》第三十六条第（五）项的规定".into(),
    );
    parts.remove(&Part::Statement(Statement::Search));
    assert!(whole.faults(&Circumstances::default()).is_empty());
    whole.matters[0]
        .1
        .remove(&Part::Statement(Statement::Reasons));
    let faults = whole.faults(&Circumstances::default());
    assert_eq!(says(&faults), ["缺少理由，请补上"]);
    // A basis that does not say which of the two cases it is has searched and says so.
    let parts = &mut whole.matters[0].1;
    parts.insert(
        Part::Basis,
        "根据《中华人民共和国政府信息公开条例》第三十六条的规定".into(),
    );
    let faults = whole.faults(&Circumstances::default());
    assert_eq!(says(&faults)[0], "缺少检索的情况，请补上");
}

/// 条例第十四条、第十六条第二款
#[test]
fn an_answer_rests_on_the_article_of_its_decision() {
    let mut whole = Whole::answer(&[Decision::DeniedProcess], REVIEW_FIRST);
    for (basis, is_right) in [
        ("根据《中华人民共和国政府信息公开条例》第十六条第二款", true),
        ("根据《政府信息公开条例》第16条第2款", true),
        ("根据《政府信息公开条例》第 十六 条第\u{3000}2 款", true),
        ("根据《中华人民共和国政府信息公开条例》第十四条", false),
        ("根据有关规定", false),
        ("根据第十六条第二款", false),
    ] {
        whole.matters[0].1.insert(Part::Basis, basis.into());
        let faults = whole.faults(&Circumstances::default());
        assert_eq!(faults.is_empty(), is_right, "{basis}: {:?}", says(&faults));
        if let [fault] = faults.as_slice() {
            assert!(fault.says.contains("第十六条第二款"), "{}", fault.says);
            assert_eq!(fault.matter, Some(1));
        }
    }
}

/// 条例第五十一条; 行政复议法第二十三条
#[test]
fn the_remedies_told_are_those_of_the_answer_and_its_day() {
    let told = |decisions: &[Decision], relief: &str, on: Date| {
        let faults = Whole::answer(decisions, relief).faults_on(on, &Circumstances::default());
        assert!(faults.iter().all(|it| it.part == Some(Part::Relief)));
        faults.len()
    };
    let before = Date::constant(2023, 12, 29);
    assert_eq!(told(&[Decision::DeniedInternal], REVIEW_FIRST, ON), 0);
    assert_eq!(told(&[Decision::DeniedInternal], CHOICE, before), 0);
    assert!(told(&[Decision::DeniedInternal], CHOICE, ON) > 0);
    assert!(told(&[Decision::DeniedInternal], REVIEW_FIRST, before) > 0);
    assert_eq!(told(&[Decision::UnableNotHeld], CHOICE, ON), 0);
    assert!(told(&[Decision::UnableNotHeld], REVIEW_FIRST, ON) > 0);
    assert!(told(&[Decision::Granted], "如有疑问请来电咨询。", ON) > 0);
    // Two matters, two ways.
    let both = format!("{CHOICE}{REVIEW_FIRST}");
    let two = [Decision::Granted, Decision::DeniedProcess];
    assert_eq!(told(&two, &both, ON), 0);
    assert!(told(&two, CHOICE, ON) > 0);
    assert!(told(&two, REVIEW_FIRST, ON) > 0);
    // Formerly three months.
    let formerly = Date::constant(2015, 4, 1);
    assert_eq!(
        told(
            &[Decision::Granted],
            &CHOICE.replace("6个月", "三个月"),
            formerly
        ),
        0
    );
    assert!(told(&[Decision::Granted], CHOICE, formerly) > 0);
}

/// 条例第五十一条; 行政复议法第二十条、第二十三条; 行政诉讼法第四十五条、第四十六条: one thing wrong, one thing told.
#[test]
fn each_thing_that_a_paragraph_on_remedies_lacks_is_told() {
    const FIRST: &str = "对不予公开的部分应当先申请行政复议，请写明“应当先……申请行政复议”";
    const NOT_FIRST: &str = "这一答复不需要先申请行政复议，请写明两种途径可以选择";
    const REVIEW: &str = "请写明60日内可以申请行政复议，向哪个机关申请";
    const SUIT: &str = "请写明6个月内可以提起行政诉讼，向哪个法院提起";
    const AFTER: &str = "请写明收到行政复议决定书之日起15日内可以提起行政诉讼";
    const NO_SUIT: &str = "不能直接提起行政诉讼，请去掉“6个月”";
    let review = |from: &str, to: &str| REVIEW_FIRST.replace(from, to);
    let choice = |from: &str, to: &str| CHOICE.replace(from, to);
    for (decision, relief, wrong) in [
        (Decision::DeniedInternal, review("应当先", "应先"), vec![]),
        (
            Decision::DeniedInternal,
            review("应当先", "可以"),
            vec![FIRST],
        ),
        (
            Decision::DeniedInternal,
            review("行政复议", "复查"),
            vec![FIRST, REVIEW],
        ),
        (
            Decision::DeniedInternal,
            review("十五日内", ""),
            vec![AFTER],
        ),
        (Decision::DeniedInternal, review("60日内", ""), vec![REVIEW]),
        (
            Decision::DeniedInternal,
            format!("{REVIEW_FIRST}也可以自收到本答复之日起六个月内提起行政诉讼。"),
            vec![NO_SUIT],
        ),
        (
            Decision::Granted,
            choice(
                "可以自收到本答复之日起六十日",
                "应当先自收到本答复之日起六十日",
            ),
            vec![NOT_FIRST],
        ),
        (
            Decision::Granted,
            choice(
                "可以自收到本答复之日起六十日",
                "应先自收到本答复之日起六十日",
            ),
            vec![NOT_FIRST],
        ),
        (Decision::Granted, choice("六十日内", ""), vec![REVIEW]),
        (Decision::Granted, choice("行政复议", "复查"), vec![REVIEW]),
        (Decision::Granted, choice("6个月内", ""), vec![SUIT]),
        (Decision::Granted, choice("行政诉讼", "诉讼"), vec![SUIT]),
    ] {
        let faults = Whole::answer(&[decision], &relief).faults(&Circumstances::default());
        let wrong: Vec<String> = wrong
            .iter()
            .map(|it| format!("救济途径不符：{it}"))
            .collect();
        assert_eq!(says(&faults), wrong, "{relief}");
    }
    let silent = Whole::answer(&[Decision::Granted], " ").faults(&Circumstances::default());
    assert_eq!(says(&silent), ["缺少救济途径，请补上"]);
}

/// 司法部关于审理政府信息公开行政复议案件若干问题的指导意见第三条
#[test]
fn only_what_decides_tells_a_remedy() {
    let tells: Vec<Template> = Template::ALL
        .into_iter()
        .filter(|it| it.tells_relief())
        .collect();
    let decides = [
        Template::TellThirdParty,
        Template::Answer,
        Template::Rectified,
    ];
    assert_eq!(tells, decides);
}

#[test]
fn a_notice_along_the_way_tells_no_remedy_and_answers_nothing() {
    for template in Template::ALL {
        let mut whole = Whole::notice(template);
        if template == Template::Answer {
            let faults = whole.faults(&Circumstances::default());
            assert_eq!(says(&faults), ["没有写对申请的答复，请逐项写明决定"]);
            continue;
        }
        whole.said.insert(Part::Relief, CHOICE.into());
        let faults = whole.faults(&Circumstances::default());
        assert_eq!(
            faults.is_empty(),
            template.tells_relief(),
            "{}",
            template.zh()
        );
        let mut answering = Whole::answer(&[Decision::Granted], CHOICE);
        answering.template = template;
        let parts = Whole::notice(template).said;
        answering.said = parts;
        let faults = answering.faults(&Circumstances::default());
        assert!(
            faults.iter().any(|it| it.part == Some(Part::Decision)),
            "{}",
            template.zh()
        );
    }
}

/// 条例第三十条、第三十三条第二款
#[test]
fn what_goes_out_after_its_last_day_says_why() {
    let due = Some(LastDay {
        date: Date::constant(2026, 2, 27),
        provisional: false,
    });
    let late = Circumstances {
        due,
        ..Circumstances::default()
    };
    let whole = Whole::notice(Template::Correction);
    let faults = whole.faults(&late);
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].source.0, "条例第三十条");
    for template in [Template::Extension, Template::TellConsulting] {
        let faults = Whole::notice(template).faults(&late);
        assert_eq!(faults[0].source, law::clock::ANSWER, "{}", template.zh());
    }
    assert!(
        whole
            .faults_on(Date::constant(2026, 2, 27), &late)
            .is_empty()
    );
    let explained = Circumstances {
        overdue_reason: Some("系统迁移"),
        ..late
    };
    assert!(whole.faults(&explained).is_empty());
}

#[test]
fn a_form_that_was_not_filled_in_is_told() {
    for hole in [
        "××县",
        "向XX机关",
        "{{机关}}",
        "粤公开〔〕号",
        "____",
        "（填写原因）",
    ] {
        let mut whole = Whole::notice(Template::Receipt);
        whole.said.insert(Part::Request, hole.into());
        let faults = whole.faults(&Circumstances::default());
        assert_eq!(faults.len(), 1, "{hole}");
        assert_eq!(faults[0].part, Some(Part::Request));
    }
    let mut whole = Whole::notice(Template::Receipt);
    whole.said.insert(
        Part::Request,
        "www.songling.gov.cn/xxgk/list.html，型号AX12，X光机".into(),
    );
    assert!(whole.faults(&Circumstances::default()).is_empty());
}

/// 条例第十五条: nothing that tells who the third party is, no numbers of persons, in the letter and in what goes with it.
#[test]
fn persons_do_not_stand_in_a_letter() {
    let names = ["甲工贸有限公司"];
    let around = Circumstances {
        keep_out: &names,
        ..Circumstances::default()
    };
    let mut whole = Whole::answer(&[Decision::DeniedThirdParty], REVIEW_FIRST);
    assert!(whole.faults(&around).is_empty());
    let harm = Part::Statement(Statement::Harm);
    whole.matters[0]
        .1
        .insert(harm, "甲工贸有限公司不同意公开".into());
    let faults = whole.faults(&around);
    assert_eq!(faults.len(), 1);
    assert!(!faults[0].says.contains("甲工贸"), "{}", faults[0].says);
    // 11010519491231002X is the specimen number of GB 11643-1999.
    whole.matters[0]
        .1
        .insert(harm, "第三方（11010519491231002X）不同意".into());
    let faults = whole.faults(&around);
    assert_eq!(faults.len(), 1);
    assert!(!faults[0].says.contains("11010519491231002X"));
    let mut contact = Whole::notice(Template::Receipt);
    contact
        .said
        .insert(Part::Contact, "电话：0751-5550199".into());
    assert!(contact.faults(&Circumstances::default()).is_empty());
    // An office may be called and written to, and the applicant is named and has an address.
    for (part, is_wrong) in [
        (Part::Contact, false),
        (Part::Responsible, false),
        (Part::Payment, false),
        (Part::Statement(Statement::Responsible), false),
        (Part::Statement(Statement::Channel), false),
        (Part::Statement(Statement::Means), false),
        (Part::Request, true),
        (Part::Addressee, true),
        (Part::Statement(Statement::Harm), true),
    ] {
        let mut calling = Whole::notice(Template::Receipt);
        for said in ["请致电13800138000咨询", "邮箱：office@songling.example"] {
            calling.said.insert(part, said.into());
            let faults = calling.faults(&Circumstances::default());
            assert_eq!(faults.len(), usize::from(is_wrong), "{part:?} {said}");
        }
    }
    let mut told = Whole::notice(Template::Receipt);
    told.said.insert(Part::Addressee, "申请人：李小明".into());
    assert_eq!(told.faults(&Circumstances::default()), []);
    let enclosures = [Enclosure {
        name: "名册",
        text: "身份证号：11010519491231002X，甲工贸有限公司",
    }];
    let around = Circumstances {
        enclosures: &enclosures,
        ..around
    };
    let faults = Whole::notice(Template::Receipt).faults(&around);
    assert_eq!(faults.len(), 2);
    assert!(faults.iter().all(|it| it.says.starts_with("附件“名册”")));
}

/// A line of the page.
fn row(page: &mut String, name: &str, required: &Required, id: &str) {
    let says = required.says.iter().map(|ways| ways.join("、"));
    let says = says.collect::<Vec<_>>().join("；");
    let sure = if required.verified { "" } else { "做法" };
    let _ = writeln!(
        page,
        "| {name} | {} | {says} | {} | `{id}` | {sure} |",
        required.part.zh(),
        required.source
    );
}

/// 条例第三十二条、第三十四条: the terms that letters tell are those by which the clock counts.
#[test]
fn letters_tell_the_terms_by_which_is_counted() {
    let told = format!("{}个工作日", law::clock::TO_GIVE_OPINION);
    for template in [Template::ConsultThirdParty, Template::ConsultAgency] {
        let mut parts = template.required();
        let term = parts.find(|it| it.part == Part::Term).expect("a term");
        assert_eq!(term.says, [[told.as_str()]], "{}", template.zh());
    }
}

/// `docs/law/letters.md`, made from the templates.
fn page() -> String {
    let mut page = String::from(
        "# Letters 文书\n\nGenerated from `crates/law/src/letter/template.rs`; do not edit.\n`UPDATE_DOCS=1 cargo test -p law --test law letter` writes it.\nA part with “做法” rests on model letters and not on the words of a rule.\n\n## Of every letter 各种文书\n\n| 文书 | 应当写明 | 必须说到 | 依据 | letter | |\n|---|---|---|---|---|---|\n",
    );
    for required in &COMMON {
        row(&mut page, "各种文书", required, "*");
    }
    for template in Template::ALL {
        for required in template.own_parts() {
            row(&mut page, template.zh(), required, template.id());
        }
    }
    page.push_str(
        "\n## Of an answer 答复书的每一项\n\n| 决定 | 应当写明 | 必须说到 | 依据 | decision | |\n|---|---|---|---|---|---|\n",
    );
    for decision in Decision::ALL {
        for required in required_of(decision) {
            row(&mut page, decision.zh(), &required, decision.id());
        }
    }
    page
}

#[test]
fn the_page_of_letters_is_what_the_templates_say() {
    must_be("letters", &page());
}
