//! `debrief lint`: the lens over Markdown files. Reads, prints, and keeps nothing.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::{Args, ValueEnum};
use debrief_shared::lens::file::{LineFinding, lint_file};
use debrief_shared::lens::{Context, MAX_BYTES};
use serde::Serialize;

/// Exit code when a file cannot be read.
const UNREADABLE: u8 = 2;

#[derive(Debug, Args)]
pub(super) struct LintArgs {
    /// What to print
    #[arg(long, value_enum, default_value = "text")]
    format: LintFormat,
    /// Markdown files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum LintFormat {
    /// A line each, as compilers print them
    Text,
    /// One JSON array
    Json,
}

#[derive(Serialize)]
struct Printed<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_column: usize,
    rule: &'static str,
    message: &'a str,
    text: &'a str,
}

/// Exit code 0 without findings, 1 with some, 2 when a file cannot be read: the others are looked at all the same.
pub(super) fn lint(args: LintArgs) -> Result<ExitCode> {
    let (mut found, mut unreadable) = (Vec::new(), false);
    for file in &args.files {
        match read(file) {
            Ok(text) => found.extend(
                lint_file(&text, &Context::default()).into_iter().map(|finding| (file.display().to_string(), finding)),
            ),
            Err(reason) => {
                eprintln!("debrief: {} cannot be read: {reason}", file.display());
                unreadable = true;
            }
        }
    }
    print(args.format, &found).or_else(only_closed).context("cannot write to standard output")?;
    Ok(match (unreadable, found.is_empty()) {
        (true, _) => ExitCode::from(UNREADABLE),
        (false, true) => ExitCode::SUCCESS,
        (false, false) => ExitCode::FAILURE,
    })
}

/// A text, or why there is none in one line.
fn read(file: &Path) -> Result<String, String> {
    let size = fs::metadata(file).map_err(|error| error.to_string())?.len();
    if size > MAX_BYTES as u64 {
        return Err(format!("it is larger than {} kB", MAX_BYTES / 1024));
    }
    let bytes = fs::read(file).map_err(|error| error.to_string())?;
    let text = String::from_utf8(bytes).map_err(|_| "it is not UTF-8 text".to_owned())?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

fn print(format: LintFormat, found: &[(String, LineFinding)]) -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    match format {
        LintFormat::Json => {
            let printed: Vec<Printed<'_>> = found.iter().map(|(file, finding)| printed(file, finding)).collect();
            serde_json::to_writer_pretty(&mut out, &printed)?;
            writeln!(out)?;
        }
        LintFormat::Text => {
            for (file, finding) in found {
                let LineFinding { rule, line, column, message, text, .. } = finding;
                writeln!(out, "{file}:{line}:{column}: {} {}: {message} [{text}]", rule.code, rule.name)?;
            }
        }
    }
    out.flush()
}

fn printed<'a>(file: &'a str, finding: &'a LineFinding) -> Printed<'a> {
    Printed {
        file,
        line: finding.line,
        column: finding.column,
        end_column: finding.end_column,
        rule: finding.rule.code,
        message: &finding.message,
        text: &finding.text,
    }
}

/// Whoever reads, as `head` does, may stop reading.
fn only_closed(error: io::Error) -> io::Result<()> {
    if error.kind() == io::ErrorKind::BrokenPipe { Ok(()) } else { Err(error) }
}
