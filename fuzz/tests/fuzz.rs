//! The fuzzer as a test: a short run that finds nothing, a proof that it would, what it once found, and what real Yjs clients send.

use std::path::{Path, PathBuf};
use std::process::Command;

use debrief_fuzz::case;
use debrief_fuzz::input::Input;
use debrief_fuzz::real;
use debrief_fuzz::target::Guard;
use debrief_fuzz::worker;

/// Executions of the short run; some twenty seconds without optimisation.
const SHORT: u64 = 30_000;
/// Random plans of each version of Yjs.
const PLANS: usize = 25;
/// Versions that `yjs/package.json` names.
const VERSIONS: [&str; 4] = ["13.4", "13.5", "13.6", "14"];

fn here(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn run(executions: u64, more: &[&str]) -> worker::Outcome {
    let mut arguments = vec!["work", "20261127", "0", "1"];
    let executions = executions.to_string();
    arguments.push(&executions);
    arguments.extend(more);
    let arguments: Vec<_> = arguments.into_iter().map(str::to_owned).collect();
    worker::run(Path::new(env!("CARGO_BIN_EXE_fuzz")), &arguments, None).expect("the fuzzer starts")
}

#[test]
fn a_short_run_finds_nothing() {
    let outcome = run(SHORT, &[]);
    assert_eq!(outcome.finding, None, "play it again with `cargo xtask fuzz --seed 20261127`");
    assert!(outcome.tally.executions >= SHORT);
    assert!(outcome.tally.taken > SHORT / 10, "hardly anything gets as far as yrs: {:?}", outcome.tally);
}

#[test]
fn without_the_gate_something_is_found_at_once() {
    let outcome = run(SHORT, &["--unguarded"]);
    assert!(outcome.finding.is_some(), "{outcome:?}");
}

#[test]
fn what_was_found_once_is_not_found_again() {
    let mut files: Vec<_> = std::fs::read_dir(here("corpus"))
        .expect("the corpus is there")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    files.sort();
    assert!(!files.is_empty());
    for file in files {
        let text = std::fs::read_to_string(&file).expect("readable");
        let inputs = Input::read_all(&text).expect("a case");
        assert_eq!(case::replay(&inputs, Guard::Gate), Ok(()), "{}", file.display());
    }
}

#[test]
fn everything_that_real_yjs_clients_send_passes() {
    assert!(here("yjs/node_modules").is_dir(), "run `cargo xtask test`, which installs the packages of fuzz/yjs");
    for version in VERSIONS {
        let plans = PLANS.to_string();
        let mut node = Command::new("node");
        let played =
            node.current_dir(here("yjs")).args(["plan.mjs", version, "1", &plans]).output().expect("node starts");
        assert!(played.status.success(), "{version}: {}", String::from_utf8_lossy(&played.stderr));
        let log = String::from_utf8(played.stdout).expect("hexadecimal");
        let updates = real::check(&log).unwrap_or_else(|finding| panic!("{version}: {finding:?}"));
        assert!(updates > PLANS * 50, "{version}: only {updates} updates");
    }
}
