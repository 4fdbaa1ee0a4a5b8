//! Which crates may never be reached from which, directly or through others.

use std::collections::BTreeSet;

use anyhow::Result;

use crate::tools::{cargo, read};
use crate::wasm::TARGET;

struct Rule {
    package: &'static str,
    /// The platform it is built for; none means the host.
    target: Option<&'static str>,
    never: &'static [&'static str],
}

const RULES: [Rule; 5] = [
    Rule {
        package: "debrief-shared",
        target: None,
        never: &["tokio", "sqlx", "axum", "reqwest", "leptos", "debrief-server", "debrief-web"],
    },
    Rule { package: "debrief-shared", target: Some(TARGET), never: &["tokio", "sqlx", "axum"] },
    // idb takes channels from tokio; what must not get in is its runtime and network, which rest on mio.
    Rule {
        package: "debrief-web",
        target: Some(TARGET),
        never: &["mio", "sqlx", "axum", "hyper", "comrak", "debrief-server", "debrief-tests"],
    },
    Rule { package: "debrief-server", target: None, never: &["leptos", "web-sys", "debrief-web", "debrief-tests"] },
    Rule { package: "debrief-tests", target: None, never: &["leptos", "debrief-web"] },
];

pub(super) fn check() -> Result<Vec<String>> {
    let mut findings = Vec::new();
    for Rule { package, target, never } in RULES {
        let mut tree = cargo();
        tree.args([
            "tree",
            "--locked",
            "--package",
            package,
            "--edges",
            "normal",
            "--prefix",
            "none",
            "--format",
            "{p}",
        ]);
        if let Some(target) = target {
            tree.args(["--target", target]);
        }
        let printed = read(&mut tree)?;
        let reached: BTreeSet<&str> = printed.lines().filter_map(|line| line.split_whitespace().next()).collect();
        let forbidden = never.iter().filter(|name| reached.contains(*name));
        findings.extend(
            forbidden.map(|name| {
                format!("{package} reaches {name}; `cargo tree -p {package} -e normal -i {name}` shows how")
            }),
        );
    }
    Ok(findings)
}
