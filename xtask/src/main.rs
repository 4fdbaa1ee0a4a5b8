//! `cargo xtask …`: every build and developer command of Debrief.

mod bench;
mod ci;
mod dist;
mod flame;
mod frontend;
mod fuzz;
mod paths;
mod peers;
mod run;
mod server;
mod services;
mod sizes;
mod stamp;
mod test;
mod tidy;
mod tools;
mod torture;
mod wasm;
mod watch;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Build and developer commands of Debrief")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Set up what is missing, build the page and the server, and start Debrief
    Run(run::Options),
    /// Build the page into web/dist
    Build {
        /// The small page that goes into a release (takes longer)
        #[arg(long)]
        release: bool,
    },
    /// Set up and run every test: unit, property, integration and browser
    Test(test::Options),
    /// Formatting, lints, documentation, house rules, then every test
    Ci,
    /// House rules alone: allowed dependencies, file heads, no machine paths
    Tidy,
    /// Attack the gate and the yrs behind it: `--minutes N` or `--executions N`, `--seed S`, `--jobs N`, or `replay FILE`
    Fuzz {
        /// Flags of the fuzzer
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Build one stripped binary with the page inside, at target/dist/debrief
    Dist,
    /// Kill and stop the server under load, again and again, and look that nothing is lost
    Torture(torture::Options),
    /// Measure: `size`, or the name of a benchmark of the tests crate; without a name all of them
    Bench {
        /// Name of the benchmark, then its own flags
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
}

fn main() -> ExitCode {
    match execute(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn execute(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Run(options) => run::run(&options),
        Command::Build { release } => {
            frontend::build(if release { frontend::Profile::Small } else { frontend::Profile::Quick })
        }
        Command::Test(options) => test::run(&options),
        Command::Ci => ci::run(),
        Command::Tidy => tidy::check(),
        Command::Fuzz { arguments } => fuzz::run(&arguments),
        Command::Dist => dist::build(),
        Command::Torture(options) => torture::run(&options),
        Command::Bench { arguments } => bench::run(&arguments),
    }
}
