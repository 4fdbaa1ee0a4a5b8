//! The product's own words pass its own lens: templates, guidance and the sample.

use std::fs;
use std::path::{Path, PathBuf};

use debrief_shared::document::{Postmortem, Seed};
use debrief_shared::lens::document::lint_document;
use debrief_shared::lens::file::lint_file;
use debrief_shared::lens::{Context, Scope, lint, scope_of_heading};
use debrief_shared::render::markdown;
use serde_json::Value;
use yrs::updates::decoder::Decode;
use yrs::{Transact, Update};

fn server() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../server")
}

fn json(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).expect("a file of the server")).expect("JSON")
}

fn remarks(told: &mut Vec<String>, what: &str, text: &str, scope: Scope, context: &Context) {
    for finding in lint(text, scope, context) {
        told.push(format!("{what}: {} {}\n    {text}", finding.rule.code, finding.message));
    }
}

fn section(told: &mut Vec<String>, section: &Value, context: &Context) {
    let text = |key: &str| section[key].as_str().unwrap_or_default();
    let scope = scope_of_heading(text("heading")).unwrap_or_default();
    remarks(told, "body", text("body"), scope, context);
    remarks(told, "heading", text("heading"), Scope::Account, context);
    remarks(told, "guidance", text("guidance"), Scope::Account, context);
}

#[test]
fn templates_have_no_findings() {
    let mut told = Vec::new();
    let mut count = 0;
    for file in fs::read_dir(server().join("templates")).expect("the templates") {
        let template = json(&file.expect("a file").path());
        remarks(
            &mut told,
            "summary",
            template["summary"].as_str().unwrap_or_default(),
            Scope::Account,
            &Context::default(),
        );
        for value in template["sections"].as_array().expect("sections") {
            section(&mut told, value, &Context::default());
        }
        count += 1;
    }
    assert_eq!(count, 6);
    assert!(told.is_empty(), "{}", told.join("\n"));
}

#[test]
fn the_sample_has_no_findings() {
    let sample = json(&server().join("demo/incident.json"));
    let people = sample["people"].as_array().expect("people").iter().filter_map(|person| person["name"].as_str());
    let context = Context { people: people.map(str::to_owned).collect(), ..Context::default() };
    let mut told = Vec::new();
    for postmortem in sample["postmortems"].as_array().expect("postmortems") {
        let seed: Seed = serde_json::from_value(postmortem.clone()).expect("a seed");
        let context = Context { services: seed.facts.services.clone(), ..context.clone() };
        for value in postmortem["sections"].as_array().expect("sections") {
            section(&mut told, value, &context);
        }
        for entry in &seed.timeline {
            remarks(&mut told, "entry", &entry.text, Scope::Account, &context);
        }
        for mitigation in &seed.mitigations {
            remarks(&mut told, "mitigation", &mitigation.text, Scope::Action, &context);
        }
        let mut next = 0;
        let update = seed.to_update(7, || {
            next += 1;
            format!("id{next}")
        });
        let document = Postmortem::new(8);
        document.doc().transact_mut().apply_update(Update::decode_v1(&update).expect("an update")).expect("applies");
        let view = document.view(&document.doc().transact());
        told.extend(
            lint_document(&view, None)
                .into_iter()
                .map(|remark| format!("whole: {} {}", remark.rule.code, remark.message)),
        );
        let exported = markdown(&view);
        let file = lint_file(&exported, &Context::default());
        told.extend(
            file.into_iter()
                .map(|finding| format!("exported {}: {} {}", finding.line, finding.rule.code, finding.message)),
        );
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
}
