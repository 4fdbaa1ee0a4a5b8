//! Makes a finding small: fewer inputs, and less in the last of them, as long as something is still found.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::input::Input;
use crate::target::Guard;
use crate::update::Update;
use crate::worker;

/// Tries at most so many smaller ones.
const ATTEMPTS: usize = 400;

/// Replays candidates in child processes.
pub struct Minimiser<'a> {
    /// This program.
    pub program: &'a Path,
    /// Who stands before yrs.
    pub guard: Guard,
    /// A file to write candidates to.
    pub file: PathBuf,
    /// Candidates that may still be tried.
    pub left: usize,
}

impl<'a> Minimiser<'a> {
    /// One that writes into `folder`.
    pub fn new(program: &'a Path, guard: Guard, folder: &Path) -> Self {
        Self { program, guard, file: folder.join(format!("candidate-{}.txt", std::process::id())), left: ATTEMPTS }
    }

    /// What is found with these inputs, if anything.
    pub fn finds(&mut self, inputs: &[Input]) -> Result<Option<String>> {
        self.left = self.left.saturating_sub(1);
        let lines: Vec<_> = inputs.iter().map(Input::write).collect();
        std::fs::write(&self.file, lines.join("\n")).context("cannot write a candidate")?;
        let mut arguments = vec!["replay".to_owned(), self.file.display().to_string()];
        if self.guard == Guard::Nobody {
            arguments.push("--unguarded".to_owned());
        }
        Ok(worker::run(self.program, &arguments, None)?.finding.map(|(_, what)| what))
    }

    /// A smaller case that still finds something.
    pub fn minimise(&mut self, mut inputs: Vec<Input>) -> Result<Vec<Input>> {
        let mut size = inputs.len() / 2;
        while size > 0 {
            let mut at = 0;
            while at < inputs.len() && self.left > 0 {
                let mut fewer = inputs.clone();
                fewer.drain(at..(at + size).min(inputs.len()));
                if self.finds(&fewer)?.is_some() {
                    inputs = fewer;
                } else {
                    at += size;
                }
            }
            size /= 2;
        }
        for which in 0..inputs.len() {
            while let Some(smaller) = self.smaller(&inputs, which)? {
                inputs = smaller;
            }
        }
        // Nothing hangs on it any more.
        let _ = std::fs::remove_file(&self.file);
        Ok(inputs)
    }

    /// The same with one part or one deletion of an update less.
    fn smaller(&mut self, inputs: &[Input], which: usize) -> Result<Option<Vec<Input>>> {
        let Some(Input::Update(bytes)) = inputs.get(which) else { return Ok(None) };
        let Some(update) = Update::decode(bytes) else { return Ok(None) };
        for candidate in reduced(&update) {
            if self.left == 0 {
                return Ok(None);
            }
            let mut smaller = inputs.to_vec();
            smaller[which] = Input::Update(candidate.encode());
            if self.finds(&smaller)?.is_some() {
                return Ok(Some(smaller));
            }
        }
        Ok(None)
    }
}

fn reduced(update: &Update) -> Vec<Update> {
    let mut candidates = Vec::new();
    for section in 0..update.sections.len() {
        let mut fewer = update.clone();
        fewer.sections.remove(section);
        candidates.push(fewer);
        for _ in 1..update.sections[section].parts.len() {
            let mut fewer = update.clone();
            fewer.sections[section].parts.pop();
            candidates.push(fewer);
        }
    }
    for client in 0..update.deletions.len() {
        let mut fewer = update.clone();
        fewer.deletions.remove(client);
        candidates.push(fewer);
        for range in 0..update.deletions[client].1.len() {
            let mut fewer = update.clone();
            fewer.deletions[client].1.remove(range);
            candidates.push(fewer);
        }
    }
    candidates
}
