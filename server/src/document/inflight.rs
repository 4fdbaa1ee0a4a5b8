//! What yrs is busy with, on disk: should it take the process down, the next start knows which update it was.
//!
//! One file with a place for each piece of work at a time. Nothing is synced: what a process has written outlives the process, and a
//! power cut is nobody's fault. A write and a mark that it is done cost two short system calls.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use debrief_shared::protocol::MAX_FRAME_BYTES;
use uuid::Uuid;

/// Bytes before the frame: busy or not, the frame's length, the document, the author.
const HEAD: usize = 4 + 4 + 16 + 16;
/// Bytes of one place.
const PLACE: u64 = (HEAD + MAX_FRAME_BYTES) as u64;
/// Marks a place with work under way …
const BUSY: u32 = 0x4445_4252;
/// … and one where a log is read for a look into the past.
const LOOKING_BACK: u32 = 0x4445_424c;

/// Work that was not done when the process ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfinished {
    /// Of which document.
    pub document: Uuid,
    /// Who sent the frame.
    pub author: Uuid,
    /// What was under way.
    pub work: Work,
}

/// Work that yrs may not bear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Work {
    /// A frame was being applied.
    Frame(Vec<u8>),
    /// The stored document was being opened: its snapshot, then the log behind it.
    Opening,
    /// The log was being read for a look into the past: from its beginning, or from an exact state.
    LookingBack,
}

/// The file.
#[derive(Debug)]
pub(super) struct Journal {
    file: File,
    places: Mutex<Places>,
}

#[derive(Debug, Default)]
struct Places {
    free: Vec<u64>,
    used: u64,
}

/// Work under way; dropping it says that it is done.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    journal: &'a Journal,
    place: u64,
}

impl Journal {
    /// Opens the file and gives what the last process did not finish. The file is then empty.
    pub(super) fn open(path: &Path) -> std::io::Result<(Self, Vec<Unfinished>)> {
        let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        let mut unfinished = Vec::new();
        for place in 0.. {
            file.seek(SeekFrom::Start(place * PLACE))?;
            let mut head = [0; HEAD];
            match file.read_exact(&mut head) {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::UnexpectedEof => break,
                Err(error) => return Err(error),
            }
            unfinished.extend(read(&head, &mut file)?);
        }
        file.set_len(0)?;
        Ok((Self { file, places: Mutex::default() }, unfinished))
    }

    /// Notes that a frame is about to be applied, or, where it is empty, that a document is about to be opened. `None` when it cannot be
    /// noted: that keeps nobody from working.
    pub(super) fn begin(&self, document: Uuid, author: Uuid, frame: &[u8]) -> Option<Entry<'_>> {
        self.note(BUSY, document, author, frame)
    }

    /// Notes that a log is about to be read for a look into the past.
    pub(super) fn look_back(&self, document: Uuid) -> Option<Entry<'_>> {
        self.note(LOOKING_BACK, document, Uuid::nil(), &[])
    }

    fn note(&self, mark: u32, document: Uuid, author: Uuid, frame: &[u8]) -> Option<Entry<'_>> {
        let length = u32::try_from(frame.len()).ok().filter(|_| frame.len() <= MAX_FRAME_BYTES)?;
        let mut record = Vec::with_capacity(HEAD + frame.len());
        record.extend(mark.to_le_bytes());
        record.extend(length.to_le_bytes());
        record.extend(document.as_bytes());
        record.extend(author.as_bytes());
        record.extend(frame);
        let place = self.take();
        let entry = Entry { journal: self, place };
        self.file.write_all_at(&record, place * PLACE).ok()?;
        Some(entry)
    }

    fn take(&self) -> u64 {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        places.free.pop().unwrap_or_else(|| {
            places.used += 1;
            places.used - 1
        })
    }
}

impl Drop for Entry<'_> {
    fn drop(&mut self) {
        if self.journal.file.write_all_at(&[0; 4], self.place * PLACE).is_ok() {
            self.journal.places.lock().unwrap_or_else(PoisonError::into_inner).free.push(self.place);
        }
    }
}

/// A place as it was left, if work was under way.
fn read(head: &[u8; HEAD], file: &mut File) -> std::io::Result<Option<Unfinished>> {
    let number = |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
    let id = |at: usize| Uuid::from_slice(&head[at..at + 16]).unwrap_or_default();
    let (mark, length) = (number(0), number(4) as usize);
    if ![BUSY, LOOKING_BACK].contains(&mark) || length > MAX_FRAME_BYTES {
        return Ok(None);
    }
    let mut frame = vec![0; length];
    match file.read_exact(&mut frame) {
        // It ended while this was written, before any work began.
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let work = match (mark, length) {
        (LOOKING_BACK, _) => Work::LookingBack,
        (_, 0) => Work::Opening,
        _ => Work::Frame(frame),
    };
    Ok(Some(Unfinished { document: id(8), author: id(24), work }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_done_is_known_and_what_was_is_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("in-flight");
        let (ada, one, two) = (Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3));
        {
            let (journal, before) = Journal::open(&path).expect("opens");
            assert_eq!(before, []);
            let done = journal.begin(one, ada, b"done");
            let lost = journal.begin(one, ada, b"not done").expect("noted");
            let opening = journal.begin(two, ada, b"").expect("noted");
            let looking = journal.look_back(two).expect("noted");
            drop(done);
            drop(journal.begin(two, ada, b"in the place of the first"));
            // As when the process ends: nothing is dropped.
            std::mem::forget((lost, opening, looking));
        }
        let (_, unfinished) = Journal::open(&path).expect("opens again");
        let lost = Unfinished { document: one, author: ada, work: Work::Frame(b"not done".to_vec()) };
        let opening = Unfinished { document: two, author: ada, work: Work::Opening };
        let looking = Unfinished { document: two, author: Uuid::nil(), work: Work::LookingBack };
        assert_eq!(unfinished, [lost, opening, looking]);
        assert_eq!(Journal::open(&path).expect("opens").1, [], "it is told once");
    }
}
