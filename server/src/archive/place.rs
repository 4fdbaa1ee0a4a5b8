//! Where an archive lies: files in a folder, or commits in a bare git repository.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use jiff::Timestamp;
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;
use tokio::task::spawn_blocking;

use super::ArchiveError;
use crate::calendar::one_line;

/// Who commits, and is the author where no single person is.
const COMMITTER: &str = "Debrief";

/// Something to change. Paths are plain ASCII.
pub(super) enum Change {
    Write(String, String),
    Remove(String),
}

/// What is said of changes, where there is something to say it with.
pub(super) struct Commit {
    pub(super) message: String,
    /// Whose work it is; empty for nobody's in particular.
    pub(super) author: String,
    pub(super) at: Timestamp,
}

pub(super) enum Place {
    Folder(PathBuf),
    /// A bare repository, and the branch its `HEAD` names.
    Git(PathBuf, String),
}

impl Place {
    pub(super) async fn open(path: &Path) -> Result<Self, ArchiveError> {
        if path.join("HEAD").is_file() && path.join("objects").is_dir() {
            let branch = git(path, &["symbolic-ref", "HEAD"], None).await?;
            let branch = told(path, branch)?;
            return Ok(Self::Git(path.to_owned(), branch.trim().to_owned()));
        }
        fs::create_dir_all(path).map_err(|error| failed(path, &error))?;
        Ok(Self::Folder(path.to_owned()))
    }

    pub(super) fn path(&self) -> &Path {
        match self {
            Self::Folder(path) | Self::Git(path, _) => path,
        }
    }

    /// A file of the archive, if there is one.
    pub(super) async fn read(&self, name: &str) -> Result<Option<String>, ArchiveError> {
        match self {
            Self::Folder(path) => match fs::read_to_string(path.join(name)) {
                Ok(text) => Ok(Some(text)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(failed(path, &error)),
            },
            Self::Git(path, branch) => {
                let object = format!("{branch}:{name}");
                // Without a word, for a branch without a commit and a commit without the file are no failures.
                let there = git(path, &["rev-parse", "--verify", "--quiet", &object], None).await?;
                if !there.status.success() && there.stderr.is_empty() {
                    return Ok(None);
                }
                told(path, there)?;
                Ok(Some(told(path, git(path, &["cat-file", "blob", &object], None).await?)?))
            }
        }
    }

    /// Removes files that lie about. In a repository there are none: a commit is there as a whole, or not at all.
    pub(super) async fn sweep(&self, is_left: impl Fn(&str) -> bool + Send + 'static) -> Result<(), ArchiveError> {
        let Self::Folder(folder) = self else { return Ok(()) };
        let path = folder.clone();
        let sweep = move || -> io::Result<()> {
            for file in fs::read_dir(path)? {
                let file = file?;
                if file.file_name().to_str().is_some_and(&is_left) && !file.file_type()?.is_dir() {
                    fs::remove_file(file.path())?;
                }
            }
            Ok(())
        };
        let swept = spawn_blocking(sweep).await.map_err(io::Error::other).and_then(|swept| swept);
        swept.map_err(|error| failed(folder, &error))
    }

    /// Makes changes, in order; in a repository all of them at once. In a folder, what cannot be removed keeps nothing else from it.
    pub(super) async fn apply(&self, changes: Vec<Change>, commit: &Commit) -> Result<(), ArchiveError> {
        match self {
            Self::Folder(folder) => {
                let path = folder.clone();
                let work = spawn_blocking(move || make_all(&path, &changes));
                let made = work.await.map_err(io::Error::other).and_then(|made| made);
                made.map_err(|error| failed(folder, &error))
            }
            Self::Git(path, branch) => {
                let parent = git(path, &["rev-parse", "--verify", "--quiet", branch], None).await?;
                let stream = stream(branch, parent.status.success(), &changes, commit);
                told(path, git(path, &["fast-import", "--quiet", "--done"], Some(stream)).await?).map(drop)
            }
        }
    }
}

fn make_all(folder: &Path, changes: &[Change]) -> io::Result<()> {
    let mut trouble = Ok(());
    for change in changes {
        match change {
            Change::Write(name, text) => write(folder, name, text)?,
            Change::Remove(name) => trouble = trouble.and(remove(&folder.join(name))),
        }
    }
    trouble
}

/// Writes a file beside its place and puts it there: whoever reads meanwhile reads one or the other.
fn write(folder: &Path, name: &str, text: &str) -> io::Result<()> {
    let part = folder.join(format!(".{name}.part"));
    // What a killed server left, or somebody put there: a link would lead out of the folder.
    remove(&part)?;
    let mut file = fs::File::create_new(&part)?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    let written = written.and_then(|()| fs::rename(&part, folder.join(name)));
    if written.is_err() {
        // Room for others.
        let _ = fs::remove_file(&part);
    }
    written
}

fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// One commit in the language of `git fast-import`.
fn stream(branch: &str, has_parent: bool, changes: &[Change], commit: &Commit) -> Vec<u8> {
    let plain = |name: &str| name.chars().filter(|it| !it.is_control() && !"<>".contains(*it)).collect::<String>();
    let author = match plain(&one_line(&commit.author)) {
        name if name.trim().is_empty() => COMMITTER.to_owned(),
        name => name.trim().to_owned(),
    };
    let (at, now) = (commit.at.as_second(), Timestamp::now().as_second());
    let mut out =
        format!("commit {branch}\nauthor {author} <> {at} +0000\ncommitter {COMMITTER} <> {now} +0000\n").into_bytes();
    data(&mut out, &commit.message);
    if has_parent {
        out.extend(format!("from {branch}^0\n").bytes());
    }
    for change in changes {
        match change {
            Change::Write(path, text) => {
                out.extend(format!("M 100644 inline {path}\n").bytes());
                data(&mut out, text);
            }
            Change::Remove(path) => out.extend(format!("D {path}\n").bytes()),
        }
    }
    out.extend(b"\ndone\n");
    out
}

fn data(out: &mut Vec<u8>, text: &str) {
    out.extend(format!("data {}\n", text.len()).bytes());
    out.extend(text.bytes());
    out.push(b'\n');
}

/// Runs git upon a repository; nothing in the environment leads it to another one.
async fn git(path: &Path, arguments: &[&str], input: Option<Vec<u8>>) -> Result<Output, ArchiveError> {
    let mut command = Command::new("git");
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GIT_")) {
        command.env_remove(name);
    }
    command.arg("--git-dir").arg(path).args(arguments).kill_on_drop(true);
    command.stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() });
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(|error| {
        let cause = match error.kind() {
            io::ErrorKind::NotFound => "this is a git repository, and there is no program git; install it".to_owned(),
            _ => format!("git cannot be started: {error}"),
        };
        ArchiveError::Place { path: path.to_owned(), cause }
    })?;
    let stdin = child.stdin.take();
    let feed = async {
        if let (Some(mut stdin), Some(input)) = (stdin, input) {
            // Whoever stops reading says why on leaving.
            let _ = stdin.write_all(&input).await;
        }
    };
    let ((), output) = tokio::join!(feed, child.wait_with_output());
    output.map_err(|error| failed(path, &error))
}

/// What git has said, unless it failed.
fn told(path: &Path, output: Output) -> Result<String, ArchiveError> {
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let words = String::from_utf8_lossy(&output.stderr);
    let cause = format!("git says: {}", words.trim().lines().next().unwrap_or("nothing"));
    Err(ArchiveError::Place { path: path.to_owned(), cause })
}

fn failed(path: &Path, error: &io::Error) -> ArchiveError {
    ArchiveError::Place { path: path.to_owned(), cause: error.to_string() }
}
