//! What was given, what each file would become, and what became of it. Files are sent one after the other: one that fails holds up no other.

use std::collections::VecDeque;

use debrief_shared::api::{ImportReport, ImportedPostmortem, MAX_IMPORT_BYTES};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use crate::api::{self, ApiError, BringIn};
use crate::session::Session;
use crate::texts::documents_in as texts;
use crate::zone::Zone;

/// Most postmortems of a ZIP file that one request makes: a server waits for none longer than about a minute.
const MAX_AT_ONCE: usize = 100;
/// How long to wait where the server has too much to do, in milliseconds: it takes 30 files a minute.
const PAUSE_MS: u32 = 3_000;
/// How often.
const MAX_PAUSES: u32 = 40;

/// How far one is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// The file is being read.
    Reading,
    /// It can be made; with what stood in the way when that was tried.
    Found(Option<String>),
    /// It is being made.
    Making,
    /// It is made.
    Made,
    /// It cannot be read, and why; `true` where another try may help.
    Refused(String, bool),
}

/// A postmortem that was found in a file, or a file that is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct State {
    pub(super) stage: Stage,
    /// What was found.
    pub(super) found: Option<ImportedPostmortem>,
    pub(super) ticked: bool,
}

/// A row of the list.
#[derive(Clone)]
pub(super) struct Row {
    pub(super) key: usize,
    /// The file, with its folders within a ZIP file.
    pub(super) name: String,
    /// Which of the given files it is from.
    file: usize,
    /// Its place in that file.
    place: usize,
    pub(super) state: ArcRwSignal<State>,
}

impl Row {
    /// Whether it can be made at all.
    pub(super) fn can(&self) -> bool {
        self.state.with(|state| {
            matches!(state.stage, Stage::Found(_)) && state.found.as_ref().is_some_and(|found| found.existing.is_none())
        })
    }

    /// Whether it is to be made.
    fn is_wanted(&self) -> bool {
        self.can() && self.state.with(|state| state.ticked)
    }

    pub(super) fn tick(&self, ticked: bool) {
        self.state.update(|state| state.ticked = ticked);
    }

    fn set(&self, stage: Stage) {
        self.state.update(|state| state.stage = stage);
    }
}

/// What goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doing {
    Nothing,
    Reading,
    Making { done: usize, all: usize },
}

/// Everything that the page knows.
#[derive(Clone, Copy)]
pub(super) struct Bringing {
    pub(super) rows: RwSignal<Vec<Row>>,
    pub(super) doing: RwSignal<Doing>,
    pub(super) restricted: RwSignal<bool>,
    /// The zone of times that name none, by its IANA name.
    pub(super) zone: RwSignal<String>,
    files: StoredValue<Vec<File>, LocalStorage>,
    /// Files that are not read yet.
    waiting: RwSignal<VecDeque<usize>>,
    next_key: StoredValue<usize>,
    session: Session,
}

impl Bringing {
    pub(super) fn new(session: Session) -> Self {
        Self {
            rows: RwSignal::new(Vec::new()),
            doing: RwSignal::new(Doing::Nothing),
            restricted: RwSignal::new(false),
            zone: RwSignal::new(Zone::mine().name().to_owned()),
            files: StoredValue::new_local(Vec::new()),
            waiting: RwSignal::new(VecDeque::new()),
            next_key: StoredValue::new(0),
            session,
        }
    }

    /// Takes files that were dropped or chosen. One that stands in the list already is left out.
    pub(super) fn take(self, files: Vec<File>) {
        for file in files {
            if self.files.with_value(|files| files.iter().any(|held| is_same(held, &file))) {
                continue;
            }
            let (name, unfit) = (file.name(), unfit(&file));
            let number = self.files.with_value(Vec::len);
            self.files.update_value(|files| files.push(file));
            let is_unfit = unfit.is_some();
            let stage = unfit.map_or(Stage::Reading, |words| Stage::Refused(words, false));
            let row = self.row(number, 0, name, stage, None);
            self.rows.update(|rows| rows.push(row));
            if !is_unfit {
                self.waiting.update(|waiting| waiting.push_back(number));
            }
        }
        self.go_on();
    }

    /// Reads a file once more that was not.
    pub(super) fn read_again(self, row: &Row) {
        row.set(Stage::Reading);
        let number = row.file;
        self.waiting.update(|waiting| waiting.push_back(number));
        self.go_on();
    }

    pub(super) fn waiting(self) -> usize {
        self.waiting.with(VecDeque::len)
    }

    pub(super) fn wanted(self) -> usize {
        self.rows.with(|rows| rows.iter().filter(|row| row.is_wanted()).count())
    }

    /// How many rows can be made, how many were, and how many files are refused.
    pub(super) fn counts(self) -> (usize, usize, usize) {
        self.rows.with(|rows| {
            let count =
                |is: fn(&Stage) -> bool| rows.iter().filter(|row| row.state.with(|state| is(&state.stage))).count();
            let found = rows.iter().filter(|row| row.can()).count();
            (found, count(|stage| *stage == Stage::Made), count(|stage| matches!(stage, Stage::Refused(..))))
        })
    }

    fn row(self, file: usize, place: usize, name: String, stage: Stage, found: Option<ImportedPostmortem>) -> Row {
        let key = self.next_key.try_update_value(|key| {
            *key += 1;
            *key
        });
        // What is there by its title is left out until somebody wants it beside the other.
        let ticked = found.as_ref().is_some_and(|found| found.existing.is_none() && found.alike.is_none());
        let (key, shown) = (key.unwrap_or_default(), State { stage, found, ticked });
        Row { key, name, file, place, state: ArcRwSignal::new(shown) }
    }

    /// Reads what waits, unless something goes on already.
    fn go_on(self) {
        if self.doing.get_untracked() != Doing::Nothing || self.waiting.with_untracked(VecDeque::is_empty) {
            return;
        }
        self.doing.set(Doing::Reading);
        spawn_local(async move {
            while let Some(number) = self.waiting.try_with_untracked(|waiting| waiting.front().copied()).flatten() {
                let answer = self.send(number, BringIn { preview: true, ..BringIn::default() }).await;
                self.show(number, answer);
                let _ = self.waiting.try_update(VecDeque::pop_front);
            }
            let _ = self.doing.try_set(Doing::Nothing);
        });
    }

    /// Puts what a file holds in the place of its row.
    fn show(self, number: usize, answer: Result<ImportReport, Trouble>) {
        let is_its = |row: &Row| row.file == number && row.state.with_untracked(|state| state.stage == Stage::Reading);
        let Some(Some(at)) = self.rows.try_with_untracked(|rows| rows.iter().position(is_its)) else { return };
        match answer {
            Err(trouble) => {
                self.rows.with_untracked(|rows| rows[at].set(Stage::Refused(trouble.words, trouble.passes)));
            }
            Ok(report) => {
                let found = report.postmortems.into_iter().enumerate();
                let mut rows: Vec<Row> = found
                    .map(|(place, found)| self.row(number, place, found.file.clone(), Stage::Found(None), Some(found)))
                    .collect();
                let refused = |problem: debrief_shared::api::ImportProblem| {
                    self.row(number, 0, problem.file, Stage::Refused(problem.problem, false), None)
                };
                rows.extend(report.problems.into_iter().map(refused));
                self.rows.update(|all| drop(all.splice(at..=at, rows)));
            }
        }
    }

    /// Makes what is ticked.
    pub(super) fn make(self) {
        let wanted: Vec<Row> =
            self.rows.with_untracked(|rows| rows.iter().filter(|row| row.is_wanted()).cloned().collect());
        if self.doing.get_untracked() != Doing::Nothing || wanted.is_empty() {
            return;
        }
        let all = wanted.len();
        self.doing.set(Doing::Making { done: 0, all });
        for row in &wanted {
            row.set(Stage::Making);
        }
        spawn_local(async move {
            let mut done = 0;
            let of_one_file = |a: &Row, b: &Row| a.file == b.file;
            for rows in wanted.chunk_by(of_one_file).flat_map(|rows| rows.chunks(MAX_AT_ONCE)) {
                let Some(restricted) = self.restricted.try_get_untracked() else { return };
                let only: Vec<String> = rows.iter().map(|row| row.place.to_string()).collect();
                let how = BringIn { restricted, only: only.join(","), ..BringIn::default() };
                let answer = self.send(rows[0].file, how).await;
                for row in rows {
                    tell(row, &answer);
                }
                done += rows.len();
                let _ = self.doing.try_set(Doing::Making { done, all });
            }
            let _ = self.doing.try_set(Doing::Nothing);
            if !self.doing.is_disposed() {
                self.go_on();
            }
        });
    }

    /// Sends a file, again and again while the server has too much to do.
    async fn send(self, number: usize, how: BringIn) -> Result<ImportReport, Trouble> {
        let file = self.files.try_with_value(|files| files[number].clone()).ok_or_else(Trouble::gone)?;
        let unreadable = |_| Trouble { words: texts::UNREADABLE.to_owned(), passes: false };
        let bytes: JsValue = JsFuture::from(file.array_buffer()).await.map_err(unreadable)?;
        let time_zone = self.zone.try_get_untracked().ok_or_else(Trouble::gone)?;
        let how = BringIn { name: file.name(), time_zone, ..how };
        let mut pauses = 0;
        loop {
            match api::bring_in(&bytes, &how).await {
                Err(error) if error.status() == Some(429) && pauses < MAX_PAUSES && !self.rows.is_disposed() => {
                    pauses += 1;
                    TimeoutFuture::new(PAUSE_MS).await;
                }
                Err(error) => {
                    self.session.heed(&error);
                    return Err(Trouble::of(&error));
                }
                Ok(report) => return Ok(report),
            }
        }
    }
}

/// What stands in the way.
struct Trouble {
    words: String,
    /// Whether another try may help.
    passes: bool,
}

impl Trouble {
    fn of(error: &ApiError) -> Self {
        let words = if error.status() == Some(504) { texts::TOOK_TOO_LONG.to_owned() } else { error.words() };
        Self { words, passes: error.may_pass() }
    }

    /// The page is left; nobody reads this.
    fn gone() -> Self {
        Self { words: String::new(), passes: true }
    }
}

/// Says in a row what became of it.
fn tell(row: &Row, answer: &Result<ImportReport, Trouble>) {
    let report = match answer {
        Err(trouble) => return row.set(Stage::Found(Some(trouble.words.clone()))),
        Ok(report) => report,
    };
    if let Some(made) = report.postmortems.iter().find(|made| made.file == row.name) {
        let stage = if made.id.is_some() { Stage::Made } else { Stage::Found(None) };
        row.state.update(|state| {
            state.stage = stage;
            state.found = Some(made.clone());
        });
    } else {
        let problem = report.problems.iter().find(|problem| problem.file == row.name);
        row.set(Stage::Found(Some(problem.map_or_else(|| texts::UNREADABLE.to_owned(), |it| it.problem.clone()))));
    }
}

/// Whether a file was given before, and has not changed since.
fn is_same(one: &File, other: &File) -> bool {
    let marks = |file: &File| (file.size().to_bits(), file.last_modified().to_bits());
    one.name() == other.name() && marks(one) == marks(other)
}

/// Why a file is not even sent.
fn unfit(file: &File) -> Option<String> {
    let name = file.name().to_ascii_lowercase();
    if [".png", ".jpg", ".jpeg", ".gif", ".webp"].iter().any(|extension| name.ends_with(extension)) {
        return Some(texts::A_PICTURE.to_owned());
    }
    #[expect(clippy::cast_precision_loss, reason = "a few megabytes")]
    if file.size() > MAX_IMPORT_BYTES as f64 {
        return Some(texts::too_large(MAX_IMPORT_BYTES >> 20));
    }
    (file.size() == 0.0).then(|| texts::EMPTY_FILE.to_owned())
}
