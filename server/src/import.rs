//! Documents from outside become postmortems: their pictures are made anew and kept, then everything is stored in one step.

mod place;

use std::sync::Arc;

use bytes::Bytes;
use debrief_shared::api::{ImportProblem, ImportReport, ImportedPostmortem, Visibility};
use debrief_shared::import::{Answers, Document, Documents, File, ImportError, Input, documents, folder};
use debrief_shared::time::Moment;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use tokio::sync::Semaphore;
use uuid::Uuid;

use self::place::{Place, Places};
use crate::document::{DocumentError, new_document};
use crate::images::{Images, MAX_UPLOAD_BYTES, ROOM, Refusal};
use crate::random;
use crate::store::audit::Audit;
use crate::store::documents::{DocumentRow, ListQuery, NewDocument, Scope};
use crate::store::images::ImageRow;
use crate::store::{Store, StoreError};

/// Largest first update of a postmortem, in bytes: a quarter of what a document may become.
const MAX_FIRST_BYTES: usize = 8 << 20;
/// Most postmortems of one title that are looked through for a second of the same name.
const MAX_ALIKE: u32 = 200;
/// Files that are read at once: each takes a processor and up to some hundred megabytes.
const AT_ONCE: usize = 2;

/// Why a document that was read did not become a postmortem.
#[derive(Debug, thiserror::Error)]
pub enum Unmade {
    /// It is more than a document takes.
    #[error("It makes a postmortem of more than {} MB. Split it.", MAX_FIRST_BYTES >> 20)]
    TooLarge,
    /// The document as such is refused.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// It could not be stored.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What is brought.
#[derive(Debug)]
pub enum Brought {
    /// One file: a postmortem, or a ZIP file of several.
    File(String, Bytes),
    /// The files of a folder.
    Folder(Vec<File>),
}

/// Reads files off the threads that serve everybody, few at a time. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Desk(Arc<Semaphore>);

impl Default for Desk {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

impl Desk {
    /// Reads when there is a place.
    ///
    /// # Errors
    /// Why it ended early: that is our fault.
    pub async fn read<T: Send + 'static>(&self, read: impl FnOnce() -> T + Send + 'static) -> Result<T, String> {
        let place = Arc::clone(&self.0).acquire_owned().await.map_err(|error| error.to_string())?;
        let reading = tokio::task::spawn_blocking(move || {
            // Held until it is done, also when nobody waits for the answer any more.
            let _place = place;
            read()
        });
        reading.await.map_err(|error| error.to_string())
    }
}

/// Reads what was brought.
///
/// # Errors
/// [`ImportError`]: then nothing was read.
pub async fn read(desk: &Desk, brought: Brought, zone: TimeZone, zone_name: String) -> Result<Documents, ImportError> {
    let reading = desk.read(move || {
        let local = clock(&zone);
        let answers = Answers { day: None, zone: &local };
        match &brought {
            Brought::File(name, bytes) => documents(Input { name, bytes }, &zone_name, &answers),
            Brought::Folder(files) => Ok(folder(files, &zone_name, &answers)),
        }
    });
    reading.await.unwrap_or_else(|error| {
        tracing::error!(%error, "reading a document that is brought in ended early");
        Err(ImportError::unreadable())
    })
}

/// The instants at which the clocks of a zone show a time.
pub fn clock(zone: &TimeZone) -> impl Fn(DateTime) -> Option<Moment> + '_ {
    |time| {
        let zoned = time.to_zoned(zone.clone()).ok()?;
        Some(Moment::new(zoned.timestamp(), zoned.offset()))
    }
}

/// Where documents go, and whose they become.
#[derive(Clone, Copy)]
pub struct Importer<'a> {
    /// Durable storage.
    pub store: &'a dyn Store,
    /// The bytes of pictures.
    pub images: &'a Images,
    /// Who owns what is made.
    pub owner: Uuid,
    /// Who else may open it.
    pub visibility: Visibility,
    /// Whether to make another one where the same file became one before.
    pub again: bool,
}

impl Importer<'_> {
    /// Says what would become of documents, and makes nothing.
    ///
    /// # Errors
    /// When storage does not answer.
    pub async fn preview(&self, read: Documents) -> Result<ImportReport, StoreError> {
        let mut report = report(&read);
        let mut places = Places::default();
        for document in &read.made {
            let existing = self.place(&mut places, document).await?.taken();
            let alike = self.alike(&document.view.title, existing).await?;
            report.postmortems.push(ImportedPostmortem { existing, alike, ..told(document) });
        }
        Ok(report)
    }

    /// Makes postmortems of documents, one by one; `audit` is the row of each. What fails is a problem of its file alone.
    ///
    /// # Errors
    /// When storage does not answer; what was made until then stays.
    pub async fn make(&self, read: Documents, audit: impl Fn(Uuid) -> Audit) -> Result<ImportReport, StoreError> {
        let mut report = report(&read);
        let mut places = Places::default();
        for mut document in read.made {
            let id = match self.place(&mut places, &document).await? {
                Place::Taken(id) => {
                    report.postmortems.push(ImportedPostmortem { existing: Some(id), ..told(&document) });
                    continue;
                }
                Place::Free(id) => id,
            };
            let alike = self.alike(&document.view.title, None).await?;
            let now = Timestamp::now();
            match self.one(id, &mut document, now, &audit(id)).await {
                Ok(()) => report.postmortems.push(ImportedPostmortem { id: Some(id), alike, ..told(&document) }),
                // The same file came twice at the same moment, and the other one was quicker.
                Err(Unmade::Store(StoreError::Conflict)) => {
                    report.postmortems.push(ImportedPostmortem { existing: Some(id), ..told(&document) });
                }
                Err(Unmade::Store(error @ StoreError::Unavailable(_))) => return Err(error),
                Err(error) => {
                    let problem = error.to_string();
                    report.problems.push(ImportProblem { file: document.file.clone(), problem });
                }
            }
        }
        Ok(report)
    }

    /// A postmortem with its pictures. Their bytes come first: what is shown is there.
    async fn one(&self, id: Uuid, document: &mut Document, now: Timestamp, audit: &Audit) -> Result<(), Unmade> {
        let kept = self.keep(id, document, now).await;
        let view = document.view.clone();
        let (owner, visibility) = (self.owner, self.visibility);
        let made = tokio::task::spawn_blocking(move || {
            let first = view.to_update(random::client_id(), || random::id(now).to_string());
            if first.len() > MAX_FIRST_BYTES {
                return Err(Unmade::TooLarge);
            }
            Ok(NewDocument { visibility, ..new_document(id, owner, first, now)? })
        });
        let made = made.await.unwrap_or_else(|error| Err(DocumentError::Broken(error.to_string()).into()));
        let stored = match made {
            Ok(new) => self.store.create(new, audit).await.map_err(Unmade::from),
            Err(error) => Err(error),
        };
        if let Err(error) = stored {
            for row in &kept {
                self.images.forget(id, row.id).await;
            }
            return Err(error);
        }
        for row in kept {
            if let Err(error) = self.store.add_image(&row, ROOM).await {
                self.images.forget(id, row.id).await;
                tracing::warn!(%error, "a picture of a document that was brought in could not be stored");
                document.warnings.push("A picture could not be stored; add it by hand.".to_owned());
            }
        }
        Ok(())
    }

    /// Keeps the bytes of pictures, and puts their addresses into the text. What is no picture gets back what stood there.
    async fn keep(&self, id: Uuid, document: &mut Document, now: Timestamp) -> Vec<ImageRow> {
        let mut kept = Vec::new();
        for picture in std::mem::take(&mut document.pictures) {
            let name = picture.file.clone().unwrap_or_else(|| "within the text".to_owned());
            let row = self.keep_one(id, Arc::clone(&picture.bytes), now).await;
            match row {
                Ok(row) => {
                    document.place(&picture.placeholder, &format!("/api/postmortems/{id}/images/{}", row.id));
                    kept.push(row);
                    document.pictures.push(debrief_shared::import::Picture { bytes: Arc::default(), ..picture });
                }
                Err(why) => {
                    let stood = if picture.reference.is_empty() { "picture-not-taken" } else { &picture.reference };
                    document.place(&picture.placeholder, stood);
                    document.warnings.push(format!("The picture {name} was left out: {why}"));
                }
            }
        }
        kept
    }

    async fn keep_one(&self, id: Uuid, bytes: Arc<[u8]>, now: Timestamp) -> Result<ImageRow, String> {
        if bytes.len() > MAX_UPLOAD_BYTES {
            return Err(format!("it is larger than {} MB.", MAX_UPLOAD_BYTES >> 20));
        }
        let bytes = Bytes::from_owner(bytes);
        let picture = loop {
            match self.images.remake(bytes.clone()).await {
                Ok(picture) => break picture,
                Err(Refusal::Crowded) => tokio::time::sleep(CROWDED).await,
                Err(error) => return Err(error.to_string()),
            }
        };
        self.images.keep(id, self.owner, picture, now).await.map_err(|error| {
            tracing::warn!(%error, "a picture of a document that is brought in could not be kept");
            "the place for pictures does not answer.".to_owned()
        })
    }

    /// Another of the owner's of the same title: whoever brings in a newer state of a file wants to know.
    async fn alike(&self, title: &str, same: Option<Uuid>) -> Result<Option<Uuid>, StoreError> {
        if same.is_some() {
            return Ok(None);
        }
        let query = ListQuery {
            search: Some(title.to_owned()),
            deleted: false,
            person: self.owner,
            scope: Scope::Shared,
            now: Timestamp::now(),
            limit: MAX_ALIKE,
        };
        let rows = self.store.list(query).await?;
        let same = |row: &DocumentRow| row.owner == Some(self.owner) && row.projection.title.trim() == title.trim();
        Ok(rows.into_iter().map(|(row, _)| row).find(same).map(|row| row.id))
    }
}

/// What there is to say of a document, before it is anywhere.
fn told(document: &Document) -> ImportedPostmortem {
    let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    let view = &document.view;
    ImportedPostmortem {
        id: None,
        file: document.file.clone(),
        title: view.title.clone(),
        sections: count(view.sections.iter().filter(|it| it.removed.is_none()).count()),
        entries: count(view.timeline.iter().filter(|it| it.removed.is_none()).count()),
        mitigations: count(view.mitigations.iter().filter(|it| it.removed.is_none()).count()),
        pictures: count(document.pictures.len()),
        warnings: document.warnings.clone(),
        existing: None,
        alike: None,
    }
}

/// How long to wait for a place where pictures are made anew.
const CROWDED: std::time::Duration = std::time::Duration::from_millis(250);

fn report(read: &Documents) -> ImportReport {
    let problem = |unread: &debrief_shared::import::Unread| ImportProblem {
        file: unread.file.clone(),
        problem: unread.problem.clone(),
    };
    ImportReport { postmortems: Vec::new(), problems: read.unread.iter().map(problem).collect() }
}
