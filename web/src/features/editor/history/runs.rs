//! A text with what was put in and taken out of it, marked by more than colour: underlined and struck through, and read out with who did it.

use std::collections::HashMap;

use debrief_shared::{
    api::Person,
    history::{Run, RunKind},
};
use leptos::prelude::*;
use uuid::Uuid;

use super::source::source;

/// Shows runs; neighbouring insertions and deletions are one change.
pub(super) fn runs(runs: Vec<Run>, people: &HashMap<Uuid, Person>) -> AnyView {
    let mut starts_line = true;
    let groups = grouped(runs).into_iter().map(move |group| match group {
        Group::Same(text) => {
            let begins = std::mem::replace(&mut starts_line, text.ends_with('\n'));
            view! { <span>{source(&text, begins)}</span> }.into_any()
        }
        Group::Change(runs) => {
            let begins = std::mem::replace(&mut starts_line, runs.last().is_some_and(|run| run.text.ends_with('\n')));
            let by = runs.iter().find_map(|run| people.get(&run.by?));
            let class = by.map_or("change".to_owned(), |person| format!("change peer-{}", person.color % 12));
            let who = by.map(|person| person.name.clone());
            let marks = runs.into_iter().map(|run| mark(run, begins, people)).collect_view();
            // Its name is what is read out; where it came from is shown while it is looked at.
            view! { <span class=class data-change="" tabindex="-1" data-by=who>{marks}</span> }.into_any()
        }
    });
    groups.collect_view().into_any()
}

fn mark(run: Run, starts_line: bool, people: &HashMap<Uuid, Person>) -> AnyView {
    let name = run.by.and_then(|by| people.get(&by)).map(|person| person.name.clone());
    let read = |did: &str| match &name {
        Some(name) => format!(" {name} {did}: "),
        None => format!(" {did}: "),
    };
    if run.kind == RunKind::Deleted {
        let words = read("removed");
        return view! { <del><span class="visually-hidden">{words}</span>{source(&run.text, starts_line)}</del> }
            .into_any();
    }
    let words = read("added");
    view! { <ins><span class="visually-hidden">{words}</span>{source(&run.text, starts_line)}</ins> }.into_any()
}

#[derive(Debug, PartialEq, Eq)]
enum Group {
    Same(String),
    Change(Vec<Run>),
}

fn grouped(runs: Vec<Run>) -> Vec<Group> {
    let mut groups = Vec::new();
    for run in runs {
        match (run.kind, groups.last_mut()) {
            (RunKind::Equal, _) => groups.push(Group::Same(run.text)),
            (_, Some(Group::Change(change))) => change.push(run),
            _ => groups.push(Group::Change(vec![run])),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_together_is_one_change() {
        let run = |kind, text: &str| Run { kind, text: text.to_owned(), by: None };
        let (gone, new) = (run(RunKind::Deleted, "a"), run(RunKind::Inserted, "b"));
        let all = vec![run(RunKind::Equal, "x"), gone.clone(), new.clone(), run(RunKind::Equal, "y"), new.clone()];
        assert_eq!(
            grouped(all),
            [
                Group::Same("x".to_owned()),
                Group::Change(vec![gone, new.clone()]),
                Group::Same("y".to_owned()),
                Group::Change(vec![new])
            ]
        );
    }
}
