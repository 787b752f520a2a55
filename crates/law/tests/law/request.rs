//! The steps of a request as the documentation draws them, and what no history can break.

use crate::page::must_be;
use law::request::{Act, Decision, Group, State, step, steps};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// `docs/law/request-states.md`, made from the function.
fn page() -> String {
    let mut page = String::from(
        "# States of a request 申请的状态\n\nGenerated from `crates/law/src/request/step.rs`; do not edit.\n`UPDATE_DOCS=1 cargo test -p law --test law request` writes it.\nA state says whose turn it is; by when is said by the clock (`crates/law/src/clock.rs`), whose guards decide whether an act may come on a day.\n\n## Steps 办理步骤\n\n| 状态 | 动作 | 以后 | 依据 | from | act | to |\n|---|---|---|---|---|---|---|\n",
    );
    let steps = steps();
    for one in &steps {
        let _ = writeln!(
            page,
            "| {} | {} | {} | {} | `{}` | `{}` | `{}` |",
            one.from.zh(),
            one.act.zh(),
            ending(one.act, one.to),
            one.act.article(),
            one.from.id(),
            one.act.id(),
            one.to.id(),
        );
    }
    page.push_str("\n## Picture 图\n\nA withdrawal, which is possible from every open state but the first, is left out.\n\n```mermaid\nstateDiagram-v2\n");
    for state in State::ALL {
        let _ = writeln!(page, "    {} : {}", state.id(), state.zh());
    }
    let _ = writeln!(page, "    [*] --> {}", State::Draft.id());
    for one in steps.iter().filter(|one| one.act != Act::Withdraw) {
        let _ = writeln!(
            page,
            "    {} --> {} : {}",
            one.from.id(),
            one.to.id(),
            one.act.zh()
        );
    }
    page.push_str("    withdrawn --> [*]\n    closed --> [*]\n```\n\n## Answers 处理决定\n\nOne list for letters, remedies and table three of the annual report.\n\n| 类 | 序 | 处理决定 | 依据 | 应当写明 | id |\n|---|---|---|---|---|---|\n");
    for decision in Decision::ALL {
        let states: Vec<&str> = decision.states().iter().map(|one| one.zh()).collect();
        let _ = writeln!(
            page,
            "| {} | {} | {} | {} | {} | `{}` |",
            decision.group().zh(),
            decision.row(),
            decision.zh(),
            decision.article(),
            states.join("；"),
            decision.id(),
        );
    }
    page
}

/// A closed request bears an answer: that of the act, or any that was given.
fn ending(act: Act, to: State) -> String {
    match (act, to) {
        (Act::Archive(_), State::Closed(_)) => "办结（所作的处理决定）".into(),
        (_, State::Closed(decision)) => format!("办结（{}）", decision.zh()),
        (_, to) => to.zh().into(),
    }
}

#[test]
fn the_page_of_states_is_what_the_function_does() {
    must_be("request-states", &page());
}

fn any_act() -> impl Strategy<Value = Act> {
    (0..Act::ALL.len(), 0..Decision::ALL.len()).prop_map(|(act, decision)| match Act::ALL[act] {
        Act::Archive(_) => Act::Archive(Decision::ALL[decision]),
        act => act,
    })
}

/// A history of acts that may follow each other, chosen by `choices`.
fn walk(choices: &[(usize, usize)]) -> Vec<State> {
    let mut states = vec![State::Draft];
    for (choice, decision) in choices {
        let state = states[states.len() - 1];
        let acts = law::request::acts(state);
        let Some(act) = acts.get(choice % acts.len().max(1)) else {
            break;
        };
        let act = match act {
            Act::Archive(_) => Act::Archive(Decision::ALL[decision % Decision::ALL.len()]),
            act => *act,
        };
        states.push(step(state, act).expect("lawful"));
    }
    states
}

proptest! {
    /// Whatever is tried, what is refused changes nothing and what is allowed is a step of the table.
    #[test]
    fn no_history_reaches_a_state_by_a_step_that_is_not_lawful(
        tried in proptest::collection::vec(any_act(), 0..60),
    ) {
        let lawful = steps();
        let mut state = State::Draft;
        let mut answers = 0;
        for act in tried {
            match step(state, act) {
                Ok(next) => {
                    let is_listed = lawful.iter().any(|one| {
                        one.from.id() == state.id() && one.act.id() == act.id() && one.to.id() == next.id()
                    });
                    prop_assert!(is_listed, "{} {}", state.zh(), act.zh());
                    prop_assert!(state.decision().is_none(), "what ended goes on");
                    answers += u32::from(next.decision().is_some());
                    state = next;
                }
                Err(refused) => prop_assert!(refused.article.is_some() && !refused.says.is_empty()),
            }
        }
        prop_assert!(answers <= 1);
    }

    /// A receipt comes before everything else, and an answer is delivered only after it was decided.
    #[test]
    fn what_the_statute_puts_first_comes_first(
        choices in proptest::collection::vec((0..24usize, 0..21usize), 0..60),
    ) {
        let states = walk(&choices);
        let first = |wanted: &str| states.iter().position(|state| state.id() == wanted);
        if let Some(delivered) = first("delivered") {
            prop_assert!(first("decided") < Some(delivered));
            prop_assert!(first("deciding") < first("decided"));
        }
        for later in ["registered", "in_review", "correcting", "deciding"] {
            if let Some(at) = first(later) {
                prop_assert!(first("received").is_some_and(|received| received < at));
            }
        }
    }

    /// 国办公开办函〔2021〕30号: 第一项加第二项之和，等于第三项加第四项之和. Every request is counted in one row, this
    /// year or the next, and what is carried over comes in again.
    #[test]
    fn the_rows_of_table_three_add_up_for_any_histories(
        all in proptest::collection::vec(
            (proptest::collection::vec((0..24usize, 0..21usize), 1..40), 0..40usize), 0..30,
        ),
    ) {
        let count = |states: Vec<State>| {
            let mut rows: BTreeMap<(Group, usize), u32> = BTreeMap::new();
            let mut open = 0;
            for state in states {
                match state.decision() {
                    Some(decision) => *rows.entry((decision.group(), decision.row())).or_default() += 1,
                    None => open += 1,
                }
            }
            (rows.values().sum::<u32>(), open)
        };
        let asked = all.len() as u32;
        // The year ends somewhere in each history.
        let at_the_end_of_year = all.iter().map(|(choices, until)| {
            let states = walk(choices);
            states[(*until).min(states.len() - 1)]
        });
        let (results, carried_out) = count(at_the_end_of_year.collect());
        prop_assert_eq!(asked, results + carried_out);
        let unanswered = all.iter().filter_map(|(choices, until)| {
            let states = walk(choices);
            let then = states[(*until).min(states.len() - 1)];
            then.decision().is_none().then(|| states[states.len() - 1])
        });
        let (next_results, next_carried_out) = count(unanswered.collect());
        prop_assert_eq!(carried_out, next_results + next_carried_out);
    }
}
