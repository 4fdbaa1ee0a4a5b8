//! The API keeps to its own description: schemathesis makes up requests that fit it and such that do not, and looks at every answer.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::Context as _;
use debrief_tests::{Client, Options, Outcome, Server};

/// Where `cargo xtask test` has put it.
const VARIABLE: &str = "DEBRIEF_SCHEMATHESIS";
/// Requests that are made up for each operation, beside those that its description alone leads to.
const EXAMPLES: &str = "5";
/// What would leave nothing to ask about: the postmortem in the bin, or somebody else's.
const ENDS: [&str; 2] = ["postmortems_remove", "sharing_hand_over"];

#[tokio::test]
async fn every_answer_is_one_that_the_api_describes() -> Outcome {
    let flags = ["--rate-limit", "0"].map(str::to_owned).to_vec();
    let server = Server::start(Options { flags, ..Options::default() }).await?;
    let ada = server.person("Ada Admin", "admin")?;
    let mut all = run(&server, &ada, "schemathesis.toml")?;
    all.args(["--exclude-path-regex", r"^/api/postmortems/\{id\}"]);
    succeed(&mut all)?;

    // Where a postmortem is asked for, there is one.
    let postmortem = ada.create("Checkout refused cards", "google-sre").await?;
    let mut one = run(&server, &ada, "postmortem.toml")?;
    one.args(["--include-path-regex", r"^/api/postmortems/\{id\}"]);
    one.args(ENDS.map(|operation| format!("--exclude-operation-id={operation}")));
    succeed(one.env("DEBRIEF_POSTMORTEM", postmortem.id.to_string()))?;
    ada.postmortem(postmortem.id).await.context("it is whole after all that")?;
    Ok(())
}

fn run(server: &Server, who: &Client, settings: &str) -> anyhow::Result<Command> {
    let program =
        std::env::var(VARIABLE).with_context(|| format!("{VARIABLE} is not set; `cargo xtask test` sets it"))?;
    let settings = Path::new(env!("CARGO_MANIFEST_DIR")).join("api").join(settings);
    let mut command = Command::new(program);
    command.arg("--config-file").arg(settings).args(["run", &format!("{}/api/openapi.json", server.url())]);
    command.args(["--header", &format!("Authorization: Bearer {}", who.token()?)]);
    command.args(["--phases", "examples,coverage,fuzzing", "--max-examples", EXAMPLES, "--no-color"]);
    // The same requests for the same description: what is red here is red everywhere.
    command.arg("--generation-deterministic");
    command.current_dir(server.data()).stdin(Stdio::null());
    Ok(command)
}

fn succeed(command: &mut Command) -> anyhow::Result<()> {
    // The server is another process: this one may wait.
    let output = command.output()?;
    let said = String::from_utf8_lossy(&output.stdout);
    anyhow::ensure!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    anyhow::ensure!(said.contains("Tested:"), "nothing was asked: {said}");
    Ok(())
}
